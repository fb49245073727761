//! Who uses its token: the part of `token-check cluster` that audit logs add.

use std::io;

use analysis::survey::report::{Report, Row};
use analysis::usage::report::{AccountUse, UsageReport, WorkloadUse};
use analysis::usage::{Group, InUse, in_use};

use super::page::{BOLD, Cell, DIM, Page};
use super::used::{
    GROUPS, amount, asked, bindings, elsewhere, left_to_do, never_used, period, remarks,
    unauthenticated, what_to_do,
};

/// Prints the period, what the logs cannot show, and the workloads in their groups.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(usage: &UsageReport, report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    page.gap()?;
    page.titled(0, "Who uses the token", BOLD, &format!(": {}", period(usage)))?;
    for limit in &usage.limits {
        page.paragraph(2, &limit.to_string())?;
    }
    if usage.unauthenticated > 0 {
        page.paragraph(2, &unauthenticated(usage.unauthenticated))?;
    }
    for (group, title, says) in GROUPS {
        let members: Vec<&WorkloadUse> =
            usage.workloads.iter().filter(|workload| workload.group == group).collect();
        if members.is_empty() {
            continue;
        }
        page.gap()?;
        page.titled(0, title, BOLD, &format!(": {}", what_to_do(group, says, usage)))?;
        let rows: Vec<Vec<Cell>> = members.iter().map(|workload| row(workload)).collect();
        page.stacked_rows(2, &rows, |page, number| match members.get(number) {
            Some(workload) => below(workload, report, page),
            None => Ok(()),
        })?;
    }
    accounts(usage, page)
}

/// Prints what is known of accounts only.
fn accounts(usage: &UsageReport, page: &mut Page<'_>) -> io::Result<()> {
    let elsewhere = elsewhere(usage);
    if !elsewhere.is_empty() {
        page.gap()?;
        page.titled(0, "Used without a Pod that the logs name", BOLD, "")?;
        let row = |one: &&AccountUse| {
            vec![
                Cell::new(&name(one)).styled(BOLD),
                Cell::new(&amount(&one.elsewhere)),
                Cell::new(&asked(&one.elsewhere)),
            ]
        };
        let rows: Vec<Vec<Cell>> = elsewhere.iter().map(row).collect();
        page.stacked_rows(2, &rows, |page, number| {
            let of = elsewhere.get(number).map(|one| remarks(&one.elsewhere));
            of.unwrap_or_default().iter().try_for_each(|remark| page.paragraph(4, remark))
        })?;
    }
    let never = never_used(usage);
    if !never.is_empty() {
        page.gap()?;
        page.titled(0, "Issued to Pods, and never used", BOLD, "")?;
        let rows: Vec<Vec<Cell>> = never
            .iter()
            .map(|(one, tokens)| vec![Cell::new(&name(one)).styled(BOLD), Cell::new(tokens)])
            .collect();
        page.rows(2, &rows, |_, _| Ok(()))?;
    }
    Ok(())
}

fn name(account: &AccountUse) -> String {
    format!("{}/{}", account.namespace, account.account)
}

/// Whether what is in a row was used.
pub fn of_row(row: &Row, usage: &UsageReport) -> &'static str {
    match in_use(row, usage) {
        InUse::Yes => "yes",
        InUse::No => "no",
        InUse::Unknown => "unknown",
    }
}

fn row(workload: &WorkloadUse) -> Vec<Cell> {
    let WorkloadUse { kind, namespace, name, account, used, .. } = workload;
    vec![
        Cell::new(&format!("{kind} {namespace}/{name}")).styled(BOLD),
        Cell::new(&format!("account {account}")),
        Cell::new(&amount(used)),
        Cell::new(&asked(used)),
        Cell::new(&bindings(workload, true).join(", ")).styled(DIM),
    ]
}

fn below(workload: &WorkloadUse, report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let why = workload.why.as_ref().map(ToString::to_string);
    let unused = match workload.group {
        Group::Unused => Vec::new(),
        _ => bindings(workload, false),
    };
    let unused = (!unused.is_empty()).then(|| format!("not used: {}", unused.join(", ")));
    let left = left_to_do(workload, report).map(str::to_owned);
    let lines = why.into_iter().chain(left).chain(remarks(&workload.used)).chain(unused);
    lines.into_iter().try_for_each(|line| page.paragraph(4, &line))
}
