//! Tests that `adopt` decides by audit logs, and names old token Secrets.

use std::fs;

use serde_json::json;

use super::{answer, items, recorded, text};
use crate::common::run;

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
        "- shop/cache # StatefulSet cache: 5 requests with this account, last 2026-11-28T20:46:26.985171Z\n",
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
