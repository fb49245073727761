//! Tests how JSON is read into slots, and the errors for invalid values.

use super::*;
use crate::prelude::*;

#[derive(Debug, Default)]
struct Outer<'a> {
    text: Option<Text<'a>>,
    texts: Option<Vec<Text<'a>>>,
    flag: Option<bool>,
    number: Option<i64>,
    raw: Option<&'a str>,
    inner: Option<Inner<'a>>,
    list: Vec<Inner<'a>>,
}
fields!(Outer<'de> {
    "text" => Text text,
    "texts" => Texts texts,
    "flag" => Bool flag,
    "number" => Integer number,
    "raw" => Raw raw,
    "inner" => Optional inner,
    "list" => List list,
});

#[derive(Debug, Default)]
struct Inner<'a> {
    name: Option<Text<'a>>,
}
fields!(Inner<'de> [strict] { "name" => Text name });

fn fault(json: &str) -> String {
    let mut outer = Outer::default();
    match read(json, "it", Slot::Object(outer.object())) {
        Ok(()) => "none".into(),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn values_are_stored_in_their_slots() {
    let json = r#"{
        "unknown": [[{"deep": 1e400}], "\ud800"], "text": "a\nb", "texts": ["x", null, ""],
        "flag": true, "number": -1e3, "raw": {"a": [1, 2]}, "inner": {"name": "i"},
        "list": [{"name": "l"}, null, {}]
    }"#;
    let mut outer = Outer::default();
    assert_eq!(read(json, "it", Slot::Object(outer.object())), Ok(()));
    assert_eq!(outer.text.as_deref(), Some("a\nb"));
    assert_eq!(outer.texts, Some(vec!["x".into(), "".into(), "".into()]));
    assert_eq!((outer.flag, outer.number), (Some(true), Some(-1000)));
    assert_eq!(outer.raw, Some(r#"{"a": [1, 2]}"#));
    assert_eq!(outer.inner.and_then(|inner| inner.name).as_deref(), Some("i"));
    let names: Vec<_> = outer.list.iter().map(|inner| inner.name.as_deref()).collect();
    assert_eq!(names, [Some("l"), None]);
}

#[test]
fn null_means_absent_but_empty_does_not() {
    let json = r#"{"text": null, "texts": null, "flag": null, "number": null, "raw": null, "inner": null, "list": null}"#;
    let mut outer = Outer::default();
    assert_eq!(read(json, "it", Slot::Object(outer.object())), Ok(()));
    assert!(outer.text.is_none() && outer.texts.is_none() && outer.flag.is_none());
    assert!(outer.number.is_none() && outer.raw.is_none() && outer.inner.is_none());
    assert!(outer.list.is_empty());
    let mut outer = Outer::default();
    assert_eq!(
        read(r#"{"text": "", "texts": [], "inner": {}}"#, "it", Slot::Object(outer.object())),
        Ok(())
    );
    assert_eq!((outer.text.as_deref(), outer.texts), (Some(""), Some(Vec::new())));
    assert!(outer.inner.is_some());
}

#[test]
fn errors_give_the_path_and_the_expected_type() {
    for (json, expected) in [
        (r#"{"text": 1}"#, "it.text must be a string, not a number"),
        (r#"{"text": true}"#, "it.text must be a string, not a boolean"),
        (r#"{"text": ["a"]}"#, "it.text must be a string, not a list"),
        (r#"{"text": {}}"#, "it.text must be a string, not an object"),
        (r#"{"texts": "a"}"#, "it.texts must be a list of strings, not a string"),
        (r#"{"texts": ["a", 1]}"#, "it.texts[1] must be a string, not a number"),
        (r#"{"flag": "false"}"#, "it.flag must be a boolean, not a string"),
        (r#"{"flag": 0}"#, "it.flag must be a boolean, not a number"),
        (r#"{"number": "1"}"#, "it.number must be a whole number, not a string"),
        (r#"{"number": 1.5}"#, "it.number must be a whole number, not a fraction"),
        (r#"{"number": 1e300}"#, "it.number must be a whole number, not a number that large"),
        (
            r#"{"number": 18446744073709551615}"#,
            "it.number must be a whole number, not a number that large",
        ),
        (r#"{"inner": []}"#, "it.inner must be an object, not a list"),
        (r#"{"inner": "x"}"#, "it.inner must be an object, not a string"),
        (r#"{"inner": {"name": []}}"#, "it.inner.name must be a string, not a list"),
        (r#"{"inner": {"nam": 1}}"#, "it.inner.nam is unknown; known are name"),
        (r#"{"list": {}}"#, "it.list must be a list of objects, not an object"),
        (r#"{"list": [{}, []]}"#, "it.list[1] must be an object, not a list"),
        (r#"{"list": [{"name": 1}]}"#, "it.list[0].name must be a string, not a number"),
        (r#"{"text": "a", "text": "b"}"#, "it.text is given twice"),
        (r#"{"text": "a", "flag": true, "raw": 1, "raw": 1}"#, "it.raw is given twice"),
        (r#"{"list": [{"name": "a", "name": "b"}]}"#, "it.list[0].name is given twice"),
        ("[]", "it must be an object, not a list"),
        ("null", "it must be an object, not null"),
        ("7", "it must be an object, not a number"),
        ("", "it is not valid JSON: EOF while parsing a value at line 1 column 0"),
        (r#"{"text": "#, "it.text is not valid JSON: EOF while parsing a value at line 1 column 9"),
        ("{} {}", "it is not valid JSON: trailing characters at line 1 column 4"),
    ] {
        assert_eq!(fault(json), expected, "{json}");
    }
}
