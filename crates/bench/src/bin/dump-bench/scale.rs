//! Measures how the time and memory of the command grow with its input, and what other tools take for
//! the smallest of them, where they are on PATH.

use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Result;
use comfy_table::{Table, presets};

use crate::measure::{Taken, megabytes, token_check, tool};
use crate::objects::object;

const COUNTS: [usize; 3] = [2_000, 20_000, 200_000];
/// Other tools that judge manifests, and what makes each of them check one file, quietly.
const OTHERS: [(&str, &[&str]); 3] = [
    ("checkov", &["--quiet", "--compact", "--framework", "kubernetes", "-f"]),
    ("kube-linter", &["lint"]),
    ("kubescape", &["scan", "--format", "json", "--output", "/dev/null"]),
];

/// Prints a row per input and output of the command, and a row per other tool.
pub fn print() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "what",
        "objects",
        "MB",
        "time of one object, relative",
        "objects a second",
        "memory, MB",
    ]);
    let mut first = None;
    for count in COUNTS {
        let file = folder.path().join(format!("{count}.yaml"));
        write(&file, count)?;
        let size = megabytes(&file)?;
        for output in ["table", "json"] {
            let taken = token_check(&["--output", output], &file)?;
            let each = taken.seconds / count as f64;
            let ratio = each / *first.get_or_insert(each);
            let what = format!("token-check --output {output}");
            table.add_row(row(&what, count, size, ratio, taken));
        }
    }
    let count = COUNTS[0];
    let file = folder.path().join(format!("{count}.yaml"));
    for (name, arguments) in OTHERS {
        let Ok(taken) = tool(name, arguments, &file) else {
            println!("{name}: skipped, because it is not on PATH");
            continue;
        };
        let ratio = taken.seconds / count as f64 / first.unwrap_or(1.0);
        table.add_row(row(name, count, megabytes(&file)?, ratio, taken));
    }
    println!("{table}");
    Ok(())
}

fn row(what: &str, count: usize, size: f64, ratio: f64, taken: Taken) -> [String; 6] {
    [
        what.to_owned(),
        count.to_string(),
        format!("{size:.0}"),
        format!("{ratio:.2}"),
        format!("{:.0}", count as f64 / taken.seconds),
        taken.memory.to_string(),
    ]
}

/// Writes that many objects as YAML documents.
fn write(file: &Path, count: usize) -> Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(file)?);
    for number in 0..count {
        writeln!(out, "---\n{}", manifest::write(&object(number)).trim_end())?;
    }
    Ok(out.flush()?)
}
