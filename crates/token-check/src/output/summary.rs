//! The end of the table: the totals, what was not judged, and what would help.

use std::collections::BTreeMap;

use anstyle::Style;
use anyhow::Result;

use super::Report;
use super::page::{BOLD, GREEN, Page, RED, YELLOW};
use super::table::counted;
use crate::found::Found;
use crate::inputs::{Folder, FolderKind};
use crate::trial::Help;

/// For how many rejected objects it is found out what would help. If there are more, nothing is said.
pub const MOST_TRIED: usize = 2_000;
/// How many names are listed in a line; `--all` lists all.
const LISTED: usize = 6;

/// Prints the totals and what comes after them.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, all: bool, page: &mut Page<'_>) -> Result<()> {
    match counts(report).as_slice() {
        [] => page.titled(0, &totals(report), BOLD, "")?,
        counts => {
            let parts = counts.iter().map(|(text, style)| format!("{style}{text}{style:#}"));
            page.line(parts.collect::<Vec<_>>().join(", "))?;
        }
    }
    for (number, line) in lines(report, all).iter().enumerate() {
        if number == 0 && report.found.iter().any(Found::is_rejected) {
            page.gap()?;
        }
        page.paragraph(0, line)?;
    }
    Ok(())
}

/// The totals in a line.
pub fn totals(report: &Report) -> String {
    let counts: Vec<String> = counts(report).into_iter().map(|(text, _)| text).collect();
    match counts.as_slice() {
        [] if report.found.is_empty() && report.folders.is_empty() => "No objects found.".into(),
        [] => "nothing to judge".into(),
        counts => counts.join(", "),
    }
}

/// How many objects came to what.
fn counts(report: &Report) -> Vec<(String, Style)> {
    let count = |is_counted: &dyn Fn(&Found) -> bool| {
        report.found.iter().filter(|found| is_counted(found)).count()
    };
    let accepted = |found: &Found| found.judged().is_some_and(|one| one.accepted == Some(true));
    let warned = |found: &Found| found.judged().is_some_and(|one| !one.warnings.is_empty());
    let with_warnings = match count(&|found| accepted(found) && warned(found)) {
        0 => String::new(),
        count => format!(" ({count} with a warning)"),
    };
    let counts = [
        (count(&|found| found.is_rejected() && !found.is_known), "rejected", RED),
        (count(&|found| found.is_rejected() && found.is_known), "known from the baseline", YELLOW),
        (count(&accepted), "accepted", GREEN),
        (count(&|found| found.fault().is_some()), "not read", RED),
    ];
    let counts = counts.into_iter().filter(|(count, ..)| *count > 0);
    counts
        .map(|(count, what, style)| {
            let more = if what == "accepted" { with_warnings.as_str() } else { "" };
            (format!("{count} {what}{more}"), style)
        })
        .collect()
}

/// What else there is to know, a line each.
pub fn lines(report: &Report, all: bool) -> Vec<String> {
    let mut lines = helps(report, all);
    lines.extend(rest(report, all));
    lines
}

/// What was not judged, and what the verdicts rest on.
pub fn rest(report: &Report, all: bool) -> Vec<String> {
    let mut lines: Vec<String> = not_judged(report, all).into_iter().collect();
    lines.extend(folders(&report.folders, all));
    if !report.missing_accounts.is_empty() {
        lines.push(format!(
            "service accounts that are not in the files, assumed to leave \
             automountServiceAccountToken unset: {} (give them with --context, or look them up with \
             --cluster)",
            listed(report.missing_accounts.iter().map(String::as_str), all)
        ));
    }
    if let Some(gone) = report.gone.filter(|gone| *gone > 0) {
        let findings = if gone == 1 { "finding" } else { "findings" };
        lines.push(format!(
            "gone: {gone} {findings} of the baseline; --write-baseline FILE writes it without them"
        ));
    }
    lines
}

/// The settings that would help, the most helpful first.
fn helps(report: &Report, all: bool) -> Vec<String> {
    let rejected = report.found.iter().filter(|found| found.is_rejected() && !found.is_known);
    let (mut total, mut in_list, mut mended) = (0, 0, 0);
    let mut settings: BTreeMap<&str, usize> = BTreeMap::new();
    let mut accounts: Vec<&str> = Vec::new();
    for found in rejected {
        total += 1;
        mended += usize::from(found.fix.is_some());
        for help in &found.helped_by {
            match help {
                Help::Setting(setting) => *settings.entry(setting).or_default() += 1,
                Help::Accounts(names) => {
                    in_list += 1;
                    accounts.extend(names.iter().map(String::as_str));
                }
            }
        }
    }
    if total > MOST_TRIED {
        return Vec::new();
    }
    let mut settings: Vec<(String, usize)> =
        settings.into_iter().map(|(setting, count)| (setting.to_owned(), count)).collect();
    accounts.sort_unstable();
    accounts.dedup();
    match accounts.len() {
        0 => {}
        count if count > LISTED && !all => {
            settings.push((
                format!("{count} accounts in allow.serviceAccounts (--all lists them)"),
                in_list,
            ));
        }
        _ => {
            settings.push((format!("allow.serviceAccounts: [{}]", accounts.join(", ")), in_list));
        }
    }
    settings.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let with = |(setting, count): &(String, usize)| {
        format!("with {setting} {count} of {total} would be accepted")
    };
    let mut lines: Vec<String> = settings.iter().map(with).collect();
    if mended > 0 {
        lines.push(format!("with --fix {mended} of {total} would be accepted"));
    }
    lines
}

/// One line for what is not judged.
fn not_judged(report: &Report, all: bool) -> Option<String> {
    let judged = report.found.iter().filter_map(Found::judged);
    let not_judged = judged.filter(|judged| judged.accepted.is_none());
    let counts = counted(not_judged.map(|judged| judged.kind.as_deref().unwrap_or("object")));
    let mut kinds: Vec<String> =
        counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let more = kinds.len() > LISTED && !all;
    if more {
        kinds.truncate(LISTED);
        kinds.push("…".into());
    }
    if report.something_else > 0 {
        let what = match report.something_else {
            1 => "document that is not a Kubernetes object",
            _ => "documents that are not Kubernetes objects",
        };
        kinds.push(format!("{} {what}", report.something_else));
    }
    let hint = if all || counts.is_empty() { "" } else { "; --all lists them" };
    (!kinds.is_empty()).then(|| format!("not judged: {}{hint}", kinds.join(", ")))
}

/// A line for each chart and kustomization that was not rendered.
fn folders(folders: &[Folder], all: bool) -> Vec<String> {
    let shown_folders = if all { folders.len() } else { LISTED };
    let mut lines: Vec<String> = folders.iter().take(shown_folders).map(not_rendered).collect();
    if let Some(more) = folders.len().checked_sub(shown_folders).filter(|more| *more > 0) {
        lines
            .push(format!("not rendered: {more} more charts and kustomizations; --all lists them"));
    }
    lines
}

/// What it means that a chart or kustomization was not rendered.
pub fn not_rendered(folder: &Folder) -> String {
    let what = match folder.kind {
        FolderKind::Chart => "a chart, so its templates are not judged",
        FolderKind::Kustomization => "a kustomization, so its resources are judged as they are",
    };
    format!("not rendered: {what}; run {}, or use --render", folder.command())
}

/// Names in a sentence; how many more there are, if they are many.
pub fn listed<'n>(names: impl Iterator<Item = &'n str>, all: bool) -> String {
    let names: Vec<&str> = names.collect();
    let shown = if all { names.len() } else { LISTED };
    let list = names.iter().take(shown).copied().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(shown).filter(|more| *more > 0) {
        Some(more) => format!("{list} and {more} more"),
        None => list,
    }
}
