//! Tests `--audit-log` on the recording of a real API server, whose truth is known.

mod adopt;
mod told;

use std::fs;

use serde_json::{Value, json};

use crate::common::run;

fn recorded(name: &str) -> String {
    e2e_tests::path(&format!("recorded/audit/{name}")).display().to_string()
}

fn answer(arguments: &[&str]) -> Value {
    let output = run(arguments, b"");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn truth() -> Value {
    let text = fs::read_to_string(recorded("truth.json")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[test]
fn the_answer_is_the_truth() {
    let (log, objects, truth) = (recorded("events.jsonl"), recorded("objects.json"), truth());
    let report = answer(&["cluster", "--output", "json", "--audit-log", &log, &objects]);
    let usage = &report["usage"];
    let count = |value: &Value| value.as_u64().unwrap_or_default();
    let accounts = truth["accounts"].as_object().unwrap_or_else(|| panic!("no accounts"));
    for (name, expected) in accounts {
        let found = items(&usage["accounts"])
            .iter()
            .find(|one| format!("{}/{}", text(&one["namespace"]), text(&one["account"])) == *name);
        let nothing = Value::Null;
        let found = found.unwrap_or(&nothing);
        assert_eq!(
            (count(&found["requests"]), count(&found["refused"])),
            (
                count(&expected["allowed"]) + count(&expected["refused"]),
                count(&expected["refused"])
            ),
            "{name}"
        );
    }
    let workloads = items(&usage["workloads"]);
    for expected in items(&truth["workloads"]) {
        let it = &expected["workload"];
        let found = workloads.iter().find(|one| {
            one["kind"] == it["kind"]
                && one["namespace"] == it["namespace"]
                && one["name"] == it["name"]
                && format!("{}/{}", text(&one["namespace"]), text(&one["account"]))
                    == text(&expected["account"])
        });
        let found = found.unwrap_or_else(|| panic!("{it} is missing"));
        assert_eq!(found["requests"], expected["namedByTheLog"], "{it}");
        let group = match (count(&expected["namedByTheLog"]), text(&expected["verdict"])) {
            (0, verdict) if verdict.starts_with("used") => "unknown",
            (_, verdict) if verdict.starts_with("no request") => "unused",
            (_, verdict) if verdict.contains("only for what every account may") => "everyone",
            _ => "own",
        };
        assert_eq!(found["group"], group, "{it}");
    }
    assert_eq!(workloads.len(), items(&truth["workloads"]).len());
    assert_eq!(usage["unauthenticated"], 6);
    assert_eq!(usage["events"], 679);
}

/// What is known of accounts and kinds of tokens is in the JSON.
#[test]
fn how_tokens_were_issued_and_used() {
    let (log, objects) = (recorded("events.jsonl"), recorded("objects.json"));
    let report = answer(&["cluster", "--output", "json", "--audit-log", &log, &objects]);
    let usage = &report["usage"];
    assert_eq!(usage["certainty"], "low");
    let account = |namespace: &str, name: &str| {
        let mut all = items(&usage["accounts"]).iter();
        let found = all.find(|one| one["namespace"] == namespace && one["account"] == name);
        found.cloned().unwrap_or_default()
    };
    let idle = account("shop", "idle");
    assert_eq!(
        (&idle["requests"], &idle["issued"]),
        (&json!(0), &json!({"tokens": 1, "unused": 1}))
    );
    assert_eq!(account("shop", "web")["issued"], json!({"tokens": 5, "unused": 2}));
    let batch = account("legacy", "batch");
    assert_eq!(batch["tokens"], json!(["bound", "legacy"]));
    assert_eq!(batch["secrets"], json!(["batch-token", "batch-token-x7k2p"]));
    assert_eq!(batch["stale"], "2026-11-28T20:47:21.983936Z");
    assert_eq!(account("ci", "deployer")["asOthers"], 1);
    // In this recording, bodies say for which Pod a token was issued.
    let bodies = recorded("request-response.jsonl");
    let report = answer(&["cluster", "--output", "json", "--audit-log", &bodies, &objects]);
    let issued =
        items(&report["usage"]["workloads"]).iter().filter(|one| one["issued"]["tokens"] != 0);
    assert!(issued.count() > 0, "{}", report["usage"]["workloads"]);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Without audit logs there is no usage, and with them the same answer in any order and packing.
#[test]
fn files_can_be_split_and_given_in_any_order() {
    let objects = recorded("objects.json");
    assert_eq!(answer(&["cluster", "--output", "json", &objects])["usage"], Value::Null);
    let whole = recorded("events.jsonl");
    let expected = answer(&["cluster", "--output", "json", "--audit-log", &whole, &objects]);
    let log = fs::read_to_string(&whole).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (number, part) in lines.chunks(100).enumerate() {
        let text = part.iter().rev().map(|line| format!("{line}\n")).collect::<String>();
        let name = format!("audit-{}.log", 9 - number);
        fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}"));
    }
    let parts = folder.path().display().to_string();
    let found = answer(&["cluster", "--output", "json", "--audit-log", &parts, &objects]);
    assert_eq!(found["usage"], expected["usage"]);
    let output =
        run(&["cluster", "--output", "json", "--audit-log", "-", &objects], log.as_bytes());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    assert_eq!(found["usage"], expected["usage"]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        path.display().to_string()
    };
    let objects = recorded("objects.json");
    let log = fs::read_to_string(recorded("events.jsonl")).unwrap_or_default();
    let first = log.lines().next().unwrap_or_default();
    let broken = write("broken.log", &format!("{first}\n{{\"kind\":\"Event\" [Truncated...]\n"));
    let output = run(&["cluster", "--audit-log", &broken, &objects], b"");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(errors, format!("warning: {broken}:2: this line could not be read\n"));
    let other = write("other.log", "just text\n");
    let output = run(&["cluster", "--output", "json", "--audit-log", &other, &objects], b"");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let start =
        format!("error: {other}:1: no audit log in a known form: expected Events of audit.k8s.io");
    assert!(errors.starts_with(&start), "{errors}");
    assert_eq!(output.status.code(), Some(2));
    let missing = folder.path().join("missing.log").display().to_string();
    let output = run(&["adopt", "--audit-log", &missing, &objects], b"");
    assert_eq!(output.status.code(), Some(2));
}
