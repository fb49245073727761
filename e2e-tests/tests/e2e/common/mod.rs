//! Shared by the tests of the command.

pub mod api_server;
pub mod objects;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use e2e_tests::scenario;
use serde_json::Value;

/// The command, as built by `make token-check`.
pub fn token_check() -> PathBuf {
    built("token-check")
}

/// A program of the workspace.
pub fn built(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap_or_else(|error| panic!("{error}"));
    let built = tests.ancestors().nth(2).map(|profile| profile.join(name));
    built.filter(|path| path.exists()).unwrap_or_else(|| panic!("run `make {name}` first"))
}

/// Runs the command with these arguments and this standard input.
pub fn run(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(token_check())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{error}"));
    // The command may stop reading before the end.
    let mut pipe = child.stdin.take();
    let text = stdin.to_owned();
    let writer = std::thread::spawn(move || pipe.as_mut().map(|pipe| pipe.write_all(&text)));
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("{error}"));
    drop(writer.join());
    output
}

/// The elements of `--output json`.
pub fn judged(output: &Output) -> Vec<Value> {
    let judged: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}"));
    judged.as_array().cloned().unwrap_or_default()
}

/// Writes the manifest of every scenario into a folder: as YAML on several lines, as JSON on one line
/// and on several, and as YAML with Windows line endings. Returns the number of files.
pub fn manifests(folder: &Path) -> usize {
    let mut count = 0;
    for (name, scenario) in scenario::all() {
        let Some(object) = scenario.object else {
            continue;
        };
        let name = name.replace('/', "_");
        let in_lines = manifest::write(&object);
        let pretty =
            serde_json::to_string_pretty(&object).unwrap_or_else(|error| panic!("{error}"));
        let texts = [
            ("lines.yaml", in_lines.clone()),
            ("crlf.yaml", in_lines.replace('\n', "\r\n")),
            ("line.json", object.to_string()),
            ("lines.json", pretty),
        ];
        for (end, text) in texts {
            let path = folder.join(format!("{name}.{end}"));
            fs::write(path, text).unwrap_or_else(|error| panic!("{error}"));
            count += 1;
        }
    }
    count
}
