//! What the page shows: the survey's report, and what its charts need.

use analysis::survey::report::Report;
use analysis::usage::report::{UsageReport, WorkloadUse};
use analysis::usage::{InUse, in_use};
use audit_log::Activity;
use serde::Serialize;
use tsify::Tsify;

/// A report with the part that audit logs add.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null, hashmap_as_object)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// What `token-check cluster --output json --audit-log` prints.
    pub report: Report,
    /// Whether what is in a row was used, for each row.
    pub rows: Vec<InUse>,
    /// How long the period of the logs is, in minutes; null if they name no times.
    pub minutes: Option<f64>,
    /// Whether it is too short to say much.
    pub is_short: bool,
    /// The requests over time, for each workload.
    pub activity: Vec<Bars>,
    /// Requests of which the log names no Pod, of accounts in the data.
    pub elsewhere: Vec<Elsewhere>,
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

/// Requests of an account of which the log names no Pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Elsewhere {
    /// The account, as `namespace/name`.
    pub account: String,
    /// How many there are.
    pub requests: u64,
}

/// The most workloads named in a row.
const OWNERS: usize = 20;

impl Found {
    /// What the page shows of a report.
    #[must_use]
    pub fn new(mut report: Report, span: audit_log::Span) -> Self {
        let usage = report.usage.as_ref();
        let workloads = usage.map(|usage| usage.workloads.as_slice()).unwrap_or_default();
        let activity = workloads.iter().map(|one: &WorkloadUse| Bars::of(&one.activity)).collect();
        let of_row = |row| usage.map_or(InUse::Unknown, |usage| in_use(row, usage));
        let rows = report.rows.iter().map(of_row).collect();
        let minutes = span.first.zip(span.last);
        let minutes = minutes.map(|(first, last)| (last.nanos() - first.nanos()) as f64 / 60e9);
        let is_short = usage.is_none_or(|usage| usage.is_short);
        let elsewhere = usage.map(elsewhere).unwrap_or_default();
        report.rows = report.rows.into_iter().map(|row| row.with_owners(OWNERS)).collect();
        Self { report, rows, minutes, is_short, activity, elsewhere }
    }
}

impl Bars {
    fn of(activity: &Activity) -> Self {
        Self { minutes: activity.minutes(), bars: activity.bars().collect() }
    }
}

fn elsewhere(usage: &UsageReport) -> Vec<Elsewhere> {
    let accounts = usage.accounts.iter();
    let accounts = accounts.filter(|account| account.unattributed > 0 && account.is_known);
    let named = accounts.map(|account| Elsewhere {
        account: format!("{}/{}", account.namespace, account.account),
        requests: account.unattributed,
    });
    named.collect()
}
