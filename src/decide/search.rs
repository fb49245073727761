//! Finds every way the containers of a PodSpec may get a token, without querying the cluster.
//!
//! Follows the admission plugin `ServiceAccount`
//! (`plugin/pkg/admission/serviceaccount/admission.go`): what it has mounted, and what it would
//! still mount. Whether a [`TokenSource`] becomes an [exposure](super::exposure::Exposure) can
//! depend on the service account's own setting.

use super::token_source::{ContainerKind, Origin, TokenSource};
use crate::pod::injected::{
    EXTENDED_TOKEN_SECONDS, PLUGIN_VOLUME_PREFIX, injected_secrets, is_injected_volume,
    token_seconds,
};
use crate::pod::mount::token_paths;
use crate::pod::spec::{Container, KeyToPath, PodSpec, Volume, VolumeMount};
use crate::prelude::*;
use crate::settings::Settings;
use crate::text::ByName;

/// How much work a PodSpec may cause: mounts times token sources, in steps of roughly one path
/// each. Real Pods need a few hundred steps; without a bound, the cost would grow with the square
/// of the size.
const MOST_STEPS: usize = 50_000;

/// The reason why a PodSpec's token sources are not listed.
pub const TOO_MANY: &str = "mounts more token sources into its containers than can be judged";

/// Finds the sources of all containers in a PodSpec.
///
/// `mirror` disables the prediction of automount, because the plugin leaves mirror Pods alone.
///
/// # Errors
///
/// [`TOO_MANY`].
pub fn of_pod<'p>(
    spec: &'p PodSpec<'_>,
    mirror: bool,
    settings: &Settings<'_>,
) -> Result<Vec<TokenSource<'p>>, &'static str> {
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
    search.finish()
}

/// Finds the sources of ephemeral containers, which need not be those of the PodSpec itself.
///
/// # Errors
///
/// [`TOO_MANY`].
pub fn of_ephemeral<'p>(
    spec: &'p PodSpec<'_>,
    containers: impl Iterator<Item = &'p Container<'p>>,
    settings: &Settings<'_>,
) -> Result<Vec<TokenSource<'p>>, &'static str> {
    let mut search = Search::new(spec, settings);
    for container in containers {
        search.container(container, ContainerKind::Ephemeral, false);
    }
    search.finish()
}

struct Search<'p, 's> {
    spec: &'p PodSpec<'p>,
    settings: &'s Settings<'s>,
    /// Index of each volume by its name; the API server rejects duplicate names.
    volumes: ByName<'p>,
    /// Index of the volume that Kubernetes ≥ 1.21 injects.
    injected: Option<usize>,
    /// Index of the volume that the plugin would mount, whatever it contains.
    taken: Option<usize>,
    /// Volumes in the form that Kubernetes ≤ 1.20 injects.
    injected_secrets: ByName<'p>,
    steps: usize,
    found: Vec<TokenSource<'p>>,
    /// Where the current container's sources start.
    first: usize,
}

/// How a mount, or the plugin, uses a volume.
#[derive(Clone, Copy)]
struct Use<'p> {
    container: &'p str,
    kind: ContainerKind,
    /// `None` if the plugin will mount the entire volume.
    mount: Option<&'p VolumeMount<'p>>,
    /// Set if this is the injected volume: whether the mount is the author's.
    injected: Option<bool>,
    /// The same for Kubernetes ≤ 1.20.
    injected_secret: Option<bool>,
}

impl<'p, 's> Search<'p, 's> {
    fn new(spec: &'p PodSpec<'_>, settings: &'s Settings<'_>) -> Self {
        let mut volumes = ByName::default();
        for (index, volume) in spec.volumes.iter().enumerate() {
            let name = volume.name.as_deref().unwrap_or_default();
            volumes.add_name(name, index);
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
            steps: 0,
            found: Vec::new(),
            first: 0,
        }
    }

    fn finish(self) -> Result<Vec<TokenSource<'p>>, &'static str> {
        if self.steps > MOST_STEPS { Err(TOO_MANY) } else { Ok(self.found) }
    }

    fn container(&mut self, container: &'p Container<'_>, kind: ContainerKind, predict: bool) {
        let name = container.name();
        self.first = self.found.len();
        let by_env =
            Use { container: name, kind, mount: None, injected: None, injected_secret: None };
        for mount in &container.volume_mounts {
            let authors = kind == ContainerKind::Ephemeral || !mount.is_at_default_path();
            let volume_name = mount.name.as_deref().unwrap_or_default();
            if let Some(index) = self.volumes.get(volume_name, "").first().copied() {
                let mounted = Use {
                    mount: Some(mount),
                    injected: (self.injected == Some(index)).then_some(authors),
                    injected_secret: self.injected_secrets.has(volume_name).then_some(authors),
                    ..by_env
                };
                self.volume(index, mounted);
            }
        }
        let variables =
            container.env.iter().filter_map(|one| one.value_from.secret_key_ref.as_ref());
        for reference in variables.filter(|reference| reference.key.as_deref() == Some("token")) {
            self.secret(by_env, None, reference.name.as_deref());
        }
        for reference in container.env_from.iter().filter_map(|one| one.secret_ref.as_ref()) {
            self.secret(by_env, None, reference.name.as_deref());
        }
        if predict && !container.volume_mounts.iter().any(VolumeMount::is_at_default_path) {
            match self.taken {
                Some(index) => {
                    let injected = (self.injected == Some(index)).then_some(false);
                    self.volume(index, Use { injected, ..by_env });
                }
                None => {
                    let origin =
                        Origin::Injected { authors_mount: false, seconds: EXTENDED_TOKEN_SECONDS };
                    self.add(by_env, None, origin, true);
                }
            }
        }
    }

    /// Adds the token sources of a volume that this use of it reaches.
    fn volume(&mut self, index: usize, used: Use<'p>) {
        let Some(volume) = self.spec.volumes.get(index) else {
            return;
        };
        if self.steps > MOST_STEPS {
            return;
        }
        let predicted = used.mount.is_none();
        if let Some(source) = &volume.secret
            && self.reaches_token(used, &source.items)
        {
            self.secret(used, Some(volume), source.secret_name.as_deref());
        }
        for source in volume.projected.iter().flat_map(|projected| &projected.sources) {
            if let Some(source) = &source.secret
                && self.reaches_token(used, &source.items)
            {
                self.secret(used, Some(volume), source.name.as_deref());
            }
            let Some(token) = &source.service_account_token else {
                continue;
            };
            let audience = token.audience.as_deref().unwrap_or_default();
            if !self.reaches(used, token.path.as_deref().unwrap_or_default()) {
                continue;
            }
            self.steps += audience.len() / 64;
            let seconds = token_seconds(token);
            match used.injected {
                Some(authors_mount) if audience.is_empty() => {
                    let origin = Origin::Injected { authors_mount, seconds };
                    self.add(used, Some(volume), origin, predicted);
                }
                _ if self.settings.audiences.is_api(audience) => {
                    let origin = Origin::Projected { audience, seconds };
                    self.add(used, Some(volume), origin, predicted);
                }
                _ => {}
            }
        }
    }

    fn reaches_token(&mut self, used: Use<'p>, items: &'p [KeyToPath<'p>]) -> bool {
        self.steps += items.len();
        self.steps <= MOST_STEPS && token_paths(items).any(|path| self.reaches(used, path))
    }

    fn reaches(&mut self, used: Use<'p>, path: &str) -> bool {
        let sub_path = used.mount.and_then(|mount| mount.sub_path.as_deref()).unwrap_or_default();
        self.steps += 1 + (path.len() + sub_path.len()) / 64;
        self.steps <= MOST_STEPS && used.mount.is_none_or(|mount| mount.reaches(path))
    }

    fn secret(&mut self, used: Use<'p>, volume: Option<&'p Volume<'p>>, name: Option<&'p str>) {
        let injected = used.injected_secret;
        let origin = Origin::Secret { name: name.unwrap_or_default(), injected };
        let predicted = volume.is_some() && used.mount.is_none();
        self.add(used, volume, origin, predicted);
    }

    fn add(
        &mut self,
        used: Use<'p>,
        volume: Option<&'p Volume<'p>>,
        origin: Origin<'p>,
        predicted: bool,
    ) {
        self.steps += 1;
        let source = TokenSource {
            container: used.container,
            kind: used.kind,
            origin,
            volume: volume.and_then(|volume| volume.name.as_deref()),
            predicted,
            at_default_path: volume.is_some()
                && used.mount.is_none_or(VolumeMount::is_at_default_path),
        };
        // A duplicate source adds nothing; the window keeps the cost linear.
        let window = self.first.max(self.found.len().saturating_sub(16));
        let known = self.found.get(window..).unwrap_or_default();
        if self.steps <= MOST_STEPS && !known.contains(&source) {
            self.found.push(source);
        }
    }
}

#[cfg(test)]
mod tests;
