//! `compare --output json`.

use std::io::Write;

use analysis::compare::report::{self, ComparisonReport};
use anyhow::Result;

use super::compare::Compared;
use super::json::pretty;
use crate::comparing::verdicts::Changed;

/// Prints the value.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(compared: &Compared<'_>, out: &mut dyn Write) -> Result<()> {
    let mut report = ComparisonReport::new(compared.comparison);
    if let Some(verdicts) = compared.verdicts {
        report.verdicts = Some(verdicts.changed.iter().filter_map(element).collect());
        report.unchanged = Some(verdicts.unchanged);
        report.unreadable = verdicts.unread.iter().map(ToString::to_string).collect();
    }
    pretty(&report, out)
}

fn element(changed: &Changed) -> Option<report::Changed> {
    let place = &changed.new.place;
    let judged = [changed.old.judged()?, changed.new.judged()?];
    let element = report::Changed::new(&place.file, place.line, changed.change, judged);
    Some(report::Changed { source: place.source.clone(), ..element })
}
