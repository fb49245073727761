//! Reads the objects of a large text one at a time. Keeps only the text and their positions.

mod cut;

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use self::cut::Cut;
use super::json::{self, Lines};
use super::yaml::{self, Fault, Node};
use super::{BOM, ListHead, RawList, Unreadable};
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
    pub fn new(file: &str, text: String, fault: &mut dyn FnMut(Unreadable)) -> Self {
        let (mut items, mut is_blank) = (Vec::new(), true);
        let file: Arc<str> = file.into();
        let stream = text.strip_prefix(BOM).unwrap_or(&text);
        let bom = text.len() - stream.len();
        for document in yaml::documents(stream) {
            let (start, lines_before) = (bom + document.start, document.lines_before);
            let found = match document.text {
                Ok(text) => read(text, start),
                Err(line) => Err(Fault {
                    line: Some(1),
                    what: format!("expected nothing but a comment after `---`, found {line:?}"),
                }),
            };
            match found {
                Ok(None) => {}
                Ok(Some(found)) => {
                    is_blank = false;
                    let found = found.into_iter();
                    items.extend(found.map(|item| Item { line: item.line + lines_before, ..item }));
                }
                Err(found) => fault(Unreadable::new(&file, lines_before, found)),
            }
        }
        Self { file, text, items, is_blank }
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
        let of_list = || item.list.as_ref()?.kind.as_deref()?.strip_suffix("List");
        let kind = own.or_else(|| of_list().filter(|kind| !kind.is_empty()).map(str::to_owned));
        kind.is_none_or(|kind| kinds.contains(&kind.as_str()))
    }

    fn text(&self, at: &Range<usize>) -> &str {
        self.text.get(at.clone()).unwrap_or_default()
    }

    fn read(&self, item: &Item) -> Result<Value, Fault> {
        let mut value = match &item.place {
            Place::Json(at) => read_json(self.text(at), item.line)?,
            Place::Yaml(at) => read_yaml(self.text(at), item.line)?,
            Place::Own(json) => read_json(json, item.line)?,
        };
        if let Some(list) = &item.list {
            list.complete(&mut value);
        }
        match value.get("kind") {
            Some(Value::String(_)) => Ok(value),
            _ => Err(Fault {
                line: Some(item.line),
                what: "expected a Kubernetes object with apiVersion and kind".into(),
            }),
        }
    }
}

fn kind(json: &str) -> Option<String> {
    serde_json::from_str::<RawList<'_>>(json).ok()?.kind
}

fn read_json(text: &str, line: usize) -> Result<Value, Fault> {
    let raw: &RawValue = serde_json::from_str(text)
        .map_err(|error| Fault { line: Some(line), what: error.to_string() })?;
    json::read(raw, line)
}

fn read_yaml(text: &str, line: usize) -> Result<Value, Fault> {
    let node = Node::read(text).map_err(|fault| Fault {
        line: Some(line + fault.line.unwrap_or(1).saturating_sub(1)),
        what: fault.what,
    })?;
    let item = node.and_then(Node::into_items).and_then(|items| items.into_iter().next());
    Ok(item.map_or(Value::Null, |item| item.to_json()))
}

/// The objects of a document that starts at that byte; `None` if it is empty.
fn read(text: &str, start: usize) -> Result<Option<Vec<Item>>, Fault> {
    if !json::looks_like_json(text) {
        return match cut::cut(text).and_then(|cut| of_cut(cut, start)) {
            Some(items) => Ok(Some(items)),
            None => Ok(Node::read(text)?.map(of_yaml)),
        };
    }
    // YAML can also start with braces, but no tool prints a cluster's objects that way. Trying YAML
    // would read a large truncated text twice just to report an error.
    let values = json::values(text)?;
    let (mut items, mut lines) = (Vec::new(), Lines::new(text));
    let place = |lines: &Lines<'_>, raw| {
        let at = lines.bytes(raw);
        Place::Json(start + at.start..start + at.end)
    };
    for (line, raw) in values {
        let list = serde_json::from_slice::<RawList<'_>>(raw.get().as_bytes()).ok();
        let list = list.map(|list| (list.head(), list.items));
        let Some((head, Some(members))) = list.filter(|(head, _)| head.is_list()) else {
            items.push(Item { line, place: place(&lines, raw), list: None });
            continue;
        };
        let head = Arc::new(head);
        for member in members {
            let line = lines.of(member);
            items.push(Item { line, place: place(&lines, member), list: Some(Arc::clone(&head)) });
        }
    }
    Ok(Some(items))
}

/// `None` if it is not a list.
fn of_cut(cut: Cut, start: usize) -> Option<Vec<Item>> {
    let head = Arc::new(list_head(&Node::read(&cut.head).ok()??));
    let item = |(at, lines_before): (Range<usize>, usize)| Item {
        line: lines_before + 1,
        place: Place::Yaml(start + at.start..start + at.end),
        list: Some(Arc::clone(&head)),
    };
    head.is_list().then(|| cut.items.into_iter().map(item).collect())
}

fn of_yaml(node: Node) -> Vec<Item> {
    let head = list_head(&node);
    let own = |node: &Node| Place::Own(node.to_json().to_string().into_boxed_str());
    if !head.is_list() || node.get("items").and_then(Node::items).is_none() {
        return vec![Item { line: node.line, place: own(&node), list: None }];
    }
    let head = Arc::new(head);
    let members = node.into_get("items").and_then(Node::into_items).unwrap_or_default();
    let member =
        |node: Node| Item { line: node.line, place: own(&node), list: Some(Arc::clone(&head)) };
    members.into_iter().map(member).collect()
}

fn list_head(node: &Node) -> ListHead {
    let text = |key| node.get(key).and_then(|node| node.to_json().as_str().map(str::to_owned));
    ListHead { api_version: text("apiVersion"), kind: text("kind") }
}
