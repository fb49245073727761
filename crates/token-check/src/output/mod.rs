//! The output formats.

mod bound;
pub mod causes;
pub mod compare;
pub mod compare_github;
pub mod compare_json;
mod containers;
pub mod diff;
pub mod exemptions;
pub mod explain;
mod explain_use;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod html_exemptions;
mod html_usage;
pub mod json;
pub mod junit;
pub mod notes;
mod notes_below;
pub mod overview;
pub mod page;
mod positions;
pub mod rules;
pub mod sarif;
mod step_summary;
pub mod summary;
pub mod survey;
pub mod table;
pub mod token_secrets;
pub mod usage;
pub mod used;

use std::io::{self, IsTerminal as _, Write};
use std::sync::Arc;

use analysis::context::Repeated;
use analysis::input::Unreadable;
use anyhow::Result;

use crate::cli::{Cli, Output};
use crate::found::{Found, Place};
use crate::inputs::Folder;
use crate::known_use::KnownUse;

/// All that there is to say about manifests.
#[derive(Debug, Default)]
pub struct Report {
    /// What became of each document, in order.
    pub found: Vec<Found>,
    /// What a reader may take in another way than kubectl.
    pub notes: Vec<Unreadable>,
    /// Objects that are given several times.
    pub repeated: Vec<Repeated>,
    /// Files that were named and hold nothing.
    pub empty: Vec<Arc<str>>,
    /// How many documents in folders are no objects.
    pub something_else: usize,
    /// Charts and kustomizations that were not rendered.
    pub folders: Vec<Folder>,
    /// Accounts that were looked up and are in no file, as `namespace/name`.
    pub missing_accounts: Vec<String>,
    /// What audit logs say, if they were read.
    pub usage: Option<KnownUse>,
    /// How many findings of the baseline are gone; `None` without a baseline.
    pub gone: Option<usize>,
}

/// Whether the output says which settings would help.
pub fn shows_help(cli: &Cli) -> bool {
    cli.command.is_none() && matches!(cli.output, Output::Table | Output::Github)
}

/// Prints that the settings are refused, for outputs that are always a document.
///
/// # Errors
///
/// The output cannot be written.
pub fn refused(cli: &Cli, why: &str, out: &mut dyn Write) -> Result<()> {
    if cli.output == Output::Json {
        return json::print(&Report::default(), false, out);
    }
    let file = cli.settings_name();
    let what = why.strip_prefix(&format!("{file}: ")).unwrap_or(why);
    let fault = Unreadable::of(&file, what);
    let found = vec![Found::unread(Place::of(&fault), fault)];
    let report = Report { found, ..Report::default() };
    match cli.output {
        Output::Sarif => sarif::print(&report, out),
        Output::Github => github::print(&report, out),
        Output::Gitlab => gitlab::print(&report, out),
        Output::Junit => junit::print(&report, out),
        Output::Table | Output::Json | Output::Html => Ok(()),
    }
}

/// Prints a report.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(
    cli: &Cli,
    report: &Report,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<()> {
    let explains = cli.command.is_some();
    let is_table = cli.output == Output::Table;
    // On a terminal, the verdict comes first, and the table itself says what could not be read.
    if !is_table {
        print_errors(cli, report, errors)?;
    }
    match (cli.output, explains) {
        (Output::Json, _) => {
            for found in &report.found {
                for hint in found.judged().into_iter().flat_map(|judged| &judged.wrong_fields) {
                    let file = &found.place.file;
                    writeln!(errors, "hint: {}", page::clean(&format!("{file}: {hint}")))?;
                }
            }
            json::print(report, explains, out)?;
        }
        (_, true) => explain::print(report, cli.all, out)?,
        (Output::Table, _) => table::print(report, cli.all, out)?,
        (Output::Sarif, _) => sarif::print(report, out)?,
        (Output::Github, _) => github::print(report, out)?,
        (Output::Gitlab, _) => gitlab::print(report, out)?,
        (Output::Junit, _) => junit::print(report, out)?,
        (Output::Html, _) => {}
    }
    out.flush()?;
    if is_table {
        print_errors(cli, report, errors)?;
    }
    Ok(())
}

/// Prints what could not be read, and what there is to note, to stderr.
fn print_errors(cli: &Cli, report: &Report, errors: &mut dyn Write) -> Result<()> {
    let shows_errors = cli.output == Output::Table && cli.command.is_none();
    if !(shows_errors && io::stdout().is_terminal()) {
        for fault in report.found.iter().filter_map(Found::fault) {
            writeln!(errors, "error: {}", page::clean(&fault.to_string()))?;
        }
    }
    if cli.output == Output::Github {
        return Ok(());
    }
    notes::print(&report.notes, &report.repeated, &report.empty, cli.all, errors)
}
