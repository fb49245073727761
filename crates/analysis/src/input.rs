//! Reads manifests as objects with their positions.

mod automount_fields;
pub mod items;
mod single;
mod unreadable;
mod unsent;

use std::ops::Range;
use std::sync::Arc;

use manifest::{Documents, Format, Node, Note, Objects, Replaced};
use serde_json::Value;
use service_account_token_policy::pod::kinds::KINDS;

use automount_fields::automount_fields;
pub use single::single;
pub use unreadable::Unreadable;
use unsent::Unsent;

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
    /// Where it contains `automountServiceAccountToken`: field paths and lines.
    pub automount_fields: Vec<(String, usize)>,
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

/// Reads every object of a text, in order, with lists expanded in place. Returns what a reader may
/// take in another way than kubectl.
pub fn objects(
    file: &Arc<str>,
    documents: Documents<'_>,
    each: &mut dyn FnMut(Result<Object, Unreadable>),
) -> Vec<Unreadable> {
    let text = documents.text();
    let (mut notes, mut unsent) = (Vec::new(), Unsent::default());
    for document in documents {
        let lines = document.lines_before;
        let reading = match document.read() {
            Ok(reading) => reading,
            Err(fault) => {
                let fault = Unreadable::new(file, lines, fault).in_document(document.number);
                unsent.stop(&fault, document.number);
                each(Err(fault));
                continue;
            }
        };
        notes.extend(reading.notes.into_iter().map(|found| note(file, found.moved(lines))));
        let Some(node) = reading.node.filter(|node| !node.is_null()) else {
            continue;
        };
        let read = Read { file, text, at: document.at, lines, format: document.format };
        read.objects(node, &reading.replaced, &mut |object| {
            if let Ok(object) = &object {
                unsent.add(object, document.number);
            }
            each(object.map_err(|fault| fault.in_document(document.number)));
        });
    }
    notes.extend(unsent.warning(file));
    notes
}

/// A note about a file.
fn note(file: &str, note: Note) -> Unreadable {
    Unreadable { line: Some(note.line()), ..Unreadable::of(file, note.to_string()) }
}

/// A document that was read.
struct Read<'r> {
    file: &'r Arc<str>,
    text: &'r str,
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
            return each(Ok(self.object(&node, node.to_json())));
        }
        match manifest::objects(node, replaced) {
            Ok(Objects::One(node)) => {
                let mut value = node.to_json();
                complete_version(&mut value);
                each(Ok(self.object(&node, value)));
            }
            Ok(Objects::List(head, items)) => {
                for (index, item) in items.iter().enumerate() {
                    let mut value = item.to_json();
                    each(match head.complete(&mut value) {
                        Ok(()) => Ok(self.item(item, value, index)),
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

    fn object(&self, node: &Node, value: Value) -> Object {
        let fields = automount_fields(node).into_iter();
        Object {
            file: Arc::clone(self.file),
            line: node.line + self.lines,
            value,
            in_list: false,
            automount_fields: fields.map(|(path, line)| (path, line + self.lines)).collect(),
            at: self.at.clone(),
            format: self.format,
            item: None,
        }
    }

    fn item(&self, node: &Node, value: Value, index: usize) -> Object {
        let object = Object { in_list: true, ..self.object(node, value) };
        let own = match self.format {
            // Without the rest of the list.
            Format::Json => manifest::json_value(self.text, self.at.start + node.at.start),
            Format::Yaml => None,
        };
        match own {
            Some(at) => Object { at, ..object },
            None => Object { item: Some(index), ..object },
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
