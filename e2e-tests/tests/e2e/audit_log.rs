//! Tests `--audit-log` on the recording of a real API server, whose truth is known.

use std::fs;

use serde_json::Value;

use crate::common::run;

fn recorded(name: &str) -> String {
    e2e_tests::path(&format!("recorded/audit/{name}")).display().to_string()
}

fn json(arguments: &[&str]) -> Value {
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
    let report = json(&["cluster", "--output", "json", "--audit-log", &log, &objects]);
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

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Without audit logs there is no usage, and with them the same answer in any order and packing.
#[test]
fn files_can_be_split_and_given_in_any_order() {
    let objects = recorded("objects.json");
    assert_eq!(json(&["cluster", "--output", "json", &objects])["usage"], Value::Null);
    let whole = recorded("events.jsonl");
    let expected = json(&["cluster", "--output", "json", "--audit-log", &whole, &objects]);
    let log = fs::read_to_string(&whole).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (number, part) in lines.chunks(100).enumerate() {
        let text = part.iter().rev().map(|line| format!("{line}\n")).collect::<String>();
        let name = format!("audit-{}.log", 9 - number);
        fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}"));
    }
    let parts = folder.path().display().to_string();
    let found = json(&["cluster", "--output", "json", "--audit-log", &parts, &objects]);
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

/// What never used its token opts out, though bound; what did is kept, and says so.
#[test]
fn adopt_decides_by_the_evidence() {
    let (log, objects) = (recorded("events.jsonl"), recorded("objects.json"));
    let names = |arguments: &[&str]| {
        let adoption = json(&[&["adopt", "--output", "json"], arguments].concat());
        let plan: Vec<String> = items(&adoption["plan"])
            .iter()
            .map(|one| {
                format!("{} {}/{}", text(&one["kind"]), text(&one["namespace"]), text(&one["name"]))
            })
            .collect();
        (plan, text(&adoption["settings"]).to_owned(), adoption)
    };
    let (plan, settings, _) = names(&[&objects]);
    assert_eq!(plan, ["Deployment shop/frontend"]);
    assert!(settings.contains("- shop/idle # Deployment idle\n"), "{settings}");
    let (plan, settings, adoption) = names(&["--audit-log", &log, &objects]);
    // The account of frontend has no binding, but its program asks for discovery.
    assert_eq!(plan, ["Deployment shop/idle", "Deployment shop/storefront"]);
    assert_eq!(adoption["plan"][0]["reason"], "no request from it in the logs of 4 minutes");
    let lines = [
        "- shop/idle # Deployment idle: no request; drop this line once what uses it has opted out\n",
        "- shop/cache # StatefulSet cache: 5 requests, last 2026-11-28T20:46:26.985171Z\n",
    ];
    for line in lines {
        assert!(settings.contains(line), "{settings}");
    }
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let patches = folder.path().join("patches").display().to_string();
    run(&["adopt", "--audit-log", &log, "--patches", &patches, &objects], b"");
    let patch = fs::read_to_string(folder.path().join("patches/shop_deployment_idle.yaml"));
    let patch = patch.unwrap_or_else(|error| panic!("{error}"));
    assert!(
        patch.starts_with("# no request from it in the logs of 4 minutes\napiVersion: apps/v1\n"),
        "{patch}"
    );
}
