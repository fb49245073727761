//! Tests which of several documents of one object counts.

use Origin::{Cluster, Context as Files, Input};
use serde_json::{Value, json};

use super::*;

/// A document of an object of that kind, marked with a number.
fn document(api_version: &str, kind: &str, namespace: &Value, number: usize) -> Value {
    json!({
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": "one", "namespace": namespace, "labels": {"number": number}},
    })
}

/// The numbers of the documents of a kind that the policy sees.
fn numbers(context: &Context, kind: &str) -> Vec<u64> {
    let request = json!({"api_version": "any", "kind": kind}).to_string();
    let list = context.call("kubernetes", "list_resources_all", request.as_bytes());
    let list = list.unwrap_or_else(|error| panic!("{error}"));
    let list: Value = serde_json::from_slice(&list).unwrap_or_default();
    let items = list["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["metadata"]["labels"]["number"].as_u64()).collect()
}

fn warnings(context: &Context) -> Vec<String> {
    context.repeated().iter().map(ToString::to_string).collect()
}

const KINDS: [(&str, &str, &str); 4] = [
    ("v1", "ServiceAccount", "ServiceAccount ns/one"),
    ("v1", "Secret", "Secret ns/one"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", "RoleBinding ns/one"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "ClusterRoleBinding one"),
];

/// The origins and files of documents, the number of the one that counts, and the warning.
type Case<'c> = (&'c [(Origin, &'c str)], u64, Option<&'c str>);

/// Documents are numbered from 0; each is in the line of its number plus 1.
#[test]
fn what_is_judged_counts_most_and_of_its_documents_the_last() {
    let cases: [Case<'_>; 12] = [
        (&[(Input, "a")], 0, None),
        (&[(Input, "a"), (Input, "a")], 1, Some("a:2: {} is defined again, after a:1;")),
        (&[(Input, "a"), (Input, "b")], 1, Some("b:2: {} is defined again, after a:1;")),
        (
            &[(Input, "a"), (Input, "b"), (Input, "c"), (Input, "d")],
            3,
            Some("d:4: {} is defined again, after a:1 and 2 more;"),
        ),
        (&[(Files, "a"), (Files, "b")], 1, Some("b:2: {} is defined again, after a:1;")),
        (&[(Files, "a"), (Input, "b")], 1, None),
        (&[(Input, "a"), (Files, "b")], 0, None),
        (&[(Files, "a"), (Files, "b"), (Input, "c")], 2, None),
        (
            &[(Input, "a"), (Files, "b"), (Input, "c")],
            2,
            Some("c:3: {} is defined again, after a:1;"),
        ),
        (&[(Files, "a"), (Cluster, "")], 0, None),
        (&[(Cluster, ""), (Files, "a")], 1, None),
        (&[(Cluster, ""), (Cluster, "")], 1, None),
    ];
    for (api_version, kind, title) in KINDS {
        for (documents, counts, warning) in cases {
            let mut context = Context::new(Absent::NotFound);
            for (number, (origin, file)) in documents.iter().enumerate() {
                let object = document(api_version, kind, &"ns".into(), number);
                let place = Place { file: (*file).into(), line: number + 1 };
                match origin {
                    Cluster => context.add(&object, "default"),
                    _ => context.add_document(*origin, place, &object, "default"),
                }
            }
            assert_eq!(numbers(&context, kind), [counts], "{kind} {documents:?}");
            let warning = warning.map(|warning| {
                warning.replace("{}", title) + " the later one counts, as after kubectl apply"
            });
            assert_eq!(warnings(&context), Vec::from_iter(warning), "{kind} {documents:?}");
        }
    }
}

#[test]
fn documents_of_one_object_have_the_same_group_kind_namespace_and_name() {
    let first = document("v1", "ServiceAccount", &"default".into(), 0);
    let with = |pointer: &str, value: Value| {
        let mut other = first.clone();
        other["metadata"]["labels"]["number"] = 1.into();
        if let Some(place) = other.pointer_mut(pointer) {
            *place = value;
        }
        other
    };
    let cases: [(Value, &[u64]); 6] = [
        (with("/metadata/namespace", Value::Null), &[1]),
        (with("/metadata/namespace", "".into()), &[1]),
        (with("/apiVersion", "v2".into()), &[1]),
        (with("/apiVersion", "example.com/v1".into()), &[0]),
        (with("/metadata/namespace", "other".into()), &[0, 1]),
        (with("/metadata/name", "two".into()), &[0, 1]),
    ];
    for (other, expected) in cases {
        let mut context = Context::new(Absent::NotFound);
        for (line, object) in [&first, &other].into_iter().enumerate() {
            let place = Place { file: "".into(), line };
            context.add_document(Input, place, object, "default");
        }
        assert_eq!(numbers(&context, "ServiceAccount"), expected, "{other}");
        let warning = "line 1: ServiceAccount default/one is defined again, after line 0; the later \
                       one counts, as after kubectl apply";
        let warned = expected == [1];
        assert_eq!(warnings(&context), Vec::from_iter(warned.then_some(warning)), "{other}");
    }
}

#[test]
fn a_file_that_is_given_twice_holds_no_second_document() {
    let mut context = Context::new(Absent::NotFound);
    for _ in 0..2 {
        let place = Place { file: "a".into(), line: 1 };
        let object = document("v1", "Secret", &"ns".into(), 0);
        context.add_document(Input, place, &object, "default");
    }
    assert_eq!(warnings(&context), [""; 0]);
}
