//! `--output github`: prints annotations for GitHub Actions, one per line
//! (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).

use std::io::Write;

use analysis::context::Repeated;
use analysis::input::Unreadable;
use analysis::judge::Judged;
use anyhow::Result;

use super::notes::SHOWN;
use super::table::{clean, title};

/// Prints an error per rejected object, and a warning per warning, per note about a file, and per
/// object that is given again.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(
    judged: &[Judged],
    notes: &[Unreadable],
    repeated: &[Repeated],
    out: &mut dyn Write,
) -> Result<()> {
    for one in judged {
        if one.accepted == Some(false) {
            annotation("error", one, one.line, one.message.as_deref().unwrap_or_default(), out)?;
        }
        for warning in &one.warnings {
            annotation("warning", one, one.line, warning, out)?;
        }
        for field in &one.wrong_fields {
            annotation("warning", one, field.line, &clean(&field.what()), out)?;
        }
    }
    let notes = notes.iter().take(SHOWN).map(|note| (&*note.file, note.line, &note.what));
    let repeated = repeated.iter().map(|one| (&*one.last.file, Some(one.last.line), &one.what));
    for (file, line, what) in notes.chain(repeated) {
        let line = line.unwrap_or(1);
        writeln!(out, "::warning file={},line={line}::{}", property(file), data(&clean(what)))?;
    }
    Ok(())
}

fn annotation(
    level: &str,
    judged: &Judged,
    line: usize,
    message: &str,
    out: &mut dyn Write,
) -> Result<()> {
    let title = property(&title(judged));
    let file = property(&judged.file);
    writeln!(out, "::{level} file={file},line={line},title={title}::{}", data(message))?;
    Ok(())
}

/// Escapes the characters that end a message or start another one.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
