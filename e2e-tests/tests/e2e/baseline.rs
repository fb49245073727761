//! Tests `--baseline` and `--write-baseline`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::token_check;
use serde_json::{Value, json};

const OLD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: old}\nspec: {containers: [{name: app}]}\n";
const NEW: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: new}\nspec: {containers: [{name: app}]}\n";

fn run_in(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(token_check())
        .args(arguments)
        .env("NO_COLOR", "1")
        .current_dir(folder)
        .output();
    let Output { status, stdout, stderr } = output.unwrap_or_else(|error| panic!("{error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code(), text(&stdout), text(&stderr))
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).unwrap_or_else(|error| panic!("{error}"));
    }
    fs::write(path, text).unwrap_or_else(|error| panic!("{error}"));
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn only_new_findings_fail() {
    let folder = temporary();
    let folder = folder.path();
    write(folder, "deploy/web.yaml", OLD);
    let (code, _, errors) = run_in(folder, &["--write-baseline", "ci/known.json", "deploy"]);
    assert_eq!(code, Some(2), "{errors}");
    assert_eq!(errors, "error: ci/known.json: No such file or directory (os error 2)\n");
    fs::create_dir(folder.join("ci")).unwrap_or_else(|error| panic!("{error}"));
    let (code, text, errors) = run_in(folder, &["--write-baseline", "ci/known.json", "deploy"]);
    assert_eq!((code, &*errors), (Some(0), "1 finding in ci/known.json\n"));
    assert!(text.starts_with("1 known from the baseline\n"), "{text}");
    let baseline = fs::read(folder.join("ci/known.json")).unwrap_or_else(|error| panic!("{error}"));
    let baseline: Value =
        serde_json::from_slice(&baseline).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        baseline,
        json!({"version": 1, "findings": [{
            "file": "../deploy/web.yaml", "kind": "Pod", "namespace": "default", "name": "old",
            "container": "app", "how": "automount", "account": "default/default",
        }]})
    );
    let known = ["--baseline", "ci/known.json", "deploy"];
    // Lines move, and the command runs in another folder.
    write(folder, "deploy/web.yaml", &format!("# a comment\n\n---\n{OLD}"));
    assert_eq!(run_in(folder, &known).0, Some(0));
    let elsewhere = run_in(&folder.join("ci"), &["--baseline", "known.json", "../deploy"]);
    assert_eq!(elsewhere.0, Some(0));
    // Another object, container or account is new.
    let cases = [
        format!("{OLD}---\n{NEW}"),
        OLD.replace("{name: app}", "{name: app}, {name: other}"),
        OLD.replace("spec: {", "spec: {serviceAccountName: other, "),
        OLD.replace("{name: old}", "{name: old, namespace: other}"),
    ];
    for text in cases {
        write(folder, "deploy/web.yaml", &text);
        assert_eq!(run_in(folder, &known).0, Some(1), "{text}");
    }
    write(folder, "deploy/web.yaml", &format!("{OLD}---\n{NEW}"));
    let (_, text, _) = run_in(folder, &known);
    assert!(text.contains("deploy/web.yaml:6  Pod default/new  app\n"), "{text}");
    assert!(!text.contains("default/old"), "{text}");
    assert!(text.contains("1 rejected, 1 known from the baseline\n"), "{text}");
    // What is gone is said.
    write(
        folder,
        "deploy/web.yaml",
        &OLD.replace("spec: {", "spec: {automountServiceAccountToken: false, "),
    );
    let (code, text, _) = run_in(folder, &known);
    assert_eq!(code, Some(0));
    assert!(
        text.contains(
            "gone: 1 finding of the baseline; --write-baseline FILE writes it without them\n"
        ),
        "{text}"
    );
}

/// What was not read is neither gone nor dropped.
#[test]
fn other_files_stay_in_the_baseline() {
    let folder = temporary();
    let folder = folder.path();
    for name in ["a.yaml", "b.yaml", "c.yaml"] {
        write(folder, name, OLD);
    }
    run_in(folder, &["--write-baseline", "known.json", "."]);
    let known =
        |arguments: &[&str]| run_in(folder, &[&["--baseline", "known.json"], arguments].concat());
    assert!(!known(&["a.yaml"]).1.contains("gone:"));
    write(folder, "b.yaml", "a: [");
    assert!(!known(&["a.yaml", "b.yaml"]).1.contains("gone:"));
    std::fs::remove_file(folder.join("c.yaml")).unwrap_or_else(|error| panic!("{error}"));
    assert!(known(&["a.yaml"]).1.contains("gone: 1 finding of the baseline"));
    write(folder, "a.yaml", NEW);
    let (_, _, errors) = known(&["--write-baseline", "known.json", "a.yaml"]);
    assert_eq!(errors, "2 findings in known.json\n");
    let text = fs::read_to_string(folder.join("known.json")).unwrap_or_default();
    let known: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<String> = [0, 1]
        .map(|index| &known["findings"][index])
        .map(|finding| format!("{} {}", finding["file"], finding["name"]))
        .to_vec();
    assert_eq!(names, ["\"a.yaml\" \"new\"", "\"b.yaml\" \"old\""]);
}

#[test]
fn other_outputs_know_the_baseline() {
    let folder = temporary();
    let folder = folder.path();
    write(folder, "web.yaml", OLD);
    run_in(folder, &["--write-baseline", "known.json", "web.yaml"]);
    write(folder, "web.yaml", &format!("{OLD}---\n{NEW}"));
    let run =
        |output| run_in(folder, &["--baseline", "known.json", "--output", output, "web.yaml"]).1;
    let parse =
        |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}"));
    let sarif = parse(&run("sarif"));
    let results = sarif["runs"][0]["results"].as_array().map(Vec::as_slice).unwrap_or_default();
    let states: Vec<&Value> = results.iter().map(|result| &result["baselineState"]).collect();
    assert_eq!(states, [&json!("unchanged"), &json!("new")]);
    let gitlab = parse(&run("gitlab"));
    assert_eq!(gitlab.as_array().map(Vec::len), Some(1));
    let github = run("github");
    assert_eq!(github.matches("::error").count(), 1, "{github}");
    let junit = run("junit");
    assert!(junit.contains("tests=\"2\" skipped=\"1\" errors=\"0\" failures=\"1\""), "{junit}");
    // The verdict stays what it is.
    let json = parse(&run("json"));
    assert_eq!((&json[0]["accepted"], &json[1]["accepted"]), (&json!(false), &json!(false)));
}

#[test]
fn a_file_that_is_no_baseline_is_refused() {
    let folder = temporary();
    let folder = folder.path();
    write(folder, "web.yaml", OLD);
    let expected = "expected a baseline, as --write-baseline writes it";
    let cases = [
        ("", format!("error: known.json: {expected}: invalid type: null, expected struct Content\n")),
        ("{}", format!("error: known.json: {expected}: missing field `version`\n")),
        ("{\"version\": 1, \"findings\": [{\"fil\": 1}]}", format!("error: known.json: {expected}: unknown field `fil`")),
        ("{\"version\": 2, \"findings\": []}", "error: known.json: expected a baseline of version 1, found version 2; write it with --write-baseline\n".into()),
        ("{", "error: known.json:1: expected".into()),
    ];
    for (text, message) in cases {
        write(folder, "known.json", text);
        let (code, out, errors) = run_in(folder, &["--baseline", "known.json", "web.yaml"]);
        assert_eq!((code, &*out), (Some(2), ""), "{text}");
        assert!(errors.starts_with(&message), "{text}: {errors}");
    }
}

/// Fingerprints stay the same when lines move, and differ between objects.
#[test]
fn fingerprints_are_stable() {
    let folder = temporary();
    let folder = folder.path();
    let fingerprints = |text: &str| {
        write(folder, "web.yaml", text);
        let sarif = run_in(folder, &["--output", "sarif", "web.yaml"]).1;
        let gitlab = run_in(folder, &["--output", "gitlab", "web.yaml"]).1;
        let sarif: Value = serde_json::from_str(&sarif).unwrap_or_else(|error| panic!("{error}"));
        let gitlab: Value = serde_json::from_str(&gitlab).unwrap_or_else(|error| panic!("{error}"));
        let results = sarif["runs"][0]["results"].as_array().cloned().unwrap_or_default();
        let of_sarif: Vec<Value> = results
            .iter()
            .map(|result| result["partialFingerprints"]["tokenCheck/v1"].clone())
            .collect();
        let of_gitlab = gitlab.as_array().cloned().unwrap_or_default();
        let of_gitlab: Vec<Value> =
            of_gitlab.iter().map(|violation| violation["fingerprint"].clone()).collect();
        assert_eq!(of_sarif, of_gitlab);
        of_sarif
    };
    let before = fingerprints(&format!("{OLD}---\n{NEW}"));
    let after = fingerprints(&format!("# c\n---\n{NEW}---\n\n\n{OLD}"));
    assert_eq!(before.len(), 2);
    assert_ne!(before[0], before[1]);
    assert_eq!([&before[1], &before[0]], [&after[0], &after[1]]);
}
