//! What the evidence decides: which workloads opt out, and which accounts keep their token.

use super::group::Group;
use super::report::{UsageReport, WorkloadUse};
use crate::adopt::decisions::{Decision, Decisions};

/// The decisions by a report.
pub fn decisions(report: &UsageReport) -> Decisions {
    let mut decisions = Decisions::default();
    for workload in &report.workloads {
        let WorkloadUse { kind, namespace, name, group, why, .. } = workload;
        let decision = match group {
            Group::Unused => {
                let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                Decision::OptOut(format!("no request from it {}{why}", report.period()))
            }
            Group::Everyone | Group::Own => Decision::Keep,
            Group::Unknown => continue,
        };
        decisions.decide(kind, namespace, name, decision);
    }
    for account in &report.accounts {
        let name = format!("{}/{}", account.namespace, account.account);
        if let Some(last) = &account.used.last {
            let requests = account.used.requests;
            let noun = if requests == 1 { "request" } else { "requests" };
            let what = format!("{requests} {noun} with this account, last {last}");
            decisions.note(name, what);
        }
    }
    for workload in report.workloads.iter().filter(|workload| workload.group == Group::Unused) {
        let name = format!("{}/{}", workload.namespace, workload.account);
        let is_used = report.workloads.iter().any(|other| {
            other.group != Group::Unused
                && other.namespace == workload.namespace
                && other.account == workload.account
        });
        if !is_used && decisions.about(&name).is_none() {
            decisions
                .note(name, "no request; drop this line once what uses it has opted out".into());
        }
    }
    decisions
}
