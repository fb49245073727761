//! `compare --output github`: annotations for GitHub Actions.

use std::io::Write;
use std::path::Path;

use analysis::compare::changes::Change;
use anyhow::Result;

use super::compare::{Compared, answer, said};
use super::github::{annotation, data, property};
use super::page::clean;
use super::table::what;
use crate::comparing::verdicts::{Changed, Verdicts};
use crate::found::{Found, Place, title};

/// Prints a warning per setting that is not at least as strict and per object with another verdict, and the
/// answer.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(compared: &Compared<'_>, out: &mut dyn Write) -> Result<()> {
    let comparison = compared.comparison;
    // A manifest is a file, too.
    let file = compared.new.strip_suffix(" (spec.settings)").unwrap_or(compared.new);
    let file = property(file);
    let lines = comparison.settings.iter().filter(|line| !line.relation.at_least_as_strict());
    for line in lines {
        let (title, text) = (property(line.setting), data(&clean(&said(line))));
        writeln!(out, "::warning file={file},title={title}::{text}")?;
    }
    let sentences: Vec<String> = std::iter::once(answer(comparison))
        .chain(comparison.limits.iter().map(|limit| limit.text().into()))
        .collect();
    writeln!(out, "::notice file={file},title=compare::{}", data(&clean(&sentences.join(" "))))?;
    if let Some(verdicts) = compared.verdicts {
        objects(verdicts, out)?;
    }
    Ok(())
}

fn objects(verdicts: &Verdicts, out: &mut dyn Write) -> Result<()> {
    for changed in &verdicts.changed {
        let title = changed.new.judged().map(title).unwrap_or_default();
        for (level, text) in sentences(changed) {
            annotation(level, &changed.new.at(), &title, &clean(&text), out)?;
        }
    }
    for fault in &verdicts.unread {
        annotation("error", &Place::of(fault), "not read", &clean(&what(fault)), out)?;
    }
    Ok(())
}

fn sentences(changed: &Changed) -> Vec<(&'static str, String)> {
    let message = |found: &Found| {
        found.judged().and_then(|judged| judged.message.clone()).unwrap_or_default()
    };
    match changed.change {
        Change::NowRejected => {
            vec![("warning", format!("now rejected: {}", message(&changed.new)))]
        }
        Change::NowAccepted => {
            vec![("warning", format!("now accepted; OLD rejects it: {}", message(&changed.old)))]
        }
        Change::OtherPatch => vec![("notice", "OLD and NEW change it in different ways".into())],
        Change::OtherWarnings => super::compare::warnings(changed)
            .into_iter()
            .map(|warning| ("notice", warning))
            .collect(),
    }
}

/// Prints that settings are refused or could not be read.
///
/// # Errors
///
/// The output cannot be written.
pub fn refused(path: &Path, why: &str, out: &mut dyn Write) -> Result<()> {
    let file = property(&path.display().to_string());
    writeln!(out, "::error file={file},title=settings::{}", data(&clean(why)))?;
    Ok(())
}
