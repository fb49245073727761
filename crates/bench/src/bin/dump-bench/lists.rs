//! Measures how the time and memory of `token-check cluster` grow with a dump, up to 300 MB.

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use comfy_table::{Table, presets};
use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::measure::{Taken, megabytes, token_check};
use crate::objects::object;

const SIZES: [usize; 3] = [3, 30, 300];

/// How a list of all objects is written.
type Form = (&'static str, fn(&Path, usize) -> Result<usize>);

const FORMS: [Form; 2] = [("json", write_json), ("yaml", write_yaml)];

/// Prints a row per form and size of a dump.
pub fn print() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "a dump of kubectl get",
        "objects",
        "MB",
        "time of one MB, relative",
        "MB a second",
        "memory, MB",
        "memory to file",
    ]);
    let mut first = None;
    for (form, write) in FORMS {
        for size in SIZES {
            let file = folder.path().join(format!("{size}.{form}"));
            let count = write(&file, size * 1_000_000)?;
            let Taken { seconds, memory } = token_check(&["cluster"], &file)?;
            let size = megabytes(&file)?;
            let each = seconds / size;
            table.add_row([
                format!("-o {form}"),
                count.to_string(),
                format!("{size:.0}"),
                format!("{:.2}", each / *first.get_or_insert(each)),
                format!("{:.1}", size / seconds),
                memory.to_string(),
                format!("{:.1}", memory as f64 / size),
            ]);
            // Both forms of the largest one need not be there at the same time.
            std::fs::remove_file(&file)?;
        }
    }
    println!("\n{table}");
    Ok(())
}

/// Writes a file that grows to this many bytes, object by object, and returns their number.
fn write(
    file: &Path,
    bytes: usize,
    [head, between, tail]: [&str; 3],
    each: fn(&Value) -> Result<String>,
) -> Result<usize> {
    let mut out = BufWriter::new(std::fs::File::create(file)?);
    write!(out, "{head}")?;
    let (mut written, mut count) = (0, 0);
    while written < bytes {
        let text = each(&object(count))?;
        let between = if count == 0 { "" } else { between };
        write!(out, "{between}{text}")?;
        written += between.len() + text.len();
        count += 1;
    }
    write!(out, "{tail}")?;
    out.flush()?;
    Ok(count)
}

/// As `kubectl get -o json` does: four spaces for each level.
fn write_json(file: &Path, bytes: usize) -> Result<usize> {
    let head = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n";
    let tail = "\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n";
    write(file, bytes, [head, ",\n", tail], |object| {
        let mut json = Vec::new();
        let formatter = PrettyFormatter::with_indent(b"    ");
        object.serialize(&mut Serializer::with_formatter(&mut json, formatter))?;
        Ok(indented(&String::from_utf8(json)?, "        "))
    })
}

/// As `kubectl get -o yaml` does.
fn write_yaml(file: &Path, bytes: usize) -> Result<usize> {
    let head = "apiVersion: v1\nitems:\n";
    let tail = "kind: List\nmetadata:\n  resourceVersion: \"\"\n";
    write(file, bytes, [head, "", tail], |object| {
        let yaml = indented(manifest::write(object).trim_end(), "  ");
        Ok(format!("- {}\n", yaml.trim_start()))
    })
}

fn indented(text: &str, by: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("{by}{line}")).collect();
    lines.join("\n")
}
