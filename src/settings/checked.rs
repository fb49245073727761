//! The settings, checked: every word is known and every pattern can match.

use super::account_pattern::AccountPattern;
use super::audiences::Audiences;
use super::words::{
    Action, ControllerPods, ExistingViolations, OptOutAt, PodAuthor, ServiceAccountObjects,
};
use crate::json::Text;
use crate::prelude::*;

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
    /// `apiAudiences` and `otherAudiences`.
    pub audiences: Audiences<'a>,
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
    /// `serviceAccountOwner`: the owner of a service account may ask for its token.
    pub service_account_owner: bool,
    pub(super) service_accounts: Vec<AccountPattern<'a>>,
    /// `serviceAccountsWithRoleBindings`.
    pub service_accounts_with_role_bindings: bool,
    /// `tokenSecrets`.
    pub token_secrets: bool,
}

impl Allow<'_> {
    /// Whether `serviceAccounts` has that account.
    pub fn account(&self, namespace: &str, name: &str) -> bool {
        self.service_accounts.iter().any(|pattern| pattern.matches(namespace, name))
    }
}
