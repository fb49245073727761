//! Finds every way the containers of a PodSpec may get a token, without querying the cluster.
//!
//! Follows the admission plugin `ServiceAccount`
//! (`plugin/pkg/admission/serviceaccount/admission.go`): what it has mounted, and what it would
//! still mount. Whether a [`TokenSource`] becomes an [exposure](super::exposure::Exposure) can
//! depend on the service account's own setting.

use super::token_source::{
    ContainerKind, DOCKERCFG_KEY, Origin, TOKEN_KEY, TokenKeys, TokenSource,
};
use crate::pod::chosen::{Choice, ChosenContainers};
use crate::pod::injected::{
    DEFAULT_CERTIFICATE_SECONDS, PLUGIN_VOLUME_PREFIX, injected_secrets, injected_volume,
    token_seconds,
};
use crate::pod::mount::{Paths, key_paths};
use crate::pod::spec::{
    Container, KeyToPath, PodCertificateProjection, PodSpec, ServiceAccountTokenProjection, Volume,
    VolumeMount,
};
use crate::prelude::*;
use crate::settings::Settings;
use crate::text::ByName;

/// How much work the PodSpecs of an object may cause: mounts times token sources, in steps of roughly one path
/// each. Real Pods need a few hundred steps; without a bound, the cost would grow with the square
/// of the size.
const MOST_STEPS: usize = 50_000;

/// The reason why a PodSpec's token sources are not listed.
pub const TOO_MANY: &str = "mounts more token sources into its containers than can be judged";

/// Finds the sources of all containers in a PodSpec.
///
/// `chosen` is the author's choice of containers. `mirror` disables the prediction of automount, because the
/// plugin leaves mirror Pods alone. `steps` are those that other PodSpecs of the object took; it gets those of this
/// one added.
///
/// # Errors
///
/// [`TOO_MANY`].
pub fn of_pod<'p>(
    spec: &'p PodSpec<'_>,
    chosen: Option<&ChosenContainers<'_>>,
    mirror: bool,
    settings: &Settings<'_>,
    steps: &mut usize,
) -> Result<Vec<TokenSource<'p>>, &'static str> {
    let mut search = Search::new(spec, chosen, settings, *steps);
    let predict = !mirror && spec.automount != Some(false);
    for container in spec.init_containers.iter() {
        search.container(container, ContainerKind::Init, predict);
    }
    for container in spec.containers.iter() {
        search.container(container, ContainerKind::Regular, predict);
    }
    for container in spec.ephemeral_containers.iter() {
        search.container(container, ContainerKind::Ephemeral, false);
    }
    *steps = search.steps;
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
    chosen: Option<&ChosenContainers<'_>>,
    settings: &Settings<'_>,
) -> Result<Vec<TokenSource<'p>>, &'static str> {
    let mut search = Search::new(spec, chosen, settings, 0);
    for container in containers {
        search.container(container, ContainerKind::Ephemeral, false);
    }
    search.finish()
}

struct Search<'p, 's> {
    spec: &'p PodSpec<'p>,
    chosen: Option<&'s ChosenContainers<'s>>,
    settings: &'s Settings<'s>,
    paths: Paths,
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
    choice: Choice,
    /// `None` if the plugin will mount the entire volume.
    mount: Option<&'p VolumeMount<'p>>,
    /// Set if this is the injected volume: whether the mount is the author's.
    injected: Option<bool>,
    /// The same for Kubernetes ≤ 1.20.
    injected_secret: Option<bool>,
}

impl<'p, 's> Search<'p, 's> {
    fn new(
        spec: &'p PodSpec<'_>,
        chosen: Option<&'s ChosenContainers<'_>>,
        settings: &'s Settings<'_>,
        steps: usize,
    ) -> Self {
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
            chosen,
            settings,
            paths: match spec.may_run_on_windows() {
                true => Paths::LinuxOrWindows,
                false => Paths::Linux,
            },
            injected: injected_volume(&spec.volumes),
            taken: spec.volumes.iter().position(is_taken),
            injected_secrets: injected_secrets(spec, &volumes),
            volumes,
            steps,
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
        let by_env = Use {
            container: name,
            kind,
            choice: Choice::of(name, self.chosen),
            mount: None,
            injected: None,
            injected_secret: None,
        };
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
        for reference in variables {
            let keys = TokenKeys::only(reference.key.as_deref().unwrap_or_default());
            self.secret(by_env, None, reference.name.as_deref(), keys);
        }
        for reference in container.env_from.iter().filter_map(|one| one.secret_ref.as_ref()) {
            self.secret(by_env, None, reference.name.as_deref(), TokenKeys::ALL);
        }
        if predict && !container.volume_mounts.iter().any(VolumeMount::is_at_default_path) {
            match self.taken {
                Some(index) => {
                    let injected = (self.injected == Some(index)).then_some(false);
                    self.volume(index, Use { injected, ..by_env });
                }
                None => {
                    let seconds = self.settings.extended_token_seconds;
                    let origin = Origin::Injected { authors_mount: false, seconds };
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
        if let Some(source) = &volume.secret {
            let keys = self.reached_keys(used, &source.items);
            self.secret(used, Some(volume), source.secret_name.as_deref(), keys);
        }
        for source in volume.projected.iter().flat_map(|projected| &projected.sources) {
            if let Some(source) = &source.secret {
                let keys = self.reached_keys(used, &source.items);
                self.secret(used, Some(volume), source.name.as_deref(), keys);
            }
            if let Some(token) = &source.service_account_token {
                self.token(used, volume, token);
            }
            if let Some(certificate) = &source.pod_certificate {
                self.certificate(used, volume, certificate);
            }
        }
    }

    fn token(
        &mut self,
        used: Use<'p>,
        volume: &'p Volume<'p>,
        token: &'p ServiceAccountTokenProjection<'p>,
    ) {
        if !self.reaches(used, token.path.as_deref().unwrap_or_default()) {
            return;
        }
        let audience = token.audience.as_deref().unwrap_or_default();
        self.steps += audience.len() / 64;
        let seconds = token_seconds(token.expiration_seconds, self.settings.extended_token_seconds);
        let origin = match used.injected {
            Some(authors_mount) => Origin::Injected { authors_mount, seconds },
            None if self.settings.audiences.is_api(audience) => {
                Origin::Projected { audience, seconds }
            }
            None => return,
        };
        self.add(used, Some(volume), origin, used.mount.is_none());
    }

    fn certificate(
        &mut self,
        used: Use<'p>,
        volume: &'p Volume<'p>,
        certificate: &'p PodCertificateProjection<'p>,
    ) {
        let PodCertificateProjection { key_path, credential_bundle_path, .. } = certificate;
        let mut with_key = [key_path, credential_bundle_path]
            .into_iter()
            .filter_map(|path| path.as_deref().filter(|path| !path.is_empty()))
            .peekable();
        // Where no file is named for the key, any may have it.
        let anywhere = with_key.peek().is_none().then_some("");
        if !with_key.chain(anywhere).any(|path| self.reaches(used, path)) {
            return;
        }
        let signer = certificate.signer_name.as_deref().unwrap_or_default();
        self.steps += signer.len() / 64;
        if self.settings.is_api_signer(signer) {
            let seconds = certificate.max_expiration_seconds.unwrap_or(DEFAULT_CERTIFICATE_SECONDS);
            let origin = Origin::Certificate { signer, seconds };
            self.add(used, Some(volume), origin, used.mount.is_none());
        }
    }

    /// The keys of a Secret in a volume that this use of it reaches.
    fn reached_keys(&mut self, used: Use<'p>, items: &'p [KeyToPath<'p>]) -> TokenKeys {
        self.steps += items.len();
        if self.steps > MOST_STEPS {
            return TokenKeys::default();
        }
        TokenKeys {
            token: key_paths(items, TOKEN_KEY).any(|path| self.reaches(used, path)),
            dockercfg: key_paths(items, DOCKERCFG_KEY).any(|path| self.reaches(used, path)),
        }
    }

    fn reaches(&mut self, used: Use<'p>, path: &str) -> bool {
        let sub_path = used.mount.and_then(|mount| mount.sub_path.as_deref()).unwrap_or_default();
        self.steps += 1 + (path.len() + sub_path.len()) / 64;
        self.steps <= MOST_STEPS && used.mount.is_none_or(|mount| mount.reaches(path, self.paths))
    }

    fn secret(
        &mut self,
        used: Use<'p>,
        volume: Option<&'p Volume<'p>>,
        name: Option<&'p str>,
        keys: TokenKeys,
    ) {
        if keys.any() {
            let name = name.unwrap_or_default();
            // The API server does not check that it can be the name of a Secret.
            self.steps += name.len() / 64;
            let injected = used.injected_secret.filter(|_| keys.token);
            let origin = Origin::Secret { name, keys, injected };
            let predicted = volume.is_some() && used.mount.is_none();
            self.add(used, volume, origin, predicted);
        }
    }

    fn add(
        &mut self,
        used: Use<'p>,
        volume: Option<&'p Volume<'p>>,
        origin: Origin<'p>,
        predicted: bool,
    ) {
        let volume_name = volume.and_then(|volume| volume.name.as_deref());
        self.steps += 1 + (used.container.len() + volume_name.unwrap_or_default().len()) / 64;
        let source = TokenSource {
            container: used.container,
            kind: used.kind,
            choice: used.choice,
            origin,
            volume: volume_name,
            predicted,
            at_default_path: volume.is_some()
                && used.mount.is_none_or(VolumeMount::is_at_default_path),
        };
        // A duplicate source adds nothing; the window keeps the cost linear.
        let window = self.first.max(self.found.len().saturating_sub(16));
        let known = self.found.get(window..).unwrap_or_default();
        if self.steps <= MOST_STEPS && !known.contains(&source) {
            // There are more possible worlds to try each source in.
            self.steps += if self.settings.inspect_secrets { 3 } else { 0 };
            self.found.push(source);
        }
    }
}

#[cfg(test)]
mod tests;
