//! The summary of a GitHub job, in Markdown
//! (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary>).

use std::fs::OpenOptions;
use std::io::Write as _;

use anyhow::{Context as _, Result};

use super::causes::{Severity, causes};
use super::page::clean;
use super::table::what;
use super::{Report, containers, notes_below, summary};
use crate::found::{Found, title};

/// The environment variable with the file to append to.
const VARIABLE: &str = "GITHUB_STEP_SUMMARY";
/// How many objects are listed for each cause. GitHub takes 1 MiB.
const OBJECTS: usize = 200;
/// How many causes and errors are listed.
const CAUSES: usize = 50;

/// Appends the summary to the file that GitHub names, if there is one.
///
/// # Errors
///
/// The file cannot be written.
pub fn write(report: &Report) -> Result<()> {
    let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let file = OpenOptions::new().append(true).create(true).open(&path);
    let mut file = file.with_context(|| format!("{VARIABLE}: {}", path.to_string_lossy()))?;
    Ok(file.write_all(markdown(report).as_bytes())?)
}

/// The summary.
fn markdown(report: &Report) -> String {
    let mut text = format!("### Service account tokens: {}\n\n", summary::totals(report));
    let shown = report.found.iter().filter(|found| !found.is_known);
    let causes = causes(shown);
    for cause in causes.iter().take(CAUSES) {
        let mark = match cause.severity {
            Severity::Rejected => "❌",
            Severity::Warned => "⚠️",
        };
        text.push_str(&format!("{mark} {}\n\n", escaped(&cause.message)));
        for note in notes_below::of_cause(cause) {
            text.push_str(&format!("{}\n\n", escaped(&note)));
        }
        for (advice, objects) in &cause.parts {
            if !advice.is_empty() {
                text.push_str(&format!("{}\n\n", escaped(advice)));
            }
            text.push_str("| object | place | containers | account |\n|---|---|---|---|\n");
            for found in objects.iter().take(OBJECTS) {
                text.push_str(&row(found));
            }
            text.push('\n');
            if let Some(more) = objects.len().checked_sub(OBJECTS).filter(|more| *more > 0) {
                text.push_str(&format!("and {more} more\n\n"));
            }
        }
    }
    if let Some(more) = causes.len().checked_sub(CAUSES).filter(|more| *more > 0) {
        text.push_str(&format!("and {more} more causes\n\n"));
    }
    let faults = report.found.iter().filter_map(|found| Some((found, found.fault()?)));
    for (found, fault) in faults.take(CAUSES) {
        let place = escaped(&found.place.shown());
        text.push_str(&format!("❌ {place}: {}\n\n", escaped(&what(fault))));
    }
    for line in summary::lines(report, false) {
        text.push_str(&format!("- {}\n", escaped(&line)));
    }
    text
}

fn row(found: &Found) -> String {
    let Some(judged) = found.judged() else { return String::new() };
    let containers = containers::listed(judged.exposures.iter());
    let accounts = judged.accounts.join(", ");
    let cells = [title(judged), found.at().shown(), containers, accounts];
    let [object, place, containers, account] = cells.map(|cell| escaped(&cell));
    format!("| {object} | {place} | {containers} | {account} |\n")
}

/// Text that Markdown and HTML take as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean(text).chars() {
        if c == '<' {
            escaped.push_str("&lt;");
            continue;
        }
        if "\\`*_{}[]()#+!|>~&".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
