//! Shows changes as a unified diff, without comparing the whole text.

use std::io::Write;
use std::ops::Range;

use analysis::edit::{Edit, applied};
use anyhow::Result;
use similar::udiff::UnifiedHunkHeader;
use similar::{ChangeTag, DiffOp, TextDiff};

use crate::output::page::{BOLD, GREEN, RED, clean};

/// How many unchanged lines are shown before and after a change.
const CONTEXT: usize = 2;

/// Lines that change, with those around them.
struct Hunk {
    lines: Range<usize>,
    edits: Vec<Edit>,
}

/// Shows the changes to a text, which are in its order.
///
/// # Errors
///
/// The output cannot be written.
pub fn show(name: &str, text: &str, edits: &[Edit], out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", clean(name))?;
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1))
        .collect();
    let line_of = |byte: usize| starts.partition_point(|start| *start <= byte) - 1;
    let start_of = |line: usize| starts.get(line).copied().unwrap_or(text.len());
    let mut hunks: Vec<Hunk> = Vec::new();
    for edit in edits {
        let first = line_of(edit.at.start).saturating_sub(CONTEXT);
        let end = line_of(edit.at.end) + 1 + CONTEXT;
        match hunks.last_mut() {
            Some(last) if first <= last.lines.end => {
                last.lines.end = end;
                last.edits.push(edit.clone());
            }
            _ => hunks.push(Hunk { lines: first..end, edits: vec![edit.clone()] }),
        }
    }
    // What the hunks before added and removed.
    let (mut added, mut removed) = (0, 0);
    for Hunk { lines, edits } in hunks {
        let bytes = start_of(lines.start)..start_of(lines.end);
        let old = text.get(bytes.clone()).unwrap_or_default();
        let here = |at: usize| at.saturating_sub(bytes.start);
        let edits: Vec<Edit> = edits
            .into_iter()
            .map(|edit| Edit { at: here(edit.at.start)..here(edit.at.end), ..edit })
            .collect();
        let new = applied(old, &edits);
        let diff = TextDiff::from_lines(old, &new);
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            let (Some(first), Some(last)) = (hunk.ops().first(), hunk.ops().last()) else {
                continue;
            };
            let (old, new) = (first.old_range().start, first.new_range().start);
            let moved = DiffOp::Replace {
                old_index: lines.start + old,
                old_len: last.old_range().end - old,
                new_index: lines.start + added - removed + new,
                new_len: last.new_range().end - new,
            };
            writeln!(out, "{}", UnifiedHunkHeader::new(&[moved]))?;
            for line in hunk.iter_changes() {
                let (style, mark) = match line.tag() {
                    ChangeTag::Insert => (GREEN, '+'),
                    ChangeTag::Delete => (RED, '-'),
                    ChangeTag::Equal => (anstyle::Style::new(), ' '),
                };
                writeln!(out, "{style}{mark}{}{style:#}", clean(line.value().trim_end()))?;
            }
        }
        added += new.matches('\n').count();
        removed += old.matches('\n').count();
    }
    writeln!(out)?;
    Ok(())
}
