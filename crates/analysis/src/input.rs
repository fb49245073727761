//! Reads manifests as objects with their positions.

pub mod items;
mod single;
mod unreadable;
mod unsent;

use std::ops::Range;
use std::sync::Arc;

use manifest::{Cut, CutItem, Document, Documents, Fault, Format, Node, Note, Objects, Replaced};
use serde_json::Value;
use service_account_token_policy::pod::kinds::KINDS;

pub use single::single;
pub use unreadable::Unreadable;
use unsent::Unsent;

use crate::kinds::Kinds;
use crate::wrong_fields::{WrongField, wrong_fields};

/// An object of an input.
#[derive(Clone, Debug)]
pub struct Object {
    /// The file's name; `-` is stdin.
    pub file: Arc<str>,
    /// The line of its first key, from 1.
    pub line: usize,
    /// The object. It always has a `kind`, unless it is a bare AdmissionRequest or the payload of a
    /// policy.
    pub value: Value,
    /// Whether it is an item of a list, as `kubectl get` prints them.
    pub in_list: bool,
    /// Its fields that are written wrongly.
    pub wrong_fields: Vec<WrongField>,
    /// The bytes of the text that contain it: its document, or the JSON object itself.
    pub at: Range<usize>,
    /// How they are read.
    pub format: Format,
    /// Its index, if its document is a list.
    pub item: Option<usize>,
}

impl Object {
    /// The positions of its parts, from reading its text again. They count from the start of
    /// [`at`](Self::at).
    pub fn outline(&self, text: &str) -> Option<Node> {
        let document = self.format.read(text.get(self.at.clone())?).ok()?.node?;
        match self.item {
            None => Some(document),
            Some(index) => document.into_get("items")?.into_items()?.into_iter().nth(index),
        }
    }
}

/// Reads every object of a text, in order, with lists expanded in place, where `kinds` are judged. Returns
/// what a reader may take in another way than kubectl.
pub fn objects(
    file: &Arc<str>,
    documents: Documents<'_>,
    kinds: &Kinds,
    each: &mut dyn FnMut(Result<Object, Unreadable>),
) -> Vec<Unreadable> {
    let text = documents.text();
    let (mut notes, mut unsent) = (Vec::new(), Unsent::default());
    for document in documents {
        let lines = document.lines_before;
        let (at, format) = (document.at.clone(), document.format);
        let read = Read { file, text, kinds, at, lines, format };
        let number = document.number;
        if let Some(found) = read.json_list(&document, &mut passed(&mut unsent, number, each)) {
            notes.extend(found);
            continue;
        }
        let reading = match document.read() {
            Ok(reading) => reading,
            Err(fault) => {
                let fault = Unreadable::new(file, lines, fault).in_document(number);
                unsent.stop(&fault, number);
                each(Err(fault));
                continue;
            }
        };
        notes.extend(reading.notes.into_iter().map(|found| note(file, found.moved(lines))));
        let Some(node) = reading.node.filter(|node| !node.is_null()) else {
            continue;
        };
        read.objects(node, &reading.replaced, &mut passed(&mut unsent, number, each));
    }
    notes.extend(unsent.warning(file));
    notes
}

/// Passes on the objects of a document, and records them.
fn passed<'p>(
    unsent: &'p mut Unsent,
    number: usize,
    each: &'p mut dyn FnMut(Result<Object, Unreadable>),
) -> impl FnMut(Result<Object, Unreadable>) + 'p {
    move |object| {
        if let Ok(object) = &object {
            unsent.add(object, number);
        }
        each(object.map_err(|fault| fault.in_document(number)));
    }
}

/// A note about a file.
fn note(file: &str, note: Note) -> Unreadable {
    Unreadable { line: Some(note.line()), ..Unreadable::of(file, note.to_string()) }
}

/// A document that was read.
struct Read<'r> {
    file: &'r Arc<str>,
    text: &'r str,
    kinds: &'r Kinds,
    /// Its bytes in the text.
    at: Range<usize>,
    /// How many lines are before it.
    lines: usize,
    format: Format,
}

impl Read<'_> {
    fn objects(
        &self,
        node: Node,
        replaced: &[Replaced],
        each: &mut dyn FnMut(Result<Object, Unreadable>),
    ) {
        if is_review(&node) {
            return each(Ok(Object { value: node.to_json(), ..self.object(&node, ("", "")) }));
        }
        match manifest::objects(node, replaced) {
            Ok(Objects::One(node)) => {
                if let Some(fault) = list_without_items(&node) {
                    return each(Err(Unreadable::new(self.file, self.lines, fault)));
                }
                let mut object = self.object(&node, manifest::type_of(&node));
                object.value = node.into_json();
                complete_version(&mut object.value);
                each(Ok(object));
            }
            Ok(Objects::List(head, items)) => {
                for (index, item) in items.iter().enumerate() {
                    let mut value = item.to_json();
                    each(match head.complete(&mut value) {
                        Ok(()) => {
                            let object = self.object(item, head.type_of(item));
                            Ok(Object { value, in_list: true, item: Some(index), ..object })
                        }
                        Err(what) => Err(Unreadable {
                            line: Some(item.line + self.lines),
                            ..Unreadable::of(self.file, what)
                        }),
                    });
                }
            }
            Err(fault) => each(Err(Unreadable::new(self.file, self.lines, fault))),
        }
    }

    /// Reads a JSON list item by item, because a whole cluster can be in it. `None` if the document
    /// has to be read as a whole.
    fn json_list(
        &self,
        document: &Document<'_>,
        each: &mut dyn FnMut(Result<Object, Unreadable>),
    ) -> Option<Vec<Unreadable>> {
        if self.format != Format::Json {
            return None;
        }
        let Cut { head, items, .. } = document.cut().ok()??;
        let mut notes = Vec::new();
        for (index, CutItem { at, outline, .. }) in items.into_iter().enumerate() {
            let at = self.at.start + at.start..self.at.start + at.end;
            let text = self.text.get(at.clone()).unwrap_or_default();
            let fault = |fault| Err(Unreadable::new(self.file, self.lines, fault));
            let reading = match self.format.read(text) {
                Ok(reading) => reading,
                Err(found) => {
                    each(fault(found.moved(outline.line - 1)));
                    continue;
                }
            };
            let Some(node) = reading.node else { continue };
            let lines = self.lines + outline.line - node.line;
            notes.extend(reading.notes.into_iter().map(|found| {
                note(self.file, found.below(&format!("items[{index}]")).moved(lines))
            }));
            let object = Read { at, lines, ..*self }.object(&node, head.type_of(&node));
            let mut value = node.into_json();
            each(match head.complete(&mut value) {
                Ok(()) => Ok(Object { value, in_list: true, ..object }),
                Err(what) => fault(Fault::at(outline.line, what)),
            });
        }
        Some(notes)
    }

    /// An object with that `apiVersion` and `kind`, whose value is still missing.
    fn object(&self, node: &Node, (api_version, kind): (&str, &str)) -> Object {
        let mut wrong_fields = wrong_fields(node, self.kinds.judged(api_version, kind).as_ref());
        wrong_fields.iter_mut().for_each(|field| field.line += self.lines);
        Object {
            file: Arc::clone(self.file),
            line: node.line + self.lines,
            value: Value::Null,
            in_list: false,
            wrong_fields,
            at: self.at.clone(),
            format: self.format,
            item: None,
        }
    }
}

/// Whether a document is the payload of a policy or a bare AdmissionRequest, which kubectl does not
/// send.
fn is_review(document: &Node) -> bool {
    match document.get("kind") {
        Some(kind) => {
            let fields = ["uid", "operation", "object"];
            kind.entries().is_some() && fields.iter().any(|field| document.get(field).is_some())
        }
        None => document.get("request").is_some(),
    }
}

/// The fault of a `List` that has no `items`. kubectl would send it as an object of its own, which no
/// API server takes. A typed list such as PodList may be a kind of its own.
fn list_without_items(object: &Node) -> Option<Fault> {
    let is_list = object.get("kind").and_then(Node::text) == Some("List");
    let what = "expected items, a list of objects, in this List; found none".to_owned();
    is_list.then(|| Fault::at(object.line, what))
}

/// Adds the `apiVersion` that kubectl finds by discovery, and the API server then assumes.
fn complete_version(object: &mut Value) {
    let is_missing = object["apiVersion"].as_str().is_none_or(str::is_empty);
    let kind =
        object["kind"].as_str().and_then(|kind| KINDS.iter().find(|known| known.kind == kind));
    if let (true, Some(kind), Value::Object(fields)) = (is_missing, kind, object) {
        let version = match kind.group {
            "" => "v1".to_owned(),
            group => format!("{group}/v1"),
        };
        fields.insert("apiVersion".into(), version.into());
    }
}
