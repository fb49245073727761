//! YAML as kubectl reads it, with the line of every value.
//!
//! kubectl cuts a stream at lines that start with `---` and turns each document into JSON
//! (`k8s.io/apimachinery/pkg/util/yaml`), by YAML 1.1: `no` and `off` are booleans, `<<` merges.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::{Options, Spanned};

/// A YAML value and where it stands.
#[derive(Debug)]
pub struct Node {
    /// Line in the document, from 1; of a mapping, its first key's.
    pub line: usize,
    /// What it is.
    pub content: Content,
}

/// A YAML value.
#[derive(Debug)]
pub enum Content {
    /// Null, a boolean, a number or a string.
    Scalar(Value),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the text.
    Mapping(Vec<(String, Node)>),
}

/// Why a document cannot be read.
#[derive(Debug)]
pub struct Fault {
    /// Line in the document, from 1, where known.
    pub line: Option<usize>,
    /// What was found, and what was expected.
    pub what: String,
}

impl Node {
    /// Reads one document; `None` where it holds nothing.
    ///
    /// # Errors
    ///
    /// It is not YAML, says a key twice, or expands beyond all measure.
    pub fn read(text: &str) -> Result<Option<Self>, Fault> {
        let options = options();
        let documents: Vec<Self> = serde_saphyr::from_multiple_with_options(text, options)
            .map_err(|error| Fault {
                line: error.location().map(|location| location.line() as usize),
                what: first_line(&error.without_snippet().to_string()),
            })?;
        let mut documents = documents.into_iter().filter(|node| !node.is_null());
        let first = documents.next();
        match documents.next() {
            None => Ok(first),
            Some(second) => Err(Fault {
                line: Some(second.line),
                what: "expected the end of the document after `...`".into(),
            }),
        }
    }

    /// The same as JSON.
    pub fn to_json(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::Sequence(items) => items.iter().map(Self::to_json).collect(),
            Content::Mapping(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, node)| (key.clone(), node.to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    /// The value of a key of this mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.content {
            Content::Mapping(entries) => {
                entries.iter().find(|(name, _)| name == key).map(|(_, node)| node)
            }
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.content, Content::Scalar(Value::Null))
    }
}

fn options() -> Options {
    let mut options = Options::default();
    options.legacy_octal_numbers = true;
    if let Some(budget) = &mut options.budget {
        // The text is in memory already: its size bounds these. What aliases may add to it stays
        // bounded by the options' own limits.
        budget.max_events = usize::MAX;
        budget.max_nodes = usize::MAX;
        budget.max_total_scalar_bytes = usize::MAX;
        budget.max_depth = 200;
    }
    options
}

/// The library's errors go on with the place, which is told for the whole file instead.
fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    line.split(" at line ").next().unwrap_or(line).to_owned()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Content>::deserialize(deserializer)?;
        Ok(Self { line: spanned.referenced.line() as usize, content: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }
    fn visit_unit<E: Error>(self) -> Result<Content, E> {
        Ok(Content::Scalar(Value::Null))
    }
    fn visit_none<E: Error>(self) -> Result<Content, E> {
        self.visit_unit()
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Content, E> {
        Ok(Content::Scalar(Value::Bool(value)))
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Content, E> {
        Ok(Content::Scalar(value.into()))
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Content, E> {
        Ok(Content::Scalar(value.into()))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Content, E> {
        match Number::from_f64(value) {
            Some(number) => Ok(Content::Scalar(Value::Number(number))),
            None => Err(E::custom("JSON knows no infinity and no NaN: expected a finite number")),
        }
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Content, E> {
        Ok(Content::Scalar(value.into()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Content, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Content::Sequence(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Content::Mapping(entries))
    }
}

/// One document of a stream.
#[derive(Debug, PartialEq, Eq)]
pub struct Document<'t> {
    /// Lines of the stream before its text.
    pub lines_before: usize,
    /// Its text, or what is wrong with the line that starts it.
    pub text: Result<&'t str, &'t str>,
}

/// Cuts a stream at lines that start with `---`, as kubectl does.
pub fn documents(stream: &str) -> impl Iterator<Item = Document<'_>> {
    let mut documents = Vec::new();
    let (mut start, mut lines_before) = (0, 0);
    let mut at = 0;
    for (number, line) in stream.split_inclusive('\n').enumerate() {
        if let Some(rest) = line.strip_prefix("---") {
            documents.push(Document { lines_before, text: Ok(&stream[start..at]) });
            let rest = rest.trim();
            if !rest.is_empty() && !rest.starts_with('#') {
                documents.push(Document { lines_before: number, text: Err(line.trim_end()) });
            }
            start = at + line.len();
            lines_before = number + 1;
        }
        at += line.len();
    }
    documents.push(Document { lines_before, text: Ok(&stream[start..]) });
    documents.into_iter()
}
