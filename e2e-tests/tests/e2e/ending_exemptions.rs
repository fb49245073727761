//! Tests `deploy/ending-exemptions.yaml`, the CronJob that looks for exemptions that end.

use std::fs;

use e2e_tests::path;
use serde_json::{Value, json};

use crate::common::objects::{Object, objects};
use crate::common::{judged, run};

/// The object of that kind.
fn object(kind: &str) -> Value {
    let found = objects().into_iter().find_map(|(file, object)| match object {
        Object::Other(of, value) if file == "ending-exemptions" && of == kind => Some(value),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no {kind}"))
}

#[test]
fn the_cron_job_passes_with_the_default_settings() {
    let file = path("../deploy/ending-exemptions.yaml").display().to_string();
    let output = run(&["--output", "json", &file], b"");
    assert_eq!(output.status.code(), Some(0));
    let judged = judged(&output);
    let cron_job = judged.iter().find(|one| one["kind"] == "CronJob").unwrap();
    let exposures = cron_job["exposures"].as_array().unwrap();
    let found: Vec<_> = exposures.iter().map(|one| (&one["container"], &one["how"])).collect();
    assert_eq!(found, [(&json!("token-check"), &json!("projected"))]);
    assert_eq!(cron_job["warnings"], json!([]));
}

#[test]
fn its_account_gets_the_role_of_token_check() {
    let binding = objects().into_iter().find_map(|(file, object)| match object {
        Object::RoleBinding(binding) if file == "ending-exemptions" => Some(binding),
        _ => None,
    });
    let binding = json!(binding);
    let account = object("ServiceAccount");
    let (name, namespace) = (&account["metadata"]["name"], &account["metadata"]["namespace"]);
    let subject = json!([{"kind": "ServiceAccount", "name": name, "namespace": namespace}]);
    assert_eq!(binding["subjects"], subject);
    let job = object("CronJob");
    assert_eq!(job["metadata"]["namespace"], *namespace);
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    assert_eq!(pod["serviceAccountName"], *name);
    let roles = fs::read_to_string(path("../deploy/token-check/rbac.yaml")).unwrap();
    let role = binding["roleRef"]["name"].as_str().unwrap();
    assert!(roles.contains(&format!("kind: ClusterRole\nmetadata:\n  name: {role}\n")), "{role}");
    let namespace = namespace.as_str().unwrap();
    assert!(roles.contains(&format!("kind: Namespace\nmetadata:\n  name: {namespace}\n")));
}

#[test]
fn its_arguments_find_what_ends() {
    let job = object("CronJob");
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    let written = pod["containers"][0]["args"].as_array().unwrap();
    let mount = pod["containers"][0]["volumeMounts"][0]["mountPath"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = object("ConfigMap");
    for (name, text) in config["data"].as_object().unwrap() {
        fs::write(folder.path().join(name), text.as_str().unwrap()).unwrap();
    }
    assert_eq!(pod["volumes"][0]["configMap"]["name"], config["metadata"]["name"]);
    let folder = folder.path().display().to_string();
    let arguments = written.iter().map(|one| one.as_str().unwrap().replace(mount, &folder));
    let dump = path("command/exemptions.in/cluster.json").display().to_string();
    for (day, status) in [("2027-02-28", 0), ("2027-03-01", 1)] {
        let more = ["--at", day, &dump].map(str::to_owned);
        let all: Vec<String> = arguments.clone().chain(more).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let output = run(&all, b"");
        assert_eq!(output.status.code(), Some(status), "{day}");
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(shown.contains("Deployment argocd/argocd-server"), status == 1, "{shown}");
    }
}
