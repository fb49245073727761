//! Reads the objects of a large text one at a time. Keeps only the text and their positions.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use manifest::{
    Cut, CutItem, Document, Fault, Format, ListHead, Node, Note, Objects, Outline, Reading, Text,
};
use serde_json::Value;

use super::{Unreadable, complete_version, is_review, list_without_items, note};
use crate::context;

/// The objects of a text.
pub struct Items {
    file: Arc<str>,
    text: String,
    items: Vec<Item>,
    notes: Vec<Unreadable>,
    is_blank: bool,
}

struct Item {
    /// The line of its first key, from 1.
    line: usize,
    place: Place,
    /// The list that contains it.
    list: Option<Arc<ListHead>>,
    kind: Option<Arc<str>>,
    /// The number of its document.
    document: usize,
}

enum Place {
    /// These bytes of the text are JSON.
    Json(Range<usize>),
    /// These bytes of the text, after that many spaces, are a YAML sequence with one item.
    Yaml(Range<usize>, usize),
    /// The object as JSON, because it is in YAML that cannot be cut.
    Own(Box<str>),
}

impl Items {
    /// Finds the objects of a text, with lists expanded in place. Calls `fault` for what cannot be
    /// read.
    pub fn new(file: &str, text: Text, fault: &mut dyn FnMut(Unreadable)) -> Self {
        let file: Arc<str> = file.into();
        let mut found = Found { items: Vec::new(), notes: Vec::new(), kinds: Vec::new() };
        let (mut is_blank, mut notes) = (true, Vec::new());
        for document in text.documents() {
            let lines = document.lines_before;
            let before = found.items.len();
            match found.read(&document) {
                Ok(is_empty) => is_blank &= is_empty,
                Err(found) => {
                    fault(Unreadable::new(&file, lines, found).in_document(document.number));
                }
            }
            for item in found.items.iter_mut().skip(before) {
                item.line += lines;
                item.document = document.number;
            }
            notes.extend(found.notes.drain(..).map(|found| note(&file, found.moved(lines))));
        }
        Self { file, text: text.text, items: found.items, notes, is_blank }
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

    /// What a reader may take in another way than kubectl.
    pub fn notes(&self) -> &[Unreadable] {
        &self.notes
    }

    /// Reads an object; `None` if the index is out of range.
    pub fn get(&self, index: usize) -> Option<Result<Value, Unreadable>> {
        let item = self.items.get(index)?;
        Some(
            self.read(item)
                .map_err(|fault| Unreadable::new(&self.file, 0, fault).in_document(item.document)),
        )
    }

    /// Where an object is; `None` if the index is out of range.
    pub fn place(&self, index: usize) -> Option<context::Place> {
        let line = self.items.get(index)?.line;
        Some(context::Place { file: Arc::clone(&self.file), line })
    }

    /// Whether an object is an item of a list.
    pub fn is_in_list(&self, index: usize) -> bool {
        self.items.get(index).is_some_and(|item| item.list.is_some())
    }

    /// Whether an object may be of one of these kinds.
    pub fn may_be(&self, index: usize, kinds: &[&str]) -> bool {
        let kind = self.items.get(index).and_then(|item| item.kind.as_deref());
        kind.is_none_or(|kind| kinds.contains(&kind))
    }

    fn read(&self, item: &Item) -> Result<Value, Fault> {
        let text = |at: &Range<usize>| self.text.get(at.clone()).unwrap_or_default();
        let value = match &item.place {
            Place::Json(at) => read_json(text(at)),
            Place::Yaml(at, column) => read_yaml(text(at), *column),
            Place::Own(json) => read_json(json),
        };
        let mut value = value.map_err(|fault| fault.moved(item.line.saturating_sub(1)))?;
        match &item.list {
            Some(list) => list.complete(&mut value).map_err(|what| Fault::at(item.line, what))?,
            None => complete_version(&mut value),
        }
        match value.get("kind") {
            Some(Value::String(_)) => Ok(value),
            _ => {
                let what = "expected a Kubernetes object with apiVersion and kind";
                Err(Fault::at(item.line, what.into()))
            }
        }
    }
}

fn read_json(text: &str) -> Result<Value, Fault> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        // It is slower, but reads what only kubectl reads.
        Err(_) => Ok(Format::Json.read(text)?.node.map_or(Value::Null, |node| node.to_json())),
    }
}

fn read_yaml(text: &str, column: usize) -> Result<Value, Fault> {
    let text = match column {
        0 => Cow::Borrowed(text),
        column => Cow::Owned(" ".repeat(column) + text),
    };
    let items = Node::read(&text)?.and_then(Node::into_items);
    let item = items.and_then(|items| items.into_iter().next());
    Ok(item.map_or(Value::Null, |item| item.to_json()))
}

/// What was found so far. Lines count from the start of the document.
struct Found {
    items: Vec<Item>,
    notes: Vec<Note>,
    /// All kinds, each kept once.
    kinds: Vec<Arc<str>>,
}

impl Found {
    /// Adds the objects of a document; returns whether it is empty.
    fn read(&mut self, document: &Document<'_>) -> Result<bool, Fault> {
        if let Some(Cut { head, items, notes }) = document.cut()? {
            self.notes.extend(notes);
            self.cut(items, head, document);
            return Ok(false);
        }
        let at = (document.format == Format::Json).then(|| document.at.clone());
        self.whole(document.read()?, at)
    }

    /// A document that was read as a whole. `at` is where it is, if it is JSON.
    fn whole(&mut self, reading: Reading, at: Option<Range<usize>>) -> Result<bool, Fault> {
        let Reading { node, notes, replaced } = reading;
        self.notes.extend(notes);
        let Some(node) = node.filter(|node| !node.is_null()) else {
            return Ok(true);
        };
        let own = |node: &Node| Place::Own(node.to_json().to_string().into_boxed_str());
        let one = |node: &Node| at.clone().map_or_else(|| own(node), Place::Json);
        if is_review(&node) {
            self.push(Outline::of(&node), one(&node), None);
            return Ok(false);
        }
        match manifest::objects(node, &replaced)? {
            Objects::One(node) => match list_without_items(&node) {
                Some(fault) => return Err(fault),
                None => self.push(Outline::of(&node), one(&node), None),
            },
            Objects::List(head, items) => {
                let head = Arc::new(head);
                for item in &items {
                    self.push(Outline::of(item), own(item), Some(&head));
                }
            }
        }
        Ok(false)
    }

    fn cut(&mut self, items: Vec<CutItem>, head: ListHead, document: &Document<'_>) {
        let (head, start) = (Arc::new(head), document.at.start);
        for CutItem { at, column, outline } in items {
            let at = start + at.start..start + at.end;
            let place = match document.format {
                Format::Json => Place::Json(at),
                Format::Yaml => Place::Yaml(at, column),
            };
            self.push(outline, place, Some(&head));
        }
    }

    fn push(&mut self, outline: Outline, place: Place, list: Option<&Arc<ListHead>>) {
        let Outline { line, kind } = outline;
        let implied = || list.map(|list| list.item_kind().to_owned());
        let kind = kind.filter(|kind| !kind.is_empty()).or_else(implied);
        let kind = kind.map(|kind| match self.kinds.iter().find(|known| ***known == *kind) {
            Some(known) => Arc::clone(known),
            None => {
                let kind: Arc<str> = kind.into();
                // A cluster has a few hundred.
                if self.kinds.len() < 1_000 {
                    self.kinds.push(Arc::clone(&kind));
                }
                kind
            }
        });
        self.items.push(Item { line, place, list: list.map(Arc::clone), kind, document: 0 });
    }
}
