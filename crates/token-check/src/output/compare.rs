//! What `compare` prints for people.

use std::io::{self, Write};

use analysis::compare::changes::{Change, only};
use analysis::compare::shown::flow;
use analysis::compare::{Claim, Comparison, Line, Relation};
use anstyle::Style;
use anyhow::Result;
use serde_json::Value;

use super::causes::{Cause, Severity, causes};
use super::page::{BOLD, Cell, GREEN, Page, RED, YELLOW};
use super::table::{objects_of, place};
use crate::comparing::verdicts::{Changed, Verdicts};
use crate::found::{Found, title};

/// All that there is to say.
pub struct Compared<'c> {
    /// What OLD is called.
    pub old: &'c str,
    /// What NEW is called.
    pub new: &'c str,
    /// The settings.
    pub comparison: &'c Comparison,
    /// The objects, if there are any.
    pub verdicts: Option<&'c Verdicts>,
}

/// A value is shown as a whole up to this many characters.
const WIDEST: usize = 60;

/// Prints the settings that differ, the answer, and the verdicts that change.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(compared: &Compared<'_>, out: &mut dyn Write) -> Result<()> {
    let page = &mut Page::stdout(out);
    settings(compared, page)?;
    let is_strict = compared.comparison.at_least_as_strict();
    page.titled(0, &answer(compared.comparison), if is_strict { GREEN } else { RED }, "")?;
    for limit in &compared.comparison.limits {
        page.paragraph(0, limit.text())?;
    }
    if let Some(verdicts) = compared.verdicts {
        page.gap()?;
        print_verdicts(verdicts, page)?;
    }
    Ok(())
}

fn settings(compared: &Compared<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let heading = ["setting", &format!("OLD {}", compared.old), &format!("NEW {}", compared.new)];
    let mut rows = vec![heading.map(|text| Cell::new(text).styled(BOLD)).to_vec()];
    for line in compared.comparison.settings.iter().filter(|line| line.differs()) {
        rows.push(vec![
            Cell::new(line.setting),
            Cell::new(&value(&line.old)),
            Cell::new(&value(&line.new)),
            Cell::new(&said(line)).styled(style(line.relation)),
        ]);
    }
    if rows.len() == 1 {
        return Ok(());
    }
    page.rows(0, &rows, |_, _| Ok(()))?;
    page.gap()
}

/// The relation, and the reason.
pub fn said(line: &Line) -> String {
    let why = line.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    format!("{}{why}", line.relation.name())
}

fn style(relation: Relation) -> Style {
    match relation {
        Relation::Equal => Style::new(),
        Relation::Stricter => GREEN,
        Relation::Looser => RED,
        Relation::Unproved => YELLOW,
    }
}

/// A value as people write it, or how many entries it has.
fn value(value: &Value) -> String {
    match (flow(value), value) {
        (text, Value::Array(list)) if text.chars().count() > WIDEST => match list.len() {
            1 => "1 entry".into(),
            count => format!("{count} entries"),
        },
        (text, _) => text,
    }
}

/// The answer in a sentence.
pub fn answer(comparison: &Comparison) -> String {
    let all = |relation| {
        let lines = comparison.settings.iter().filter(|line| line.relation == relation);
        lines.map(|line| line.setting).collect::<Vec<_>>().join(", ")
    };
    let (stricter, looser) = (all(Relation::Stricter), all(Relation::Looser));
    let unproved = all(Relation::Unproved);
    match comparison.claim() {
        Claim::Same => "NEW means the same as OLD.".into(),
        Claim::AtLeastAsStrict => {
            format!("NEW is at least as strict as OLD. Stricter: {stricter}.")
        }
        Claim::Unproved => {
            format!(
                "It cannot be proved that NEW is at least as strict as OLD. Unproved: {unproved}."
            )
        }
        Claim::Looser if unproved.is_empty() => {
            format!("NEW is not at least as strict as OLD. Looser: {looser}.")
        }
        Claim::Looser => {
            format!("NEW is not at least as strict as OLD. Looser: {looser}. Unproved: {unproved}.")
        }
    }
}

/// What each change is called, and how it looks.
const KINDS: [(Change, &str, Style); 4] = [
    (Change::NowRejected, "now rejected", RED),
    (Change::NowAccepted, "now accepted", YELLOW),
    (Change::OtherPatch, "another patch", YELLOW),
    (Change::OtherWarnings, "other warnings", YELLOW),
];

fn print_verdicts(verdicts: &Verdicts, page: &mut Page<'_>) -> Result<()> {
    for (change, word, style) in KINDS {
        let changed: Vec<&Changed> =
            verdicts.changed.iter().filter(|one| one.change == change).collect();
        match change {
            Change::NowRejected => {
                rejections(changed.iter().map(|one| &one.new), word, style, page)?
            }
            Change::NowAccepted => {
                rejections(changed.iter().map(|one| &one.old), word, style, page)?
            }
            Change::OtherPatch => objects(&changed, word, style, page, &|one| {
                let count = |found: &Found| {
                    let patch = found.judged().and_then(|judged| judged.patch.as_ref()?.as_array());
                    patch.map_or(0, Vec::len)
                };
                vec![format!("changes: OLD {}, NEW {}", count(&one.old), count(&one.new))]
            })?,
            Change::OtherWarnings => objects(&changed, word, style, page, &warnings)?,
        }
    }
    page.line(totals(verdicts))?;
    if !verdicts.missing_accounts.is_empty() {
        page.paragraph(
            0,
            &format!(
                "service accounts that are not in the files, assumed to leave \
             automountServiceAccountToken unset: {}",
                super::summary::listed(verdicts.missing_accounts.iter().map(String::as_str), false)
            ),
        )?;
    }
    Ok(())
}

/// The causes of what is rejected under one of the settings.
fn rejections<'f>(
    found: impl Iterator<Item = &'f Found>,
    word: &str,
    style: Style,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let is_rejection = |cause: &Cause<'_>| cause.severity == Severity::Rejected;
    for cause in causes(found).into_iter().filter(is_rejection) {
        page.titled(0, word, style, &format!("{}: {}", counted(cause.count()), cause.message))?;
        objects_of(&cause, page)?;
        page.gap()?;
    }
    Ok(())
}

fn objects(
    changed: &[&Changed],
    word: &str,
    style: Style,
    page: &mut Page<'_>,
    lines: &dyn Fn(&Changed) -> Vec<String>,
) -> io::Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    page.titled(0, word, style, &format!("{}:", counted(changed.len())))?;
    let row = |one: &&Changed| {
        let title = one.new.judged().map(title).unwrap_or_default();
        vec![place(&one.new.place), Cell::new(&title).styled(BOLD)]
    };
    let rows: Vec<Vec<Cell>> = changed.iter().map(row).collect();
    page.stacked_rows(2, &rows, |page, number| {
        let lines = changed.get(number).map(|one| lines(one)).unwrap_or_default();
        lines.iter().try_for_each(|line| page.paragraph(4, line))
    })?;
    page.gap()
}

/// The warnings that only one of the settings leads to.
pub fn warnings(one: &Changed) -> Vec<String> {
    let of =
        |found: &Found| found.judged().map(|judged| judged.warnings.clone()).unwrap_or_default();
    let (old, new) = (of(&one.old), of(&one.new));
    let said = |own: Vec<&str>, name: &str| {
        own.into_iter().map(|warning| format!("{name} warns: {warning}")).collect::<Vec<_>>()
    };
    [said(only(&old, &new), "OLD"), said(only(&new, &old), "NEW")].concat()
}

fn counted(count: usize) -> String {
    if count == 1 { String::new() } else { format!(" ({count} objects)") }
}

/// How many objects came to what.
pub fn totals(verdicts: &Verdicts) -> String {
    let of = |change| verdicts.changed.iter().filter(|one| one.change == change).count();
    let counts = [
        (of(Change::NowRejected), "now rejected"),
        (of(Change::NowAccepted), "now accepted"),
        (of(Change::OtherPatch), "with another patch"),
        (of(Change::OtherWarnings), "with other warnings"),
        (verdicts.unchanged, "with the same verdict"),
        (verdicts.unread.len(), "not read"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, what)| format!("{count} {what}")).collect();
    if counts.is_empty() { "nothing to judge".into() } else { counts.join(", ") }
}
