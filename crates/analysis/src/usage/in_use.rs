//! Whether the token in a row of the survey is used.

use serde::Serialize;

use super::group::Group;
use super::report::{UsageReport, WorkloadUse};
use crate::survey::report::Row;

/// Whether anybody used the token in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum InUse {
    /// One of its workloads did.
    Yes,
    /// None of them did.
    No,
    /// The logs cannot tell.
    Unknown,
}

/// Whether one of the workloads in a row used the token.
pub fn in_use(row: &Row, usage: &UsageReport) -> InUse {
    let account = row.account.as_deref().unwrap_or_default();
    let is_of = |one: &&WorkloadUse| {
        one.namespace == row.namespace
            && account.split_once('/') == Some((one.namespace.as_str(), one.account.as_str()))
            && row.owners.iter().any(|owner| owner.kind == one.kind && owner.name == one.name)
    };
    let groups: Vec<Group> = usage.workloads.iter().filter(is_of).map(|one| one.group).collect();
    match groups.as_slice() {
        groups if groups.iter().any(|group| matches!(group, Group::Own | Group::Everyone)) => {
            InUse::Yes
        }
        groups if groups.is_empty() || groups.contains(&Group::Unknown) => InUse::Unknown,
        _ => InUse::No,
    }
}
