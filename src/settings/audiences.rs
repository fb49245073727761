//! Which audiences are the API server's own.

use crate::json::Text;
use crate::prelude::*;
use crate::text::pattern;

/// Audiences that are the API server's own where `apiAudiences` is not given.
pub const DEFAULT_API_AUDIENCES: [&str; 7] = [
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc.cluster.local",
    "kubernetes.default.svc",
    "api",
    "k3s",
    "rke2",
    "https://container.googleapis.com/v1/projects/*",
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
        let is_other =
            |others: &Vec<Text<'_>>| others.iter().any(|other| pattern::matches(other, audience));
        audience.is_empty()
            || self.is_api_server(audience)
            || self.other.as_ref().is_some_and(|others| !is_other(others))
    }

    /// Whether `apiAudiences` has that audience.
    pub(super) fn is_api_server(&self, audience: &str) -> bool {
        let matches = |pattern: &str| pattern::matches(pattern, audience);
        match &self.api {
            Some(list) => list.iter().any(|pattern| matches(pattern)),
            None => DEFAULT_API_AUDIENCES.iter().copied().any(matches),
        }
    }
}
