//! Tests the texts that changes lead to.

use serde_json::json;

use super::super::applied;
use super::*;
use crate::input;
use crate::kinds::Kinds;

/// The text after changes to its object number `number`.
fn changed(text: &str, number: usize, changes: &[Change]) -> Result<String, Obstacle> {
    let mut objects = Vec::new();
    input::objects(&"f".into(), manifest::documents(text), &Kinds::default(), &mut |object| {
        objects.extend(object)
    });
    let object = objects.get(number).unwrap_or_else(|| panic!("no object {number}: {text:?}"));
    let changed = change(text, object, &Lists::default(), changes)?;
    Ok(applied(text, &changed.edits))
}

fn check(cases: &[(&str, Result<&str, Obstacle>)], changes: &[Change]) {
    for (text, expected) in cases {
        let (head, crlf) = ("kind: A\n", "kind: A\r\n");
        let whole = |text: &str| match text {
            text if text.starts_with('{') => text.to_owned(),
            text if text.contains("\r\n") => format!("{crlf}{text}"),
            text => format!("{head}{text}"),
        };
        let found = changed(&whole(text), 0, changes);
        assert_eq!(found, expected.map(whole), "{text:?}");
    }
}

fn remove(item: usize) -> Change {
    Change::Remove { mapping: vec!["s".into()], key: "v".into(), item }
}

fn append() -> Change {
    let item = json!({"mountPath": "/x", "name": "new"});
    Change::Append { mapping: vec!["s".into()], key: "v".into(), item }
}

#[test]
fn an_item_is_removed_with_its_lines() {
    let cases = [
        ("s:\n  v:\n  - a: 1\n  - b: 2\n", Ok("s:\n  v:\n  - b: 2\n")),
        ("s:\n  v:\n    - a: 1\n      c: 1\n    - b: 2\n", Ok("s:\n  v:\n    - b: 2\n")),
        (
            "s:\n  v:\n  - a: 1 # x\n    # in a\n  # of b\n  - b: 2\n",
            Ok("s:\n  v:\n  # of b\n  - b: 2\n"),
        ),
        ("s:\n  v:\n  # of a\n  # more\n  - a: 1\n  - b: 2\n", Ok("s:\n  v:\n  - b: 2\n")),
        ("s:\n  v: # all\n  - a: 1\n\n  - b: 2\n", Ok("s:\n  v: # all\n\n  - b: 2\n")),
        ("s:\r\n  v:\r\n  - a: 1\r\n  - b: 2\r\n", Ok("s:\r\n  v:\r\n  - b: 2\r\n")),
        ("s:\n  v:\n  - a: |\n      text\n\n  - b: 2\n", Ok("s:\n  v:\n\n  - b: 2\n")),
        ("s:\n  v:\n  - {a: [1,\n      2]}\n  - b: 2\n", Ok("s:\n  v:\n  - b: 2\n")),
        ("s:\n  v:\n  -\n    a: 1\n  - b: 2\n", Ok("s:\n  v:\n  - b: 2\n")),
        ("s:\n  v:\n  - # of a\n    a: 1\n  - b: 2\n", Ok("s:\n  v:\n  - b: 2\n")),
        ("s:\n  v: [{a: 1}, {b: 2}]\n", Ok("s:\n  v: [{b: 2}]\n")),
        ("s:\n  v: [\n    {a: 1},\n    {b: 2},\n  ]\n", Ok("s:\n  v: [\n    {b: 2},\n  ]\n")),
        ("s: {v: [a, b]} # x\n", Ok("s: {v: [b]} # x\n")),
        (r#"{"kind":"A","s":{"v":[{"a":1},{"b":2}]}}"#, Ok(r#"{"kind":"A","s":{"v":[{"b":2}]}}"#)),
        (
            "{\"kind\": \"A\",\r\n \"s\": {\"v\": [\r\n  {\"a\": \"]\"},\r\n  {\"b\": 2}\r\n ]}}",
            Ok("{\"kind\": \"A\",\r\n \"s\": {\"v\": [\r\n  {\"b\": 2}\r\n ]}}"),
        ),
        ("x: &x {a: 1}\ns:\n  v:\n  - *x\n  - b: 2\n", Err(Obstacle::Alias)),
        ("x: &x\n  v:\n  - a: 1\n  - b: 2\ns: *x\n", Err(Obstacle::Alias)),
        ("s: &x\n  v:\n  - a: 1\n  - b: 2\nx: *x\n", Err(Obstacle::Shared)),
        ("s:\n  <<: {v: [{a: 1}, {b: 2}]}\n", Ok("s:\n  <<: {v: [{b: 2}]}\n")),
        ("x: &x {v: [{a: 1}, {b: 2}]}\ns: {<<: *x}\n", Err(Obstacle::Alias)),
        ("s: {v: [{a: 1}, # of a\n  {b: 2}]}\n", Err(Obstacle::Layout)),
        ("s: {v: [&x {a: 1}, {b: 2}]}\n", Err(Obstacle::Layout)),
        ("s:\n  v: [{a: 1},\r    {b: 2}]\n", Ok("s:\n  v: [{b: 2}]\n")),
    ];
    check(&cases, &[remove(0)]);
    let cases = [
        ("s:\n  v:\n  - a: 1\n  - b: 2\n", Ok("s:\n  v:\n  - a: 1\n")),
        ("s:\n  v:\n  - a: 1\n  - b: 2", Ok("s:\n  v:\n  - a: 1")),
        ("s:\r\n  v:\r\n  - a: 1\r\n  - b: 2", Ok("s:\r\n  v:\r\n  - a: 1")),
        ("s:\n  v:\n  - a: 1\n\n  - b: 2\n\nx: 1\n", Ok("s:\n  v:\n  - a: 1\n\nx: 1\n")),
        ("s:\n  v: [{a: 1}, {b: 2}]\n", Ok("s:\n  v: [{a: 1}]\n")),
        ("s:\n  v: [\n    {a: 1},\n    {b: 2},\n  ]\n", Ok("s:\n  v: [\n    {a: 1},\n  ]\n")),
        (
            "{\n  \"kind\": \"A\",\n  \"s\": {\n    \"v\": [\n      {\n        \"a\": 1\n      },\n      {\n        \"b\": 2\n      }\n    ]\n  }\n}\n",
            Ok(
                "{\n  \"kind\": \"A\",\n  \"s\": {\n    \"v\": [\n      {\n        \"a\": 1\n      }\n    ]\n  }\n}\n",
            ),
        ),
    ];
    check(&cases, &[remove(1)]);
}

#[test]
fn the_last_item_goes_with_its_key() {
    let cases = [
        ("s:\n  v:\n  - a: 1\n  x: 1\n", Ok("s:\n  x: 1\n")),
        (
            "s:\n  x: 1\n  # of v\n  v:\n  # of a\n  - a: 1\n# end\n",
            Ok("s:\n  x: 1\n  # of v\n# end\n"),
        ),
        ("s:\n  x: 1\n  v: [{a: 1}]", Ok("s:\n  x: 1")),
        ("s: {v: [a], x: 1}\n", Ok("s: {x: 1}\n")),
        ("s: {x: 1, v: [a]}\n", Ok("s: {x: 1}\n")),
        ("s: {v: [a]}\n", Ok("s: {}\n")),
        ("s:\n  v:\n  - a: 1\nx: 1\n", Err(Obstacle::Layout)),
        (r#"{"kind":"A","s":{"v":[1]}}"#, Ok(r#"{"kind":"A","s":{}}"#)),
        (
            "{\n  \"kind\": \"A\",\n  \"s\": {\n    \"v\": [\n      1\n    ],\n    \"x\": 1\n  }\n}\n",
            Ok("{\n  \"kind\": \"A\",\n  \"s\": {\n    \"x\": 1\n  }\n}\n"),
        ),
        // The first x counts for nothing, but the author may want to keep it.
        ("s: {x: 1, v: [a], x: 2}\n", Err(Obstacle::Layout)),
        ("s: {x: 1, x: 2, v: [a]}\n", Ok("s: {x: 1, x: 2}\n")),
    ];
    check(&cases, &[remove(0)]);
    let of_item = Change::Remove { mapping: vec!["s".into(), 0.into()], key: "v".into(), item: 0 };
    let cases = [
        ("s:\n- v:\n  - a: 1\n  x: 1\n", Ok("s:\n- x: 1\n")),
        ("s:\n  - v: [a] # why\n    x: 1\n", Ok("s:\n  - x: 1\n")),
        ("s:\n- v:\n  - a: 1\n  # of x\n  x: 1\n", Ok("s:\n-\n  # of x\n  x: 1\n")),
        ("s:\n- x: 1\n  v:\n  - a: 1\n- y: 1\n", Ok("s:\n- x: 1\n- y: 1\n")),
        ("s:\n- v:\n  - a: 1\n- y: 1\n", Err(Obstacle::Layout)),
        ("s: [{v: [a], x: 1}]\n", Ok("s: [{x: 1}]\n")),
    ];
    check(&cases, &[of_item]);
}

#[test]
fn an_item_is_appended_in_the_style_of_the_list() {
    let cases = [
        ("s:\n  v:\n  - a: 1\n", Ok("s:\n  v:\n  - a: 1\n  - name: new\n    mountPath: /x\n")),
        (
            "s:\n  v:\n    - a: 1 # c\n      # in a\n  x: 1\n",
            Ok(
                "s:\n  v:\n    - a: 1 # c\n      # in a\n    - name: new\n      mountPath: /x\n  x: 1\n",
            ),
        ),
        (
            "s:\r\n  v:\r\n  -   a: 1\r\n",
            Ok("s:\r\n  v:\r\n  -   a: 1\r\n  -   name: new\r\n      mountPath: /x\r\n"),
        ),
        ("s:\n  v:\n  - {a: 1}", Ok("s:\n  v:\n  - {a: 1}\n  - {name: new, mountPath: /x}")),
        ("s:\n  v: []\n", Ok("s:\n  v:\n  - name: new\n    mountPath: /x\n")),
        ("s:\n  v: [] # c\n", Ok("s:\n  v: [{name: new, mountPath: /x}] # c\n")),
        (
            "s:\n  v: [\n    a, # of a\n    b # of b\n  ]\n",
            Ok("s:\n  v: [\n    a, # of a\n    b, # of b\n    {name: new, mountPath: /x}\n  ]\n"),
        ),
        ("s:\n  v: [{a: 1}] # c\n", Ok("s:\n  v: [{a: 1}, {name: new, mountPath: /x}] # c\n")),
        ("s:\n  v: [{a: 1},]\n", Ok("s:\n  v: [{a: 1}, {name: new, mountPath: /x},]\n")),
        (
            r#"{"kind":"A","s":{"v":[{"a":1}]}}"#,
            Ok(r#"{"kind":"A","s":{"v":[{"a":1},{"name":"new","mountPath":"/x"}]}}"#),
        ),
        (
            r#"{"kind": "A", "s": {"v": []}}"#,
            Ok(r#"{"kind": "A", "s": {"v": [{"name": "new", "mountPath": "/x"}]}}"#),
        ),
        (
            "{\"kind\": \"A\", \"s\": {\"v\": [\r\n\t{\"a\": 1}\r\n]}}",
            Ok(
                "{\"kind\": \"A\", \"s\": {\"v\": [\r\n\t{\"a\": 1},\r\n\t{\"name\": \"new\", \"mountPath\": \"/x\"}\r\n]}}",
            ),
        ),
        (
            "{\n  \"kind\": \"A\",\n  \"s\": {\n    \"v\": [\n      {\n        \"a\": 1\n      }\n    ]\n  }\n}\n",
            Ok(
                "{\n  \"kind\": \"A\",\n  \"s\": {\n    \"v\": [\n      {\n        \"a\": 1\n      },\n      {\n        \"name\": \"new\",\n        \"mountPath\": \"/x\"\n      }\n    ]\n  }\n}\n",
            ),
        ),
        (
            "{\"kind\": \"A\", \"s\": {\"v\": [{\n  \"a\": 1\n}]}}",
            Ok(
                "{\"kind\": \"A\", \"s\": {\"v\": [{\n  \"a\": 1\n}, {\n  \"name\": \"new\",\n  \"mountPath\": \"/x\"\n}]}}",
            ),
        ),
        ("s:\n  v: &x [{a: 1}]\n  w: *x\n", Err(Obstacle::Shared)),
        ("s:\n  v:\n  - a: 1\r  - b: 2\n", Err(Obstacle::Layout)),
    ];
    check(&cases, &[append()]);
}

#[test]
fn a_missing_list_is_created() {
    let cases = [
        ("s:\n  x: 1 # c\n", Ok("s:\n  x: 1 # c\n  v:\n  - name: new\n    mountPath: /x\n")),
        (
            "s:\n  x:\n    - 1\ny: 1\n",
            Ok("s:\n  x:\n    - 1\n  v:\n    - name: new\n      mountPath: /x\ny: 1\n"),
        ),
        ("s:\n  v:\n  x: 1\n", Ok("s:\n  v:\n  - name: new\n    mountPath: /x\n  x: 1\n")),
        ("s: {v: ~}\n", Ok("s: {v: [{name: new, mountPath: /x}]}\n")),
        (
            r#"{"kind":"A","s":{"v":null}}"#,
            Ok(r#"{"kind":"A","s":{"v":[{"name":"new","mountPath":"/x"}]}}"#),
        ),
        ("s: {x: 1}\n", Ok("s: {x: 1, v: [{name: new, mountPath: /x}]}\n")),
        ("s: {}\n", Ok("s: {v: [{name: new, mountPath: /x}]}\n")),
        (
            "s: {\"x\": 1}\n",
            Ok("s: {\"x\": 1, \"v\": [{\"name\": \"new\", \"mountPath\": \"/x\"}]}\n"),
        ),
        (
            "{\n    \"kind\": \"A\",\n    \"s\": {\n        \"x\": 1\n    }\n}\n",
            Ok(
                "{\n    \"kind\": \"A\",\n    \"s\": {\n        \"x\": 1,\n        \"v\": [\n            {\n                \"name\": \"new\",\n                \"mountPath\": \"/x\"\n            }\n        ]\n    }\n}\n",
            ),
        ),
        (
            "s:\n  x: |\n    a\n\n",
            Ok("s:\n  x: |\n    a\n  v:\n  - name: new\n    mountPath: /x\n\n"),
        ),
        ("s:\n  x: |+\n    a\n\n", Err(Obstacle::Layout)),
    ];
    check(&cases, &[append()]);
}

#[test]
fn a_value_keeps_its_quotes() {
    let set = Change::Set {
        mapping: vec!["s".into(), 0.into()],
        key: "name".into(),
        value: "new".into(),
        place: Place::Last,
    };
    let cases = [
        ("s: [{name: old, x: 1}]\n", Ok("s: [{name: new, x: 1}]\n")),
        ("s:\n- name: 'old' # c\n", Ok("s:\n- name: 'new' # c\n")),
        ("s:\n- name: \"old\"\n", Ok("s:\n- name: \"new\"\n")),
        ("s:\n- x: 1\n", Ok("s:\n- x: 1\n  name: new\n")),
        ("s: [{x: 1}]\n", Ok("s: [{x: 1, name: new}]\n")),
        (r#"{"kind":"A","s":[{"name":"old"}]}"#, Ok(r#"{"kind":"A","s":[{"name":"new"}]}"#)),
    ];
    check(&cases, &[set]);
}

#[test]
fn several_changes_are_joined() {
    let text = "kind: A\ns:\n  v:\n  - a: 1\n  - b: 2\n  x: 1\n";
    let set = Change::Set {
        mapping: vec!["s".into()],
        key: "first".into(),
        value: true.into(),
        place: Place::First,
    };
    let found = changed(text, 0, &[set, append(), remove(1), remove(0), remove(0)]);
    assert_eq!(found.as_deref(), Ok("kind: A\ns:\n  first: true\n  x: 1\n"));
}

#[test]
fn an_item_of_a_list_of_objects_is_read_alone() {
    let cases = [
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: A\n  s: {v: [1, 2]}\n# c\n- apiVersion: v1\n  kind: A\n  s: {v: [1, 2]}\n",
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: A\n    s:\n      v: [1, 2]\n  - apiVersion: v1\n    kind: A\n    s:\n      v: [1, 2]",
        "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: A, s: {v: [1, 2]}}, {apiVersion: v1, kind: A, s: {v: [1, 2]}}]\n",
        "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\n{\"apiVersion\": \"v1\", \"kind\": \"A\", \"s\": {\"v\": [1, 2]}},\n{\"apiVersion\": \"v1\", \"kind\": \"A\", \"s\": {\"v\": [1, 2]}}]}",
        "---\nkind: A\ns: {v: [1, 2]}\n---\n# c\nkind: A\ns: {v: [1, 2]}\n---\n",
    ];
    for text in cases {
        for number in [0, 1] {
            let expected: Vec<&str> = text.split("[1, 2]").collect();
            let (one, other) = if number == 0 { ("[2]", "[1, 2]") } else { ("[1, 2]", "[2]") };
            let expected = match &expected[..] {
                [a, b, c] => [a, one, b, other, c].concat(),
                _ => panic!("{text:?}"),
            };
            assert_eq!(changed(text, number, &[remove(0)]).as_deref(), Ok(&*expected), "{text:?}");
        }
    }
}

#[test]
fn a_large_list_of_which_each_item_needs_the_whole_is_left_alone() {
    let item = "- {apiVersion: v1, kind: A, s: {v: [1, 2]}}\n";
    let text = format!("apiVersion: v1\nkind: List\nx: &x 1\nitems:\n{}", item.repeat(6_000));
    assert_eq!(changed(&text, 0, &[remove(0)]), Err(Obstacle::TooLarge));
    let small = format!("apiVersion: v1\nkind: List\nx: &x 1\nitems:\n{}", item.repeat(60));
    assert!(changed(&small, 0, &[remove(0)]).is_ok());
}
