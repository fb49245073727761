//! `token-check cluster --output html`: prints a single page to share, without scripts or external
//! files.

use std::io::Write;

use analysis::survey::report::Report;
use anyhow::Result;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::facts::ClusterFacts;

use super::explain_use::sentence;
use super::page::clean_lines;
use super::survey::{account, audience, bound, place, unbound, who};
use super::usage::of_row;
use super::{html_exemptions, html_usage, token_secrets};

const STYLE: &str = "
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: start; padding: .4rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
@media (max-width: 60rem) { .scroll table { min-width: 56rem; } .scroll table.short { min-width: 36rem; } }
details > summary { cursor: pointer; }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
td.word, th.word { overflow-wrap: normal; }
tr.nobody td:nth-child(3) { color: light-dark(#a11, #f99); font-weight: 600; }
.scroll { overflow-x: auto; }
pre { padding: 1rem; background: #8882; overflow-x: auto; }
";

/// Prints the page.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, facts: Option<&ClusterFacts>, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", page(report, facts).into_string())?;
    Ok(())
}

fn page(report: &Report, facts: Option<&ClusterFacts>) -> Markup {
    let body = html! {
        p {
            strong { (report.containers_with_token) " of " (report.containers) " containers" }
            " in " (report.pods) " Pods can. " (report.judged) " objects were judged as if each \
            were created now."
        }
        @if let Some(usage) = &report.usage { (html_usage::who_uses(usage, report)) }
        (actions(report))
        (rows(report))
        @if !report.exemptions.is_empty() {
            h2 { "Exemptions" }
            (html_exemptions::table(&report.exemptions.iter().collect::<Vec<_>>()))
        }
        (accounts(report))
        (secrets(report))
        @if let Some(facts) = facts {
            h2 { "Audience of the API" }
            p { (audience(facts)) }
        }
        h2 { "Settings with which all objects pass" }
        @if !report.adopt.passes {
            p { "No settings let these objects pass:" }
            (list(&report.adopt.left))
        }
        pre { (report.adopt.settings) }
        (plan(report))
        (problems(report))
    };
    document("Which containers can read a service account token?", facts, &body)
}

/// A page with that title. Nothing on it changes the direction of the text around it, or hides.
pub fn document(title: &str, facts: Option<&ClusterFacts>, body: &Markup) -> Markup {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                @if let Some(facts) = facts { p { (place(facts)) } }
                (body)
            }
        }
    };
    PreEscaped(clean_lines(&page.into_string()))
}

fn actions(report: &Report) -> Markup {
    html! {
        h2 { "What each action would do" }
        div.scroll { table {
            thead { tr {
                th scope="col" { "Action" }
                @for name in ["Accepted", "Warned", "Changed", "Rejected"] { th.number scope="col" { (name) } }
            } }
            tbody { @for outcome in &report.actions { tr {
                th scope="row" { (outcome.action) }
                @for count in [outcome.accepted, outcome.warned, outcome.changed, outcome.rejected] {
                    td.number { (count) }
                }
            } } }
        } }
    }
}

fn rows(report: &Report) -> Markup {
    html! {
        h2 { "Who has a token, and who asked for it" }
        div.scroll { table {
            thead { tr {
                @for name in ["Namespace", "Service account", "Who asked", "Role bindings"] { th scope="col" { (name) } }
                @if report.usage.is_some() { th scope="col" { "Token used" } }
                @for name in ["Containers", "Pods"] { th.number scope="col" { (name) } }
                th scope="col" { "Workloads" }
            } }
            tbody { @for row in &report.rows { tr.nobody[who(row) == "nobody"] {
                td { (row.namespace) }
                td { (account(row)) }
                td { (who(row)) }
                td { (bound(row)) }
                @if let Some(usage) = &report.usage { td { (of_row(row, usage)) } }
                td.number { (row.containers) }
                td.number { (row.pods) }
                td {
                    @for (index, owner) in row.owners.iter().enumerate() {
                        @if index > 0 { ", " }
                        (owner)
                    }
                }
            } } }
        } }
    }
}

fn accounts(report: &Report) -> Markup {
    let unbound = unbound(report);
    html! {
        @if !unbound.is_empty() {
            h2 { "Tokens of accounts without a role binding" }
            (list(&unbound))
        }
    }
}

fn plan(report: &Report) -> Markup {
    html! {
        @if !report.adopt.plan.is_empty() {
            h2 id=(html_usage::OPT_OUT) { "What can opt out" }
            @if report.adopt.plan.iter().any(|opt_out| opt_out.reason.is_some()) {
                p {
                    "A workload opts out with the patch below it. Applying it restarts the Pods; applying the \
                    old manifest gives the token back. Where no reason is given, no role binding names the account."
                }
            } @else {
                p { "No role binding names these accounts, so that the API server allows their tokens nothing but what every account may do. Applying a patch restarts the Pods." }
            }
            @for opt_out in &report.adopt.plan {
                h3 { (opt_out.kind) " " (opt_out.namespace) "/" (opt_out.name) }
                @if let Some(reason) = &opt_out.reason { p { (sentence(reason)) } }
                @if let Some(patch) = &opt_out.patch { pre { (patch) } }
                @if let Some(advice) = &opt_out.advice { p { (advice) } }
            }
        }
    }
}

/// Secrets with tokens that never expire.
fn secrets(report: &Report) -> Markup {
    let today = token_secrets::today();
    html! {
        @if !report.token_secrets.is_empty() {
            h2 { "Secrets with a token that never expires" }
            ul { @for secret in &report.token_secrets { li {
                (secret.namespace) "/" (secret.name) ", account " (secret.account) ": "
                (token_secrets::used(secret))
                @if token_secrets::can_go(secret, today) { ". " strong { "It can be deleted." } }
            } } }
        }
    }
}

fn problems(report: &Report) -> Markup {
    let lists = [
        ("Not in the data, assumed to set nothing", &report.missing_accounts),
        ("Not judged", &report.trouble),
        ("Not read", &report.unreadable),
    ];
    html! {
        @for (title, lines) in lists {
            @if !lines.is_empty() {
                h2 { (title) }
                (list(lines))
            }
        }
    }
}

/// A list.
pub fn list(lines: &[String]) -> Markup {
    html! { ul { @for line in lines { li { (line) } } } }
}
