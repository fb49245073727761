//! Tests that dumps in all formats are read, and that the report says what is wrong with one.

use analysis::core::Core;
use analysis::survey::dump::Dump;
use analysis::survey::report::Report;
use serde_json::{Value, json};

fn pod(name: &str) -> String {
    format!(
        r#"{{"apiVersion": "v1", "kind": "Pod",
 "metadata": {{"name": "{name}"}}, "spec": {{"containers": [{{"name": "main"}}]}}}}"#
    )
}

fn report(dump: impl Into<Vec<u8>>, settings: &Value) -> Result<Report, String> {
    let mut dump = Dump::new(&Core, dump.into(), settings, None)?;
    let (total, mut done) = (dump.total(), 0);
    while done < total {
        assert_eq!(dump.step(1), done + 1);
        done += 1;
    }
    assert_eq!(dump.step(1), total);
    Ok(dump.report())
}

#[test]
fn every_format_is_read() {
    let (a, b) = (pod("a"), pod("b"));
    let bare =
        |name| format!(r#"{{"metadata": {{"name": "{name}"}}, "spec": {{"containers": []}}}}"#);
    let cases = [
        ("a List", format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{a}, {b}]}}"#), 2),
        ("an empty List", r#"{"apiVersion": "v1", "kind": "List", "items": []}"#.into(), 0),
        (
            "a typed list",
            format!(
                r#"{{"items": [{}, {}], "kind": "PodList", "apiVersion": "v1"}}"#,
                bare("a"),
                bare("b")
            ),
            2,
        ),
        ("a lone object", a.clone(), 1),
        ("several values", format!("{a}{b}\n{a}"), 3),
        ("several documents", format!("---\n{a}\n--- # second\n{b}\n---\n"), 2),
        ("with a byte order mark", format!("\u{feff}{a}"), 1),
        (
            "YAML",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: main}]}\n"
                .into(),
            1,
        ),
        (
            "a List in YAML",
            format!("apiVersion: v1\nkind: List\nitems:\n- {a}\n- {b}\n---\n{a}\n"),
            3,
        ),
        (
            "a typed list in YAML",
            "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n  spec: {}\n".into(),
            1,
        ),
        (
            "as kubectl prints it in YAML",
            "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec: {}\n- kind: Pod\n  \
             apiVersion: v1\n  spec: {}\nkind: List\n"
                .into(),
            2,
        ),
        (
            "a typed list, cut",
            "apiVersion: v1\nitems:\n- spec: {}\nkind: PodList\n---\napiVersion: v1\nitems:\n\
             - spec: {}\n- spec: {}\nkind: PodList\n"
                .into(),
            3,
        ),
        (
            "an anchor of another item",
            "apiVersion: v1\nitems:\n- {apiVersion: v1, kind: Pod, spec: &a {}}\n\
             - {apiVersion: v1, kind: Pod, spec: *a}\nkind: List\n"
                .into(),
            2,
        ),
        ("other kinds", r#"{"apiVersion": "v1", "kind": "ConfigMap"}"#.into(), 0),
    ];
    for (note, dump, pods) in cases {
        let report = report(dump, &json!({})).unwrap_or_else(|error| panic!("{note}: {error}"));
        assert_eq!((report.pods, report.unreadable), (pods, vec![]), "{note}");
        assert_eq!(report.judged, pods, "{note}");
    }
}

#[test]
fn input_that_is_not_a_dump_is_rejected() {
    let nothing =
        "expected Kubernetes objects, such as the output of kubectl get -o json; found nothing";
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("empty", vec![], nothing),
        ("blank", b" \n\n".into(), nothing),
        ("a comment", b"# nothing\n---\n".into(), nothing),
        (
            "broken in UTF-16",
            vec![0xff, 0xfe, b'{', 0],
            "line 1: expected the end of an object in JSON, found the end of the file",
        ),
        (
            "broken in the middle",
            b"{\"kind\": \"List\",\n\"items\": [{".into(),
            "line 2: expected the end of an object in JSON, found the end of the file",
        ),
        ("no YAML", b"a: b: c\n".into(), "line 1: "),
        (
            "settings refused",
            b"{\"kind\": \"Pod\"}".into(),
            "settings.action must be one of reject, warn, mutate, not \"block\"",
        ),
    ];
    for (note, dump, expected) in cases {
        let settings =
            if note == "settings refused" { json!({"action": "block"}) } else { json!({}) };
        let error = report(dump, &settings).err().unwrap_or_default();
        assert!(error.starts_with(expected), "{note}: {error:?}");
    }
}

#[test]
fn an_unreadable_object_does_not_stop_the_survey() {
    let good = pod("good");
    let dump = format!(
        "{{\"kind\": \"List\", \"items\": [\n{{\"a\": 1}},\n{{\"kind\": \"Pod\", \"kind\": 1}},\n{good}\n]}}"
    );
    let report = report(dump, &json!({})).unwrap();
    assert_eq!(report.pods, 1);
    assert_eq!(
        report.unreadable,
        [
            "line 2: expected a Kubernetes object with apiVersion and kind, found an item without \
             kind",
            "line 3: expected a Kubernetes object with apiVersion and kind, found an item without \
             kind",
        ]
    );
}

#[test]
fn a_fault_in_yaml_has_a_line_number() {
    let dump = "# a dump
apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata: {name: x}
  spec: a: b
kind: List
---
apiVersion: v1
items:
- a string
kind: List
---
apiVersion: v1
items:
- kind: Pod
kind: List
";
    let faults = report(dump, &json!({})).unwrap().unreadable;
    assert_eq!(
        faults,
        [
            "line 7: expected no `: ` here; quote the value that contains it, or correct the \
             indentation",
            "line 12: expected an object as an item of a list, found a string",
            "line 17: expected a Kubernetes object with apiVersion and kind, found an item without \
             apiVersion",
        ]
    );
}

#[test]
fn the_report_lists_the_first_of_many() {
    let odd = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": []}"#;
    let dump = vec![odd; 25].join("\n");
    let report = report(dump, &json!({})).unwrap();
    assert_eq!(report.trouble.len(), 21);
    assert_eq!(report.trouble.last().map(String::as_str), Some("and 5 more"));
    assert_eq!(
        report.trouble[0],
        "Pod default/x: request.object.spec must be an object, not a list."
    );
    assert_eq!(report.adopt.left, report.trouble);
    assert!(!report.adopt.passes);
    assert_eq!(report.actions.iter().map(|action| action.rejected).collect::<Vec<_>>(), [25; 3]);
}
