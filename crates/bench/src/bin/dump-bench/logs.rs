//! Measures how the time and memory of `token-check cluster --audit-log` grow with the log.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use comfy_table::{Table, presets};

use crate::measure::{Taken, megabytes, token_check};
use crate::objects;

/// The objects of the dump beside the log: so few that their share of the time does not show.
const OBJECTS: usize = 1_000;

/// Prints a row per log.
pub fn print(logs: &[PathBuf]) -> Result<()> {
    let mut dump = tempfile::Builder::new().suffix(".json").tempfile()?;
    dump.write_all(objects::dump(OBJECTS).as_bytes())?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "an audit log",
        "MB",
        "time of one MB, relative",
        "MB a second",
        "memory, MB",
    ]);
    let mut first = None;
    for log in logs {
        let name = log.to_str().context("a file name that is no text")?;
        let Taken { seconds, memory } =
            token_check(&["cluster", "--audit-log", name], dump.path())?;
        let size = megabytes(log)?;
        let each = seconds / size;
        table.add_row([
            name.to_owned(),
            format!("{size:.0}"),
            format!("{:.2}", each / *first.get_or_insert(each)),
            format!("{:.0}", size / seconds),
            memory.to_string(),
        ]);
    }
    println!("\n{table}");
    Ok(())
}
