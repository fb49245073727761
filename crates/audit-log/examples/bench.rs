//! Makes a log, and measures how fast it is read.
//!
//! `bench make FILE MEGABYTES` writes one from the recording, with new IDs;
//! `bench read FILE` reads it on one core and prints MB/s, requests, and the memory of a request;
//! `bench compare FILE` does the same with jq beside it, three times each, the best of which counts.

use std::io::{BufWriter, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use audit_log::{Counter, Reader, Seen};

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["make", file, megabytes] => make(file, megabytes.parse().unwrap_or(200)),
        ["read", file] => read(file).map(|_| ()),
        ["compare", file] => compare(file),
        _ => {
            eprintln!("bench make FILE MEGABYTES | bench read FILE | bench compare FILE");
            Ok(())
        }
    }
}

fn make(file: &str, megabytes: usize) -> std::io::Result<()> {
    let events =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e-tests/recorded/audit/events.jsonl");
    let events = std::fs::read_to_string(events)?;
    let mut out = BufWriter::new(std::fs::File::create(file)?);
    let mut written = 0;
    for round in 0.. {
        for line in events.lines() {
            if written >= megabytes * 1_000_000 {
                return out.flush();
            }
            // Another ID, in the same place.
            let line = match line.split_once("\"auditID\":\"") {
                Some((head, tail)) => {
                    format!("{head}\"auditID\":\"{round:08x}{}", tail.get(8..).unwrap_or_default())
                }
                None => line.to_owned(),
            };
            writeln!(out, "{line}")?;
            written += line.len() + 1;
        }
    }
    Ok(())
}

/// What jq does is less: it neither counts nor tells requests apart.
const JQ: &str = "select((.user.username // \"\") | startswith(\"system:serviceaccount:\"))
    | [.user.username, .verb]";

fn compare(file: &str) -> std::io::Result<()> {
    let megabytes = std::fs::metadata(file)?.len() as f64 / 1e6;
    let (mut ours, mut theirs) = (f64::MAX, f64::MAX);
    for _ in 0..3 {
        ours = ours.min(read(file)?);
        let start = Instant::now();
        let jq = Command::new("jq").args(["-c", JQ, file]).stdout(Stdio::null()).status()?;
        if !jq.success() {
            eprintln!("jq failed");
        }
        theirs = theirs.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{:.0} MB/s, jq {:.0} MB/s: {:.1} times as fast",
        megabytes / ours,
        megabytes / theirs,
        theirs / ours
    );
    Ok(())
}

/// The seconds it took.
fn read(file: &str) -> std::io::Result<f64> {
    let start = Instant::now();
    let seen = Arc::new(Seen::new([1; 16]));
    let mut counter = Counter::new(&seen);
    let mut reader = Reader::new();
    let mut file = std::fs::File::open(file)?;
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        bytes += length;
        reader.push(buffer.get(..length).unwrap_or_default(), &mut counter);
    }
    let read = reader.finish(&mut counter);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{:.0} MB/s, {:.2} s, {} requests counted, {:.1} bytes each; {read:?}",
        bytes as f64 / 1e6 / seconds,
        seconds,
        seen.len(),
        seen.memory() as f64 / seen.len() as f64,
    );
    Ok(seconds)
}
