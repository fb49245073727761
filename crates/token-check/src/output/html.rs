//! `token-check cluster --output html`: prints a single page to share, without scripts or external
//! files.

use std::io::Write;

use analysis::survey::report::Report;
use analysis::usage::Group;
use analysis::usage::report::{UsageReport, WorkloadUse};
use anyhow::Result;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::facts::ClusterFacts;

use super::explain_use::sentence;
use super::survey::{account, audience, bound, place, unbound, who};
use super::{token_secrets, used};

const STYLE: &str = "
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: start; padding: .4rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
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
    let title = "Which containers can read a service account token?";
    html! {
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
                p {
                    strong { (report.containers_with_token) " of " (report.containers) " containers" }
                    " in " (report.pods) " Pods can. " (report.judged) " objects were judged as if each \
                    were created now."
                }
                @if let Some(usage) = &report.usage { (who_uses(usage)) }
                (actions(report))
                (rows(report))
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
            }
        }
    }
}

/// Who uses its token, in the order in which people act on it.
fn who_uses(report: &UsageReport) -> Markup {
    html! {
        h2 { "Who uses the token" }
        p { (summary(report)) }
        @for (group, title, says) in used::GROUPS {
            @let members: Vec<&WorkloadUse> = report.workloads.iter().filter(|one| one.group == group).collect();
            @if !members.is_empty() {
                h3 { (title) }
                p { (sentence(&used::what_to_do(group, says, report))) }
                div.scroll { table {
                    thead { tr {
                        @for name in ["Workload", "Service account", "Requests", "Over time", "For what", "Role bindings"] {
                            th scope="col" { (name) }
                        }
                    } }
                    tbody { @for one in members { tr {
                        th scope="row" { (one.kind) " " (one.namespace) "/" (one.name) }
                        td { (one.account) }
                        td { (used::amount(&one.used)) (remarks(one)) }
                        td { (chart(one, report)) }
                        td { (used::asked(&one.used)) }
                        td { @for binding in &one.bindings {
                            div { (binding.shown()) @if !binding.used { " (not used)" } }
                        } }
                    } } }
                } }
            }
        }
        (accounts_only(report))
        h3 { "What the logs cannot show" }
        (list(&limits(report)))
    }
}

/// What a reader should know who reads no further.
fn summary(report: &UsageReport) -> Markup {
    let unused = report.workloads.iter().filter(|one| one.group == Group::Unused).count();
    let own = report.workloads.iter().filter(|one| one.group == Group::Own).count();
    let length = report.length().unwrap_or_default();
    html! {
        strong { (unused) " of " (report.workloads.len()) " workloads" }
        " never used their token in " (length) " of audit logs (" (used::period(report)) "). "
        (own) " used it with rights of their own."
    }
}

/// What the logs cannot show, and what nobody can tell.
fn limits(report: &UsageReport) -> Vec<String> {
    let mut limits: Vec<String> = report.limits.iter().map(ToString::to_string).collect();
    if report.unauthenticated > 0 {
        limits.push(used::unauthenticated(report.unauthenticated));
    }
    limits
}

/// Why a workload is in its group, and what is remarkable about its use.
fn remarks(one: &WorkloadUse) -> Markup {
    let why = one.why.as_ref().map(ToString::to_string);
    html! {
        @for remark in why.into_iter().chain(used::remarks(&one.used)) {
            div { small { (sentence(&remark)) } }
        }
    }
}

/// What is known of accounts only.
fn accounts_only(report: &UsageReport) -> Markup {
    let elsewhere = used::elsewhere(report);
    let never = used::never_used(report);
    html! {
        @if !elsewhere.is_empty() {
            h3 { "Used without a Pod that the logs name" }
            p { "Somebody used these accounts, from a Pod or from elsewhere. Find out who before their workloads opt out." }
            div.scroll { table {
                thead { tr { @for name in ["Service account", "Requests", "For what"] { th scope="col" { (name) } } } }
                tbody { @for one in elsewhere { tr {
                    th scope="row" { (one.namespace) "/" (one.account) }
                    td {
                        (used::amount(&one.elsewhere))
                        @for remark in used::remarks(&one.elsewhere) { div { small { (sentence(&remark)) } } }
                    }
                    td { (used::asked(&one.elsewhere)) }
                } } }
            } }
        }
        @if !never.is_empty() {
            h3 { "Issued to Pods, and never used" }
            ul { @for (one, tokens) in never { li { (one.namespace) "/" (one.account) ": " (tokens) } } }
        }
    }
}

/// The size of a chart, in pixels.
const CHART: (f64, f64) = (120.0, 24.0);

/// The requests of a workload over the period of the logs.
fn chart(workload: &WorkloadUse, report: &UsageReport) -> Markup {
    let minute = |time: &Option<String>| {
        let nanos = time.as_deref().and_then(audit_log::Stamp::new).map(|stamp| stamp.nanos());
        nanos.map(|nanos| nanos as f64 / 60e9)
    };
    let (Some(from), Some(to)) = (minute(&report.from), minute(&report.to)) else {
        return html! {};
    };
    let bars: Vec<(u32, u32)> = workload.activity.bars().collect();
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or_default();
    if most == 0 {
        return html! {};
    }
    let (width, height) = CHART;
    let step = f64::from(workload.activity.minutes());
    let scale = width / (to - from).max(step);
    let title = format!("at most {most} requests in {step} minutes");
    html! {
        svg width=(width) height=(height) role="img" aria-label=(title) {
            title { (title) }
            @for (start, count) in bars {
                @let tall = (f64::from(count) / f64::from(most) * height).max(1.0);
                rect x=(format!("{:.1}", ((f64::from(start) - from) * scale).clamp(0.0, width - 1.0)))
                    y=(format!("{:.1}", height - tall)) height=(format!("{tall:.1}"))
                    width=(format!("{:.1}", (step * scale).clamp(1.0, width))) fill="currentColor" {}
            }
        }
    }
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
                @for name in ["Containers", "Pods"] { th.number scope="col" { (name) } }
                th scope="col" { "Workloads" }
            } }
            tbody { @for row in &report.rows { tr.nobody[who(row) == "nobody"] {
                td { (row.namespace) }
                td { (account(row)) }
                td { (who(row)) }
                td { (bound(row)) }
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
            h2 { "What can opt out" }
            p {
                "A workload opts out with the patch below it. Where no reason is given, its account has no \
                role binding, so no program can use the token to do anything."
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

fn list(lines: &[String]) -> Markup {
    html! { ul { @for line in lines { li { (line) } } } }
}
