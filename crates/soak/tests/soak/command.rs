//! The command.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The exit status, and what it prints.
fn soak(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_soak")).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{error}"));
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

fn policy() -> PathBuf {
    scenarios::path("../policy.wasm")
}

#[test]
fn wrong_arguments_are_named() {
    for (arguments, expected) in [
        (&["x.wasm", "--requests", "many"][..], "invalid value 'many' for '--requests"),
        (&["x.wasm", "--requests", "99"], "99 is not in 100.."),
        (&["x.wasm", "--threads", "0"], "0 is not in 1..=256"),
        (&["x.wasm", "--seed", "one"], "invalid value 'one' for '--seed"),
        (&["x.wasm", "--request", "100"], "unexpected argument '--request'"),
        (&[], "<policy.wasm>"),
    ] {
        let (status, text) = soak(arguments);
        assert_eq!(status, Some(2), "{arguments:?}: {text}");
        assert!(text.contains(expected), "{arguments:?}: {text}");
    }
}

#[test]
fn a_file_that_is_no_module_is_an_error() {
    for (file, expected) in [("nowhere.wasm", "cannot read nowhere.wasm"), ("Cargo.toml", "error")]
    {
        let (status, text) = soak(&[file, "--requests", "100"]);
        assert_eq!(status, Some(1), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}

/// It is a module, but it has no functions.
#[test]
fn a_module_that_answers_nothing_fails() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty.wasm");
    std::fs::write(&file, b"\0asm\x01\0\0\0").unwrap_or_else(|error| panic!("{error}"));
    let (status, text) = soak(&[&file.display().to_string(), "--requests", "100"]);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("no answer: ") && text.ends_with("failed\n"), "{text}");
}

#[test]
fn the_seed_is_printed_and_can_be_set() {
    let policy = policy().display().to_string();
    let arguments = ["--requests", "100", "--seed", "7", "--threads", "1", "--start", "270000"];
    let (status, text) = soak(&[&[policy.as_str()][..], &arguments].concat());
    assert_eq!(status, Some(0), "{text}");
    assert!(text.starts_with("100 requests, 1 threads, seed 7\n"), "{text}");
    for part in ["100 %: ", "different answers", "in a reused instance", "passed\n"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
