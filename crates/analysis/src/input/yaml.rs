//! Reads YAML as kubectl does, with the position of every value.
//!
//! kubectl cuts a stream at lines that start with `---` and converts each document to JSON
//! (`k8s.io/apimachinery/pkg/util/yaml`) by YAML 1.1: `no` and `off` are booleans, and `<<` merges.
//!
//! The crate granit-parser parses the syntax. This module interprets it instead of a serde crate,
//! because no such crate reports the position of each value and is small enough for the playground
//! (a third of a megabyte of WebAssembly, compressed).

mod compose;
mod scalar;
mod write;

pub use write::{inline, write};

use std::ops::Range;

use serde_json::{Map, Value};

/// A YAML value and its position.
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
    /// Its bytes in the document.
    pub at: Range<usize>,
}

/// A YAML value.
#[derive(Clone, Debug)]
pub enum Content {
    /// Null, a boolean, a number or a string.
    Scalar(Value),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the text.
    Mapping(Vec<(Key, Node)>),
}

/// Why a document cannot be read.
#[derive(Debug)]
pub struct Fault {
    /// Line in the document, counted from 1, if known.
    pub line: Option<usize>,
    /// What was found, and what was expected.
    pub what: String,
}

impl Node {
    /// Reads one document; `None` if it is empty.
    ///
    /// # Errors
    ///
    /// It is not YAML, has a duplicate key, or expands to too many values.
    pub fn read(text: &str) -> Result<Option<Self>, Fault> {
        compose::document(text)
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

    /// The value of a key of this mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Mapping(entries) => {
                entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
            }
            _ => None,
        }
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

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.content, Content::Scalar(Value::Null))
    }
}

/// One document of a stream.
#[derive(Debug, PartialEq, Eq)]
pub struct Document<'t> {
    /// The byte of the stream at which its text starts.
    pub start: usize,
    /// The number of lines of the stream before its text.
    pub lines_before: usize,
    /// Its text, or the unexpected text in the line that starts it.
    pub text: Result<&'t str, &'t str>,
}

/// Cuts a stream at lines that start with `---`, as kubectl does.
pub fn documents(stream: &str) -> impl Iterator<Item = Document<'_>> {
    let mut documents = Vec::new();
    let (mut start, mut lines_before) = (0, 0);
    let mut at = 0;
    for (number, line) in stream.split_inclusive('\n').enumerate() {
        if let Some(rest) = line.strip_prefix("---") {
            documents.push(Document { start, lines_before, text: Ok(&stream[start..at]) });
            let rest = rest.trim();
            if !rest.is_empty() && !rest.starts_with('#') {
                documents.push(Document {
                    start: at,
                    lines_before: number,
                    text: Err(line.trim_end()),
                });
            }
            start = at + line.len();
            lines_before = number + 1;
        }
        at += line.len();
    }
    documents.push(Document { start, lines_before, text: Ok(&stream[start..]) });
    documents.into_iter()
}
