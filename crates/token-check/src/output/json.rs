//! `--output json`: one array, an element per object.

use std::io::{BufWriter, Write};

use anyhow::Result;
use serde::Serialize;

use analysis::judge::Judged;

/// Prints the array.
///
/// # Errors
///
/// It cannot be written.
pub fn print(judged: &[Judged], out: &mut dyn Write) -> Result<()> {
    pretty(judged, out)
}

/// Prints a value as JSON for people and programs, with a line end after it.
///
/// # Errors
///
/// It cannot be written.
pub fn pretty(value: &(impl Serialize + ?Sized), out: &mut dyn Write) -> Result<()> {
    // Of a whole cluster it has millions of lines.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    // An error of the stream stays one: who reads it may have left.
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}
