//! Where tokens can come from in a PodSpec, told without asking the cluster.
//!
//! Follows the admission plugin `ServiceAccount`
//! (`plugin/pkg/admission/serviceaccount/admission.go`): what it has mounted, and what it would
//! still mount. Whether a candidate becomes an [`Exposure`](crate::exposure::Exposure) can depend
//! on what the service account says.

use std::collections::BTreeMap;

use crate::mount::token_paths;
use crate::pod_spec::{Container, PodSpec, ServiceAccountTokenProjection, Volume, VolumeMount};
use crate::settings::Settings;

/// What the plugin names its volume with, and looks for in a Pod's volumes.
const PLUGIN_VOLUME_PREFIX: &str = "kube-api-access-";

/// The seconds that the plugin asks for. The API server issues such a token for a year
/// (`pkg/registry/core/serviceaccount/storage/token.go`, `WarnOnlyBoundTokenExpirationPeriod`).
const PLUGIN_TOKEN_SECONDS: i64 = 3607;
const EXTENDED_TOKEN_SECONDS: i64 = 365 * 24 * 60 * 60;
/// What an absent `expirationSeconds` means.
const DEFAULT_TOKEN_SECONDS: i64 = 60 * 60;

/// The list of a PodSpec that a container stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    /// `initContainers`.
    Init,
    /// `containers`.
    Regular,
    /// `ephemeralContainers`.
    Ephemeral,
}

/// A container that may read a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<'p> {
    /// The container's name.
    pub container: &'p str,
    /// The list it stands in.
    pub kind: ContainerKind,
    /// Where the token would come from.
    pub source: Source<'p>,
    /// The volume that brings it, where one of the PodSpec does.
    pub volume: Option<&'p str>,
    /// Nothing is mounted yet: the plugin will, if automount is on.
    pub predicted: bool,
}

/// Where a token would come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'p> {
    /// The volume that the plugin injects, or an equal one.
    Injected {
        /// The plugin writes mounts at the default path of init and regular containers; any
        /// other mount is the author's.
        authors_mount: bool,
        /// How long the token will live.
        seconds: i64,
    },
    /// A projected token for the API server that the author declared.
    Projected {
        /// `audience`; empty is the API server's.
        audience: &'p str,
        /// How long the token will live.
        seconds: i64,
    },
    /// A Secret that may be a token Secret.
    Secret {
        /// Its name.
        name: &'p str,
        /// As Kubernetes ≤ 1.20 injects token Secrets, if this is one; see `Injected`.
        injected: Option<bool>,
    },
}

/// Finds the candidates of all containers of a PodSpec.
///
/// `mirror` switches the prediction of automount off, for the plugin leaves mirror Pods alone.
pub fn of_pod<'p>(
    spec: &'p PodSpec<'_>,
    mirror: bool,
    settings: &Settings<'_>,
) -> Vec<Candidate<'p>> {
    let mut search = Search::new(spec, settings);
    let predict = !mirror && spec.automount != Some(false);
    for container in &spec.init_containers {
        search.container(container, ContainerKind::Init, predict);
    }
    for container in &spec.containers {
        search.container(container, ContainerKind::Regular, predict);
    }
    for container in &spec.ephemeral_containers {
        search.container(container, ContainerKind::Ephemeral, false);
    }
    search.found
}

/// Finds the candidates of these ephemeral containers of a Pod, which may not be its own.
pub fn of_ephemeral<'p>(
    spec: &'p PodSpec<'_>,
    containers: impl Iterator<Item = &'p Container<'p>>,
    settings: &Settings<'_>,
) -> Vec<Candidate<'p>> {
    let mut search = Search::new(spec, settings);
    for container in containers {
        search.container(container, ContainerKind::Ephemeral, false);
    }
    search.found
}

struct Search<'p, 's> {
    spec: &'p PodSpec<'p>,
    settings: &'s Settings<'s>,
    /// Index of each volume by its name; the API server refuses a name given twice.
    volumes: BTreeMap<&'p str, usize>,
    /// Index of the injected volume of Kubernetes ≥ 1.21.
    injected: Option<usize>,
    /// Index of the volume that the plugin would mount, whatever it holds.
    taken: Option<usize>,
    /// Indexes of volumes as Kubernetes ≤ 1.20 injects them.
    injected_secrets: BTreeMap<&'p str, usize>,
    found: Vec<Candidate<'p>>,
}

impl<'p, 's> Search<'p, 's> {
    fn new(spec: &'p PodSpec<'_>, settings: &'s Settings<'_>) -> Self {
        let mut volumes = BTreeMap::new();
        for (index, volume) in spec.volumes.iter().enumerate() {
            volumes.entry(volume.name.as_deref().unwrap_or_default()).or_insert(index);
        }
        let is_taken = |volume: &Volume<'_>| {
            volume.name.as_deref().is_some_and(|name| name.starts_with(PLUGIN_VOLUME_PREFIX))
        };
        Self {
            spec,
            settings,
            injected: spec.volumes.iter().position(is_injected_volume),
            taken: spec.volumes.iter().position(is_taken),
            injected_secrets: injected_secrets(spec, &volumes),
            volumes,
            found: Vec::new(),
        }
    }

    fn container(&mut self, container: &'p Container<'_>, kind: ContainerKind, predict: bool) {
        let name = container.name.as_deref().unwrap_or_default();
        let first = self.found.len();
        let mut found = std::mem::take(&mut self.found);
        let mut add = |volume: Option<&'p Volume<'p>>, source, predicted| {
            // Nobody needs the same told twice; the window keeps the cost linear.
            let told = found.iter().skip(first).rev().take(16).any(|known| known.source == source);
            if !told {
                found.push(Candidate {
                    container: name,
                    kind,
                    source,
                    volume: volume.and_then(|volume| volume.name.as_deref()),
                    predicted,
                });
            }
        };
        for mount in &container.volume_mounts {
            let is_plugins = kind != ContainerKind::Ephemeral && mount.is_at_default_path();
            let volume_name = mount.name.as_deref().unwrap_or_default();
            if let Some(index) = self.volumes.get(volume_name).copied()
                && let Some(volume) = self.spec.volumes.get(index)
            {
                let sources = Sources {
                    volume,
                    injected: (self.injected == Some(index)).then_some(!is_plugins),
                    injected_secret: self.injected_secrets.get(volume_name).map(|_| !is_plugins),
                    settings: self.settings,
                };
                sources
                    .reached(|path| mount.reaches(path), |source| add(Some(volume), source, false));
            }
        }
        for variable in &container.env {
            if let Some(reference) = &variable.value_from.secret_key_ref
                && reference.key.as_deref() == Some("token")
            {
                add(None, secret(reference.name.as_deref(), None), false);
            }
        }
        for source in &container.env_from {
            if let Some(reference) = &source.secret_ref {
                add(None, secret(reference.name.as_deref(), None), false);
            }
        }
        if predict && !container.volume_mounts.iter().any(VolumeMount::is_at_default_path) {
            match self.taken.and_then(|index| self.spec.volumes.get(index)) {
                None => {
                    let source =
                        Source::Injected { authors_mount: false, seconds: EXTENDED_TOKEN_SECONDS };
                    add(None, source, true);
                }
                Some(volume) => {
                    let sources = Sources {
                        volume,
                        injected: (self.injected == self.taken).then_some(false),
                        injected_secret: None,
                        settings: self.settings,
                    };
                    sources.reached(|_| true, |source| add(Some(volume), source, true));
                }
            }
        }
        self.found = found;
    }
}

fn secret<'p>(name: Option<&'p str>, injected: Option<bool>) -> Source<'p> {
    Source::Secret { name: name.unwrap_or_default(), injected }
}

/// The token sources of one volume.
struct Sources<'p, 's> {
    volume: &'p Volume<'p>,
    injected: Option<bool>,
    injected_secret: Option<bool>,
    settings: &'s Settings<'s>,
}

impl<'p> Sources<'p, '_> {
    fn reached(&self, reaches: impl Fn(&str) -> bool, mut add: impl FnMut(Source<'p>)) {
        if let Some(source) = &self.volume.secret
            && token_paths(&source.items).any(&reaches)
        {
            add(secret(source.secret_name.as_deref(), self.injected_secret));
        }
        for source in self.volume.projected.iter().flat_map(|projected| &projected.sources) {
            if let Some(source) = &source.secret
                && token_paths(&source.items).any(&reaches)
            {
                add(secret(source.name.as_deref(), None));
            }
            if let Some(token) = &source.service_account_token
                && reaches(token.path.as_deref().unwrap_or_default())
            {
                let audience = token.audience.as_deref().unwrap_or_default();
                let seconds = token_seconds(token);
                match self.injected {
                    Some(authors_mount) if audience.is_empty() => {
                        add(Source::Injected { authors_mount, seconds })
                    }
                    _ if self.settings.is_api_audience(audience) => {
                        add(Source::Projected { audience, seconds });
                    }
                    _ => {}
                }
            }
        }
    }
}

/// How long a projected token for the API server will live.
fn token_seconds(token: &ServiceAccountTokenProjection<'_>) -> i64 {
    match token.expiration_seconds {
        None => DEFAULT_TOKEN_SECONDS,
        Some(PLUGIN_TOKEN_SECONDS) => EXTENDED_TOKEN_SECONDS,
        Some(seconds) => seconds,
    }
}

/// Whether a volume is one as Kubernetes ≥ 1.21 injects it. Distributions add sources, so only
/// name and token source count.
fn is_injected_volume(volume: &Volume<'_>) -> bool {
    let generated = volume.name.as_deref().and_then(|name| name.strip_prefix(PLUGIN_VOLUME_PREFIX));
    generated.is_some_and(is_generated_suffix)
        && volume.projected.as_ref().is_some_and(|projected| {
            let mut tokens =
                projected.sources.iter().filter_map(|source| source.service_account_token.as_ref());
            tokens.any(|token| token.audience.as_deref().unwrap_or_default().is_empty())
        })
}

/// The volumes as Kubernetes ≤ 1.20 injects them, provided that their Secret is listed in the
/// service account: named as their Secret, and mounted at the default path.
fn injected_secrets<'p>(
    spec: &'p PodSpec<'_>,
    volumes: &BTreeMap<&'p str, usize>,
) -> BTreeMap<&'p str, usize> {
    let mounts = spec
        .init_containers
        .iter()
        .chain(&spec.containers)
        .flat_map(|container| &container.volume_mounts)
        .filter(|mount| mount.is_at_default_path());
    let mut found = BTreeMap::new();
    for name in mounts.filter_map(|mount| mount.name.as_deref()) {
        let index = volumes.get(name).copied();
        let secret = index
            .and_then(|index| spec.volumes.get(index))
            .and_then(|volume| volume.secret.as_ref());
        if let (Some(index), Some(secret)) = (index, secret)
            && secret.secret_name.as_deref() == Some(name)
        {
            found.entry(name).or_insert(index);
        }
    }
    found
}

/// Five characters, as `k8s.io/apiserver/pkg/storage/names` generates them.
pub fn is_generated_suffix(suffix: &str) -> bool {
    suffix.len() == 5
        && suffix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}
