//! Values and their places.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::Note;

/// The maximum nesting depth of a document. kubectl allows 10,000, but the policy does not judge
/// what is nested that deep.
pub const MAX_DEPTH: usize = 200;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Line in the document, counted from 1; for a mapping, the line of its first key.
    pub line: usize,
    /// Its bytes in the document. For a flow mapping or sequence: the opening bracket. For a block
    /// one: an empty range at the start of its first entry. Everything from an alias has the range
    /// of the alias.
    pub at: Range<usize>,
    /// Its content.
    pub content: Content,
}

/// The key of an entry.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its text.
    pub name: String,
    /// Its line in the document, counted from 1; the line of the alias for everything from one.
    pub line: usize,
    /// Its bytes in the document.
    pub at: Range<usize>,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Content {
    /// Null, a boolean, a number or a string.
    Scalar(Value),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping with different keys, in the order of the text.
    Mapping(Vec<(Key, Node)>),
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line in the document, counted from 1, if known.
    pub line: Option<usize>,
    /// What was found, and what was expected.
    pub what: String,
    /// Who does not take it.
    pub why: Why,
}

/// Why a document is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// kubectl cannot read it.
    Unread,
    /// We do not read it, although kubectl does.
    Ours,
    /// It can be read, but is no Kubernetes object, and does not look as if it were meant to be
    /// one.
    NoObject,
}

/// What was read of a document.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its root; `None` if it is empty.
    pub node: Option<Node>,
    /// What a reader may take in another way.
    pub notes: Vec<Note>,
    /// What later keys replaced, of what kubectl checks all the same.
    pub replaced: Vec<Replaced>,
}

/// A value in JSON that a later key replaced.
#[derive(Clone, Debug)]
pub struct Replaced {
    /// The keys on the way to it, and indexes in brackets.
    pub path: Vec<String>,
    /// The value.
    pub node: Node,
}

impl Fault {
    /// A fault in that line, counted from 1.
    pub fn at(line: usize, what: String) -> Self {
        Self { line: Some(line), what, why: Why::Unread }
    }

    /// A fault of what kubectl reads.
    pub(crate) fn ours(line: usize, what: String) -> Self {
        Self { why: Why::Ours, ..Self::at(line, what) }
    }

    /// The same fault in a text that has that many lines before the document.
    #[must_use]
    pub fn moved(self, lines: usize) -> Self {
        Self { line: self.line.map(|line| line + lines), ..self }
    }
}

/// What a value is, in words.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A path from the names of keys and the indexes of items in brackets.
pub(crate) fn joined(steps: &[String]) -> String {
    let mut path = String::new();
    for step in steps {
        if !path.is_empty() && !step.starts_with('[') {
            path.push('.');
        }
        path.push_str(step);
    }
    path
}

impl Node {
    /// Reads the first YAML document of a text; `None` if it is empty.
    ///
    /// # Errors
    ///
    /// See [`Format::read`](crate::Format::read).
    pub fn read(text: &str) -> Result<Option<Self>, Fault> {
        Ok(crate::Format::Yaml.read(text)?.node)
    }

    /// The same node in a text that has that many bytes and lines before the document.
    #[must_use]
    pub fn moved(mut self, bytes: usize, lines: usize) -> Self {
        self.move_by(bytes, lines);
        self
    }

    fn move_by(&mut self, bytes: usize, lines: usize) {
        self.line += lines;
        self.at = self.at.start + bytes..self.at.end + bytes;
        match &mut self.content {
            Content::Scalar(_) => {}
            Content::Sequence(items) => {
                items.iter_mut().for_each(|item| item.move_by(bytes, lines))
            }
            Content::Mapping(entries) => {
                for (key, node) in entries {
                    key.line += lines;
                    key.at = key.at.start + bytes..key.at.end + bytes;
                    node.move_by(bytes, lines);
                }
            }
        }
    }

    /// Its content as JSON.
    pub fn to_json(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::Sequence(items) => items.iter().map(Self::to_json).collect(),
            Content::Mapping(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, node)| (key.name.clone(), node.to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    /// The same, but consumes it.
    pub fn into_json(self) -> Value {
        match self.content {
            Content::Scalar(value) => value,
            Content::Sequence(items) => items.into_iter().map(Self::into_json).collect(),
            Content::Mapping(entries) => Value::Object(
                entries.into_iter().map(|(key, node)| (key.name, node.into_json())).collect(),
            ),
        }
    }

    /// The value of a key of this mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let entries = self.entries()?;
        entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// The same, but consumes this mapping.
    pub fn into_get(self, key: &str) -> Option<Self> {
        match self.content {
            Content::Mapping(entries) => {
                entries.into_iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
            }
            _ => None,
        }
    }

    /// The entries of this mapping.
    pub fn entries(&self) -> Option<&[(Key, Self)]> {
        match &self.content {
            Content::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of this sequence.
    pub fn items(&self) -> Option<&[Self]> {
        match &self.content {
            Content::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The same, but consumes this sequence.
    pub fn into_items(self) -> Option<Vec<Self>> {
        match self.content {
            Content::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The text of this string.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.content, Content::Scalar(Value::Null))
    }

    /// What it is, in words.
    pub fn kind(&self) -> &'static str {
        match &self.content {
            Content::Scalar(value) => kind_of(value),
            Content::Sequence(_) => "a list",
            Content::Mapping(_) => "an object",
        }
    }
}
