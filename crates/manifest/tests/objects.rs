//! What kubectl takes as an object, of what it read. Each case was tried with kubectl 1.32 and a
//! stand-in API server.

use manifest::{Objects, documents, objects};
use serde_json::{Value, json};

/// The objects of a text, or why it has none.
fn read(text: &str) -> Vec<Result<Value, String>> {
    let mut found = Vec::new();
    for document in documents(text) {
        let reading = document.read().unwrap_or_else(|fault| panic!("{text}: {}", fault.what));
        let Some(node) = reading.node else { continue };
        match objects(node, &reading.replaced) {
            Ok(Objects::One(node)) => found.push(Ok(node.to_json())),
            Ok(Objects::List(head, items)) => found.extend(items.iter().map(|item| {
                let mut value = item.to_json();
                head.complete(&mut value).map(|()| value)
            })),
            Err(fault) => found.push(Err(fault.what)),
        }
    }
    found
}

const NO_OBJECT: &str = "expected a Kubernetes object with apiVersion and kind, found";

#[test]
fn lists_are_taken_apart() {
    let pod = |extra: Value| {
        let mut pod = json!({"apiVersion": "v1", "kind": "Pod"});
        pod.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        Ok(pod)
    };
    let refused = |what: &str| Err(format!("{NO_OBJECT} {what}"));
    let item =
        |what: &str| vec![Err(format!("expected an object as an item of a list, found {what}"))];
    let cases = [
        ("{kind: PodList, apiVersion: v1, items: [{a: 1}]}", vec![pod(json!({"a": 1}))]),
        ("{kind: Pod, apiVersion: v1, items: [{a: 1}]}", vec![pod(json!({"a": 1}))]),
        // A null item becomes an object where the list implies a kind.
        ("{kind: PodList, apiVersion: v1, items: [~]}", vec![pod(json!({}))]),
        ("{kind: List, apiVersion: v1, items: [~]}", vec![refused("null")]),
        ("{kind: PodList, items: [~]}", vec![refused("null")]),
        ("{kind: List, apiVersion: v1, items: [{kind: Pod}]}", vec![refused("an item without apiVersion")]),
        ("{kind: List, apiVersion: v1, items: [{apiVersion: v1}]}", vec![refused("an item without kind")]),
        ("{kind: List, items: }", vec![]),
        ("{kind: List, items: [1]}", item("a number")),
        ("{kind: List, items: [{items: []}]}", item("one with items, which kubectl takes for a list in the list")),
        // Only a list makes a list.
        (
            "{kind: List, items: [{apiVersion: v1, kind: Pod, items: ~}, {apiVersion: v1, kind: Pod, items: x}]}",
            vec![pod(json!({"items": null})), pod(json!({"items": "x"}))],
        ),
        (
            "{kind: List, apiVersion: v1, items: {a: 1}}",
            vec![Err("expected a list as items, found an object; kubectl takes any object with items for a list".into())],
        ),
        (
            "{kind: List, apiVersion: v1, items: [{apiVersion: a/b/c, kind: Pod}]}",
            vec![Err("expected an apiVersion such as apps/v1, found \"a/b/c\"".into())],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(read(&format!("# YAML\n{text}")), expected, "{text}");
    }
}

#[test]
fn fields_have_their_types() {
    let cases = [
        (
            "kind: 1",
            Some("expected a Kubernetes object with apiVersion and kind, found a number as kind"),
        ),
        (
            "kind: ''",
            Some("expected a Kubernetes object with apiVersion and kind, found an empty kind"),
        ),
        ("kind: Pod\napiVersion: [v1]", Some("expected a string as apiVersion, found a list")),
        ("kind: Pod\napiVersion: //", Some("expected an apiVersion such as apps/v1, found \"//\"")),
        ("kind: Pod\napiVersion: /v1", None),
        ("kind: Pod\napiVersion: ~", None),
        ("kind: Pod\nmetadata: ~", None),
        ("kind: Pod\nmetadata: x", Some("expected an object as metadata, found a string \"x\"")),
        (
            "kind: Pod\nmetadata: {name: 1}",
            Some("expected a string as metadata.name, found a number 1"),
        ),
        ("kind: Pod\nmetadata: {Name: 1}", None),
        (
            "kind: Pod\nmetadata: {labels: {a: 1.10}}",
            Some("expected a string as metadata.labels.a, found a number 1.1"),
        ),
        ("kind: Pod\nmetadata: {labels: {a: ~}}", None),
        (
            "kind: Pod\nmetadata: {annotations: []}",
            Some("expected an object with strings as metadata.annotations, found a list"),
        ),
        ("kind: Pod\nmetadata: {generation: 1.0}", None),
        (
            "kind: Pod\nmetadata: {generation: 1.5}",
            Some("expected an integer as metadata.generation, found a number 1.5"),
        ),
        (
            "kind: Pod\nmetadata: {generation: -9223372036854775809}",
            Some(
                "expected an integer as metadata.generation, found a number -9.223372036854776e+18",
            ),
        ),
        (
            "kind: Pod\nmetadata: {finalizers: [a, 1]}",
            Some("expected a string as metadata.finalizers[1], found a number 1"),
        ),
        ("kind: Pod\nmetadata: {ownerReferences: [~, {controller: yes}]}", None),
        (
            "kind: Pod\nmetadata: {ownerReferences: [{controller: 'yes'}]}",
            Some(
                "expected a boolean as metadata.ownerReferences[0].controller, found a string \"yes\"",
            ),
        ),
        ("kind: Pod\nmetadata: {managedFields: [{fieldsV1: x}]}", None),
        ("kind: Pod\nmetadata: {creationTimestamp: '2026-01-31T1:02:03,4+24:60'}", None),
        ("kind: Pod\nmetadata: {creationTimestamp: 2026-02-28T01:02:03Z}", None),
        (
            "kind: Pod\nmetadata: {creationTimestamp: 2026-02-29T01:02:03Z}",
            Some(
                "expected a time such as 2026-01-31T12:00:00Z as metadata.creationTimestamp, found a string \"2026-02-29T01:02:03Z\"",
            ),
        ),
        (
            "kind: Pod\nmetadata: {creationTimestamp: 2026-01-31}",
            Some(
                "expected a time such as 2026-01-31T12:00:00Z as metadata.creationTimestamp, found a string \"2026-01-31\"",
            ),
        ),
    ];
    for (text, expected) in cases {
        let found = read(text).into_iter().next().and_then(Result::err);
        assert_eq!(found.as_deref(), expected, "{text}");
    }
}

/// In JSON, kubectl decodes each value of a key that is given twice.
#[test]
fn replaced_values_have_their_types() {
    let cases = [
        (r#""kind": 1, "kind": "Pod""#, Some("expected a string as kind, found a number")),
        (
            r#""kind": "Pod", "metadata": {"name": 1, "name": "a"}"#,
            Some("expected a string as metadata.name, found a number 1"),
        ),
        (
            r#""kind": "Pod", "metadata": [1], "metadata": {}"#,
            Some("expected an object as metadata, found a list"),
        ),
        (
            r#""kind": "Pod", "metadata": {"ownerReferences": [{"name": 1, "name": "a"}]}"#,
            Some("expected a string as metadata.ownerReferences[0].name, found a number 1"),
        ),
        (
            r#""kind": "Pod", "metadata": {"labels": {"a": 1, "a": "b"}}"#,
            Some("expected a string as metadata.labels.a, found a number 1"),
        ),
        (
            r#""kind": "List", "items": 5, "items": []"#,
            Some("expected a list as items, found a number"),
        ),
        (r#""kind": "Pod", "spec": 1, "spec": {}, "metadata": {"x": 1, "x": []}"#, None),
        (r#""kind": "Pod", "metadata": {"name": null, "name": "a"}"#, None),
    ];
    for (fields, expected) in cases {
        let found = read(&format!("{{\"apiVersion\": \"v1\", {fields}}}"));
        assert_eq!(found.into_iter().find_map(Result::err).as_deref(), expected, "{fields}");
        // In YAML the last one counts.
        let yaml = format!("# YAML\n{{\"apiVersion\": \"v1\", {fields}}}");
        assert_eq!(read(&yaml).into_iter().find_map(Result::err), None, "{fields}");
    }
}
