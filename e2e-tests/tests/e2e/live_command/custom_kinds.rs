//! Which custom kinds a live cluster has.

use super::*;

fn group(name: &str, versions: &[&str]) -> Value {
    let versions: Vec<Value> = versions
        .iter()
        .map(|version| json!({"groupVersion": format!("{name}/{version}"), "version": version}))
        .collect();
    json!({"name": name, "versions": versions})
}

fn groups(groups: &[Value]) -> Recorded {
    ok(&json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}))
}

fn resources(kinds: &[&str]) -> Recorded {
    let resources: Vec<Value> = kinds
        .iter()
        .map(|kind| json!({"kind": kind, "name": kind.to_lowercase() + "s", "namespaced": true}))
        .collect();
    ok(&json!({"kind": "APIResourceList", "apiVersion": "v1", "resources": resources}))
}

#[test]
fn adopt_names_the_custom_kinds_of_a_live_cluster() {
    let server = cluster(vec![
        (TOKEN, token("https://kubernetes.default.svc")),
        (
            "/apis",
            groups(&[
                group("apps", &["v1"]),
                group("example.com", &["v1"]),
                group("argoproj.io", &["v1alpha1"]),
                group("kubeflow.org", &["v2beta1", "v1"]),
            ]),
        ),
        (
            "/apis/argoproj.io/v1alpha1",
            resources(&["Rollout", "Rollout", "Workflow", "Application"]),
        ),
        ("/apis/kubeflow.org/v2beta1", resources(&["MPIJob"])),
        ("/apis/kubeflow.org/v1", resources(&["PyTorchJob", "MPIJob"])),
    ]);
    let output = run_on(&server, &["adopt"], "");
    assert_eq!(output.status.code(), Some(1));
    golden(&named(&stdout(&output), &server), "custom-kinds.stdout");
    let asked = server.asked();
    let groups: Vec<&String> = asked.iter().filter(|line| !line.contains('?')).collect();
    assert!(groups.iter().any(|line| *line == "GET /apis"), "{groups:?}");
    assert!(!groups.iter().any(|line| line.contains("example.com")), "{groups:?}");
    // The table needs none of it.
    let server = cluster(vec![("/apis", refusal(403, "forbidden"))]);
    let output = run_on(&server, &["cluster"], "");
    assert_eq!(stderr(&output), "");
}

#[test]
fn what_is_not_known_of_custom_kinds_is_an_error() {
    let table = [
        (
            vec![("/apis", refusal(403, "forbidden: User \"me\""))],
            "GET /apis was answered with 403: forbidden: User \"me\"",
        ),
        (
            vec![("/apis", ok(&json!({"items": []})))],
            "the API server's answer to GET /apis cannot be read: missing field `groups` at line 1 column 12",
        ),
        (
            vec![
                ("/apis", groups(&[group("keda.sh", &["v1alpha1"])])),
                ("/apis/keda.sh/v1alpha1", refusal(404, "not found")),
            ],
            "GET /apis/keda.sh/v1alpha1 was answered with 404: not found",
        ),
    ];
    for (mut answers, why) in table {
        answers.push((TOKEN, token("https://kubernetes.default.svc")));
        let server = cluster(answers);
        let output = run_on(&server, &["adopt"], "");
        assert_eq!(output.status.code(), Some(2), "{why}");
        let expected = format!("error: {}: custom kinds: {why}\n", server.url);
        assert!(stderr(&output).ends_with(&expected), "{}", stderr(&output));
        assert!(!stdout(&output).contains("podTemplates"), "{}", stdout(&output));
    }
}
