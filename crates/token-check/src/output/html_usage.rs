//! Who uses its token: the part of the page that audit logs add.

use analysis::survey::report::Report;
use analysis::usage::report::{UsageReport, Used, WorkloadUse};
use analysis::usage::{Certainty, Group};
use maud::{Markup, html};

use super::explain_use::sentence;
use super::html::list;
use super::used;

/// Where the page says how to opt out.
pub const OPT_OUT: &str = "opt-out";

/// Who uses its token, in the order in which people act on it.
pub fn who_uses(usage: &UsageReport, report: &Report) -> Markup {
    html! {
        h2 { "Who uses the token" }
        (summary(usage, report))
        h3 { "What the logs cannot show" }
        (list(&limits(usage)))
        @for (group, title, says) in used::GROUPS {
            @let members: Vec<&WorkloadUse> = usage.workloads.iter().filter(|one| one.group == group).collect();
            @if !members.is_empty() {
                h3 { (title) }
                p { (sentence(&used::what_to_do(group, says, usage))) }
                @if members.iter().all(|one| one.used.requests == 0) {
                    (short_table(&members, report))
                } @else {
                    (table(&members, usage, report))
                }
            }
        }
        (accounts_only(usage))
    }
}

/// What a reader should know who reads no further: what can opt out, and how sure that is.
fn summary(usage: &UsageReport, report: &Report) -> Markup {
    let count = |group| usage.workloads.iter().filter(|one| one.group == group).count();
    let (unused, all) = (count(Group::Unused), usage.workloads.len());
    let can: Vec<&WorkloadUse> = usage
        .workloads
        .iter()
        .filter(|one| one.group == Group::Unused && used::opts_out(one, &report.adopt.plan))
        .collect();
    let length = usage.length().unwrap_or_default();
    html! {
        p {
            "The logs: " (length) ", " (used::period(usage)) ". Nobody used the token of "
            strong { (unused) " of " (all) " workloads" } "; " (count(Group::Everyone)) " used it only for what every \
            account may do, " (count(Group::Own)) " with rights of their own, and of " (count(Group::Unknown))
            " the logs cannot tell."
        }
        @let title = match usage.certainty { Certainty::Low => "Candidates to opt out", _ => "Can opt out" };
        @if can.is_empty() {
            p { "No workload can opt out because of that." }
        } @else {
            p {
                strong { a href=(format!("#{OPT_OUT}")) { (title) } }
                @for (number, one) in can.iter().enumerate() {
                    (if number == 0 { ": " } else { ", " }) (one.kind) " " (one.namespace) "/" (one.name)
                }
                ". " strong { "How sure that is: " } (used::what_to_do(Group::Unused, "", usage)) "."
            }
        }
    }
}

/// Of workloads that made no request.
fn short_table(members: &[&WorkloadUse], report: &Report) -> Markup {
    html! {
        div.scroll { table.short {
            thead { tr { @for name in ["Workload", "Service account", "What is known", "Role bindings"] {
                th scope="col" { (name) }
            } } }
            tbody { @for one in members { tr {
                th scope="row" { (one.kind) " " (one.namespace) "/" (one.name) }
                td { (one.account) }
                td { (remarks(one, report)) }
                td { @for binding in &one.bindings { div { (binding.shown()) } } }
            } } }
        } }
    }
}

fn table(members: &[&WorkloadUse], usage: &UsageReport, report: &Report) -> Markup {
    let titles = [
        "Workload",
        "Service account",
        "Requests",
        "Over time",
        "For what",
        "Token",
        "Role bindings",
    ];
    html! {
        div.scroll { table {
            thead { tr { @for name in titles { th.word[name == "Token"] scope="col" { (name) } } } }
            tbody { @for one in members { tr {
                th scope="row" { (one.kind) " " (one.namespace) "/" (one.name) }
                td { (one.account) }
                td { (used::amount(&one.used)) (remarks(one, report)) }
                td { (chart(one, usage)) }
                td { (asked(&one.used)) }
                td.word { (kinds(&one.used)) }
                td { @for binding in &one.bindings {
                    div { (binding.shown()) @if !binding.used { " (not used)" } }
                } }
            } } }
        } }
    }
}

/// What was asked; all of it on demand.
fn asked(used: &Used) -> Markup {
    html! {
        @if used.uses.len() <= used::USES {
            (used::asked(used))
        } @else {
            details {
                summary { (used::asked(used)) }
                @for one in &used.uses {
                    div {
                        (one.shown()) ": " (used::times(one.requests))
                        @if one.refused > 0 { " (" (one.refused) " refused)" }
                    }
                }
            }
        }
    }
}

/// The kinds of tokens that were used.
fn kinds(used: &Used) -> Markup {
    html! {
        @for kind in &used.tokens {
            div { (kind) @if *kind == "legacy" && !used.secrets.is_empty() { ": " (used.secrets.join(", ")) } }
        }
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
fn remarks(one: &WorkloadUse, report: &Report) -> Markup {
    let why = one.why.as_ref().map(ToString::to_string);
    let left = used::left_to_do(one, report).map(str::to_owned);
    html! {
        @for remark in why.into_iter().chain(left).chain(used::remarks(&one.used)) {
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
            div.scroll { table.short {
                thead { tr { @for name in ["Service account", "Requests", "For what"] { th scope="col" { (name) } } } }
                tbody { @for one in elsewhere { tr {
                    th scope="row" { (one.namespace) "/" (one.account) }
                    td {
                        (used::amount(&one.elsewhere))
                        @for remark in used::remarks(&one.elsewhere) { div { small { (sentence(&remark)) } } }
                    }
                    td { (asked(&one.elsewhere)) }
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
