//! Tests `--policy FILE` with another build of the policy, and with files that are not policies.

use std::fs;
use std::path::Path;

use crate::common::{judged, run};

/// A waPC guest that accepts any settings and runs this code to judge.
fn guest(validate: &str) -> Vec<u8> {
    let answer = r#"{\"valid\":true,\"message\":null}"#;
    let length = answer.replace('\\', "").len();
    // The length of the function's name distinguishes `validate` from `validate_settings`.
    let text = format!(
        r#"(module
  (import "wapc" "__guest_response" (func $guest_response (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "{answer}")
  (func (export "__guest_call") (param $function i32) (param $payload i32) (result i32)
    (if (i32.eq (local.get $function) (i32.const 8)) (then {validate}))
    (call $guest_response (i32.const 0) (i32.const {length}))
    (i32.const 1)))"#
    );
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn policy(folder: &Path, wasm: &[u8]) -> String {
    let path = folder.join("other.wasm");
    fs::write(&path, wasm).unwrap_or_else(|error| panic!("{error}"));
    path.display().to_string()
}

const PODS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
---
apiVersion: batch/v1
kind: CronJob
metadata: {generateName: report-}
";

#[test]
fn a_policy_that_does_not_answer_is_stopped_for_each_object() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (note, validate, why) in [
        (
            "a loop",
            "(loop $again (br $again))",
            "the policy was stopped: it computed for longer than any request of this size takes",
        ),
        (
            "memory",
            "(loop $again (drop (memory.grow (i32.const 100))) (br $again))",
            "the policy was stopped: it asked for more than 256 MiB of memory",
        ),
        ("a trap", "unreachable", "the policy trapped: wasm `unreachable` instruction executed"),
    ] {
        let policy = policy(folder.path(), &guest(validate));
        let output = run(&["--policy", &policy, "--output", "json", "-"], PODS.as_bytes());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let expected = format!(
            "error: -:1: Pod shop/web: {why}\nerror: -:5: CronJob default/report-*: {why}\n"
        );
        assert_eq!(errors, expected, "{note}");
        assert_eq!(output.status.code(), Some(2), "{note}");
        let judged = judged(&output);
        let errors: Vec<&str> = judged.iter().filter_map(|one| one["error"].as_str()).collect();
        let expected = [format!("Pod shop/web: {why}"), format!("CronJob default/report-*: {why}")];
        assert_eq!(errors, expected, "{note}");
    }
}

/// It loops on every call.
#[test]
fn a_policy_that_never_answers_is_stopped_once() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let text = r#"(module (memory (export "memory") 1)
        (func (export "__guest_call") (param i32 i32) (result i32) (loop $again (br $again)) (i32.const 1)))"#;
    let wasm = wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"));
    let policy = policy(folder.path(), &wasm);
    let why = "the policy gave no answer about the settings: the policy was stopped: it \
               computed for longer than any request of this size takes\n";
    let one = PODS.split("---").next().unwrap_or_default();
    for (pods, expected) in [
        (PODS, format!("error: -:1: Pod shop/web and 1 more are not judged: {why}")),
        (one, format!("error: -:1: Pod shop/web is not judged: {why}")),
        ("", format!("error: {why}")),
    ] {
        let output = run(&["--policy", &policy, "-"], pods.as_bytes());
        assert_eq!(String::from_utf8_lossy(&output.stderr), expected);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    }
}

#[test]
fn files_that_are_not_policies_are_rejected_by_name() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let wat = |text: &str| wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"));
    let imports = r#"(module
        (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "__guest_call") (param i32 i32) (result i32) (i32.const 1)))"#;
    for (wasm, why) in [
        (vec![], "expected a policy module: "),
        (b"apiVersion: v1\n".to_vec(), "expected a policy module: "),
        (wat("(module)"), "expected a waPC guest: the module exports no function __guest_call\n"),
        (
            wat(imports),
            "it imports wasi_snapshot_preview1.random_get, which this host does not offer\n",
        ),
    ] {
        let policy = policy(folder.path(), &wasm);
        let output = run(&["--policy", &policy, "-"], PODS.as_bytes());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let start = format!("error: {policy}: {why}");
        assert!(errors.starts_with(&start), "{errors:?} does not start with {start:?}");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    }
}

#[test]
fn another_build_of_the_policy_gives_the_same_answers() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let policy = policy(folder.path(), token_check::POLICY_WASM);
    let demo = e2e_tests::path("demo").display().to_string();
    let other = run(&["--policy", &policy, "--output", "json", &demo], b"");
    let own = run(&["--output", "json", &demo], b"");
    assert_eq!(judged(&other), judged(&own));
    assert_eq!(other.status.code(), Some(1));
}
