//! The types of metadata that kubectl insists on (`metadataValidatingDecoder` in
//! `k8s.io/cli-runtime/pkg/resource/metadata_decoder.go`, and `ObjectMeta` in
//! `k8s.io/apimachinery/pkg/apis/meta/v1/types.go`).

use serde_json::Value;

use crate::node::joined;
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
    /// An object with these fields.
    Object(&'static [(&'static str, Type)]),
}

use Type::{Anything, Bool, Integer, Object, Objects, Text, TextList, Texts, Time};

const METADATA: Type = Object(OBJECT_META);

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
        Some(metadata) => field(metadata, &METADATA, "metadata"),
        None => Ok(()),
    }
}

/// Checks a value at that path, which starts with `metadata`.
///
/// # Errors
///
/// It is not of the type of the field there.
pub fn check_at(path: &[String], node: &Node) -> Result<(), Fault> {
    let steps = path.iter().skip(1);
    let found = steps.into_iter().try_fold(&METADATA, |found, step| match found {
        Object(types) => types.iter().find(|(name, _)| name == step).map(|(_, found)| found),
        Objects(types) if !step.starts_with('[') => {
            types.iter().find(|(name, _)| name == step).map(|(_, found)| found)
        }
        Objects(_) => Some(found),
        Texts | TextList => Some(&Text),
        _ => None,
    });
    match found {
        // An item of the list, not the list.
        Some(Objects(types)) if path.last().is_some_and(|step| step.starts_with('[')) => {
            fields(node, types, &joined(path))
        }
        Some(found) => field(node, found, &joined(path)),
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
        Object(types) => return fields(node, types, path),
    };
    if fits { Ok(()) } else { Err(wrong(node, path, what)) }
}

/// Go's layout `2006-01-02T15:04:05Z07:00`: only the hour may have one digit.
fn is_rfc3339(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let mut parts = time.splitn(3, ':').skip(1);
    let (minute, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let second = rest.find(|c: char| !c.is_ascii_digit());
    date.len() == 10
        && minute.len() == 2
        && second == Some(2)
        && rest.contains(['Z', '+', '-'])
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
