//! `token-check cluster`: prints the summary of a cluster as tables.

use std::io::Write;

use analysis::exposure::{AskedBy, How};
use analysis::survey::report::{Report, Row};
use anyhow::Result;
use comfy_table::{ContentArrangement, Table, presets};

use crate::facts::ClusterFacts;

use super::table::{BOLD, DIM, clean, paragraph};

/// How many workloads to name per row.
const OWNERS: usize = 3;

/// Prints the totals, a row per reason for a token, what each action would do, and which tokens can
/// be removed.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, facts: Option<&ClusterFacts>, out: &mut dyn Write) -> Result<()> {
    if let Some(facts) = facts {
        writeln!(out, "{}", place(facts))?;
    }
    writeln!(
        out,
        "{BOLD}{} of {} containers in {} Pods can read a token{BOLD:#}",
        report.containers_with_token, report.containers, report.pods
    )?;
    if !report.rows.is_empty() {
        writeln!(out)?;
        write!(out, "{}", rows(&report.rows))?;
    }
    writeln!(out, "\n{BOLD}What the policy would do with {} objects{BOLD:#}", report.judged)?;
    let mut table = table(["ACTION", "ACCEPTED", "WARNED", "CHANGED", "REJECTED"]);
    for outcome in &report.actions {
        let counts = [outcome.accepted, outcome.warned, outcome.changed, outcome.rejected];
        let counts = counts.map(|count| count.to_string());
        let [accepted, warned, changed, rejected] = &counts;
        table.add_row([outcome.action, accepted, warned, changed, rejected]);
    }
    write!(out, "{}", text(&table))?;
    if let Some(facts) = facts {
        writeln!(out, "\n{BOLD}Audience of the API{BOLD:#}")?;
        paragraph(&clean(&audience(facts)), out)?;
    }
    let unbound = unbound(report);
    if !unbound.is_empty() {
        writeln!(out, "\n{BOLD}Tokens of accounts without a role binding{BOLD:#}")?;
        paragraph(&clean(&unbound.join(", ")), out)?;
    }
    let lists = [
        ("Not in the data, assumed to set nothing", &report.missing_accounts),
        ("Not judged", &report.trouble),
        ("Not read", &report.unreadable),
    ];
    for (title, lines) in lists {
        if lines.is_empty() {
            continue;
        }
        writeln!(out, "\n{BOLD}{title}{BOLD:#}")?;
        for line in lines {
            paragraph(line, out)?;
        }
    }
    if report.adopt.plan.is_empty() {
        return Ok(());
    }
    let count = report.adopt.plan.len();
    let workloads = if count == 1 { "workload" } else { "workloads" };
    writeln!(
        out,
        "\n{DIM}{count} {workloads} can opt out at once: token-check adopt --patches DIR{DIM:#}"
    )?;
    Ok(())
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

fn rows(rows: &[Row]) -> String {
    let mut table =
        table(["NAMESPACE", "ACCOUNT", "WHO ASKED", "BOUND", "CONTAINERS", "PODS", "WORKLOADS"]);
    for row in rows {
        let row = row.clone().with_owners(OWNERS);
        let mut owners: Vec<String> = row.owners.iter().map(ToString::to_string).collect();
        if row.more_owners > 0 {
            owners.push(format!("and {} more", row.more_owners));
        }
        table.add_row([
            clean(&row.namespace),
            clean(account(&row)),
            who(&row).into(),
            bound(&row).into(),
            row.containers.to_string(),
            row.pods.to_string(),
            clean(&owners.join(", ")),
        ]);
    }
    text(&table)
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

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(100)
        .set_header(header);
    table
}

fn text(table: &Table) -> String {
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.strip_prefix(' ').unwrap_or(&line).trim_end());
        text.push('\n');
    }
    text
}
