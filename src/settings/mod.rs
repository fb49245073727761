//! The policy's settings: their meaning and their defaults.
//!
//! Input: settings as JSON. Output: [`Settings`], in which every word is known and every pattern
//! can match, or an error that names the setting. This module knows nothing about Pods or the
//! cluster.

mod account_pattern;
mod words;
mod written;

use crate::json::{Text, utf8};
use crate::prelude::*;
use crate::text::pattern;

pub use account_pattern::AccountPattern;
pub use words::{
    Action, ControllerPods, ExistingViolations, OptOutAt, PodAuthor, ServiceAccountObjects,
};
pub use written::WrittenSettings;

/// The audiences of the API server if `apiAudiences` is not set.
pub const DEFAULT_API_AUDIENCES: [&str; 7] = [
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc.cluster.local",
    "kubernetes.default.svc",
    "api",
    "k3s",
    "rke2",
    "https://container.googleapis.com/v1/projects/*",
];

/// The shortest lifetime that the API server gives a token, in seconds
/// (`pkg/apis/authentication/validation`, `MinTokenAgeSec`).
pub const SHORTEST_TOKEN_SECONDS: i64 = 600;

/// The settings.
#[derive(Debug, Default)]
pub struct Settings<'a> {
    /// `action`.
    pub action: Action,
    /// `optOutAt`.
    pub opt_out_at: OptOutAt,
    /// `allow`.
    pub allow: Allow<'a>,
    /// `projectedTokenMaxSeconds`.
    pub projected_token_max_seconds: Option<i64>,
    api_audiences: Option<Vec<Text<'a>>>,
    other_audiences: Option<Vec<Text<'a>>>,
    /// `serviceAccountObjects`.
    pub service_account_objects: ServiceAccountObjects,
    /// `existingViolations`.
    pub existing_violations: ExistingViolations,
    /// `controllerPods`.
    pub controller_pods: ControllerPods,
    /// `inspectSecrets`.
    pub inspect_secrets: bool,
    /// `help`: a sentence or link that is appended to rejections.
    pub help: Text<'a>,
}

/// Setting `allow`.
#[derive(Debug, Default)]
pub struct Allow<'a> {
    /// `podAuthor`.
    pub pod_author: PodAuthor,
    /// `serviceAccountOwner`: whether the owner of a service account may ask for its token.
    pub service_account_owner: bool,
    service_accounts: Vec<AccountPattern<'a>>,
    /// `serviceAccountsWithRoleBindings`.
    pub service_accounts_with_role_bindings: bool,
    /// `tokenSecrets`.
    pub token_secrets: bool,
}

impl<'a> Settings<'a> {
    /// Reads settings from JSON.
    ///
    /// # Errors
    ///
    /// Names the setting that is not valid, and says what it accepts.
    pub fn read(json: &'a [u8]) -> Result<Self, String> {
        let written = utf8(json, "settings").and_then(WrittenSettings::read);
        written.map_err(|fault| fault.to_string())?.parse()
    }

    /// Whether a token for this audience is a token for the API server.
    pub fn is_api_audience(&self, audience: &str) -> bool {
        let is_other =
            |others: &Vec<Text<'_>>| others.iter().any(|other| pattern::matches(other, audience));
        audience.is_empty()
            || self.is_api_server_audience(audience)
            || self.other_audiences.as_ref().is_some_and(|others| !is_other(others))
    }

    fn is_api_server_audience(&self, audience: &str) -> bool {
        let matches = |pattern: &str| pattern::matches(pattern, audience);
        match &self.api_audiences {
            Some(list) => list.iter().any(|pattern| matches(pattern)),
            None => DEFAULT_API_AUDIENCES.iter().copied().any(matches),
        }
    }
}

impl Allow<'_> {
    /// Whether `serviceAccounts` includes this account.
    pub fn account(&self, namespace: &str, name: &str) -> bool {
        self.service_accounts.iter().any(|pattern| pattern.matches(namespace, name))
    }
}
