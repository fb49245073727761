//! Writes changes to an object into the text that contains it.

use std::fmt;

use manifest::{Content, Format, Node};
use serde_json::Value;

use super::change::Change;
use super::insert::Inserter;
use super::joined::Joined;
use super::layout::{Layout, Shape};
use super::part::{Lists, Part};
use super::{Edit, Place, set_below};
use crate::input::Object;
use crate::path::Step;

/// Why changes cannot be written into a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// What is to be changed comes from an alias or a merge key.
    Alias,
    /// The same text means something else, too, because an alias refers to it.
    Shared,
    /// The text is written in a way that cannot be changed safely.
    Layout,
    /// It would take too long: the items of a large list cannot be read one by one.
    TooLarge,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alias => "what has to be changed comes from a YAML alias or merge key",
            Self::Shared => {
                "what has to be changed has a YAML anchor, and a change would affect its aliases \
                 too"
            }
            Self::Layout => {
                "the way in which the text is written does not allow a safe change; change it by \
                 hand"
            }
            Self::TooLarge => {
                "the list is too large to be changed item by item, because it has YAML anchors or \
                 brackets around its items; divide it"
            }
        })
    }
}

/// A changed object.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The changes to the text, in its order. No two of them touch.
    pub edits: Vec<Edit>,
    /// The object after the changes.
    pub value: Value,
}

/// Writes changes to an object, one after the other, into the text from which it was read. After
/// each change the text is read again, and has to say what was meant and nothing else.
///
/// # Errors
///
/// Why nothing is changed.
pub fn change(
    text: &str,
    object: &Object,
    lists: &Lists,
    changes: &[Change],
) -> Result<Changed, Obstacle> {
    let mut part = lists.part(text, object)?;
    let mut document = part.read().ok_or(Obstacle::Layout)?;
    let (mut expected, mut value) = (document.to_json(), object.value.clone());
    let own = part.object_of_value(&mut expected).ok_or(Obstacle::Layout)?;
    if !is_read_from(&value, own) {
        return Err(Obstacle::Layout);
    }
    let mut joined = Joined::default();
    for change in changes {
        let own = part.object_of_value(&mut expected).ok_or(Obstacle::Layout)?;
        change.apply(own).and(change.apply(&mut value)).ok_or(Obstacle::Layout)?;
        let node = part.object(&document).ok_or(Obstacle::Layout)?;
        let layout = Layout { text: &part.text };
        let edits = candidates(layout, node, part.format, change)?;
        let written = edits.into_iter().find_map(|edit| {
            let edit = with_line_ends_of(text, &part, edit);
            let text = edit.applied(&part.text);
            // What follows in the file starts in a line of its own.
            if text.ends_with('\n') != part.text.ends_with('\n') {
                return None;
            }
            let read = part.format.read(&text).ok()?.node?;
            (read.to_json() == expected).then_some((edit, text, read))
        });
        let Some((edit, text, read)) = written else {
            return Err(match () {
                () if layout.has_alias(&document) => Obstacle::Shared,
                () if part.format == Format::Yaml && part.text.contains("<<:") => Obstacle::Alias,
                () => Obstacle::Layout,
            });
        };
        joined.add(edit).ok_or(Obstacle::Layout)?;
        (part.text, document) = (text, read);
    }
    let edits = joined.into_edits().into_iter().map(|edit| part.in_whole(edit));
    let edits = edits.collect::<Option<Vec<_>>>().ok_or(Obstacle::Layout)?;
    Ok(Changed { edits, value })
}

/// Whether an object was read from a text that says this. Its list can give it a kind and a version.
fn is_read_from(object: &Value, said: &Value) -> bool {
    said.as_object().is_some_and(|fields| {
        let added = ["apiVersion", "kind"];
        fields
            .iter()
            .all(|(key, value)| added.contains(&key.as_str()) || object.get(key) == Some(value))
    })
}

/// The ways to write a change, the best first.
fn candidates(
    layout: Layout<'_>,
    object: &Node,
    format: Format,
    change: &Change,
) -> Result<Vec<Edit>, Obstacle> {
    if let Change::Set { mapping, key, value, place } = change
        && let Some(path) = keys(mapping, key)
        && follow(layout, object, mapping).is_ok_and(|found| found.is_none_or(is_missing(key)))
    {
        let places = match place {
            Place::First => [Place::First, Place::Last],
            Place::Last => [Place::Last, Place::First],
        };
        let edits = places.map(|place| set_below(layout.text, object, &path, value, place));
        return Ok(edits.into_iter().flatten().collect());
    }
    let mapping = follow(layout, object, change.mapping())?.ok_or(Obstacle::Layout)?;
    let inserter = Inserter { layout, object, format };
    let entries = mapping.entries().unwrap_or_default();
    let entry = entries.iter().find(|(key, _)| key.name == change.key());
    if entry.is_some_and(|(key, node)| layout.is_elsewhere((key, node))) {
        return Err(Obstacle::Alias);
    }
    let found = entry.map(|(_, node)| node);
    let edit = match (change, found) {
        (Change::Set { value, .. }, Some(found)) => match found.content {
            Content::Scalar(_) if !found.at.is_empty() => inserter.scalar(found, value),
            _ => set_below(layout.text, mapping, &[change.key()], value, Place::Last),
        },
        (Change::Set { key, value, .. }, None) => inserter.key(mapping, key, value),
        (Change::Append { key, item, .. }, None) => {
            inserter.key(mapping, key, &Value::from(vec![item.clone()]))
        }
        (Change::Append { key, item, .. }, Some(list)) => {
            let is_null = list.is_null();
            let is_empty = is_null || list.items().is_some_and(<[Node]>::is_empty);
            let first = is_empty.then(|| inserter.first_item(mapping, key, item)).flatten();
            first.or_else(|| match is_null {
                true => {
                    let list = Value::from(vec![item.clone()]);
                    let edit = set_below(layout.text, mapping, &[key], &list, Place::Last)?;
                    let line = inserter.line(mapping, &list);
                    Some(Edit { insert: edit.insert.replace(&list.to_string(), &line), ..edit })
                }
                false => inserter.item(mapping, list, item),
            })
        }
        (Change::Remove { .. }, None) => None,
        (Change::Remove { key, item, .. }, Some(list)) => {
            let items = list.items().unwrap_or_default();
            if items.iter().any(|item| layout.shape(item) == Some(Shape::Alias)) {
                return Err(Obstacle::Alias);
            }
            match items.len() {
                1 => layout.remove_key(mapping, key),
                _ => layout.remove_item(list, *item),
            }
        }
    };
    Ok(edit.into_iter().collect())
}

/// The path of a field if it has no lists on its way.
fn keys<'c>(mapping: &'c [Step], key: &'c str) -> Option<Vec<&'c str>> {
    let steps = mapping.iter().map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Item(_) => None,
    });
    steps.chain([Some(key)]).collect()
}

/// Whether a mapping lacks a key, or has null there.
fn is_missing(key: &str) -> impl Fn(&Node) -> bool {
    move |mapping| mapping.get(key).is_none_or(Node::is_null)
}

/// The value at the end of a way; `None` if it does not exist.
fn follow<'n>(
    layout: Layout<'_>,
    object: &'n Node,
    way: &[Step],
) -> Result<Option<&'n Node>, Obstacle> {
    let mut node = object;
    for step in way {
        let next = match step {
            Step::Key(key) => {
                let entries = node.entries().unwrap_or_default();
                let entry = entries.iter().find(|(name, _)| name.name == *key);
                if entry.is_some_and(|(key, node)| layout.is_elsewhere((key, node))) {
                    return Err(Obstacle::Alias);
                }
                entry.map(|(_, node)| node)
            }
            Step::Item(item) => node.items().and_then(|items| items.get(*item)),
        };
        let Some(next) = next else {
            return Ok(None);
        };
        if layout.shape(next) == Some(Shape::Alias) {
            return Err(Obstacle::Alias);
        }
        node = next;
    }
    Ok(Some(node))
}

/// The same change, with the line ends of the text around it.
fn with_line_ends_of(text: &str, part: &Part, edit: Edit) -> Edit {
    if !edit.insert.contains('\n') {
        return edit;
    }
    let (before, after) = part.text.split_at_checked(edit.at.start).unwrap_or((&part.text, ""));
    let nearest = before.rsplit_once('\n').map(|(line, _)| line);
    let nearest = nearest.or_else(|| after.split_once('\n').map(|(line, _)| line));
    let nearest = nearest.or_else(|| text.split_once('\n').map(|(line, _)| line));
    let insert = edit.insert.replace("\r\n", "\n");
    let insert = match nearest.is_some_and(|line| line.ends_with('\r')) {
        true => insert.replace('\n', "\r\n"),
        false => insert,
    };
    Edit { insert, ..edit }
}

#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;
