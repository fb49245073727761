//! JSON that is cut, joined and compared as text, so that nothing about it changes that nobody
//! wanted to change.

use crate::prelude::*;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::index::Index;
use crate::slots::Key;

/// What serde_json nests at most.
const DEEPEST: usize = 128;

/// Whether two texts are the same JSON value. The policy server writes both alike, so that mostly
/// the texts are equal already; numbers written in two ways count as different.
pub fn same(old: &RawValue, new: &RawValue) -> bool {
    same_to(old.get(), new.get(), DEEPEST)
}

fn same_to(old: &str, new: &str, depth: usize) -> bool {
    if old == new {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match (Parts::of(old), Parts::of(new)) {
        (Ok(Parts::Object(old)), Ok(Parts::Object(new))) => {
            // Sorted keys stand at the same place; others are looked up.
            let aligned = old.0.iter().zip(&new.0).all(|((old, _), (new, _))| old == new);
            let mut places = Index::default();
            if !aligned {
                for (place, (key, _)) in new.0.iter().enumerate() {
                    places.add_name(&**key, place);
                }
            }
            let mut entries = old.0.iter().enumerate();
            old.0.len() == new.0.len()
                && entries.all(|(place, (key, value))| {
                    let found = if aligned { Some(&place) } else { places.get(key, "").first() };
                    let other = found.and_then(|place| new.0.get(*place));
                    other.is_some_and(|(_, other)| same_to(value, other, depth))
                })
        }
        (Ok(Parts::List(old)), Ok(Parts::List(new))) => {
            let mut pairs = old.iter().zip(&new);
            old.len() == new.len() && pairs.all(|(old, new)| same_to(old.get(), new.get(), depth))
        }
        (Ok(Parts::Text(old)), Ok(Parts::Text(new))) => old == new,
        _ => false,
    }
}

/// A JSON list of these texts.
pub fn join<'j>(items: impl Iterator<Item = &'j str>) -> String {
    let mut text = String::from("[");
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(item);
    }
    text.push(']');
    text
}

/// The items of a list; `null` equals absent.
///
/// # Errors
///
/// It is no list.
pub fn list_of(raw: Option<&str>) -> Result<Option<Vec<&RawValue>>, serde_json::Error> {
    match raw {
        None | Some("null") => Ok(None),
        Some(raw) => match Parts::of(raw)? {
            Parts::List(items) => Ok(Some(items)),
            _ => Err(unexpected()),
        },
    }
}

/// A JSON object whose values stay text.
#[derive(Default)]
pub struct Object<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Object<'a> {
    /// Reads an object.
    ///
    /// # Errors
    ///
    /// It is no object.
    pub fn read(raw: &'a RawValue) -> Result<Self, serde_json::Error> {
        Self::of(raw.get())
    }

    fn of(raw: &'a str) -> Result<Self, serde_json::Error> {
        match Parts::of(raw)? {
            Parts::Object(object) => Ok(object),
            _ => Err(unexpected()),
        }
    }

    /// Reads an object; `null` equals absent.
    ///
    /// # Errors
    ///
    /// It is no object.
    pub fn read_or_empty(raw: Option<&str>) -> Result<Object<'static>, serde_json::Error> {
        let object: Object<'_> = match raw {
            None | Some("null") => Object::default(),
            Some(raw) => Object::of(raw)?,
        };
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Ok(Object(object.0.into_iter().map(|(key, value)| (own(key), own(value))).collect()))
    }

    /// The text of a value.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| &**value)
    }

    /// A value, if it is a string.
    ///
    /// # Errors
    ///
    /// It is no JSON.
    pub fn text(&self, key: &str) -> Result<Option<String>, serde_json::Error> {
        match self.get(key).map(Parts::of).transpose()? {
            Some(Parts::Text(text)) => Ok(Some(text)),
            _ => Ok(None),
        }
    }

    /// Puts a text in the place of a value.
    pub fn set(&mut self, key: &'static str, value: String) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = value.into(),
            None => self.0.push((key.into(), value.into())),
        }
    }

    /// Takes a key away.
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(known, _)| known != key);
    }

    /// The object as text.
    ///
    /// # Errors
    ///
    /// Never: keys are strings.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = String::from("{");
        for (index, (key, value)) in self.0.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            text.push_str(&serde_json::to_string(key)?);
            text.push(':');
            text.push_str(value);
        }
        text.push('}');
        Ok(text)
    }
}

/// One value, its parts still text.
enum Parts<'a> {
    Object(Object<'a>),
    List(Vec<&'a RawValue>),
    Text(String),
    Other,
}

impl<'a> Parts<'a> {
    fn of(raw: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(raw.as_bytes())
    }
}

fn unexpected() -> serde_json::Error {
    Error::custom("a value of another type was expected")
}

/// Every method is given: serde's own would say what was unexpected, at the price of kilobytes.
impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PartsVisitor;
        impl<'de> Visitor<'de> for PartsVisitor {
            type Value = Parts<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    entries.push((key, Cow::Borrowed(value.get())));
                }
                Ok(Parts::Object(Object(entries)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Parts<'de>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Parts::List(items))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Parts<'de>, E> {
                Ok(Parts::Text(text.to_owned()))
            }
            fn visit_bool<E: Error>(self, _: bool) -> Result<Parts<'de>, E> {
                Ok(Parts::Other)
            }
            fn visit_i64<E: Error>(self, _: i64) -> Result<Parts<'de>, E> {
                Ok(Parts::Other)
            }
            fn visit_u64<E: Error>(self, _: u64) -> Result<Parts<'de>, E> {
                Ok(Parts::Other)
            }
            fn visit_f64<E: Error>(self, _: f64) -> Result<Parts<'de>, E> {
                Ok(Parts::Other)
            }
            fn visit_unit<E: Error>(self) -> Result<Parts<'de>, E> {
                Ok(Parts::Other)
            }
        }
        deserializer.deserialize_any(PartsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_same_however_they_are_written() {
        let raw = |text: &str| {
            RawValue::from_string(text.to_owned()).unwrap_or_else(|error| panic!("{error}"))
        };
        for (old, new, expected) in [
            ("{}", "{ }", true),
            (r#"{"a": [1, {"b": null}]}"#, r#"{"a":[1,{"b":null}]}"#, true),
            (r#"{"a": 1, "b": 2}"#, r#"{"b": 2, "a": 1}"#, true),
            (r#"{"a": 1, "b": 2}"#, r#"{"b": 2, "a": 2}"#, false),
            (r#"{"a": 1}"#, r#"{"a": 1, "b": null}"#, false),
            (r#"["\u0061"]"#, r#"["a"]"#, true),
            (r#"["a"]"#, r#"["b"]"#, false),
            ("[1, 2]", "[2, 1]", false),
            ("[1]", "[1, 1]", false),
            ("1", "1.0", false),
            ("[]", "{}", false),
            ("null", "false", false),
        ] {
            assert_eq!(same(&raw(old), &raw(new)), expected, "{old} {new}");
        }
        let deep = |text: &str| format!("{}{text}{}", "[".repeat(1_000), "]".repeat(1_000));
        assert!(!same(&raw(&deep("1")), &raw(&deep("2"))));
    }
}
