//! Reads YAML or JSON texts as objects with their positions.

mod automount_fields;
pub mod items;
pub mod json;
mod unreadable;
pub mod yaml;

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, value::RawValue};

use automount_fields::automount_fields_of_json;
use json::Lines;
pub use unreadable::Unreadable;
use yaml::{Fault, Node};

/// An object of an input.
#[derive(Clone, Debug)]
pub struct Object {
    /// The file's name; `-` is stdin.
    pub file: Arc<str>,
    /// The line of its first key, from 1.
    pub line: usize,
    /// The object. It always has `apiVersion` and `kind`, unless it is a bare AdmissionRequest.
    pub value: Value,
    /// Whether it is an item of a `List` or typed list, as `kubectl get` prints them.
    pub in_list: bool,
    /// Where it contains `automountServiceAccountToken`: field paths and lines.
    pub automount_fields: Vec<(String, usize)>,
    /// The bytes of the text that contain it: its YAML document, or the JSON object itself.
    pub at: Range<usize>,
    /// Its index, if its document is a list.
    pub item: Option<usize>,
}

impl Object {
    /// The positions of its parts, from reading its text again. They count from the start of
    /// [`at`](Self::at).
    pub fn outline(&self, text: &str) -> Option<Node> {
        let document = Node::read(text.get(self.at.clone())?).ok()??;
        match self.item {
            None => Some(document),
            Some(index) => document.into_get("items")?.into_items()?.into_iter().nth(index),
        }
    }
}

/// The byte order mark that some editors write before UTF-8.
const BOM: char = '\u{feff}';

/// Reads every object of a text, in order, with lists expanded in place.
pub fn objects(file: &Arc<str>, text: &str, each: &mut dyn FnMut(Result<Object, Unreadable>)) {
    let stream = text.strip_prefix(BOM).unwrap_or(text);
    let bom = text.len() - stream.len();
    for document in yaml::documents(stream) {
        let start = bom + document.start;
        let mut reader = Reader { file, start, lines_before: document.lines_before, each };
        match document.text {
            Err(line) => reader.fault(Fault {
                line: Some(1),
                what: format!("expected nothing but a comment after `---`, found {line:?}"),
            }),
            Ok(text) => reader.document(text),
        }
    }
}

struct Reader<'r> {
    file: &'r Arc<str>,
    /// Where the document starts in the text.
    start: usize,
    lines_before: usize,
    each: &'r mut dyn FnMut(Result<Object, Unreadable>),
}

impl Reader<'_> {
    fn document(&mut self, text: &str) {
        if json::looks_like_json(text) {
            match json::values(text) {
                Ok(values) => {
                    let mut lines = Lines::new(text);
                    return values.iter().for_each(|(line, raw)| self.json(raw, *line, &mut lines));
                }
                // YAML can also start with braces.
                Err(fault) if self.file.ends_with(".json") => return self.fault(fault),
                Err(_) => {}
            }
        }
        match Node::read(text) {
            Ok(None) => {}
            Ok(Some(node)) => self.yaml(&node, 0..text.len()),
            Err(fault) => self.fault(fault),
        }
    }

    fn json(&mut self, raw: &RawValue, line: usize, lines: &mut Lines<'_>) {
        let list = serde_json::from_slice::<RawList<'_>>(raw.get().as_bytes()).ok();
        let list = list.map(|list| (list.head(), list.items));
        let Some((list, Some(items))) = list.filter(|(list, _)| list.is_list()) else {
            let at = lines.bytes(raw);
            return self.json_object(raw, line, at, None);
        };
        for item in items {
            let (line, at) = (lines.of(item), lines.bytes(item));
            self.json_object(item, line, at, Some(&list));
        }
    }

    fn json_object(
        &mut self,
        raw: &RawValue,
        line: usize,
        at: Range<usize>,
        list: Option<&ListHead>,
    ) {
        match json::read(raw, line) {
            Ok(mut value) => {
                if let Some(list) = list {
                    list.complete(&mut value);
                }
                let automount_fields = automount_fields_of_json(raw, line, &value);
                let file = Arc::clone(self.file);
                let in_list = list.is_some();
                self.object(Object {
                    file,
                    line,
                    value,
                    in_list,
                    automount_fields,
                    at,
                    item: None,
                });
            }
            Err(fault) => self.fault(fault),
        }
    }

    fn yaml(&mut self, node: &Node, at: Range<usize>) {
        let text = |key| node.get(key).and_then(|node| node.to_json().as_str().map(str::to_owned));
        let list = ListHead { api_version: text("apiVersion"), kind: text("kind") };
        let object = |node: &Node, file| Object {
            file,
            line: node.line,
            value: node.to_json(),
            in_list: false,
            automount_fields: node.automount_fields(),
            at: at.clone(),
            item: None,
        };
        if list.is_list()
            && let Some(items) = node.get("items").and_then(Node::items)
        {
            for (index, item) in items.iter().enumerate() {
                let mut item = object(item, Arc::clone(self.file));
                list.complete(&mut item.value);
                self.object(Object { in_list: true, item: Some(index), ..item });
            }
        } else {
            self.object(object(node, Arc::clone(self.file)));
        }
    }

    /// Passes on an object whose positions count from the start of the document.
    fn object(&mut self, mut object: Object) {
        let found = match &object.value {
            Value::Object(fields) if fields.contains_key("kind") => None,
            // The payload for a policy.
            Value::Object(fields) if fields.contains_key("request") => None,
            Value::Object(_) => Some("an object without kind"),
            Value::Array(_) => Some("a list"),
            Value::String(_) => Some("a string"),
            Value::Number(_) => Some("a number"),
            Value::Bool(_) => Some("a boolean"),
            Value::Null => Some("null"),
        };
        if let Some(found) = found {
            return self.fault(Fault {
                line: Some(object.line),
                what: format!(
                    "expected a Kubernetes object with apiVersion and kind, found {found}"
                ),
            });
        }
        for (_, line) in &mut object.automount_fields {
            *line += self.lines_before;
        }
        object.line += self.lines_before;
        object.at = self.start + object.at.start..self.start + object.at.end;
        (self.each)(Ok(object));
    }

    fn fault(&mut self, fault: Fault) {
        (self.each)(Err(Unreadable::new(self.file, self.lines_before, fault)));
    }
}

/// The fields of a list that its items may lack.
struct ListHead {
    api_version: Option<String>,
    kind: Option<String>,
}

impl ListHead {
    fn is_list(&self) -> bool {
        self.kind.as_deref().is_some_and(|kind| kind.ends_with("List"))
    }

    /// Adds what items of a typed list lack because the list's kind implies it.
    fn complete(&self, item: &mut Value) {
        let Value::Object(fields) = item else {
            return;
        };
        let kind = self.kind.as_deref().and_then(|kind| kind.strip_suffix("List"));
        if let (Some(kind), Some(version)) =
            (kind.filter(|kind| !kind.is_empty()), &self.api_version)
        {
            fields.entry("kind").or_insert_with(|| kind.into());
            fields.entry("apiVersion").or_insert_with(|| version.as_str().into());
        }
    }
}

/// A list whose items are not read yet.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawList<'a> {
    #[serde(default, deserialize_with = "text_if_any")]
    api_version: Option<String>,
    #[serde(default, deserialize_with = "text_if_any")]
    kind: Option<String>,
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
}

impl RawList<'_> {
    fn head(&self) -> ListHead {
        ListHead { api_version: self.api_version.clone(), kind: self.kind.clone() }
    }
}

fn text_if_any<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let value = <Value as serde::Deserialize>::deserialize(deserializer)?;
    Ok(value.as_str().map(str::to_owned))
}
