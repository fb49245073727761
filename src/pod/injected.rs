//! The volume that the admission plugin `ServiceAccount` injects
//! (`plugin/pkg/admission/serviceaccount/admission.go`), and the lifetime of its token.

use super::spec::{PodSpec, ServiceAccountTokenProjection, Volume};
use crate::text::ByName;

/// The prefix of the plugin's volume names, which it also looks for in a Pod's volumes.
pub const PLUGIN_VOLUME_PREFIX: &str = "kube-api-access-";

/// The lifetime that the plugin requests. The API server issues such a token for a year
/// (`pkg/registry/core/serviceaccount/storage/token.go`, `WarnOnlyBoundTokenExpirationPeriod`).
pub const PLUGIN_TOKEN_SECONDS: i64 = 3607;
/// The lifetime of the token in the injected volume.
pub const EXTENDED_TOKEN_SECONDS: i64 = 365 * 24 * 60 * 60;
/// The meaning of an absent `expirationSeconds`.
pub const DEFAULT_TOKEN_SECONDS: i64 = 60 * 60;

/// The lifetime that a projected token for the API server will have.
pub fn token_seconds(token: &ServiceAccountTokenProjection<'_>) -> i64 {
    match token.expiration_seconds {
        None => DEFAULT_TOKEN_SECONDS,
        Some(PLUGIN_TOKEN_SECONDS) => EXTENDED_TOKEN_SECONDS,
        Some(seconds) => seconds,
    }
}

/// Whether a volume looks like one that Kubernetes ≥ 1.21 injects. Distributions add sources, so
/// only the name and the token source count.
pub fn is_injected_volume(volume: &Volume<'_>) -> bool {
    let generated = volume.name.as_deref().and_then(|name| name.strip_prefix(PLUGIN_VOLUME_PREFIX));
    generated.is_some_and(is_generated_suffix)
        && volume.projected.as_ref().is_some_and(|projected| {
            let mut tokens =
                projected.sources.iter().filter_map(|source| source.service_account_token.as_ref());
            tokens.any(|token| token.audience.as_deref().unwrap_or_default().is_empty())
        })
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
                && secret.is_some_and(|secret| secret.secret_name.as_deref() == Some(name))
                && !name.starts_with(PLUGIN_VOLUME_PREFIX)
            {
                found.add_name(name, 0);
            }
        }
    }
    found
}

/// Five characters, as `k8s.io/apiserver/pkg/storage/names` generates them.
pub fn is_generated_suffix(suffix: &str) -> bool {
    suffix.len() == 5
        && suffix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}
