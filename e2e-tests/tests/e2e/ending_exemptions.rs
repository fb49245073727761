//! Tests what looks for exemptions that end: `deploy/ending-exemptions.yaml`, and the workflow in
//! `docs/exemptions.md`.

use std::fs;
use std::process::Command;

use e2e_tests::path;
use serde_json::{Value, json};

use crate::common::api_server::ApiServer;
use crate::common::objects::{Object, objects};
use crate::common::{judged, run, token_check};
use crate::live_command::{kubeconfig, lists_of};

/// A cluster with the objects of the golden cases.
fn cluster() -> ApiServer {
    let dump = fs::read_to_string(path("command/exemptions.in/cluster.json")).unwrap();
    let lists = lists_of(&serde_json::from_str(&dump).unwrap());
    let lists: Vec<_> =
        lists.iter().map(|(path, answers)| (path.as_str(), answers.clone())).collect();
    ApiServer::start(&lists)
}

/// What the live command prints about exemptions, as JSON.
fn live(arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let config = kubeconfig(&folder, &cluster());
    let settings = path("command/exemptions.in/settings.yaml").display().to_string();
    let first = ["cluster", "--output", "json", "--at", "2027-03-15"];
    let more = ["--kubeconfig", &config, "--settings", &settings];
    let output = run(&[&first[..], &more, arguments].concat(), b"");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn a_live_cluster_and_its_dump_show_the_same_exemptions() {
    let file = fs::read_to_string(path("command/exemptions-json.stdout")).unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    let live = live(&["--ending-within", "30d"]);
    assert_eq!(live["exemptions"], file["exemptions"]);
    assert!(live["cluster"]["server"].is_string());
}

/// A live cluster shows all there is, and one of its namespaces does not.
#[test]
fn what_nothing_in_a_live_cluster_uses_can_go() {
    let ci = |live: Value| {
        let one = live["exemptions"].as_array().unwrap()[3].clone();
        assert_eq!(one["account"], "ci/*");
        (one["unused"].clone(), one["doubts"].clone())
    };
    assert_eq!(ci(live(&[])), (json!(true), json!([])));
    let (unused, doubts) = ci(live(&["-n", "shop"]));
    // The recorded lists are those of all namespaces, so nothing is found.
    assert_eq!((unused, doubts), (json!(null), json!(["nothing was read"])));
}

#[test]
fn the_workflow_in_the_docs_annotates_and_fails() {
    let page = fs::read_to_string(path("../docs/exemptions.md")).unwrap();
    let block = page.split("```yaml\n").map(|rest| rest.split("```").next().unwrap());
    let block = block.filter(|text| text.starts_with("on:\n")).collect::<Vec<_>>();
    assert_eq!(block.len(), 1);
    let workflow: Value = yaml_serde::from_str(block[0]).unwrap();
    let steps = workflow["jobs"]["exemptions"]["steps"].as_array().unwrap();
    let step = steps.last().unwrap();
    assert_eq!(step["env"], json!({"CLUSTER": "${{ secrets.KUBECONFIG }}"}));

    let folder = tempfile::tempdir().unwrap();
    let built = folder.path().join("token-check/target/release");
    fs::create_dir_all(&built).unwrap();
    std::os::unix::fs::symlink(token_check(), built.join("token-check")).unwrap();
    let secret = tempfile::tempdir().unwrap();
    let server = cluster();
    let config = fs::read_to_string(kubeconfig(&secret, &server)).unwrap();
    let run = |until: &str| {
        let settings = format!(
            "allow:\n  serviceAccounts:\n    - shop/web\n    - {{account: argocd/argocd-server, until: {until}, owner: team-gitops}}\n"
        );
        fs::write(folder.path().join("settings.yaml"), settings).unwrap();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c"]);
        command.arg(step["run"].as_str().unwrap()).current_dir(folder.path());
        command.env("CLUSTER", &config).env("RUNNER_TEMP", folder.path());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(run("\"9999-12-31\""), (Some(0), String::new()));
    let (status, shown) = run("\"2020-12-31\"");
    assert_eq!(status, Some(1), "{shown}");
    assert!(shown.starts_with("::error file=settings.yaml,line=4,title="), "{shown}");
    for part in [
        "argocd/argocd-server",
        "team-gitops",
        "2020-12-31",
        "do not start any more: Deployment argocd/argocd-server",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

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
