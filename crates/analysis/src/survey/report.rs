//! The report of a survey.

use serde::Serialize;

#[cfg(feature = "exemptions")]
use super::exemptions::report::ExemptionReport;
#[cfg(feature = "usage")]
use super::legacy::TokenSecret;
use crate::adopt::Adoption;
use crate::exposure::{AskedBy, How};
use crate::owners::Owner;
#[cfg(feature = "usage")]
use crate::usage::report::UsageReport;

/// The summary of a cluster's objects.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Objects that were read.
    pub objects: usize,
    /// Objects that the policy judges.
    pub judged: usize,
    /// Judged Pods.
    pub pods: usize,
    /// Containers of these Pods: init, regular and ephemeral.
    pub containers: usize,
    /// Containers of these Pods that can read a token.
    pub containers_with_token: usize,
    /// The first messages about what could not be read.
    pub unreadable: Vec<String>,
    /// The first objects that the policy cannot judge, and why.
    pub trouble: Vec<String>,
    /// Accounts, as `namespace/name`, that Pods run as but that are not in the data.
    pub missing_accounts: Vec<String>,
    /// Secrets with tokens that never expire.
    #[cfg(feature = "usage")]
    pub token_secrets: Vec<TokenSecret>,
    /// Containers of Pods that can read a token.
    pub rows: Vec<Row>,
    /// What happens to the judged objects under each action.
    pub actions: Vec<ActionOutcome>,
    /// The entries of `allow.serviceAccounts`, in their order.
    #[cfg(feature = "exemptions")]
    pub exemptions: Vec<ExemptionReport>,
    /// How the cluster can pass.
    pub adopt: Adoption,
    /// Who uses its token; `None` without audit logs.
    #[cfg(feature = "usage")]
    pub usage: Option<UsageReport>,
}

/// Containers that can read a token for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The namespace of their Pods.
    pub namespace: String,
    /// The account whose token it is, as `namespace/name`; `None` if unknown.
    pub account: Option<String>,
    /// How the containers get the token.
    pub how: How,
    /// Who asked for it; `None` if unknown.
    pub asked_by: Option<AskedBy>,
    /// Whether a role binding names that account; `None` if unknown.
    pub bound: Option<bool>,
    /// The setting that allows it.
    pub allowed_by: Option<String>,
    /// How many Pods there are.
    pub pods: usize,
    /// How many containers there are.
    pub containers: usize,
    /// The workloads to which they belong, such as `Deployment web`.
    #[cfg_attr(feature = "typescript", tsify(type = "string[]"))]
    pub owners: Vec<Owner>,
    /// How many more workloads there are.
    pub more_owners: usize,
}

/// What happens to the judged objects under an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ActionOutcome {
    /// The setting `action`.
    #[cfg_attr(feature = "typescript", tsify(type = "\"reject\" | \"warn\" | \"mutate\""))]
    pub action: &'static str,
    /// Objects that are accepted as they are, without a warning.
    pub accepted: usize,
    /// Objects that are accepted with a warning.
    pub warned: usize,
    /// Objects that are changed.
    pub changed: usize,
    /// Objects that are rejected.
    pub rejected: usize,
}

impl Row {
    /// The row with at most `count` owners.
    pub fn with_owners(mut self, most: usize) -> Self {
        self.more_owners += self.owners.len().saturating_sub(most);
        self.owners.truncate(most);
        self
    }
}
