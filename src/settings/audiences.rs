//! Which audiences are the API server's own.

use super::checked::is_listed;
use crate::json::Text;
use crate::prelude::*;

/// Audiences that are the API server's own where `apiAudiences` is not given.
pub const DEFAULT_API_AUDIENCES: [&str; 10] = [
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc.*",
    "kubernetes.default.svc",
    // kOps writes it so (`pkg/model/components/discovery.go`).
    "kubernetes.svc.default",
    "api",
    "k3s",
    "rke2",
    "system:konnectivity-server",
    "https://container.googleapis.com/v1/projects/*",
    "https://*.azmk8s.io",
];

/// Settings `apiAudiences` and `otherAudiences`.
#[derive(Debug, Default)]
pub struct Audiences<'a> {
    pub(super) api: Option<Vec<Text<'a>>>,
    pub(super) other: Option<Vec<Text<'a>>>,
}

impl Audiences<'_> {
    /// Whether a token for that audience is a token for the API server.
    pub fn is_api(&self, audience: &str) -> bool {
        audience.is_empty()
            || self.is_api_server(audience)
            || self.other.is_some() && !is_listed(&self.other, &[], audience)
    }

    /// Whether either setting is given.
    pub(super) fn are_given(&self) -> bool {
        self.api.is_some() || self.other.is_some()
    }

    /// Whether `apiAudiences` has that audience.
    pub(super) fn is_api_server(&self, audience: &str) -> bool {
        is_listed(&self.api, &DEFAULT_API_AUDIENCES, audience)
    }
}
