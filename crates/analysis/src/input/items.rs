//! Reads the objects of a large text one at a time. Keeps only the text and their positions.

mod cut;

use std::ops::Range;
use std::sync::Arc;

use manifest::{Document, Fault, Format, ListHead, Node, Text};
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use self::cut::Cut;
use super::{Unreadable, complete_version};
use crate::context;

/// The objects of a text.
pub struct Items {
    file: Arc<str>,
    text: String,
    items: Vec<Item>,
    is_blank: bool,
}

struct Item {
    /// The line of its first key, from 1.
    line: usize,
    place: Place,
    /// The list that contains it.
    list: Option<Arc<ListHead>>,
}

enum Place {
    /// These bytes of the text are JSON.
    Json(Range<usize>),
    /// These bytes of the text are a YAML sequence with one item.
    Yaml(Range<usize>),
    /// The object as JSON, because it is in YAML that cannot be cut.
    Own(Box<str>),
}

impl Items {
    /// Finds the objects of a text, with lists expanded in place. Calls `fault` for what cannot be
    /// read.
    pub fn new(file: &str, text: Text, fault: &mut dyn FnMut(Unreadable)) -> Self {
        let (mut items, mut is_blank) = (Vec::new(), true);
        let file: Arc<str> = file.into();
        for document in text.documents() {
            let lines = document.lines_before;
            match read(&document) {
                Ok(None) => {}
                Ok(Some(found)) => {
                    is_blank = false;
                    let found = found.into_iter();
                    items.extend(found.map(|item| Item { line: item.line + lines, ..item }));
                }
                Err(found) => fault(Unreadable::new(&file, lines, found)),
            }
        }
        Self { file, text: text.text, items, is_blank }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether nothing was read, not even an empty list.
    pub fn is_blank(&self) -> bool {
        self.is_blank
    }

    /// Reads an object; `None` if the index is out of range.
    pub fn get(&self, index: usize) -> Option<Result<Value, Unreadable>> {
        let item = self.items.get(index)?;
        Some(self.read(item).map_err(|fault| Unreadable::new(&self.file, 0, fault)))
    }

    /// Where an object is; `None` if the index is out of range.
    pub fn place(&self, index: usize) -> Option<context::Place> {
        let line = self.items.get(index)?.line;
        Some(context::Place { file: Arc::clone(&self.file), line })
    }

    /// Whether an object may be of one of these kinds, from a quick look at its text.
    pub fn may_be(&self, index: usize, kinds: &[&str]) -> bool {
        let Some(item) = self.items.get(index) else {
            return false;
        };
        let own = match &item.place {
            Place::Yaml(at) => cut::kind(self.text(at)).map(str::to_owned),
            Place::Json(at) => kind(self.text(at)),
            Place::Own(json) => kind(json),
        };
        let of_list = || item.list.as_ref().map(|list| list.item_kind().to_owned());
        let kind = own.or_else(|| of_list().filter(|kind| !kind.is_empty()));
        kind.is_none_or(|kind| kinds.contains(&kind.as_str()))
    }

    fn text(&self, at: &Range<usize>) -> &str {
        self.text.get(at.clone()).unwrap_or_default()
    }

    fn read(&self, item: &Item) -> Result<Value, Fault> {
        let mut value = match &item.place {
            Place::Json(at) => read_json(self.text(at)),
            Place::Yaml(at) => read_yaml(self.text(at)),
            Place::Own(json) => read_json(json),
        }
        .map_err(|fault| fault.moved(item.line.saturating_sub(1)))?;
        let fault = |what| Fault { line: Some(item.line), what, is_ours: false };
        match &item.list {
            Some(list) => list.complete(&mut value).map_err(fault)?,
            None => complete_version(&mut value),
        }
        match value.get("kind") {
            Some(Value::String(_)) => Ok(value),
            _ => Err(fault("expected a Kubernetes object with apiVersion and kind".into())),
        }
    }
}

fn kind(json: &str) -> Option<String> {
    Some(RawList::read(json)?.head.kind).filter(|kind| !kind.is_empty())
}

fn read_json(text: &str) -> Result<Value, Fault> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        // It is slower, but reads what only kubectl reads.
        Err(_) => Ok(Format::Json.read(text)?.node.map_or(Value::Null, |node| node.to_json())),
    }
}

fn read_yaml(text: &str) -> Result<Value, Fault> {
    let item =
        Node::read(text)?.and_then(Node::into_items).and_then(|items| items.into_iter().next());
    Ok(item.map_or(Value::Null, |item| item.to_json()))
}

/// The objects of a document; `None` if it is empty. Their lines count from its start.
fn read(document: &Document<'_>) -> Result<Option<Vec<Item>>, Fault> {
    let (text, start) = (document.text.clone()?, document.at.start);
    if document.format == Format::Yaml {
        return match cut::cut(text).and_then(|cut| of_cut(cut, start)) {
            Some(items) => Ok(Some(items)),
            None => Ok(document.read()?.node.filter(|node| !node.is_null()).map(of_yaml)),
        };
    }
    let mut lines = Lines { text, at: 0, line: 1 };
    let place = |raw: &str| {
        let at = offset(text, raw);
        Place::Json(start + at..start + at + raw.len())
    };
    Ok(match RawList::read(text) {
        _ if text == "null" => None,
        Some(RawList { head, items: Some(items) }) => {
            let head = Arc::new(head);
            let items = items.iter().map(|raw| Item {
                line: lines.of(raw.get()),
                place: place(raw.get()),
                list: Some(Arc::clone(&head)),
            });
            Some(items.collect())
        }
        _ => Some(vec![Item { line: lines.of(text), place: place(text), list: None }]),
    })
}

/// The byte of a text at which a part of it starts.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}

/// Finds the lines of parts of a text, which must be requested in ascending order.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line, counted from 1, at which a part of the text starts; for an object, the line of its
    /// first key.
    fn of(&mut self, part: &str) -> usize {
        let inner = part.strip_prefix('{').unwrap_or(part);
        let key = offset(self.text, part) + part.len() - inner.trim_start().len();
        let passed = self.text.get(self.at..key).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        self.at = self.at.max(key);
        self.line
    }
}

/// `None` if it is not a list.
fn of_cut(cut: Cut, start: usize) -> Option<Vec<Item>> {
    let list = Node::read(&cut.head).ok()??;
    let head = Arc::new(list_head(&list));
    let item = |(at, lines_before): (Range<usize>, usize)| Item {
        line: lines_before + 1,
        place: Place::Yaml(start + at.start..start + at.end),
        list: Some(Arc::clone(&head)),
    };
    let is_whole = list.get("items").is_none() && !head.kind.is_empty();
    is_whole.then(|| cut.items.into_iter().map(item).collect())
}

fn of_yaml(node: Node) -> Vec<Item> {
    let head = list_head(&node);
    let own = |node: &Node| Place::Own(node.to_json().to_string().into_boxed_str());
    if node.get("items").and_then(Node::items).is_none() {
        return vec![Item { line: node.line, place: own(&node), list: None }];
    }
    let head = Arc::new(head);
    let members = node.into_get("items").and_then(Node::into_items).unwrap_or_default();
    let member =
        |node: Node| Item { line: node.line, place: own(&node), list: Some(Arc::clone(&head)) };
    members.into_iter().map(member).collect()
}

fn list_head(node: &Node) -> ListHead {
    let text = |key| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    ListHead { kind: text("kind"), api_version: text("apiVersion") }
}

/// The fields of an object that tell whether it is a list, and its items, which are not read yet.
#[derive(Default)]
struct RawList<'t> {
    head: ListHead,
    items: Option<Vec<&'t RawValue>>,
}

impl<'t> RawList<'t> {
    /// `None` if it is no object, or its items are no list.
    fn read(json: &'t str) -> Option<Self> {
        struct Fields;
        impl<'t> Visitor<'t> for Fields {
            type Value = RawList<'t>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<RawList<'t>, A::Error> {
                let mut list = RawList::default();
                let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
                // Of a field given twice, the last counts.
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "kind" => list.head.kind = text(map.next_value()?),
                        "apiVersion" => list.head.api_version = text(map.next_value()?),
                        "items" => {
                            list.items = Some(map.next_value::<Option<_>>()?.unwrap_or_default())
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(list)
            }
        }
        serde_json::Deserializer::from_str(json).deserialize_map(Fields).ok()
    }
}
