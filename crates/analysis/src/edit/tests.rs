//! Tests that an edit changes only what it should.

use serde_json::json;

use super::*;

#[test]
fn setting_a_field_leaves_the_rest_unchanged() {
    let path: &[&str] = &["spec", "automount"];
    let cases = [
        ("spec:\n  a: 1 # why\n", Some("spec:\n  automount: false\n  a: 1 # why\n")),
        (
            "# top\nspec:\n    # inner\n    a: 1\n",
            Some("# top\nspec:\n    # inner\n    automount: false\n    a: 1\n"),
        ),
        (
            "spec:\n  automount: true # on\n  a: 1\n",
            Some("spec:\n  automount: false # on\n  a: 1\n"),
        ),
        ("spec:\n  a: 1\n  automount:\n", Some("spec:\n  a: 1\n  automount: false\n")),
        ("spec:\n  automount: ~\n", Some("spec:\n  automount: false\n")),
        ("spec: {a: 1}\n", Some("spec: {automount: false, a: 1}\n")),
        ("spec: {}\n", Some("spec: {\"automount\": false}\n")),
        ("{\"spec\": {\"a\": 1}}", Some("{\"spec\": {\"automount\": false, \"a\": 1}}")),
        (
            "{\n  \"spec\": {\n    \"a\": 1\n  }\n}\n",
            Some("{\n  \"spec\": {\n    \"automount\": false,\n    \"a\": 1\n  }\n}\n"),
        ),
        ("spec:\n- a\n", None),
        ("base: &b\n  a: 1\nspec: *b\n", None),
        ("spec: text\n", None),
        ("spec:\r\n  a: 1\r\n", Some("spec:\r\n  automount: false\r\n  a: 1\r\n")),
        ("é: ü\nspec:\n  'ö': 1\n", Some("é: ü\nspec:\n  automount: false\n  'ö': 1\n")),
        (
            "spec:\r\n  a: [1,\r\n    2]\r\n",
            Some("spec:\r\n  automount: false\r\n  a: [1,\r\n    2]\r\n"),
        ),
        // The last one counts.
        (
            "spec: {a: 1}\nspec:\n  b: 1\n",
            Some("spec: {a: 1}\nspec:\n  automount: false\n  b: 1\n"),
        ),
        (
            "spec:\n  automount: 1\n  automount: 2\n",
            Some("spec:\n  automount: 1\n  automount: false\n"),
        ),
        // Lines that only YAML ends.
        ("# c\u{2028}spec:\n  a: 1\n", Some("# c\u{2028}spec:\n  automount: false\n  a: 1\n")),
        ("spec:\u{85}  a: 1\n", None),
        ("x: 1\rspec:\n  a: 1\n", Some("x: 1\rspec:\n  automount: false\n  a: 1\n")),
    ];
    for (text, expected) in cases {
        let edit = set(text, None, path, &json!(false), Place::First);
        assert_eq!(edit.map(|edit| edit.applied(text)).as_deref(), expected, "{text:?}");
    }
}

#[test]
fn a_field_can_be_inserted_last() {
    let path: &[&str] = &["automount"];
    let cases = [
        (
            "kind: A\nmetadata:\n  name: x # n\n",
            "kind: A\nmetadata:\n  name: x # n\nautomount: false\n",
        ),
        ("kind: A\ntext: |\n  one\n", "kind: A\ntext: |\n  one\nautomount: false\n"),
        ("kind: A", "kind: A\nautomount: false"),
        ("kind: A\r\nx: 1\r\n", "kind: A\r\nx: 1\r\nautomount: false\r\n"),
        ("kind: A\r\nx: 1 # n\r\n\r\n", "kind: A\r\nx: 1 # n\r\nautomount: false\r\n\r\n"),
        (
            "kind: A\nmetadata: {name: x}\n# end\n",
            "kind: A\nmetadata: {name: x}\nautomount: false\n# end\n",
        ),
        ("# nothing yet\n", "# nothing yet\nautomount: false\n"),
        ("", "automount: false\n"),
    ];
    for (text, expected) in cases {
        let edit = set(text, None, path, &json!(false), Place::Last);
        assert_eq!(edit.map(|edit| edit.applied(text)).as_deref(), Some(expected), "{text:?}");
    }
}

#[test]
fn only_one_item_of_a_list_is_changed() {
    let text = "kind: List\nitems:\n- spec:\n    a: 1\n- spec:\n    a: 2\n";
    let edit = set(text, Some(1), &["spec", "automount"], &json!(false), Place::First);
    assert_eq!(
        edit.map(|edit| edit.applied(text)).as_deref(),
        Some("kind: List\nitems:\n- spec:\n    a: 1\n- spec:\n    automount: false\n    a: 2\n")
    );
}

#[test]
fn a_text_is_appended_to_a_sequence() {
    let path: &[&str] = &["allow", "accounts"];
    let cases = [
        ("", "allow:\n  accounts:\n    - a/b\n"),
        ("action: warn\n", "action: warn\nallow:\n  accounts:\n    - a/b\n"),
        ("allow:\n  x: 1\n", "allow:\n  x: 1\n  accounts:\n    - a/b\n"),
        ("allow: {x: 1}\n", "allow: {accounts: [\"a/b\"], x: 1}\n"),
        ("allow:\n  accounts: []\n", "allow:\n  accounts: [\"a/b\"]\n"),
        ("allow:\n  accounts: [c/d]\n", "allow:\n  accounts: [c/d, \"a/b\"]\n"),
        (
            "allow:\n  accounts:\n    - c/d # why\n",
            "allow:\n  accounts:\n    - c/d # why\n    - a/b\n",
        ),
        (
            "allow:\n  accounts:\n  - \"c/d\"\nhelp: x\n",
            "allow:\n  accounts:\n  - \"c/d\"\n  - a/b\nhelp: x\n",
        ),
        ("allow:\nhelp: x\n", "allow:\n  accounts:\n    - a/b\nhelp: x\n"),
        ("allow:\r\n  accounts:\r\n  - c\r\n", "allow:\r\n  accounts:\r\n  - c\r\n  - a/b\r\n"),
    ];
    for (text, expected) in cases {
        let edit = append(text, path, "a/b");
        assert_eq!(edit.map(|edit| edit.applied(text)).as_deref(), Some(expected), "{text:?}");
    }
}
