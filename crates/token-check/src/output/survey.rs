//! `token-check cluster`: prints the summary of a cluster as tables.

use std::io::Write;

use analysis::exposure::{AskedBy, How};
use analysis::survey::report::{Report, Row};
use analysis::usage::Certainty;
use analysis::usage::report::UsageReport;
use anyhow::Result;

use crate::facts::ClusterFacts;

use super::page::{BOLD, Cell, DIM, Page, clean};

/// How many workloads to name per row.
const OWNERS: usize = 3;
/// The column that audit logs add.
const USED: usize = 4;

/// Prints the totals, a row per reason for a token, what each action would do, and which tokens can
/// be removed.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, facts: Option<&ClusterFacts>, out: &mut dyn Write) -> Result<()> {
    let page = &mut Page::stdout(out);
    if let Some(facts) = facts {
        page.paragraph(0, &place(facts))?;
    }
    let plural = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let total = format!(
        "{} of {} in {} can read a token",
        report.containers_with_token,
        plural(report.containers, "container"),
        plural(report.pods, "Pod"),
    );
    page.titled(0, &total, BOLD, "")?;
    if !report.rows.is_empty() {
        page.gap()?;
        page.rows(0, &rows(&report.rows, report.usage.as_ref()), |_, _| Ok(()))?;
    }
    if let Some(usage) = &report.usage {
        super::usage::print(usage, report, page)?;
    }
    let heading = |page: &mut Page<'_>, title: &str| {
        page.gap().and_then(|()| page.titled(0, title, BOLD, ""))
    };
    heading(page, &format!("What the policy would do with {}", plural(report.judged, "object")))?;
    page.rows(0, &actions(report), |_, _| Ok(()))?;
    if !report.exemptions.is_empty() {
        heading(page, "Exemptions")?;
        let all: Vec<_> = report.exemptions.iter().collect();
        super::exemptions::print(&all, Some(super::exemptions::SHOWN), page)?;
    }
    if let Some(facts) = facts {
        heading(page, "Audience of the API")?;
        page.paragraph(2, &audience(facts))?;
    }
    let unbound = unbound(report);
    if !unbound.is_empty() {
        heading(page, "Tokens of accounts without a role binding")?;
        page.paragraph(2, &unbound.join(", "))?;
    }
    super::token_secrets::print(&report.token_secrets, page)?;
    let lists = [
        ("Not in the data, assumed to set nothing", &report.missing_accounts),
        ("Not judged", &report.trouble),
        ("Not read", &report.unreadable),
    ];
    for (title, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        heading(page, title)?;
        for line in lines {
            page.paragraph(2, line)?;
        }
    }
    if let Some(text) = opt_outs(report) {
        page.gap()?;
        page.titled(0, &text, DIM, "")?;
    }
    Ok(())
}

/// How many workloads can opt out, and how to get the patches; `None` if there are none.
fn opt_outs(report: &Report) -> Option<String> {
    let plan = &report.adopt.plan;
    let workloads = match plan.len() {
        0 => return None,
        1 => "1 workload".into(),
        count => format!("{count} workloads"),
    };
    let Some(usage) = &report.usage else {
        return Some(format!("{workloads} can opt out at once: token-check adopt --patches DIR"));
    };
    let by_logs = plan.iter().filter(|one| one.reason.is_some()).count();
    let how_sure = match (usage.certainty, by_logs) {
        (Certainty::High, _) | (_, 0) => " at once".to_owned(),
        (_, count) if count == plan.len() => ", if the logs are right".into(),
        (_, count) => format!(", {count} of them only if the logs are right"),
    };
    Some(format!(
        "{workloads} can opt out{how_sure}: token-check adopt --audit-log FILE --patches DIR"
    ))
}

/// How many objects each action would accept, warn of, change and reject.
fn actions(report: &Report) -> Vec<Vec<Cell>> {
    let mut table = vec![header(["ACTION", "ACCEPTED", "WARNED", "CHANGED", "REJECTED"])];
    for outcome in &report.actions {
        let counts = [outcome.accepted, outcome.warned, outcome.changed, outcome.rejected];
        let cells = counts.map(|count| Cell::new(&count.to_string()));
        table.push(std::iter::once(Cell::new(outcome.action)).chain(cells).collect());
    }
    table
}

fn header<const N: usize>(titles: [&str; N]) -> Vec<Cell> {
    titles.map(|title| Cell::new(title).styled(BOLD)).to_vec()
}

/// The cluster or namespace that was read.
pub fn place(facts: &ClusterFacts) -> String {
    match &facts.namespace {
        Some(namespace) => clean(&format!("Namespace {namespace} of cluster {}", facts.server)),
        None => clean(&format!("Cluster {}", facts.server)),
    }
}

/// The audience of the cluster's API, and what to do if the settings do not cover it.
pub fn audience(facts: &ClusterFacts) -> String {
    let why = facts.api_audiences_unknown.as_deref().unwrap_or("not asked for");
    let missed = facts.missed_api_audiences.join(", ");
    let not_listed = format!(
        "The setting apiAudiences does not list {missed}, so projected tokens for it were counted \
         as tokens for another system. Add it to the list."
    );
    match (&facts.api_audiences, &facts.issuer) {
        (Some(audiences), _) if missed.is_empty() => {
            format!("{}, which the setting apiAudiences covers.", audiences.join(", "))
        }
        (Some(_), _) => not_listed,
        (None, Some(issuer)) => {
            let covered = "The setting apiAudiences covers it.";
            let covered = if missed.is_empty() { covered } else { &not_listed };
            format!(
                "Unknown: {why}. The issuer of tokens is {issuer}. It is their audience too, unless \
                 the API server's flag --api-audiences is set. {covered}"
            )
        }
        (None, None) => format!(
            "Unknown: {why}. Check that the setting apiAudiences lists the value of the API \
             server's flag --api-audiences or, if that is not set, --service-account-issuer."
        ),
    }
}

/// The accounts without a role binding whose tokens containers can read.
pub fn unbound(report: &Report) -> Vec<String> {
    let rows = report.rows.iter().filter(|row| row.bound == Some(false));
    let mut accounts: Vec<String> = rows.filter_map(|row| row.account.clone()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}

fn rows(rows: &[Row], usage: Option<&UsageReport>) -> Vec<Vec<Cell>> {
    let titles = ["NAMESPACE", "ACCOUNT", "WHO ASKED", "BOUND", "CONTAINERS", "PODS", "WORKLOADS"];
    let mut table = vec![header(titles)];
    if let (Some(_), Some(titles)) = (usage, table.first_mut()) {
        titles.insert(USED, Cell::new("USED").styled(BOLD));
    }
    for row in rows {
        let used = usage.map(|usage| super::usage::of_row(row, usage));
        let row = row.clone().with_owners(OWNERS);
        let mut owners: Vec<String> = row.owners.iter().map(ToString::to_string).collect();
        if row.more_owners > 0 {
            owners.push(format!("and {} more", row.more_owners));
        }
        let (containers, pods) = (row.containers.to_string(), row.pods.to_string());
        let cells = [
            &*row.namespace,
            account(&row),
            who(&row),
            bound(&row),
            &containers,
            &pods,
            &owners.join(", "),
        ];
        let mut cells = cells.map(Cell::new).to_vec();
        if let Some(used) = used {
            cells.insert(USED, Cell::new(used));
        }
        table.push(cells);
    }
    table
}

/// The account's name, with its namespace if that differs from the row's.
pub fn account(row: &Row) -> &str {
    let account = row.account.as_deref().unwrap_or("unknown");
    match account.split_once('/') {
        Some((namespace, name)) if namespace == row.namespace => name,
        _ => account,
    }
}

/// Who asked for the token, and how.
pub fn who(row: &Row) -> &'static str {
    match (row.how, row.asked_by) {
        (How::Secret, _) => "Pod, Secret",
        (How::Projected, _) => "Pod, projected",
        (How::Certificate, _) => "Pod, certificate",
        (How::TokenRequest, _) => "TokenRequest",
        (How::Automount, Some(AskedBy::Nobody)) => "nobody",
        (How::Automount, Some(AskedBy::ServiceAccount)) => "account says true",
        (How::Automount, Some(AskedBy::Pod)) => "Pod says true",
        (How::Automount, None) => "not looked up",
    }
}

/// Whether a role binding names the account.
pub fn bound(row: &Row) -> &'static str {
    match row.bound {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}
