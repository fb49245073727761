//! What the page shows: the survey's report, and what its charts need.

use std::collections::HashSet;

use analysis::survey::report::Report;
use analysis::usage::report::{AccountUse, Used, WorkloadUse};
use analysis::usage::{InUse, Limit, Why, in_use};
use serde::Serialize;
use tsify::Tsify;

/// A report with the part that audit logs add. In the report, what logs cannot show is in English
/// sentences; here it is typed, for other languages.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null, hashmap_as_object)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// What `token-check cluster --output json --audit-log` prints.
    pub report: Report,
    /// Whether what is in a row was used, for each row.
    pub rows: Vec<InUse>,
    /// How long the period of the logs is, in minutes; null if they name no times.
    pub minutes: Option<u64>,
    /// What the logs cannot show.
    pub limits: Vec<Limit>,
    /// More about each workload.
    pub workloads: Vec<Workload>,
    /// What was done without a Pod that the logs name, with accounts in the data.
    pub elsewhere: Vec<Elsewhere>,
    /// Accounts in the data to whose Pods tokens were issued of which nobody used any.
    pub never_used: Vec<NeverUsed>,
}

/// More about a workload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    /// Its requests over time.
    pub activity: Bars,
    /// Why it is in its group; null if that is plain.
    pub why: Option<Why>,
    /// Whether it is in the data. The logs may name Pods of others.
    pub is_known: bool,
    /// Whether a Pod of it in the data can read a token.
    pub has_token: bool,
}

/// Requests over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Bars {
    /// How wide a bar is, in minutes.
    pub minutes: u32,
    /// The bars that are not empty: the minute since 1970 in which it begins, and its count.
    pub bars: Vec<(u32, u32)>,
}

/// What was done with an account without a Pod that the logs name.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Elsewhere {
    /// The account, as `namespace/name`.
    pub account: String,
    /// What was asked.
    pub used: Used,
}

/// An account to whose Pods tokens were issued of which nobody used any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct NeverUsed {
    /// The account, as `namespace/name`.
    pub account: String,
    /// How many tokens.
    pub tokens: usize,
}

/// The most workloads named in a row.
const OWNERS: usize = 20;

impl Found {
    /// What the page shows of a report.
    #[must_use]
    pub fn new(mut report: Report) -> Self {
        let usage = report.usage.as_ref();
        let of_row = |row| usage.map_or(InUse::Unknown, |usage| in_use(row, usage));
        let rows = report.rows.iter().map(of_row).collect();
        let minutes = usage.and_then(|usage| usage.minutes);
        let limits = usage.map(|usage| usage.limits.clone()).unwrap_or_default();
        let workloads = usage.map(|usage| usage.workloads.as_slice()).unwrap_or_default();
        let owners = report.rows.iter().flat_map(|row| {
            let its = row.owners.iter();
            its.map(|owner| [row.namespace.as_str(), owner.kind.as_str(), owner.name.as_str()])
        });
        let owners: HashSet<[&str; 3]> = owners.collect();
        let workloads = workloads.iter().map(|one| Workload::of(one, &owners)).collect();
        let accounts = usage.map(|usage| usage.accounts.as_slice()).unwrap_or_default();
        let known = || accounts.iter().filter(|account| account.is_known);
        let elsewhere = known().filter_map(Elsewhere::of).collect();
        let never_used = known().filter_map(NeverUsed::of).collect();
        report.rows = report.rows.into_iter().map(|row| row.with_owners(OWNERS)).collect();
        Self { report, rows, minutes, limits, workloads, elsewhere, never_used }
    }
}

impl Workload {
    /// `owners` are those of Pods with a token: namespace, kind and name.
    fn of(workload: &WorkloadUse, owners: &HashSet<[&str; 3]>) -> Self {
        let WorkloadUse { namespace, kind, name, activity, why, is_known, .. } = workload;
        let has_token = owners.contains(&[namespace.as_str(), kind.as_str(), name.as_str()]);
        let activity = Bars { minutes: activity.minutes(), bars: activity.bars().collect() };
        Self { activity, why: why.clone(), is_known: *is_known, has_token }
    }
}

impl Elsewhere {
    fn of(account: &AccountUse) -> Option<Self> {
        let used = account.elsewhere.clone();
        (account.unattributed > 0).then(|| Self { account: name(account), used })
    }
}

impl NeverUsed {
    fn of(account: &AccountUse) -> Option<Self> {
        let issued = account.issued.filter(|issued| issued.tokens > 0)?;
        let is_used = account.used.requests > 0 || issued.unused < issued.tokens;
        (!is_used).then(|| Self { account: name(account), tokens: issued.tokens })
    }
}

fn name(account: &AccountUse) -> String {
    format!("{}/{}", account.namespace, account.account)
}
