//! The types of metadata that kubectl insists on (`metadataValidatingDecoder` in
//! `k8s.io/cli-runtime/pkg/resource/metadata_decoder.go`, and `ObjectMeta` in
//! `k8s.io/apimachinery/pkg/apis/meta/v1/types.go`).

use serde_json::Value;

use crate::yaml::is_timestamp;
use crate::{Content, Fault, Node};

/// The type of a field. Null counts as absent.
enum Type {
    Text,
    Integer,
    Bool,
    Time,
    Anything,
    /// Strings by name.
    Texts,
    /// A list of strings.
    TextList,
    /// A list of objects with these fields.
    Objects(&'static [(&'static str, Type)]),
}

use Type::{Anything, Bool, Integer, Objects, Text, TextList, Texts, Time};

const OBJECT_META: &[(&str, Type)] = &[
    ("name", Text),
    ("generateName", Text),
    ("namespace", Text),
    ("selfLink", Text),
    ("uid", Text),
    ("resourceVersion", Text),
    ("generation", Integer),
    ("creationTimestamp", Time),
    ("deletionTimestamp", Time),
    ("deletionGracePeriodSeconds", Integer),
    ("labels", Texts),
    ("annotations", Texts),
    (
        "ownerReferences",
        Objects(&[
            ("apiVersion", Text),
            ("kind", Text),
            ("name", Text),
            ("uid", Text),
            ("controller", Bool),
            ("blockOwnerDeletion", Bool),
        ]),
    ),
    ("finalizers", TextList),
    (
        "managedFields",
        Objects(&[
            ("manager", Text),
            ("operation", Text),
            ("apiVersion", Text),
            ("time", Time),
            ("fieldsType", Text),
            ("fieldsV1", Anything),
            ("subresource", Text),
        ]),
    ),
];

/// Checks the metadata of an object.
///
/// # Errors
///
/// A field is not of its type.
pub fn check(object: &Node) -> Result<(), Fault> {
    match object.get("metadata") {
        Some(metadata) => fields(metadata, OBJECT_META, "metadata"),
        None => Ok(()),
    }
}

fn fields(node: &Node, types: &[(&str, Type)], path: &str) -> Result<(), Fault> {
    match &node.content {
        _ if node.is_null() => Ok(()),
        Content::Mapping(entries) => entries.iter().try_for_each(|(key, value)| {
            match types.iter().find(|(name, _)| *name == key.name) {
                Some((name, expected)) => field(value, expected, &format!("{path}.{name}")),
                None => Ok(()),
            }
        }),
        _ => Err(wrong(node, path, "an object")),
    }
}

fn field(node: &Node, expected: &Type, path: &str) -> Result<(), Fault> {
    let value = match &node.content {
        Content::Scalar(value) => Some(value),
        _ => None,
    };
    let items = |each: &dyn Fn(&Node, String) -> Result<(), Fault>| match &node.content {
        Content::Sequence(items) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, item)| each(item, format!("{path}[{index}]")))
        }
        _ => Err(wrong(node, path, "a list")),
    };
    let (fits, what) = match expected {
        _ if node.is_null() => return Ok(()),
        Anything => return Ok(()),
        Text => (matches!(value, Some(Value::String(_))), "a string"),
        Bool => (matches!(value, Some(Value::Bool(_))), "a boolean"),
        Integer => (value.is_some_and(Value::is_i64), "an integer"),
        Time => {
            let text = value.and_then(Value::as_str);
            (text.is_some_and(is_rfc3339), "a time such as 2026-01-31T12:00:00Z")
        }
        Texts => match &node.content {
            Content::Mapping(entries) => {
                return entries.iter().try_for_each(|(key, value)| {
                    field(value, &Text, &format!("{path}.{}", key.name))
                });
            }
            _ => (false, "an object with strings"),
        },
        TextList => return items(&|item, path| field(item, &Text, &path)),
        Objects(types) => return items(&|item, path| fields(item, types, &path)),
    };
    if fits { Ok(()) } else { Err(wrong(node, path, what)) }
}

/// `2006-01-02T15:04:05Z07:00` with all digits.
fn is_rfc3339(text: &str) -> bool {
    let digits = |from: usize, to: usize| {
        text.as_bytes().get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let all_digits = [(0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19)];
    let zone = text.find(['Z', '+']).or_else(|| text.rfind('-').filter(|at| *at > 18));
    all_digits.into_iter().all(|(from, to)| digits(from, to))
        && text.get(10..11) == Some("T")
        && !text.contains(',')
        && zone.is_some()
        && is_timestamp(text)
}

fn wrong(node: &Node, path: &str, expected: &str) -> Fault {
    let found = match &node.content {
        Content::Scalar(value @ (Value::Bool(_) | Value::Number(_) | Value::String(_))) => {
            format!("{} {value}", node.kind())
        }
        _ => node.kind().to_owned(),
    };
    Fault::at(node.line, format!("expected {expected} as {path}, found {found}"))
}
