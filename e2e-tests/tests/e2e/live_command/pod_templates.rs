//! The kinds that settings name (`podTemplates`) in a live cluster.

use super::*;

const OBJECTS: &str = "command/pod-templates.in/dump.json";
const SETTINGS: &str = "command/pod-templates.in/settings.yaml";
const NONE: &str = "command/pod-templates.in/none.yaml";

fn path(file: &str) -> String {
    e2e_tests::path(file).display().to_string()
}

/// A list of resources: name, kind and whether they are in namespaces.
fn resources(all: &[(&str, &str, bool)]) -> Recorded {
    let resources: Vec<Value> = all
        .iter()
        .map(|(name, kind, namespaced)| json!({"name": name, "kind": kind, "namespaced": namespaced}))
        .collect();
    ok(&json!({"kind": "APIResourceList", "apiVersion": "v1", "resources": resources}))
}

/// A cluster with the objects of the dump, except for these answers. It has no MPIJob, Runners are in no
/// namespace, and the plural of Twin is not the usual one.
fn cluster(but: Vec<(&str, Recorded)>) -> ApiServer {
    let text = std::fs::read_to_string(path(OBJECTS)).unwrap_or_else(|error| panic!("{error}"));
    let dump = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let group = |name: &str, versions: &[&str], preferred: &str| {
        let version = |version: &str| json!({"groupVersion": format!("{name}/{version}"), "version": version});
        let versions: Vec<Value> = versions.iter().map(|one| version(one)).collect();
        json!({"name": name, "versions": versions, "preferredVersion": version(preferred)})
    };
    let groups = json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": [
        group("batch.volcano.sh", &["v1alpha1"], "v1alpha1"),
        group("kubeflow.org", &["v1"], "v1"),
        group("actions.example.com", &["v7"], "v7"),
        group("apps.example.com", &["v1beta1", "v1"], "v1"),
    ]});
    let mut answers = lists_of(&dump);
    for (path, _) in &mut answers {
        *path = path.replace("/twins?", "/twinnen?");
    }
    let discovery = [
        ("/apis", ok(&groups)),
        (
            "/apis/batch.volcano.sh/v1alpha1",
            resources(&[("jobs/status", "Job", true), ("jobs", "Job", true)]),
        ),
        ("/apis/kubeflow.org/v1", resources(&[("pytorchjobs", "PyTorchJob", true)])),
        ("/apis/actions.example.com/v7", resources(&[("runners", "Runner", false)])),
        ("/apis/apps.example.com/v1", resources(&[("twinnen", "Twin", true)])),
    ];
    for (path, answer) in discovery.into_iter().chain(but) {
        answers.retain(|(other, _)| other != path);
        answers.push((path.to_owned(), vec![answer]));
    }
    let answers: Vec<_> =
        answers.iter().map(|(path, answers)| (path.as_str(), answers.clone())).collect();
    ApiServer::start(&answers)
}

#[test]
fn the_kinds_of_the_settings_are_read_as_the_cluster_serves_them() {
    let server = cluster(vec![(TOKEN, token("https://kubernetes.default.svc"))]);
    let output =
        run_on(&server, &["cluster", "--settings", &path(SETTINGS), "--output", "json"], "");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let notes = [
        "warning: http://cluster: the cluster has no kind MPIJob of kubeflow.org\n",
        "warning: http://cluster: Runner of actions.example.com is in no namespace, so that its accounts are \
         unknown; its Pods are judged where they are\n",
    ];
    assert_eq!(named(&stderr(&output), &server), notes.concat());
    let mut live = json_of(&output);
    let file =
        run(&["cluster", "--settings", &path(SETTINGS), "--output", "json", &path(OBJECTS)], b"");
    let mut file = json_of(&file);
    live["cluster"].take();
    file["objects"] = live["objects"].clone();
    assert_eq!(live, file);
    assert!(
        server
            .asked()
            .iter()
            .any(|line| line.starts_with("GET /apis/apps.example.com/v1/twinnen?"))
    );
}

#[test]
fn what_is_not_known_of_the_kinds_of_the_settings_is_an_error() {
    let list = "/apis/apps.example.com/v1/twinnen?limit=500";
    for (but, expected) in [
        (
            vec![("/apis", refusal(403, "forbidden"))],
            "error: http://cluster: Job: GET /apis was answered with 403: forbidden\n",
        ),
        (
            vec![("/apis/apps.example.com/v1", refusal(404, "not found"))],
            "error: http://cluster: Twin: GET /apis/apps.example.com/v1 was answered with 404: not found\n",
        ),
        (
            vec![(list, refusal(403, "twinnen is forbidden"))],
            "error: http://cluster: Twin: twinnen is forbidden\n",
        ),
    ] {
        let server = cluster(but);
        let output =
            run_on(&server, &["cluster", "--settings", &path(SETTINGS), "--output", "json"], "");
        assert_eq!(output.status.code(), Some(2), "{expected}");
        let said = named(&stderr(&output), &server);
        assert!(said.contains(expected), "{said}");
        // The rest is judged.
        assert!(json_of(&output)["judged"].as_u64() > Some(3), "{said}");
    }
}

#[test]
fn a_cluster_is_compared_by_the_kinds_of_both_settings() {
    let server = cluster(vec![]);
    for (old, new, change, status) in
        [(NONE, SETTINGS, "nowRejected", 0), (SETTINGS, NONE, "nowAccepted", 1)]
    {
        let arguments = ["--output", "json", "compare", &path(old), &path(new), "--cluster"];
        let output = run_on(&server, &arguments, "");
        assert_eq!(output.status.code(), Some(status), "{}", stderr(&output));
        let json = json_of(&output);
        let changed = json["verdicts"].as_array().into_iter().flatten();
        let mut changed: Vec<String> = changed
            .map(|one| format!("{} {} {}", one["kind"], one["name"], one["change"]))
            .collect();
        changed.sort();
        let expected = ["\"Job\" \"mesh\"", "\"Twin\" \"db\""];
        assert_eq!(changed, expected.map(|one| format!("{one} \"{change}\"")));
    }
}
