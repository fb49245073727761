use std::fs;

use super::parts::{Part, lines_before, parts};
use super::*;

const RECORDING: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e-tests/recorded/audit/events.jsonl");

fn texts(all: &[Unreadable]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// A file that is read in parts says the same as one that is read as a whole.
#[test]
fn parts_say_the_same() {
    let log = fs::read_to_string(RECORDING).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let with = |at: usize, text: &str| {
        let mut lines = lines.clone();
        lines.insert(at, text);
        joined(&lines)
    };
    let cut = "{\"kind\":\"Event\",\"auditID\":\"1";
    let pretty = {
        let value: serde_json::Value = serde_json::from_str(lines[300]).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    };
    // In the last lines, a row over several parts.
    let long = format!("{}\n{}", joined(&lines), pretty.repeat(30));
    let cases = [
        ("whole lines", log.clone(), ""),
        (
            "nodes before the lines",
            lines.iter().map(|line| format!("node-1 {line}\n")).collect(),
            "",
        ),
        ("no line break at the end", log.trim_end().to_owned(), ""),
        ("repeated lines", log.clone() + &log, ""),
        (
            "a truncated line",
            with(400, "{\"kind\":\"Event\" [Truncated...]"),
            ":401: this line could not be read",
        ),
        (
            "lines that are cut",
            with(250, cut) + cut,
            ":251: 2 lines could not be read; this is the first",
        ),
        ("the last line is cut", log.clone() + cut, ":680: this line could not be read"),
        ("text", with(500, "no JSON"), ":501: this line could not be read"),
        ("rows of several lines", with(100, &pretty), ""),
        ("many of them", long, ""),
        (
            "an open row",
            with(350, "{\"kind\":\"Event\",\"user\":{"),
            ":351: this line could not be read",
        ),
        (
            "no events after the first",
            format!("{}\n{}", lines[0], "nothing\n".repeat(40_000)),
            ":2: 40000 lines could not be read; this is the first",
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one.log"), folder.path().join("other.log"));
    fs::write(&other, joined(&lines[..200])).unwrap();
    let files = [one.clone(), other];
    let bar = Progress::reading_logs();
    let secret = [3; 16];
    for (name, text, note) in cases {
        fs::write(&one, &text).unwrap();
        let whole = reading::all(&files, u64::MAX, secret, &bar);
        let expected =
            if note.is_empty() { vec![] } else { vec![format!("{}{note}", one.display())] };
        assert_eq!(texts(&whole.notes), expected, "{name}");
        assert!(whole.faults.is_empty(), "{name}: {:?}", texts(&whole.faults));
        for size in [1_000, 30_000, 100_000] {
            assert!(parts(&one, size).len() > 2, "{name}");
            let logs = reading::all(&files, size, secret, &bar);
            assert!(logs.evidence == whole.evidence, "{name} in parts of {size}");
            assert_eq!(texts(&logs.notes), expected, "{name} in parts of {size}");
            assert!(logs.faults.is_empty(), "{name}: {:?}", texts(&logs.faults));
        }
    }
}

#[test]
fn parts_end_with_lines() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log");
    let line = "{\"kind\":\"Event\"}\n";
    let part = |from, to| Part { from, to };
    let cases = [
        (line.repeat(10), 50, vec![part(0, Some(51)), part(51, Some(102)), part(102, None)]),
        (line.repeat(10), 90, vec![part(0, None)]),
        (line.repeat(4), 17, vec![part(0, Some(34)), part(34, None)]),
        (format!("{line}{}", "x".repeat(500)), 50, vec![part(0, None)]),
        (format!("2026-11-28T20:44:16Z stdout F {line}").repeat(10), 20, vec![part(0, None)]),
        ("[\n{\"kind\":\"Event\"},\n".repeat(10), 20, vec![part(0, None)]),
        (String::new(), 0, vec![part(0, None)]),
    ];
    for (text, size, expected) in cases {
        fs::write(&file, &text).unwrap();
        assert_eq!(parts(&file, size), expected, "{text:?} {size}");
    }
    assert_eq!(parts(&folder.path().join("missing"), 10), [Part::WHOLE]);
    fs::write(&file, "a\nb\n\nc").unwrap();
    let lines: Vec<u64> = (0..7).map(|place| lines_before(&file, place).unwrap()).collect();
    assert_eq!(lines, [0, 0, 1, 1, 2, 3, 3]);
}
