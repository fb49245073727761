//! The objects of a large text, read one at a time: what is kept is the text and where they stand.

use std::ops::Range;
use std::rc::Rc;

use serde_json::Value;
use serde_json::value::RawValue;

use super::json::{self, Lines};
use super::yaml::{self, Fault, Node};
use super::{BOM, ListHead, RawList, Unreadable};

/// The objects of a text.
pub struct Items {
    file: Rc<str>,
    text: String,
    items: Vec<Item>,
    is_blank: bool,
}

struct Item {
    /// The line of its first key, from 1.
    line: usize,
    place: Place,
    /// The list that it stands in.
    list: Option<Rc<ListHead>>,
}

enum Place {
    /// These bytes of the text are JSON.
    Text(Range<usize>),
    /// It stands in YAML, which says nothing about a part without the rest; this is the same as
    /// JSON.
    Own(Box<str>),
}

impl Items {
    /// Finds the objects of a text, lists expanded in place; `fault` is told what cannot be read.
    pub fn new(file: &str, text: String, fault: &mut dyn FnMut(Unreadable)) -> Self {
        let (mut items, mut is_blank) = (Vec::new(), true);
        let file: Rc<str> = file.into();
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

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether nothing was read, not even a list of nothing.
    pub fn is_blank(&self) -> bool {
        self.is_blank
    }

    /// Reads an object; `None` where there are not so many.
    pub fn get(&self, index: usize) -> Option<Result<Value, Unreadable>> {
        let item = self.items.get(index)?;
        Some(self.read(item).map_err(|fault| Unreadable::new(&self.file, 0, fault)))
    }

    /// Whether an object is, or may be, of one of these kinds; read in passing.
    pub fn may_be(&self, index: usize, kinds: &[&str]) -> bool {
        let Some(item) = self.items.get(index) else {
            return false;
        };
        let own = serde_json::from_slice::<RawList<'_>>(self.json(item).as_bytes())
            .ok()
            .and_then(|head| head.kind);
        let kind = own.or_else(|| {
            item.list.as_ref()?.kind.as_deref()?.strip_suffix("List").map(str::to_owned)
        });
        kind.is_none_or(|kind| kinds.contains(&kind.as_str()))
    }

    fn json<'i>(&'i self, item: &'i Item) -> &'i str {
        match &item.place {
            Place::Text(at) => self.text.get(at.clone()).unwrap_or_default(),
            Place::Own(json) => json,
        }
    }

    fn read(&self, item: &Item) -> Result<Value, Fault> {
        let fault = |what: String| Fault { line: Some(item.line), what };
        let raw: &RawValue = serde_json::from_slice(self.json(item).as_bytes())
            .map_err(|error| fault(error.to_string()))?;
        let mut value = json::read(raw, item.line)?;
        if let Some(list) = &item.list {
            list.complete(&mut value);
        }
        match value.get("kind") {
            Some(Value::String(_)) => Ok(value),
            _ => Err(fault("expected a Kubernetes object with apiVersion and kind".into())),
        }
    }
}

/// The objects of a document that starts at that byte; `None` where it holds nothing.
fn read(text: &str, start: usize) -> Result<Option<Vec<Item>>, Fault> {
    if !json::looks_like_json(text) {
        return Ok(Node::read(text)?.map(of_yaml));
    }
    // YAML has braces too, but nothing that prints a cluster's objects writes it so; and a large
    // text that breaks off in the middle would be read twice to say so.
    let values = json::values(text)?;
    let (mut items, mut lines) = (Vec::new(), Lines::new(text));
    let place = |lines: &Lines<'_>, raw| {
        let at = lines.bytes(raw);
        Place::Text(start + at.start..start + at.end)
    };
    for (line, raw) in values {
        let list = serde_json::from_slice::<RawList<'_>>(raw.get().as_bytes()).ok();
        let list = list.map(|list| (list.head(), list.items));
        let Some((head, Some(members))) = list.filter(|(head, _)| head.is_list()) else {
            items.push(Item { line, place: place(&lines, raw), list: None });
            continue;
        };
        let head = Rc::new(head);
        for member in members {
            let line = lines.of(member);
            items.push(Item { line, place: place(&lines, member), list: Some(Rc::clone(&head)) });
        }
    }
    Ok(Some(items))
}

fn of_yaml(node: Node) -> Vec<Item> {
    let text = |key| node.get(key).and_then(|node| node.to_json().as_str().map(str::to_owned));
    let head = ListHead { api_version: text("apiVersion"), kind: text("kind") };
    let own = |node: &Node| Place::Own(node.to_json().to_string().into_boxed_str());
    if !head.is_list() || node.get("items").and_then(Node::items).is_none() {
        return vec![Item { line: node.line, place: own(&node), list: None }];
    }
    let head = Rc::new(head);
    let members = node.into_get("items").and_then(Node::into_items).unwrap_or_default();
    let member =
        |node: Node| Item { line: node.line, place: own(&node), list: Some(Rc::clone(&head)) };
    members.into_iter().map(member).collect()
}
