//! Tests what is told of the evidence: by `explain`, on the page, and of what did not run.

use std::fs;

use serde_json::{Value, json};

use super::{answer, items, recorded, text};
use crate::common::run;

/// `explain` says the same of each object, and from when the logs are once.
#[test]
fn explain_knows_the_evidence() {
    let (log, objects) = (recorded("events.jsonl"), recorded("objects.json"));
    let output = run(&["explain", "--audit-log", &log, &objects], b"");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let paragraph = |title: &str| {
        let lines = text.lines().skip_while(|line| !line.starts_with(&format!("{title}  ")));
        lines.take_while(|line| !line.is_empty()).last().unwrap_or_default().trim().to_owned()
    };
    let cases = [
        (
            "Deployment shop/web",
            "Used with rights of its own: keep the token. 31 requests (4 refused), last \
             2026-11-28T20:47:26.984714Z: list configmaps, get configmaps, get secrets, and 6 more. \
             Allowed by RoleBinding shop/web-reader.",
        ),
        (
            "Pod shop/web-84745fcc7d-czlnr",
            "Deployment shop/web: Used with rights of its own: keep the token. 31 requests (4 \
             refused), last 2026-11-28T20:47:26.984714Z: list configmaps, get configmaps, get \
             secrets, and 6 more. Allowed by RoleBinding shop/web-reader.",
        ),
        (
            "Deployment shop/idle",
            "Nobody used the token. A token was issued to a Pod of its account and never used.",
        ),
        (
            "Deployment legacy/batch-worker",
            "The logs cannot tell: decide as without logs. Its account made 9 requests of which the \
             log names no Pod. Not used: RoleBinding legacy/batch-edit.",
        ),
        (
            "ServiceAccount shop/idle",
            "Nobody used a token of it. A token was issued to a Pod of it and never used.",
        ),
        (
            "ServiceAccount ci/deployer",
            "14 requests (2 refused), last 2026-11-28T20:47:11.985572Z: list configmaps, create \
             deployments, create selfsubjectreviews, and 9 more. Without a Pod that the logs name: 14 \
             requests. With tokens bound to nothing. In the name of someone else: 1 request.",
        ),
        ("ServiceAccount ci/default", "The audit logs have nothing about it."),
    ];
    for (title, expected) in cases {
        assert_eq!(paragraph(title), expected, "{title}");
    }
    let ends =
        "Audit logs: 679 events from 2026-11-28T20:44:11.089352Z to 2026-11-28T20:48:21.063326Z\n";
    assert_eq!(text.matches(ends).count(), 1);
    let sure = "  Where nobody used the token, it can go, if 4 minutes of logs are enough to know and \
                these are the logs of all API servers; so far that is only a hint.\n";
    assert_eq!(text.matches(sure).count(), 1);
    let all = answer(&["explain", "--output", "json", "--audit-log", &log, &objects]);
    let web = items(&all).iter().find(|one| one["kind"] == "Deployment" && one["name"] == "web");
    let usage = &web.unwrap_or(&Value::Null)["usage"];
    assert_eq!((&usage["requests"], &usage["group"]), (&json!(31), &json!("own")));
    let without = answer(&["explain", "--output", "json", &objects]);
    assert!(items(&without).iter().all(|one| one.get("usage").is_none()));
}

#[test]
fn other_commands_say_where_the_option_works() {
    let log = recorded("events.jsonl");
    let output = run(&["--audit-log", &log, &recorded("objects.json")], b"");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let expected = "error: --audit-log: expected only after cluster, adopt or explain, as in \
                    `token-check cluster --audit-log FILE`\n";
    assert_eq!((errors.as_str(), output.status.code()), (expected, Some(2)));
}

/// The page says first what can opt out, and how sure that is.
#[test]
fn the_page_says_how_sure_it_is() {
    let (log, objects) = (recorded("events.jsonl"), recorded("objects.json"));
    let output = run(&["cluster", "--output", "html", "--audit-log", &log, &objects], b"");
    let page = String::from_utf8_lossy(&output.stdout).into_owned();
    let parts = [
        "Nobody used the token of <strong>3 of 14 workloads</strong>; 2 used it only for what every \
         account may do, 8 with rights of their own, and of 1 the logs cannot tell.",
        "<a href=\"#opt-out\">Candidates to opt out</a></strong>: Deployment shop/idle, Deployment \
         shop/storefront. <strong>How sure that is: </strong>it can go, if 4 minutes of logs are \
         enough to know and these are the logs of all API servers; so far that is only a hint.",
        "Nothing to do: no Pod of it can read a token.",
        "<h2 id=\"opt-out\">What can opt out</h2>",
    ];
    let places: Vec<Option<usize>> = parts.iter().map(|part| page.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
}

/// What runs too rarely for the logs, or not at all, is no workload that used no token.
#[test]
fn what_did_not_run_is_unknown() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("rare.json");
    let pod = |owner: &str, kind: &str| {
        json!({"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": format!("{owner}-x"), "namespace": "shop",
                "creationTimestamp": "2026-11-01T00:00:00Z",
                "ownerReferences": [{"apiVersion": "batch/v1", "kind": kind, "name": owner, "controller": true}]},
            "spec": {"serviceAccountName": owner, "restartPolicy": "Never", "containers": [{"name": "a"}]}})
    };
    let cron_job = |name: &str, schedule: &str| {
        json!({"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name, "namespace": "shop"},
            "spec": {"schedule": schedule, "jobTemplate": {"spec": {"template": {"spec":
                {"serviceAccountName": name, "containers": [{"name": "a"}]}}}}}})
    };
    let all = [
        (
            cron_job("monthly", "0 0 1 * *"),
            "unknown",
            "it runs at `0 0 1 * *`, which is never in the logs' time",
        ),
        (cron_job("often", "*/2 * * * *"), "unused", ""),
        (
            cron_job("odd", "whenever"),
            "unknown",
            "its schedule `whenever` cannot be read, and no Pod of it is in the log",
        ),
    ];
    let objects: Vec<Value> = all
        .iter()
        .flat_map(|(object, ..)| {
            [object.clone(), pod(text(&object["metadata"]["name"]), "CronJob")]
        })
        .collect();
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
    fs::write(&path, list.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let path = path.display().to_string();
    let report =
        answer(&["cluster", "--output", "json", "--audit-log", &recorded("events.jsonl"), &path]);
    for (object, group, why) in all {
        let name = &object["metadata"]["name"];
        let found = items(&report["usage"]["workloads"]).iter().find(|one| one["name"] == *name);
        let found = found.unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!((text(&found["group"]), text(&found["why"])), (group, why), "{name}");
    }
}

/// What is left to do about a workload that used no token and that no patch helps.
#[test]
fn what_cannot_opt_out_by_a_patch_says_so() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("asking.json");
    let pod = |name: &str, volumes: Value| {
        let mounts = if volumes == json!([]) {
            json!([])
        } else {
            json!([{"name": "t", "mountPath": "/t"}])
        };
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "shop"},
            "spec": {"automountServiceAccountToken": false, "serviceAccountName": name, "volumes": volumes,
                "containers": [{"name": "a", "volumeMounts": mounts}]}})
    };
    let token =
        json!([{"name": "t", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}]);
    let list = json!({"apiVersion": "v1", "kind": "List",
        "items": [pod("asking", token), pod("none", json!([]))]});
    fs::write(&path, list.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let path = path.display().to_string();
    let output = run(&["cluster", "--audit-log", &recorded("events.jsonl"), &path], b"");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let expected = "  Pod shop/asking  account asking\n    its author asked for a token, with a volume or \
                    a Secret: take that out by hand\n  Pod shop/none    account none\n    nothing to do: \
                    no Pod of it can read a token\n";
    assert!(text.contains(expected), "{text}");
}
