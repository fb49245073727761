//! Prints what people should know about the files that were read, for every output on stdout.

use std::io::Write;
use std::sync::Arc;

use analysis::context::Repeated;
use analysis::input::Unreadable;
use anyhow::Result;

use super::page::clean;

/// How many notes about files are shown.
pub const SHOWN: usize = 20;
/// How many objects that are defined again are shown: a repository can hold the same ones for several
/// clusters.
pub const REPEATED: usize = 3;

/// Prints a warning per note, per object that is defined again, and per file that holds nothing.
/// `all`: however many there are.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(
    notes: &[Unreadable],
    repeated: &[Repeated],
    empty: &[Arc<str>],
    all: bool,
    errors: &mut dyn Write,
) -> Result<()> {
    let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
    let repeated = repeated.iter().map(ToString::to_string).collect();
    let empty = empty.iter().map(|file| format!("{file}: there is no object in it")).collect();
    let kinds = [
        ("warnings about files", SHOWN, notes),
        ("objects that are defined again", REPEATED, repeated),
        ("files without an object", SHOWN, empty),
    ];
    for (what, limit, lines) in kinds {
        let shown = if all { lines.len() } else { limit };
        for line in lines.iter().take(shown) {
            writeln!(errors, "warning: {}", clean(line))?;
        }
        if let Some(more) = lines.len().checked_sub(shown).filter(|more| *more > 0) {
            writeln!(errors, "warning: {more} more {what}; --all shows all")?;
        }
    }
    Ok(())
}
