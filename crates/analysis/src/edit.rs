//! Changes a YAML or JSON text and leaves the rest of it as the author wrote it.

#[cfg(feature = "fix")]
mod changing;

use std::ops::Range;

use manifest::{Content, Format, Node, inline};
use serde_json::{Map, Value};

use crate::input::Object;
use crate::path::{Step, at_mut, node_at};
#[cfg(feature = "fix")]
pub use changing::{Change, Changed, Lists, Obstacle, change};

/// A change to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to remove.
    pub at: Range<usize>,
    /// The text to insert in their place.
    pub insert: String,
}

/// Where to insert a new field in its mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before the first field.
    First,
    /// After the last one.
    Last,
}

impl Edit {
    /// The text after the change.
    pub fn applied(&self, text: &str) -> String {
        let before = text.get(..self.at.start).unwrap_or(text);
        let after = text.get(self.at.end..).unwrap_or_default();
        [before, &self.insert, after].concat()
    }

    fn with_line_ends_of(self, text: &str) -> Self {
        if text.contains("\r\n") {
            // A part of it may come from the text.
            let insert = self.insert.replace('\r', "").replace('\n', "\r\n");
            return Self { insert, ..self };
        }
        self
    }

    /// The same change for a text that contains this one from byte `start` on.
    pub fn moved(self, start: usize) -> Self {
        Self { at: start + self.at.start..start + self.at.end, ..self }
    }
}

/// The text after changes that are in its order and do not overlap.
pub fn applied(text: &str, edits: &[Edit]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        changed.push_str(text.get(at..edit.at.start).unwrap_or_default());
        changed.push_str(&edit.insert);
        at = edit.at.end;
    }
    changed.push_str(text.get(at..).unwrap_or_default());
    changed
}

/// The change that sets a field of the document `text`, or of its list item `item`, to that value.
/// `None` if no change can do that and leave everything else as it is, for instance because of an
/// alias.
pub fn set(
    text: &str,
    item: Option<usize>,
    path: &[&str],
    value: &Value,
    place: Place,
) -> Option<Edit> {
    set_as(Format::Yaml, text, item, (&[], path), value, place)
}

fn set_as(
    format: Format,
    text: &str,
    item: Option<usize>,
    (way, path): (&[Step], &[&str]),
    value: &Value,
    place: Place,
) -> Option<Edit> {
    let places = match place {
        Place::First => [Place::First, Place::Last],
        Place::Last => [Place::Last, Place::First],
    };
    let document = format.read(text).ok()?.node;
    let mut expected = document.as_ref().map_or_else(|| Value::Object(Map::new()), Node::to_json);
    put(at_mut(at_item(&mut expected, item)?, way)?, path, value)?;
    places.into_iter().find_map(|place| {
        let edit = match &document {
            Some(document) => {
                let root = match item {
                    None => document,
                    Some(index) => document.get("items")?.items()?.get(index)?,
                };
                set_below(text, node_at(root, way)?, path, value, place)?
            }
            None if !way.is_empty() => return None,
            None => after_all(text, &block(path, value, "")),
        };
        let edit = edit.with_line_ends_of(text);
        let read = format.read(&edit.applied(text)).ok()?.node?;
        (read.to_json() == expected).then_some(edit)
    })
}

/// The same for a field of an object, in the text from which it was read. Items of lists on the way to it
/// must be there.
pub fn set_in(
    text: &str,
    object: &Object,
    field: &[Step],
    value: &Value,
    place: Place,
) -> Option<Edit> {
    let document = text.get(object.at.clone())?;
    let last_item = field.iter().rposition(|step| matches!(step, Step::Item(_)));
    let (way, path) = field.split_at_checked(last_item.map_or(0, |last| last + 1))?;
    let keys = path.iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Item(_) => None,
    });
    let path = (way, &*keys.collect::<Vec<_>>());
    let edit = set_as(object.format, document, object.item, path, value, place)?;
    Some(edit.moved(object.at.start))
}

/// The change that appends a document to a stream.
pub fn append_document(text: &str, document: &str) -> Edit {
    let nothing_yet = !text.lines().any(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && line != "---"
    });
    let separator = if nothing_yet { "" } else { "---\n" };
    after_all(text, &format!("{separator}{document}")).with_line_ends_of(text)
}

fn after_all(text: &str, lines: &str) -> Edit {
    let end = text.len();
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    Edit { at: end..end, insert: format!("{newline}{}\n", lines.trim_end()) }
}

fn at_item(document: &mut Value, item: Option<usize>) -> Option<&mut Value> {
    match item {
        None => Some(document),
        Some(index) => document.get_mut("items")?.get_mut(index),
    }
}

fn put(root: &mut Value, path: &[&str], value: &Value) -> Option<()> {
    let mut at = root;
    for key in path {
        if at.is_null() {
            *at = Value::Object(Map::new());
        }
        at = at.as_object_mut()?.entry(*key).or_insert(Value::Null);
    }
    *at = value.clone();
    Some(())
}

fn set_below(text: &str, node: &Node, path: &[&str], value: &Value, place: Place) -> Option<Edit> {
    let (key, rest) = path.split_first()?;
    let Content::Mapping(entries) = &node.content else {
        return None;
    };
    let Some((name, found)) = entries.iter().find(|(name, _)| name.name == *key) else {
        return insert(text, node, path, value, place);
    };
    if found.is_null() || (rest.is_empty() && matches!(found.content, Content::Scalar(_))) {
        let in_lines = !opens_flow(text, node);
        let new = if rest.is_empty() { flow(value) } else { flow(&nested(rest, value)) };
        if found.at.is_empty() {
            // `key:` without a value.
            let colon = name.at.end + text.get(name.at.end..)?.find(':')? + 1;
            let insert = match indent_of(text, name.at.start) {
                Some(indent) if in_lines && !rest.is_empty() => {
                    format!("\n{}", block(rest, value, &format!("{indent}  ")))
                }
                _ => format!(" {new}"),
            };
            return Some(Edit { at: colon..colon, insert });
        }
        let new = if in_lines && rest.is_empty() { inline(value) } else { new };
        return Some(Edit { at: found.at.clone(), insert: new });
    }
    if rest.is_empty() {
        return None;
    }
    set_below(text, found, rest, value, place)
}

/// A field that does not exist yet.
fn insert(text: &str, node: &Node, path: &[&str], value: &Value, place: Place) -> Option<Edit> {
    let Content::Mapping(entries) = &node.content else {
        return None;
    };
    if opens_flow(text, node) {
        let (key, rest) = path.split_first()?;
        let is_quoted =
            |at: &Range<usize>| text.get(at.clone()).is_some_and(|key| key.starts_with('"'));
        let quoted = entries.first().is_none_or(|(key, _)| is_quoted(&key.at));
        let key = if quoted { format!("\"{key}\"") } else { (*key).to_owned() };
        let value = if rest.is_empty() { flow(value) } else { flow(&nested(rest, value)) };
        let open = node.at.start + 1;
        let Some((first, _)) = entries.first() else {
            return Some(Edit { at: open..open, insert: format!("{key}: {value}") });
        };
        let gap = text.get(open..first.at.start)?;
        let insert = match gap.contains('\n') {
            true => format!("{gap}{key}: {value},"),
            false => format!("{key}: {value}, "),
        };
        let at = if gap.contains('\n') { open } else { first.at.start };
        return Some(Edit { at: at..at, insert });
    }
    let first = entries.first()?.0.at.start;
    let indent = indent_of(text, first)?;
    let lines = block(path, value, &indent);
    match place {
        Place::First => {
            let insert = format!("{}\n{indent}", lines.trim_start());
            Some(Edit { at: first..first, insert })
        }
        Place::Last => {
            let end = end_of(node);
            let end = text.get(..end)?.trim_end_matches(['\n', '\r', ' ']).len();
            let end = line_end(text, end)?;
            Some(Edit { at: end..end, insert: format!("\n{lines}") })
        }
    }
}

/// The change that appends a text to the sequence at `path`, or creates the sequence. A null field
/// counts as missing.
pub fn append(text: &str, path: &[&str], item: &str) -> Option<Edit> {
    let value = Value::from(vec![Value::from(item)]);
    let document = Node::read(text).ok()?;
    let root = document.as_ref();
    let sequence = root.and_then(|root| path.iter().try_fold(root, |node, key| node.get(key)));
    let Some((sequence, items)) = sequence.and_then(|node| Some((node, node.items()?))) else {
        return set(text, None, path, &value, Place::Last);
    };
    let mut expected = document.as_ref().map(Node::to_json)?;
    let list = path.iter().try_fold(&mut expected, |value, key| value.get_mut(*key))?;
    list.as_array_mut()?.push(item.into());
    let edit = match items.last() {
        Some(last) if opens_flow(text, sequence) => {
            let end = end_of(last);
            Edit { at: end..end, insert: format!(", {}", flow(&item.into())) }
        }
        Some(last) => {
            let line_start = text.get(..last.at.start)?.rfind('\n').map_or(0, |at| at + 1);
            let dash = text.get(line_start..last.at.start)?;
            let end = end_of(last);
            let end = line_end(text, end)?;
            Edit { at: end..end, insert: format!("\n{dash}{}", inline(&item.into())) }
        }
        None => {
            let open = sequence.at.start + 1;
            Edit { at: open..open, insert: flow(&item.into()) }
        }
    };
    let edit = edit.with_line_ends_of(text);
    let read = Node::read(&edit.applied(text)).ok()??;
    (read.to_json() == expected).then_some(edit)
}

/// The byte at which the line of that byte ends, before its line break.
fn line_end(text: &str, at: usize) -> Option<usize> {
    let line = text.get(at..)?.split('\n').next()?;
    Some(at + line.strip_suffix('\r').unwrap_or(line).len())
}

/// The indentation of a key in its line; a dash counts as a space.
fn indent_of(text: &str, key: usize) -> Option<String> {
    let line_start = text.get(..key)?.rfind('\n').map_or(0, |newline| newline + 1);
    let before = text.get(line_start..key)?;
    let indent: String = before.chars().map(|c| if c == '-' { ' ' } else { c }).collect();
    indent.trim().is_empty().then_some(indent)
}

fn opens_flow(text: &str, node: &Node) -> bool {
    text.get(node.at.clone()).is_some_and(|open| open.starts_with(['{', '[']))
}

/// The byte at which its last part ends.
fn end_of(node: &Node) -> usize {
    let inner = match &node.content {
        Content::Scalar(_) => None,
        Content::Sequence(items) => items.last().map(end_of),
        Content::Mapping(entries) => entries.last().map(|(key, node)| end_of(node).max(key.at.end)),
    };
    inner.unwrap_or_default().max(node.at.end)
}

fn nested(path: &[&str], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |value, key| {
        Value::Object(Map::from_iter([((*key).to_owned(), value)]))
    })
}

/// JSON on a single line.
fn flow(value: &Value) -> String {
    value.to_string()
}

/// Lines of YAML, each indented.
fn block(path: &[&str], value: &Value, indent: &str) -> String {
    let Some((key, rest)) = path.split_first() else {
        return String::new();
    };
    if !rest.is_empty() {
        return format!("{indent}{key}:\n{}", block(rest, value, &format!("{indent}  ")));
    }
    match value {
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().map(|item| format!("\n{indent}  - {}", inline(item)));
            format!("{indent}{key}:{}", items.collect::<String>())
        }
        _ => format!("{indent}{key}: {}", inline(value)),
    }
}

#[cfg(test)]
mod tests;
