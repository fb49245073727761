//! The volume that the admission plugin `ServiceAccount` injects
//! (`plugin/pkg/admission/serviceaccount/admission.go`), and how long tokens and certificates live.

use super::spec::{PodSpec, Volume};
use crate::text::{ByName, generated_from};

/// The prefix of the plugin's volume names, which it also looks for in a Pod's volumes.
pub const PLUGIN_VOLUME_PREFIX: &str = "kube-api-access-";

/// The lifetime that the plugin requests. The API server extends the life of such a token
/// (`pkg/registry/core/serviceaccount/storage/token.go`, `WarnOnlyBoundTokenExpirationPeriod`).
pub const PLUGIN_TOKEN_SECONDS: i64 = 3607;
/// The meaning of an absent `expirationSeconds`.
pub const DEFAULT_TOKEN_SECONDS: i64 = 60 * 60;

/// The meaning of an absent `maxExpirationSeconds` (`pkg/apis/core/v1/defaults.go`).
pub const DEFAULT_CERTIFICATE_SECONDS: i64 = 24 * 60 * 60;

/// The lifetime that a token for the API server will have where `expirationSeconds` asks for this one; the
/// plugin's is extended to `extended` seconds.
pub fn token_seconds(asked_for: Option<i64>, extended: i64) -> i64 {
    match asked_for {
        None => DEFAULT_TOKEN_SECONDS,
        Some(PLUGIN_TOKEN_SECONDS) => extended,
        Some(seconds) => seconds,
    }
}

/// The index of the volume that Kubernetes ≥ 1.21 injects. Distributions add sources, so only the name
/// and the token source count. Anything else under such a name is the author's.
pub fn injected_volume(volumes: &[Volume<'_>]) -> Option<usize> {
    let is_generated = |volume: &Volume<'_>| {
        generated_from(volume.name.as_deref().unwrap_or_default()) == Some(PLUGIN_VOLUME_PREFIX)
    };
    let index = volumes.iter().position(is_generated)?;
    let sources = &volumes.get(index)?.projected.as_ref()?.sources;
    let mut tokens = sources.iter().filter_map(|source| source.service_account_token.as_ref());
    let token = tokens.next()?;
    (tokens.next().is_none()
        && token.audience.as_deref().unwrap_or_default().is_empty()
        && token.expiration_seconds == Some(PLUGIN_TOKEN_SECONDS))
    .then_some(index)
}

/// The volumes that look like those of Kubernetes ≤ 1.20 if their Secret is listed in the service
/// account: named after their Secret, and mounted at the default path.
pub fn injected_secrets<'p>(spec: &'p PodSpec<'_>, volumes: &ByName<'p>) -> ByName<'p> {
    let mut found = ByName::default();
    for containers in [&spec.init_containers, &spec.containers] {
        for mount in containers.iter().flat_map(|container| &container.volume_mounts) {
            let name = mount.name.as_deref().unwrap_or_default();
            let volume = volumes.get(name, "").first().and_then(|index| spec.volumes.get(*index));
            let secret = volume.and_then(|volume| volume.secret.as_ref());
            if mount.is_at_default_path()
                && mount.is_of_whole_volume()
                && secret.is_some_and(|secret| secret.secret_name.as_deref() == Some(name))
                && !name.starts_with(PLUGIN_VOLUME_PREFIX)
            {
                found.add_name(name, 0);
            }
        }
    }
    found
}
