//! Prints what people should know about the files that were read, for every output on stdout.

use std::io::Write;

use analysis::context::Repeated;
use analysis::input::Unreadable;
use anyhow::Result;

use super::table::clean;

/// How many notes are shown of a run.
pub const SHOWN: usize = 20;

/// Prints a warning per note, and per object that is given again.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(notes: &[Unreadable], repeated: &[Repeated], errors: &mut dyn Write) -> Result<()> {
    let lines = notes.iter().take(SHOWN).map(ToString::to_string);
    let more = notes.len().checked_sub(SHOWN).filter(|more| *more > 0);
    let lines = lines.chain(more.map(|more| format!("{more} more about the files are not shown")));
    for line in lines.chain(repeated.iter().map(ToString::to_string)) {
        writeln!(errors, "warning: {}", clean(&line))?;
    }
    Ok(())
}
