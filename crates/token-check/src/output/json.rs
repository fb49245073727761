//! `--output json`: prints one array with an element per object.

use std::io::{BufWriter, Write};

use anyhow::Result;
use serde::Serialize;

use analysis::judge::Judged;

/// Prints the array.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(judged: &[Judged], out: &mut dyn Write) -> Result<()> {
    pretty(judged, out)
}

/// Prints a value as indented JSON, followed by a line break.
///
/// # Errors
///
/// The output cannot be written.
pub fn pretty(value: &(impl Serialize + ?Sized), out: &mut dyn Write) -> Result<()> {
    // The output for a whole cluster has millions of lines.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    // Keep I/O errors as such: the reader may have closed the pipe.
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}
