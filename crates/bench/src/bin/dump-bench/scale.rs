//! Measures how the time and memory of the command grow with its input, and what other tools take for
//! the smallest of them, where they are on PATH.

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use comfy_table::{Table, presets};

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
    let command = token_check()?;
    let mut first = None;
    for count in COUNTS {
        let file = folder.path().join(format!("{count}.yaml"));
        write(&file, count)?;
        let size = std::fs::metadata(&file)?.len() / 1_000_000;
        for output in ["table", "json"] {
            let (seconds, memory) = timed(&command, &["--output", output], &file)?;
            let each = seconds / count as f64;
            let ratio = each / *first.get_or_insert(each);
            let what = format!("token-check --output {output}");
            table.add_row(row(&what, count, size, ratio, seconds, memory));
        }
    }
    let count = COUNTS[0];
    let file = folder.path().join(format!("{count}.yaml"));
    for (tool, arguments) in OTHERS {
        let Ok((seconds, memory)) = timed(tool, arguments, &file) else {
            println!("{tool}: skipped, because it is not on PATH");
            continue;
        };
        let ratio = seconds / count as f64 / first.unwrap_or(1.0);
        let size = std::fs::metadata(&file)?.len() / 1_000_000;
        table.add_row(row(tool, count, size, ratio, seconds, memory));
    }
    println!("{table}");
    Ok(())
}

fn row(
    what: &str,
    count: usize,
    size: u64,
    ratio: f64,
    seconds: f64,
    memory: usize,
) -> [String; 6] {
    [
        what.to_owned(),
        count.to_string(),
        size.to_string(),
        format!("{ratio:.2}"),
        format!("{:.0}", count as f64 / seconds),
        (memory / 1_000).to_string(),
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

/// The command, which is built with this program.
fn token_check() -> Result<String> {
    let this = std::env::current_exe()?;
    let folder = this.parent().context("no folder")?;
    let path = [folder.to_owned(), folder.with_file_name("release")];
    let path = path.iter().map(|folder| folder.join("token-check")).find(|path| path.exists());
    Ok(path.context("run `make token-check` first")?.display().to_string())
}

/// The seconds that a command takes, and its peak memory in kilobytes; 0 if it is unknown.
fn timed(program: &str, arguments: &[&str], file: &Path) -> Result<(f64, usize)> {
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    let exit = loop {
        if let Some(exit) = child.try_wait()? {
            break exit;
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        memory = number.and_then(|number| number.parse().ok()).unwrap_or(memory).max(memory);
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    ensure!(exit.code().is_some_and(|code| code != 2 || program != "token-check"), "{exit}");
    Ok((start.elapsed().as_secs_f64(), memory))
}
