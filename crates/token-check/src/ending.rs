//! `token-check cluster --ending-within`: which exemptions end soon or have ended, and which workloads
//! that affects.

use std::io::Write;

use analysis::day::of_second;
use analysis::survey::exemptions::report::ExemptionReport;
use analysis::survey::report::Report;
use anyhow::Result;
use serde::Serialize;

use crate::cli::{Cli, Output};
use crate::facts::ClusterFacts;
use crate::inputs::source::Source;
use crate::job::exit;
use crate::output::page::{BOLD, Page, clean};
use crate::output::{exemptions, github, html, html_exemptions, json, survey};
use crate::settings::lines_of_exemptions;

/// The entries that end soon or have ended. This is the JSON value that the command prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ending<'r> {
    /// `None` if files were read.
    cluster: Option<&'r ClusterFacts>,
    /// The day on which everything was judged.
    today: String,
    /// The last day that is looked at.
    within: String,
    /// Those that end by then.
    exemptions: Vec<&'r ExemptionReport>,
    /// What could not be read.
    unreadable: &'r [String],
}

impl<'r> Ending<'r> {
    /// The entries that have ended, or end in that many days or fewer.
    pub fn new(
        report: &'r Report,
        cluster: Option<&'r ClusterFacts>,
        unix_seconds: i64,
        days: i64,
    ) -> Self {
        let exemptions = report.exemptions.iter().filter(|one| one.ends_within(days)).collect();
        Self {
            cluster,
            today: of_second(unix_seconds),
            within: of_second(unix_seconds.saturating_add(days * 24 * 60 * 60)),
            exemptions,
            unreadable: &report.unreadable,
        }
    }

    /// What the output is about, in a sentence.
    fn title(&self) -> String {
        let Self { within, today, .. } = self;
        let by = if within == today { "today".into() } else { format!("by {within}") };
        match self.exemptions.len() {
            0 => format!("No exemption has ended or ends {by}."),
            1 => format!("1 exemption has ended or ends {by}"),
            count => format!("{count} exemptions have ended or end {by}"),
        }
    }
}

/// Prints the entries; returns the exit status.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(
    cli: &Cli,
    ending: &Ending<'_>,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<u8> {
    match cli.output {
        Output::Json => json::pretty(ending, out)?,
        Output::Html => {
            let title = ending.title();
            let body = html_exemptions::table(&ending.exemptions);
            writeln!(out, "{}", html::document(&title, ending.cluster, &body).into_string())?;
        }
        Output::Github => annotations(cli, ending, out)?,
        _ => {
            let page = &mut Page::stdout(out);
            if let Some(facts) = ending.cluster {
                page.paragraph(0, &survey::place(facts))?;
            }
            page.titled(0, &ending.title(), BOLD, "")?;
            exemptions::print(&ending.exemptions, None, page)?;
        }
    }
    for fault in ending.unreadable {
        writeln!(errors, "error: {}", clean(fault))?;
    }
    Ok(match (ending.unreadable, ending.exemptions.as_slice()) {
        ([], []) => exit::ACCEPTED,
        ([], _) => exit::REJECTED,
        _ => exit::UNREADABLE,
    })
}

/// Annotates the entries in the file with the settings: an error where workloads are affected or the entry
/// has ended, else a warning.
fn annotations(cli: &Cli, ending: &Ending<'_>, out: &mut dyn Write) -> Result<()> {
    let settings = cli.settings.as_deref().map(Source::file);
    let file = settings.as_ref().map_or("settings", |source| source.name());
    let lines = settings.as_ref().and_then(lines_of_exemptions).unwrap_or_default();
    for one in &ending.exemptions {
        let is_urgent = one.changes_something() || one.days.is_some_and(|days| days < 0);
        let level = if is_urgent { "error" } else { "warning" };
        let title = format!("The exemption of {} {}", one.account, exemptions::end(one));
        let line = lines.get(one.number).copied().unwrap_or(1);
        let message = exemptions::message(one);
        github::annotate_line(level, (file, line), &title, &message, out)?;
    }
    Ok(())
}
