//! The objects of a document, as kubectl takes them: it checks their kind and metadata, and takes
//! lists apart (`UnstructuredJSONScheme` in `k8s.io/apimachinery/pkg/apis/meta/v1/unstructured`, and
//! `FlattenListVisitor` in `k8s.io/cli-runtime/pkg/resource/visitor.go`).

use serde_json::{Map, Value};

use crate::node::{joined, kind_of};
use crate::{Content, Fault, Node, Replaced, Why, metadata};

/// What a list says about its items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListHead {
    /// Its `kind`; empty if it has none.
    pub kind: String,
    /// Its `apiVersion`; empty if it has none.
    pub api_version: String,
}

/// What a document holds.
#[derive(Debug)]
pub enum Objects {
    /// An object.
    One(Node),
    /// A list and its items, which still have to be [completed](ListHead::complete).
    List(ListHead, Vec<Node>),
}

/// The objects of a document. Of JSON, kubectl also checks the values that a later key replaced.
///
/// # Errors
///
/// kubectl does not take the document as an object or list.
pub fn objects(document: Node, replaced: &[Replaced]) -> Result<Objects, Fault> {
    if document.entries().is_none() {
        return Err(no_object(&document, document.kind()));
    }
    let head = ListHead::of(&document);
    if head.kind.is_empty() {
        let found = match document.get("kind") {
            None => "an object without kind".to_owned(),
            Some(kind) if kind.text().is_some() => "an empty kind".to_owned(),
            Some(kind) => format!("{} as kind", kind.kind()),
        };
        return Err(no_object(&document, &found));
    }
    if let Some(version) = document.get("apiVersion")
        && version.text().is_none()
        && !version.is_null()
    {
        let what = format!("expected a string as apiVersion, found {}", version.kind());
        return Err(Fault::at(version.line, what));
    }
    if let Some(what) = wrong_version(&head.api_version) {
        return Err(Fault::at(document.get("apiVersion").map_or(1, |version| version.line), what));
    }
    metadata::check(&document)?;
    replaced.iter().try_for_each(check_replaced)?;
    if document.get("items").is_none() {
        return Ok(Objects::One(document));
    }
    let items = document.into_get("items").map(|items| (items.line, items.content));
    match items {
        None | Some((_, Content::Scalar(Value::Null))) => Ok(Objects::List(head, Vec::new())),
        Some((_, Content::Sequence(items))) => {
            items.iter().try_for_each(check_item)?;
            Ok(Objects::List(head, items))
        }
        Some((at, content)) => {
            let found = Node { line: at, at: 0..0, content }.kind();
            let what = format!(
                "expected a list as items, found {found}; kubectl takes any object with items for a \
                 list"
            );
            Err(Fault::at(at, what))
        }
    }
}

/// kubectl takes at most one slash in an `apiVersion` (`ParseGroupVersion` in
/// `k8s.io/apimachinery/pkg/runtime/schema/group_version.go`).
fn wrong_version(version: &str) -> Option<String> {
    let is_wrong = version.matches('/').count() > 1;
    is_wrong.then(|| format!("expected an apiVersion such as apps/v1, found {version:?}"))
}

fn no_object(node: &Node, found: &str) -> Fault {
    let expected = "expected a Kubernetes object with apiVersion and kind";
    let fault = Fault::at(node.line, format!("{expected}, found {found}"));
    // With these, it is meant to be one.
    let is_meant = node.get("apiVersion").is_some_and(|version| version.text().is_some())
        && ["metadata", "spec"].into_iter().any(|key| node.get(key).is_some());
    let why = if is_meant { Why::Unread } else { Why::NoObject };
    Fault { why, ..fault }
}

fn check_replaced(Replaced { path, node }: &Replaced) -> Result<(), Fault> {
    let expected = match path.first().map(String::as_str) {
        _ if node.is_null() => return Ok(()),
        Some("metadata") => return metadata::check_at(path, node),
        Some("items") if path.len() == 1 && node.items().is_none() => "a list",
        Some("kind" | "apiVersion") if node.text().is_none() => "a string",
        _ => return Ok(()),
    };
    let what = format!("expected {expected} as {}, found {}", joined(path), node.kind());
    Err(Fault::at(node.line, what))
}

/// Checks what breaks the whole list.
pub(crate) fn check_item(item: &Node) -> Result<(), Fault> {
    let found = match &item.content {
        Content::Mapping(_) if item.get("items").and_then(Node::items).is_some() => {
            "one with items, which kubectl takes for a list in the list"
        }
        Content::Mapping(_) | Content::Scalar(Value::Null) => return Ok(()),
        _ => item.kind(),
    };
    let what = format!("expected an object as an item of a list, found {found}");
    Err(Fault::at(item.line, what))
}

/// The `apiVersion` and `kind` of an object; empty where it has none.
pub fn type_of(object: &Node) -> (&str, &str) {
    let text = |key| object.get(key).and_then(Node::text).unwrap_or_default();
    (text("apiVersion"), text("kind"))
}

impl ListHead {
    fn of(list: &Node) -> Self {
        let (api_version, kind) = type_of(list);
        Self { kind: kind.to_owned(), api_version: api_version.to_owned() }
    }

    /// The kind of items that have none.
    pub fn item_kind(&self) -> &str {
        self.kind.strip_suffix("List").unwrap_or(&self.kind)
    }

    /// The `apiVersion` and `kind` that an item has after it is [completed](Self::complete).
    pub fn type_of<'t>(&'t self, item: &'t Node) -> (&'t str, &'t str) {
        match type_of(item) {
            ("", "") => (&self.api_version, self.item_kind()),
            own => own,
        }
    }

    /// Adds the `kind` and `apiVersion` that the list implies to an item that has neither.
    ///
    /// # Errors
    ///
    /// The item is no object, or lacks one of them after that.
    pub fn complete(&self, item: &mut Value) -> Result<(), String> {
        let is_given =
            |item: &Value, key: &str| item[key].as_str().is_some_and(|text| !text.is_empty());
        let implied = [("kind", self.item_kind()), ("apiVersion", &self.api_version)];
        if implied.iter().all(|(key, _)| !is_given(item, key)) {
            // kubectl makes an object of null, too.
            if item.is_null() && implied.iter().all(|(_, value)| !value.is_empty()) {
                *item = Value::Object(Map::new());
            }
            if let Value::Object(fields) = item {
                fields.extend(implied.map(|(key, value)| (key.to_owned(), value.into())));
            }
        }
        if let Some(what) = item["apiVersion"].as_str().and_then(wrong_version) {
            return Err(what);
        }
        let found = match (is_given(item, "kind"), is_given(item, "apiVersion")) {
            (true, true) => return Ok(()),
            (true, false) => "an item without apiVersion",
            (false, _) if item.is_object() => "an item without kind",
            (false, _) => kind_of(item),
        };
        Err(format!("expected a Kubernetes object with apiVersion and kind, found {found}"))
    }
}
