//! `--output table`: prints what is wrong, for people in a hurry.

use std::collections::BTreeMap;
use std::io::{self, Write};

use analysis::input::Unreadable;
use analysis::judge::Judged;
use anstyle::Style;
use anyhow::Result;
use percent_encoding::utf8_percent_encode;

use super::Report;
use super::causes::{Cause, Severity, causes};
use super::diff::{self, Change};
use super::page::{BOLD, Cell, DIM, GREEN, Page, RED, YELLOW};
use super::sarif::PATH;
use super::{containers, notes_below, overview, summary};
use crate::found::{Found, Place, title};

/// How many changes are shown in full; the rest with `--all`.
const CHANGES: usize = 1;
/// The hint above fields that are written wrongly.
const FIELDS: &str = "these fields are written wrongly";

/// Prints what is rejected or warned of, each cause once, and the totals. `all`: everything else, too.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, all: bool, out: &mut dyn Write) -> Result<()> {
    let page = &mut Page::stdout(out);
    if all {
        overview::print(report, page)?;
    }
    let shown = report.found.iter().filter(|found| all || !found.is_known);
    for cause in causes(shown) {
        print_cause(&cause, page)?;
        page.gap()?;
    }
    changes(report, all, page)?;
    hints(report, page)?;
    unread(report, page)?;
    summary::print(report, all, page)?;
    Ok(())
}

fn print_cause(cause: &Cause<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let count = cause.count();
    let (word, style) = match cause.severity {
        Severity::Rejected => ("rejected", RED),
        Severity::Warned => ("warning", YELLOW),
    };
    let objects = if count == 1 { String::new() } else { format!(" ({count} objects)") };
    page.titled(0, word, style, &format!("{objects}: {}", cause.message))?;
    for note in notes_below::of_cause(cause) {
        page.paragraph(2, &note)?;
    }
    objects_of(cause, page)
}

/// What to do about a cause, and its objects.
///
/// # Errors
///
/// The output cannot be written.
pub fn objects_of(cause: &Cause<'_>, page: &mut Page<'_>) -> io::Result<()> {
    for (advice, objects) in &cause.parts {
        let indent = match advice.as_str() {
            "" => 2,
            advice => {
                page.paragraph(2, advice)?;
                4
            }
        };
        let rows: Vec<Vec<Cell>> = objects.iter().map(|found| row(found, cause)).collect();
        page.stacked_rows(indent, &rows, |page, number| {
            let judged = objects.get(number).and_then(|found| found.judged());
            judged.map_or(Ok(()), |judged| hints_of(judged, indent + 2, page))
        })?;
    }
    Ok(())
}

/// Where an object is, which it is, and which of its containers are meant.
fn row(found: &Found, cause: &Cause<'_>) -> Vec<Cell> {
    let Some(judged) = found.judged() else { return Vec::new() };
    let mut row = vec![place(&found.place), Cell::new(&title(judged)).styled(BOLD)];
    let violations = match cause.severity {
        Severity::Rejected => judged.violations(),
        Severity::Warned => judged.exposures.iter().collect(),
    };
    let containers = containers::listed(violations.iter().copied());
    let mut accounts: Vec<&str> = Vec::new();
    for exposure in violations {
        let account = exposure.account.as_deref().unwrap_or_default();
        let name = account.split_once('/').map_or(account, |(_, name)| name);
        if !accounts.contains(&name) {
            accounts.push(name);
        }
    }
    row.push(Cell::new(&containers));
    if cause.has_several_accounts {
        row.push(Cell::new(&format!("account {}", accounts.join(", "))).styled(DIM));
    }
    if cause.is_bound && cause.count() > 1 {
        row.push(Cell::new(found.bound_by.as_deref().unwrap_or_default()).styled(DIM));
    }
    row
}

/// The place of an object, as a link where terminals take links.
pub fn place(place: &Place) -> Cell {
    let path = match (&*place.file, &place.source) {
        (_, Some(source)) if place.is_rendered => Some(source.as_str()),
        ("-", _) => None,
        (file, _) => Some(file),
    };
    let path = path.and_then(|path| std::path::absolute(path).ok());
    let link = path.map(|path| {
        let path = path.to_string_lossy();
        format!("file://{}", utf8_percent_encode(&path, PATH))
    });
    Cell::new(&place.shown()).styled(DIM).linked(link)
}

/// The fields of an object that have no effect.
fn hints_of(judged: &Judged, indent: usize, page: &mut Page<'_>) -> io::Result<()> {
    judged
        .wrong_fields
        .iter()
        .try_for_each(|hint| page.titled(indent, "", Style::new(), &hint.to_string()))
}

/// Objects in which something looks wrong although they are accepted or not judged.
fn hints(report: &Report, page: &mut Page<'_>) -> Result<()> {
    let judged = report.found.iter().filter_map(|found| Some((found, found.judged()?)));
    let is_shown_above =
        |judged: &Judged| judged.accepted == Some(false) || !judged.warnings.is_empty();
    let shown: Vec<_> = judged.filter(|(_, judged)| !is_shown_above(judged)).collect();
    let wrong = shown.iter().filter(|(_, judged)| !judged.wrong_fields.is_empty()).copied();
    let mut groups = vec![(FIELDS.to_owned(), wrong.collect::<Vec<_>>())];
    // A repository has many objects of a kind, and all take the same entry.
    let mut of_kinds: Vec<(String, Vec<_>)> = Vec::new();
    for (found, judged) in shown {
        let Some(hint) = judged.hint.as_ref().map(ToString::to_string) else { continue };
        match of_kinds.iter_mut().find(|(known, _)| *known == hint) {
            Some((_, objects)) => objects.push((found, judged)),
            None => of_kinds.push((hint, vec![(found, judged)])),
        }
    }
    groups.append(&mut of_kinds);
    let row = |(found, judged): &(&Found, &Judged)| {
        vec![place(&found.place), Cell::new(&title(judged)).styled(BOLD)]
    };
    for (what, objects) in groups.iter().filter(|(_, objects)| !objects.is_empty()) {
        page.titled(0, "hint", YELLOW, &format!(": {what}"))?;
        let rows: Vec<Vec<Cell>> = objects.iter().map(row).collect();
        page.stacked_rows(2, &rows, |page, number| match objects.get(number) {
            Some((_, judged)) if what == FIELDS => hints_of(judged, 4, page),
            _ => Ok(()),
        })?;
        page.gap()?;
    }
    Ok(())
}

/// What a mutating policy changes.
fn changes(report: &Report, all: bool, page: &mut Page<'_>) -> Result<()> {
    let changed: Vec<(&Found, &Judged)> = report
        .found
        .iter()
        .filter_map(|found| Some((found, found.judged()?)))
        .filter(|(_, judged)| judged.change.is_some())
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    page.titled(0, "changed", YELLOW, ": the policy takes the token away that nobody asked for")?;
    let row = |(found, judged): &(&Found, &Judged)| {
        vec![place(&found.place), Cell::new(&title(judged)).styled(BOLD)]
    };
    let rows: Vec<Vec<Cell>> = changed.iter().map(row).collect();
    page.stacked_rows(2, &rows, |page, number| match changed.get(number) {
        Some((_, judged)) if all || changed.len() <= CHANGES => difference(judged, page),
        _ => Ok(()),
    })?;
    Ok(page.gap()?)
}

fn difference(judged: &Judged, page: &mut Page<'_>) -> io::Result<()> {
    for line in judged.change.iter().flat_map(|(old, new)| diff::of(old, new)) {
        let style = match line.change {
            Change::Added => GREEN,
            Change::Removed => RED,
            Change::LeftOut => DIM,
            Change::Same => Style::new(),
        };
        let text = super::page::clean(&line.text);
        page.line(format_args!("    {style}{}{text}{style:#}", line.change.mark()))?;
    }
    Ok(())
}

/// What could not be read.
fn unread(report: &Report, page: &mut Page<'_>) -> Result<()> {
    let mut any = false;
    for (found, fault) in report.found.iter().filter_map(|found| Some((found, found.fault()?))) {
        let text = format!(": {}: {}", found.place.shown(), what(fault));
        page.titled(0, "error", RED, &text)?;
        any = true;
    }
    if any {
        page.gap()?;
    }
    Ok(())
}

/// What is wrong, and in which document.
pub fn what(fault: &Unreadable) -> String {
    match fault.document {
        Some(number) => format!("document {number}: {}", fault.what),
        None => fault.what.clone(),
    }
}

/// Counts by text, the most frequent first.
pub fn counted<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<(&'t str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
