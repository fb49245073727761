//! Kinds that settings name (`podTemplates`), in inputs that are made here.

use serde_json::{Value, json};

use crate::common::{judged, run};

const SETTINGS: &str = "podTemplates:\n\
    - {group: kubeflow.org, kind: MPIJob, path: \"spec.mpiReplicaSpecs[*].template\"}\n\
    - {group: example.com, kind: Bare, podSpec: spec}\n";

/// A folder with settings and an object; returns it and the paths of both.
fn folder(object: &str) -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        path.display().to_string()
    };
    let (settings, object) = (write("settings.yaml", SETTINGS), write("object.yaml", object));
    (folder, settings, object)
}

/// An object with a template for each key, in the order of the keys.
fn job(keys: &[&str]) -> String {
    let mut text = String::from(
        "apiVersion: kubeflow.org/v1\nkind: MPIJob\nmetadata: {name: a, namespace: b}\n\
         spec:\n  mpiReplicaSpecs:\n",
    );
    for key in keys {
        let key = serde_json::to_string(key).unwrap_or_default();
        text.push_str(&format!(
            "    {key}:\n      template:\n        spec:\n          containers: [{{name: c}}]\n"
        ));
    }
    text
}

/// Windows line ends stay, whatever the keys on the way are.
#[test]
fn any_key_on_the_way_is_fixed_and_nothing_else_changes() {
    let long = "k".repeat(400);
    for keys in [
        &["Worker"][..],
        &["Launcher", "Worker"],
        &["a b", "a.b", "a[0]", "[1]", "", "~", "é", "日本"],
        &["it's", "back\\slash", "tab\there", "{}", "null", "1"],
        &[&long],
    ] {
        for line_end in ["\n", "\r\n"] {
            let text = job(keys).replace('\n', line_end);
            let (_folder, settings, object) = folder(&text);
            let output = run(&["--fix", "--yes", "--settings", &settings, &object], b"");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(0), "{keys:?}: {said}");
            let fixed = std::fs::read_to_string(&object).unwrap_or_else(|error| panic!("{error}"));
            let field = format!("          automountServiceAccountToken: false{line_end}");
            assert_eq!(fixed.matches(&field).count(), keys.len(), "{fixed}");
            assert_eq!(fixed.replace(&field, ""), text, "{keys:?}");
        }
    }
}

/// Messages write these two keys in the same way, so that it is not clear which of them is meant.
#[test]
fn keys_that_look_alike_are_left_alone() {
    let text = job(&["x\"y", "x'y", "Worker"]);
    let (_folder, settings, object) = folder(&text);
    let output = run(&["--fix", "--yes", "--settings", &settings, &object], b"");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("left as it is: it is not clear which of its Pod templates is meant"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&object).unwrap_or_default(), text);
}

/// Nothing that an author writes makes the command fail or accept what the policy rejects.
#[test]
fn what_is_not_as_expected_is_rejected() {
    let object = |spec: Value| json!({"apiVersion": "kubeflow.org/v1", "kind": "MPIJob", "metadata": {"name": "a"}, "spec": spec});
    let bare = |spec: Value| json!({"apiVersion": "example.com/v1", "kind": "Bare", "metadata": {"name": "a"}, "spec": spec});
    let specs = |value: Value| object(json!({"mpiReplicaSpecs": value}));
    let good = json!({"automountServiceAccountToken": false, "containers": [{"name": "c"}]});
    let template = json!({"template": {"spec": good}});
    for (object, code) in [
        (specs(json!({})), None),
        (specs(json!([])), None),
        (specs(json!(null)), None),
        (object(json!({})), None),
        (object(json!(null)), None),
        (specs(json!({"a": template, "b": null})), None),
        (specs(json!({"a": {}})), None),
        (specs(json!([template, template])), None),
        (bare(json!(null)), None),
        (bare(good.clone()), None),
        (object(json!([])), Some(400)),
        (object(json!("x")), Some(400)),
        (specs(json!(1)), Some(400)),
        (specs(json!({"a": 1})), Some(400)),
        (specs(json!({"a": template, "b": []})), Some(400)),
        (specs(json!({"a": {"template": []}})), Some(400)),
        (specs(json!({"a": {"template": {"spec": "x"}}})), Some(400)),
        (bare(json!(true)), Some(400)),
        (bare(json!({"automountServiceAccountToken": "false"})), Some(400)),
        (
            specs(
                json!({"a": template, "b": {"template": {"spec": {"containers": [{"name": "d"}]}}}}),
            ),
            Some(403),
        ),
        (bare(json!({"containers": [{"name": "d"}]})), Some(403)),
    ] {
        let (_folder, settings, file) = folder(&object.to_string());
        for command in [&[][..], &["explain"]] {
            let arguments =
                [command, &["--settings", &settings, "--output", "json", &file]].concat();
            let all = judged(&run(&arguments, b""));
            let expected = (code.is_none(), code);
            let found = (all[0]["accepted"] == true, all[0]["code"].as_u64());
            assert_eq!(found, expected, "{object}: {}", all[0]);
        }
        if code == Some(400) {
            let output = run(&["--fix", "--yes", "--settings", &settings, &file], b"");
            assert_eq!(output.status.code(), Some(1), "{object}");
        }
    }
}
