//! Prints what people should know about the files that were read, for every output on stdout.

use std::io::Write;
use std::sync::Arc;

use analysis::context::Repeated;
use analysis::input::Unreadable;
use anyhow::Result;

use super::page::clean;

/// How many notes of a kind are shown.
pub const SHOWN: usize = 20;

/// Prints a warning per note, per object that is given again, and per file that holds nothing.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(
    notes: &[Unreadable],
    repeated: &[Repeated],
    empty: &[Arc<str>],
    errors: &mut dyn Write,
) -> Result<()> {
    let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
    let repeated = repeated.iter().map(ToString::to_string).collect();
    let empty = empty.iter().map(|file| format!("{file}: there is no object in it")).collect();
    let kinds = [
        ("about the files", notes),
        ("objects that are given again", repeated),
        ("files without an object", empty),
    ];
    for (what, lines) in kinds {
        for line in lines.iter().take(SHOWN) {
            writeln!(errors, "warning: {}", clean(line))?;
        }
        if let Some(more) = lines.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            writeln!(errors, "warning: {more} more {what} are not shown")?;
        }
    }
    Ok(())
}
