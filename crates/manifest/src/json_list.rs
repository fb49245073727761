//! Finds the items of a large JSON list, without reading what is in them.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::objects::check_item;
use crate::{Cut, CutItem, Fault, Objects, Outline, json, objects};

/// Cuts a value that is JSON. `None` if it is no list, if it has to be read as a whole, or if kubectl
/// does not take the list.
///
/// # Errors
///
/// An item cannot be read.
pub fn cut(text: &str) -> Result<Option<Cut>, Fault> {
    let Some(RawObject { fields, items: Some(raw_items), .. }) = RawObject::read(text) else {
        return Ok(None);
    };
    let head = fields.iter().map(|(key, raw)| format!("\"{key}\":{}", raw.get()));
    let head: Vec<String> = head.chain(["\"items\":[]".to_owned()]).collect();
    let head = json::read(&format!("{{{}}}", head.join(",")))?.node;
    let Some(Ok(Objects::List(head, _))) = head.map(|head| objects(head, &[])) else {
        return Ok(None);
    };
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut items = Vec::with_capacity(raw_items.len());
    for raw in raw_items {
        let raw = raw.get();
        let line = lines.of(raw);
        let Some(kind) = item_kind(raw).map_err(|fault| fault.moved(line - 1))? else {
            return Ok(None);
        };
        let start = offset(text, raw);
        let outline = Outline { line, kind };
        items.push(CutItem { at: start..start + raw.len(), column: 0, outline });
    }
    Ok(Some(Cut { head, items, notes: Vec::new() }))
}

/// The kind of an item, if it has one; `None` if the item breaks the list.
fn item_kind(raw: &str) -> Result<Option<Option<String>>, Fault> {
    let Some(RawObject { fields, has_list, .. }) = RawObject::read(raw) else {
        // Something else, or a text that serde_json does not read.
        let node = json::read(raw)?.node.filter(|node| check_item(node).is_ok());
        return Ok(node.as_ref().map(|node| Outline::of(node).kind));
    };
    let kind = fields.iter().find(|(key, _)| *key == "kind");
    let kind = kind.and_then(|(_, raw)| match serde_json::from_str(raw.get()) {
        Ok(Value::String(kind)) => Some(kind),
        _ => None,
    });
    Ok((!has_list).then_some(kind))
}

/// The fields of an object that tell whether it is a list.
#[derive(Default)]
struct RawObject<'t> {
    /// Those that kubectl checks.
    fields: Vec<(&'static str, &'t RawValue)>,
    /// The items, if there are `items`.
    items: Option<Vec<&'t RawValue>>,
    /// Whether `items` is a list, not null.
    has_list: bool,
}

impl<'t> RawObject<'t> {
    /// `None` if it is no object, its items are no list, or one of the fields is given twice.
    fn read(json: &'t str) -> Option<Self> {
        serde_json::Deserializer::from_str(json).deserialize_map(Fields).ok()
    }
}

struct Fields;

impl<'t> Visitor<'t> for Fields {
    type Value = RawObject<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<RawObject<'t>, A::Error> {
        let mut object = RawObject::default();
        let twice = || serde::de::Error::custom("given twice");
        while let Some(key) = map.next_key::<String>()? {
            let field = ["kind", "apiVersion", "metadata"].into_iter().find(|field| **field == key);
            match (field, key.as_str()) {
                (Some(field), _) if object.fields.iter().all(|(known, _)| *known != field) => {
                    object.fields.push((field, map.next_value()?));
                }
                (None, "items") if object.items.is_none() => {
                    let items = map.next_value::<Option<Vec<&'t RawValue>>>()?;
                    object.has_list = items.is_some();
                    object.items = Some(items.unwrap_or_default());
                }
                (Some(_), _) | (None, "items") => return Err(twice()),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(object)
    }
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

/// The byte of a text at which a part of it starts.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}
