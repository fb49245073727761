//! What a survey tells.

use serde::Serialize;

use crate::adopt::Adoption;
use crate::exposure::{AskedBy, How};
use crate::owners::Owner;

/// What a cluster's objects say, summed up.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Objects that were read.
    pub objects: usize,
    /// Those that the policy judges.
    pub judged: usize,
    /// Pods among them.
    pub pods: usize,
    /// Containers of these Pods: init, regular and ephemeral.
    pub containers: usize,
    /// Those of them that can read a token.
    pub containers_with_token: usize,
    /// What could not be read, a message each; the first of them.
    pub unreadable: Vec<String>,
    /// Objects that the policy cannot judge, and why; the first of them.
    pub trouble: Vec<String>,
    /// Accounts that Pods run as and that are not in the data, as `namespace/name`.
    pub missing_accounts: Vec<String>,
    /// Containers of Pods that can read a token.
    pub rows: Vec<Row>,
    /// What becomes of the judged objects under each action.
    pub actions: Vec<ActionOutcome>,
    /// The way to a cluster that passes.
    pub adopt: Adoption,
}

/// Containers that can read a token for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Their namespace.
    pub namespace: String,
    /// Whose token it is, as `namespace/name`; `None` where it is not known.
    pub account: Option<String>,
    /// How it comes into them.
    pub how: How,
    /// Who asked for it; `None` where nobody knows.
    pub asked_by: Option<AskedBy>,
    /// Whether role bindings give that account something; `None` where it is not known.
    pub bound: Option<bool>,
    /// The setting that allows it.
    pub allowed_by: Option<String>,
    /// How many Pods these are.
    pub pods: usize,
    /// How many containers.
    pub containers: usize,
    /// The workloads that they belong to, such as `Deployment web`.
    #[cfg_attr(feature = "typescript", tsify(type = "string[]"))]
    pub owners: Vec<Owner>,
    /// How many more there are.
    pub more_owners: usize,
}

/// What becomes of the judged objects under an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ActionOutcome {
    /// Setting `action`.
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
    /// The row with so many owners at most.
    pub fn with_owners(mut self, most: usize) -> Self {
        self.more_owners += self.owners.len().saturating_sub(most);
        self.owners.truncate(most);
        self
    }
}
