//! Tests `--audit-log` on the recording of a real API server, whose truth is known.

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
        "<a href=\"#opt-out\">Can opt out</a></strong>: Deployment shop/idle, Deployment \
         shop/storefront. <strong>How sure that is: </strong>it can go, if 4 minutes of logs are \
         enough to know and these are the logs of all API servers; so far that is only a hint.",
        "Nothing to do: Kubernetes mounts no token in it.",
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

/// Old token Secrets are named with the command that deletes them.
#[test]
fn adopt_names_secrets_to_delete() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("secrets.json");
    let secret = |name: &str, last: &str| {
        json!({"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
            "metadata": {"name": name, "namespace": "shop",
                "annotations": {"kubernetes.io/service-account.name": "web"},
                "labels": {"kubernetes.io/legacy-token-last-used": last}}})
    };
    let list = json!({"apiVersion": "v1", "kind": "List",
        "items": [secret("old", "2020-02-29"), secret("new", "2999-01-01"), secret("o;d", "2020-02-29")]});
    fs::write(&path, list.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let path = path.display().to_string();
    let output = run(&["adopt", &path], b"");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let expected = "\nSecrets whose token nobody has used for a year\n  \
                    kubectl delete secret -n shop old  # account web, last used on 2020-02-29\n  \
                    Secret shop/o;d, account web, last used on 2020-02-29\n";
    assert_eq!(errors, expected);
    let adoption = answer(&["adopt", "--output", "json", &path]);
    let names: Vec<&str> =
        items(&adoption["tokenSecrets"]).iter().map(|one| text(&one["name"])).collect();
    assert_eq!(names, ["old", "new", "o;d"]);
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

/// What never used its token opts out, though bound; what did is kept, and says so.
#[test]
fn adopt_decides_by_the_evidence() {
    let (log, objects) = (recorded("events.jsonl"), recorded("objects.json"));
    let names = |arguments: &[&str]| {
        let adoption = answer(&[&["adopt", "--output", "json"], arguments].concat());
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
    let reason = "no request from it in the logs of 4 minutes: a token was issued to a Pod of its \
                  account and never used";
    assert_eq!(adoption["plan"][0]["reason"], reason);
    assert_eq!(adoption["plan"][1]["reason"], "no request from it in the logs of 4 minutes");
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
    assert!(patch.starts_with(&format!("# {reason}\napiVersion: apps/v1\n")), "{patch}");
}
