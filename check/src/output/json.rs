//! `--output json`: one array, an element per object.

use std::io::Write;

use anyhow::Result;

use workbench::judge::Judged;

/// Prints the array.
///
/// # Errors
///
/// It cannot be written.
pub fn print(judged: &[Judged], out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", serde_json::to_string_pretty(judged)?)?;
    Ok(())
}
