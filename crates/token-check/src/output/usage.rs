//! Who uses its token: the part of `token-check cluster` that audit logs add.

use std::io;

use analysis::survey::report::Row;
use analysis::usage::report::{UsageReport, Used, WorkloadUse};
use analysis::usage::{Group, InUse, in_use};

use super::page::{BOLD, Cell, DIM, Page};

/// How many uses of a workload are shown.
const USES: usize = 3;

/// The groups, and what to do about the workloads in each.
pub const GROUPS: [(Group, &str, &str); 4] = [
    (Group::Unused, "Nobody used the token", "it can go at once"),
    (
        Group::Everyone,
        "Used only for what every account may do",
        "ask the owner of the program; it would lose no rights",
    ),
    (Group::Own, "Used with rights of its own", "keep the token"),
    (Group::Unknown, "The logs cannot tell", "as without them"),
];

/// What to do about a group; less sure if the logs are short.
pub fn what_to_do(group: Group, says: &str, usage: &UsageReport) -> String {
    match (group, &usage.length) {
        (Group::Unused, Some(length)) if usage.is_short => {
            format!("it can go, if {length} of logs are enough to know")
        }
        _ => says.to_owned(),
    }
}

/// Prints the period, what the logs cannot show, and the workloads in their groups.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(usage: &UsageReport, page: &mut Page<'_>) -> io::Result<()> {
    page.gap()?;
    page.titled(0, "Who uses the token", BOLD, &format!(": {}", period(usage)))?;
    for limit in &usage.limits {
        page.paragraph(2, limit)?;
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
            Some(workload) => below(workload, page),
            None => Ok(()),
        })?;
    }
    let elsewhere: Vec<String> = usage
        .accounts
        .iter()
        .filter(|account| account.unattributed > 0 && account.is_known)
        .map(|account| {
            format!("{}/{} {}", account.namespace, account.account, times(account.unattributed))
        })
        .collect();
    if !elsewhere.is_empty() {
        page.gap()?;
        let text = format!(": {}", elsewhere.join(", "));
        page.titled(0, "Used without a Pod that the logs name", BOLD, &text)?;
    }
    Ok(())
}

/// Whether what is in a row was used.
pub fn of_row(row: &Row, usage: &UsageReport) -> &'static str {
    match in_use(row, usage) {
        InUse::Yes => "yes",
        InUse::No => "no",
        InUse::Unknown => "unknown",
    }
}

/// From when to when the logs are, and how many events they have.
pub fn period(usage: &UsageReport) -> String {
    match (&usage.from, &usage.to) {
        (Some(from), Some(to)) => format!("{} events from {from} to {to}", usage.events),
        _ => format!("{} events", usage.events),
    }
}

/// What to say of requests that name nobody.
pub fn unauthenticated(count: u64) -> String {
    let requests = if count == 1 { "request" } else { "requests" };
    format!("The token of {count} {requests} was refused (401), so nobody knows whose it was.")
}

fn row(workload: &WorkloadUse) -> Vec<Cell> {
    let WorkloadUse { kind, namespace, name, account, used, .. } = workload;
    let bindings: Vec<String> = workload
        .bindings
        .iter()
        .filter(|binding| binding.used)
        .map(|binding| binding.shown())
        .collect();
    vec![
        Cell::new(&format!("{kind} {namespace}/{name}")).styled(BOLD),
        Cell::new(&format!("account {account}")),
        Cell::new(&amount(used)),
        Cell::new(&asked(used)),
        Cell::new(&bindings.join(", ")).styled(DIM),
    ]
}

fn below(workload: &WorkloadUse, page: &mut Page<'_>) -> io::Result<()> {
    if !workload.why.is_empty() {
        page.paragraph(4, &workload.why)?;
    }
    let unused: Vec<String> = workload
        .bindings
        .iter()
        .filter(|binding| !binding.used && workload.group != Group::Unused)
        .map(|binding| binding.shown())
        .collect();
    match unused.is_empty() {
        true => Ok(()),
        false => page.paragraph(4, &format!("not used: {}", unused.join(", "))),
    }
}

/// How often and when last.
pub fn amount(used: &Used) -> String {
    let Some(last) = &used.last else {
        return String::new();
    };
    let refused = match used.refused {
        0 => String::new(),
        count => format!(" ({count} refused)"),
    };
    format!("{}{refused}, last {last}", times(used.requests))
}

fn times(count: u64) -> String {
    match count {
        1 => "1 request".into(),
        count => format!("{count} requests"),
    }
}

/// What was asked most often.
pub fn asked(used: &Used) -> String {
    let mut uses: Vec<String> = used.uses.iter().take(USES).map(|one| one.shown()).collect();
    if let Some(more) = used.uses.len().checked_sub(USES).filter(|more| *more > 0) {
        uses.push(format!("and {more} more"));
    }
    uses.join(", ")
}
