//! `--output github`: prints annotations for GitHub Actions, one per line
//! (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>), and writes the
//! summary of the job.

use std::io::Write;

use anyhow::Result;

use super::notes::{REPEATED, SHOWN};
use super::page::clean;
use super::table::what;
use super::{Report, notes_below, step_summary, summary};
use crate::found::{Found, Place, What, title};
use crate::inputs::FolderKind;
use crate::inputs::source::shown;

/// Prints an error per rejected object and per document that could not be read, a warning per
/// warning, wrong field, note and chart that was not rendered, and a notice per kind that the settings could name.
///
/// # Errors
///
/// The output or the summary cannot be written.
pub fn print(report: &Report, out: &mut dyn Write) -> Result<()> {
    for found in report.found.iter().filter(|found| !found.is_known) {
        annotate(found, out)?;
    }
    hints(report, out)?;
    let notes = report.notes.iter().take(SHOWN).map(|note| (&*note.file, note.line, &note.what));
    let repeated = report
        .repeated
        .iter()
        .take(REPEATED)
        .map(|one| (&*one.last.file, Some(one.last.line), &one.what));
    for (file, line, what) in notes.chain(repeated) {
        let line = line.unwrap_or(1);
        writeln!(out, "::warning file={},line={line}::{}", property(file), data(&clean(what)))?;
    }
    let charts = report.folders.iter().filter(|folder| folder.kind == FolderKind::Chart);
    for chart in charts.take(SHOWN) {
        let file = property(&shown(&chart.path.join("Chart.yaml")));
        writeln!(out, "::warning file={file}::{}", data(&clean(&summary::not_rendered(chart))))?;
    }
    for file in &report.empty {
        writeln!(out, "::warning file={}::there is no object in it", property(file))?;
    }
    step_summary::write(report)
}

/// Prints the annotations of an object, or of what could not be read.
///
/// # Errors
///
/// The output cannot be written.
pub fn annotate(found: &Found, out: &mut dyn Write) -> Result<()> {
    let place = &found.place;
    let judged = match &found.what {
        What::Unread(fault) => {
            return annotation("error", place, "not read", &clean(&what(fault)), out);
        }
        What::Judged(judged) => judged,
    };
    let title = title(judged);
    if found.is_rejected() {
        let message = judged.message.as_deref().unwrap_or_default();
        let lines: Vec<String> =
            std::iter::once(clean(message)).chain(notes_below::of_object(found)).collect();
        annotation("error", &found.at(), &title, &lines.join("\n"), out)?;
    }
    for warning in &judged.warnings {
        annotation("warning", place, &title, &clean(warning), out)?;
    }
    for field in &judged.wrong_fields {
        let at = Place { line: Some(field.line), ..place.clone() };
        annotation("warning", &at, &title, &clean(&field.what()), out)?;
    }
    Ok(())
}

/// Prints a notice per kind that is not judged and seems to have Pod templates, at its first object: GitHub shows
/// only ten.
fn hints(report: &Report, out: &mut dyn Write) -> Result<()> {
    let mut known = Vec::new();
    for found in &report.found {
        let Some(judged) = found.judged() else { continue };
        let Some(hint) = judged.hint.as_ref().filter(|hint| !known.contains(hint)) else {
            continue;
        };
        known.push(hint);
        annotation("notice", &found.place, &title(judged), &clean(&hint.to_string()), out)?;
    }
    Ok(())
}

/// Prints an annotation.
///
/// # Errors
///
/// The output cannot be written.
pub fn annotation(
    level: &str,
    place: &Place,
    title: &str,
    message: &str,
    out: &mut dyn Write,
) -> Result<()> {
    let (file, line) = place.to_point_at();
    let (file, title) = (property(file), property(title));
    writeln!(out, "::{level} file={file},line={line},title={title}::{}", data(message))?;
    Ok(())
}

/// Writes an annotation of a place in a file.
///
/// # Errors
///
/// The output cannot be written.
pub fn annotate_line(
    level: &str,
    (file, line): (&str, usize),
    title: &str,
    message: &str,
    out: &mut dyn Write,
) -> Result<()> {
    let (file, title) = (property(file), property(title));
    let lines: Vec<String> = message.lines().map(clean).collect();
    let message = data(&lines.join("\n"));
    writeln!(out, "::{level} file={file},line={line},title={title}::{message}")?;
    Ok(())
}

/// Escapes the characters that end a message or start another one.
pub fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of an annotation.
pub fn property(text: &str) -> String {
    data(&clean(text)).replace(':', "%3A").replace(',', "%2C")
}
