//! Tests the command on a live cluster, which is an API server with recorded lists.

mod audience;
mod compare;
mod custom_kinds;
mod files;
mod pod_templates;

use std::collections::BTreeMap;
use std::process::Output;

use scenarios::bless;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::api_server::{ApiServer, Recorded, ok, refusal};
use crate::common::run;

/// Compares the command's output with a golden file.
fn golden(printed: &str, file: &str) {
    let path = e2e_tests::path("live").join(file);
    bless::golden(&path, printed).unwrap_or_else(|why| panic!("{why}"));
}

const DUMP: &str = "command/cluster.in/cluster.json";
const TOKEN: &str = "/api/v1/namespaces/default/serviceaccounts/default/token";
const JOBS: &str = "/apis/batch/v1/jobs?limit=500";

/// The lists of a cluster with the objects in a dump.
pub fn lists_of(dump: &Value) -> Vec<(String, Vec<Recorded>)> {
    let mut lists: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for object in dump["items"].as_array().into_iter().flatten() {
        let text = |key: &str| object[key].as_str().unwrap_or_default();
        let (api_version, kind) = (text("apiVersion"), text("kind"));
        let root = if api_version.contains('/') { "apis" } else { "api" };
        let path = format!("/{root}/{api_version}/{}s?limit=500", kind.to_lowercase());
        let mut item = object.clone();
        // Items in a list have neither.
        for key in ["apiVersion", "kind"] {
            item.as_object_mut().map(|fields| fields.remove(key));
        }
        lists.entry(path).or_default().push(item);
    }
    let lists = lists.into_iter();
    lists.map(|(path, items)| (path, vec![ok(&json!({"metadata": {}, "items": items}))])).collect()
}

fn dump() -> Value {
    let path = e2e_tests::path(DUMP);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

/// The answer to a TokenRequest.
fn token(audience: &str) -> Recorded {
    let body = json!({"spec": {"audiences": [audience]}, "status": {"token": "SECRET"}});
    Recorded { status: 201, ..ok(&body) }
}

/// A cluster with the objects in the dump, except for these answers.
fn cluster(but: Vec<(&str, Recorded)>) -> ApiServer {
    let mut lists = lists_of(&dump());
    for (path, answer) in but {
        lists.retain(|(other, _)| other != path);
        lists.push((path.to_owned(), vec![answer]));
    }
    let lists: Vec<_> =
        lists.iter().map(|(path, answers)| (path.as_str(), answers.clone())).collect();
    ApiServer::start(&lists)
}

/// A kubeconfig whose current context is this server.
pub fn kubeconfig(folder: &TempDir, server: &ApiServer) -> String {
    let file = folder.path().join("kubeconfig");
    let config = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "test",
        "clusters": [{"name": "test", "cluster": {"server": server.url}}],
        "users": [{"name": "me", "user": {}}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "me"}}],
    });
    std::fs::write(&file, config.to_string()).unwrap_or_else(|error| panic!("{error}"));
    file.display().to_string()
}

/// Runs the command on this cluster.
fn run_on(server: &ApiServer, arguments: &[&str], stdin: &str) -> Output {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = kubeconfig(&folder, server);
    let arguments: Vec<&str> = ["--kubeconfig", &file].iter().chain(arguments).copied().collect();
    run(&arguments, stdin.as_bytes())
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The output with a fixed name for the server.
fn named(text: &str, server: &ApiServer) -> String {
    text.replace(&server.url, "http://cluster")
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn a_live_cluster_and_its_dump_give_the_same_report() {
    let server = cluster(vec![(TOKEN, token("https://kubernetes.default.svc"))]);
    let mut live = json_of(&run_on(&server, &["cluster", "--output", "json"], ""));
    let path = e2e_tests::path(DUMP).display().to_string();
    let mut file = json_of(&run(&["cluster", "--output", "json", &path], b""));
    let facts = json!({
        "server": server.url, "namespace": null,
        "apiAudiences": ["https://kubernetes.default.svc"], "missedApiAudiences": [],
        "apiAudiencesUnknown": null, "issuer": null,
    });
    assert_eq!(live["cluster"].take(), facts);
    assert_eq!(file["cluster"], json!(null));
    // Role bindings are not among the surveyed objects; in a file they count as read.
    assert_eq!(file["objects"].as_u64(), live["objects"].as_u64().map(|objects| objects + 1));
    file["objects"] = live["objects"].clone();
    assert_eq!(live, file);
}

#[test]
fn a_namespace_alone() {
    let path = e2e_tests::path(DUMP).display().to_string();
    let file = json_of(&run(&["cluster", "-n", "ci", "--output", "json", &path], b""));
    let mut of_ci = dump();
    of_ci["items"].as_array_mut().into_iter().for_each(|items| {
        items.retain(|object| object["metadata"]["namespace"] == "ci");
    });
    let lists: Vec<_> = lists_of(&of_ci)
        .into_iter()
        .map(|(path, answers)| (path.replace("/v1/", "/v1/namespaces/ci/"), answers))
        .collect();
    let lists: Vec<_> =
        lists.iter().map(|(path, answers)| (path.as_str(), answers.clone())).collect();
    let server = ApiServer::start(&lists);
    let live = json_of(&run_on(&server, &["cluster", "-n", "ci", "--output", "json"], ""));
    assert_eq!(live["cluster"]["namespace"], "ci");
    for field in ["objects", "judged", "pods", "rows", "actions", "trouble"] {
        assert_eq!(live[field], file[field], "{field}");
    }
    let namespaces: Vec<_> = live["rows"].as_array().into_iter().flatten().collect();
    assert!(!namespaces.is_empty() && namespaces.iter().all(|row| row["namespace"] == "ci"));
}

/// What may not be read is named, and nothing is assumed instead.
#[test]
fn forbidden_kinds_are_named_and_left_out() {
    let forbidden =
        |what: &str| refusal(403, &format!("{what} is forbidden: User \"me\" cannot list"));
    let bindings = "/apis/rbac.authorization.k8s.io/v1/rolebindings?limit=500";
    let server = cluster(vec![
        (JOBS, forbidden("jobs.batch")),
        (bindings, forbidden("rolebindings.rbac.authorization.k8s.io")),
        (TOKEN, forbidden("serviceaccounts \"default\"")),
    ]);
    let output = run_on(&server, &["cluster"], "");
    assert_eq!(output.status.code(), Some(2));
    golden(&named(&stdout(&output), &server), "forbidden.stdout");
    let server = cluster(vec![("/api/v1/serviceaccounts?limit=500", forbidden("serviceaccounts"))]);
    let output = run_on(&server, &["cluster"], "");
    golden(&named(&stdout(&output), &server), "no-accounts.stdout");
}

/// The output is a single line that says what is wrong.
#[test]
fn failures_are_reported_on_one_line() {
    let server = ApiServer::start(&[(
        "/api/v1/serviceaccounts?limit=500",
        vec![refusal(401, "Unauthorized\u{1b}[31m")],
    )]);
    let missing = "error: kubeconfig /nowhere/config cannot be read: ";
    let only = "expected only if the live cluster is read: with --cluster, or with cluster or \
                adopt without a FILE\n";
    let path = e2e_tests::path(DUMP).display().to_string();
    let table: [(&[&str], String); 6] = [
        (
            &["cluster"],
            format!(
                "error: API server {} rejects the credentials (GET /api/v1/serviceaccounts: 401 \
                 Unauthorized?[31m); log in again, or check the user of the kube context\n",
                server.url
            ),
        ),
        (&["cluster", "--kubeconfig", "/nowhere/config"], missing.into()),
        (&["cluster", "--kube-context", "prod"], "error: the kubeconfig has no context \"prod\" (available: test)\n".into()),
        (&["--inspect-secrets", &path], format!("error: --inspect-secrets: {only}")),
        (&["adopt", "--inspect-secrets", &path], format!("error: --inspect-secrets: {only}")),
        (
            &["cluster", "--cluster", &path],
            "error: --cluster: expected no FILE with cluster or adopt, which read only files if one is \
             given\n"
                .into(),
        ),
    ];
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = kubeconfig(&folder, &server);
    for (arguments, expected) in table {
        let live = ["cluster", "--kube-context"].iter().any(|word| arguments.contains(word))
            && !arguments.contains(&"--kubeconfig")
            && !arguments.contains(&path.as_str());
        let with: &[&str] = if live { &["--kubeconfig", &file] } else { &[] };
        let all: Vec<&str> = with.iter().chain(arguments).copied().collect();
        let output = run(&all, b"");
        assert_eq!(output.status.code(), Some(2), "{all:?}");
        assert_eq!(stdout(&output), "", "{all:?}");
        assert!(stderr(&output).starts_with(&expected), "{all:?}: {}", stderr(&output));
        assert_eq!(stderr(&output).lines().count(), 1, "{all:?}: {}", stderr(&output));
    }
}
