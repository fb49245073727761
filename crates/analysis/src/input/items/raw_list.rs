//! The fields of a JSON object that tell whether it is a list. Its items are not read yet.

use std::fmt;

use manifest::{Fault, Outline};
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The fields of an object that tell whether it is a list.
#[derive(Default)]
pub struct RawList<'t> {
    /// The fields that kubectl checks, each time they are given.
    fields: Vec<(&'static str, &'t RawValue)>,
    /// The items, if there are `items`. Of a field given twice, the last counts.
    pub items: Option<Vec<&'t RawValue>>,
    /// Whether `items` is a list, not null.
    has_list: bool,
}

impl<'t> RawList<'t> {
    /// `None` if it is no object, or its items are no list.
    pub fn read(json: &'t str) -> Option<Self> {
        serde_json::Deserializer::from_str(json).deserialize_map(Fields).ok()
    }

    /// The object with an empty list of items, as JSON.
    pub fn head(&self) -> String {
        let fields = self.fields.iter().map(|(key, raw)| format!("\"{key}\":{}", raw.get()));
        let fields: Vec<String> = fields.chain(["\"items\":[]".to_owned()]).collect();
        format!("{{{}}}", fields.join(","))
    }

    /// What has to be known of it as an item of a list.
    pub fn outline(&self, line: usize) -> Result<Outline, Fault> {
        let kind = self.fields.iter().rev().find(|(key, _)| *key == "kind");
        let kind = match kind.map(|(_, raw)| serde_json::from_str(raw.get())) {
            Some(Ok(serde_json::Value::String(kind))) => Some(kind),
            _ => None,
        };
        let breaks = self.has_list.then(|| {
            let what = "expected an object as an item of a list, found one with items, which kubectl \
                        takes for a list in the list";
            Fault::at(line, what.into())
        });
        Ok(Outline { line, kind, breaks })
    }
}

struct Fields;

impl<'t> Visitor<'t> for Fields {
    type Value = RawList<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<RawList<'t>, A::Error> {
        let mut list = RawList::default();
        while let Some(key) = map.next_key::<String>()? {
            let field = ["kind", "apiVersion", "metadata"].into_iter().find(|field| **field == key);
            match (field, key.as_str()) {
                (Some(field), _) => list.fields.push((field, map.next_value()?)),
                (None, "items") => {
                    let items = map.next_value::<Option<Vec<&'t RawValue>>>()?;
                    list.has_list = items.is_some();
                    list.items = Some(items.unwrap_or_default());
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(list)
    }
}

/// The byte of a text at which a part of it starts.
pub fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr().saturating_sub(text.as_ptr().addr())
}
