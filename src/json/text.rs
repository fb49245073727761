//! Cuts, joins and compares JSON as text, so that nothing changes by accident.

use crate::prelude::*;

use crate::json::{self, Parts, Slot};
use crate::json::{JsonError, Written};

use super::tokens::DEEPEST;
use crate::text::ByName;

/// How often the length of two texts may be read to compare them. A change deep inside is read once for each
/// level, and only odd objects are that deep.
const MOST_READINGS: usize = 8;

/// Whether two texts are the same JSON value, where null and an empty object equal absent: typed clients write them
/// for what is not set. The policy server writes both texts in the same way, so they are usually identical; a number
/// written in two ways counts as different, and so does what takes too long to compare.
pub fn same(old: &str, new: &str) -> bool {
    let mut budget = (old.len() + new.len()) * MOST_READINGS;
    same_to(old, new, DEEPEST, &mut budget)
}

fn same_to(old: &str, new: &str, depth: usize, budget: &mut usize) -> bool {
    if old == new {
        return true;
    }
    let (Some(depth), Some(rest)) =
        (depth.checked_sub(1), budget.checked_sub(old.len() + new.len()))
    else {
        return false;
    };
    *budget = rest;
    match (parts(old), parts(new)) {
        (Ok(Parts::Object(mut old)), Ok(Parts::Object(mut new))) => {
            for entries in [&mut old, &mut new] {
                entries.retain(|(_, value)| !matches!(&**value, "null" | "{}"));
            }
            // Sorted keys are at the same position; others are looked up.
            let aligned = old.iter().zip(&new).all(|((old, _), (new, _))| old == new);
            let mut places = ByName::default();
            if !aligned {
                for (place, (key, _)) in new.iter().enumerate() {
                    places.add_name(&**key, place);
                }
            }
            let mut entries = old.iter().enumerate();
            old.len() == new.len()
                && entries.all(|(place, (key, value))| {
                    let found = if aligned { Some(&place) } else { places.get(key, "").first() };
                    let other = found.and_then(|place| new.get(*place));
                    other.is_some_and(|(_, other)| same_to(value, other, depth, budget))
                })
        }
        (Ok(Parts::List(old)), Ok(Parts::List(new))) => {
            let mut pairs = old.iter().zip(&new);
            old.len() == new.len() && pairs.all(|(old, new)| same_to(old, new, depth, budget))
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

/// The items of a list; `null` means absent.
///
/// # Errors
///
/// It is not a list.
pub fn list_of(raw: Option<&str>) -> Result<Option<Vec<&str>>, Box<JsonError>> {
    match raw {
        None | Some("null") => Ok(None),
        Some(raw) => match parts(raw)? {
            Parts::List(items) => Ok(Some(items)),
            _ => Err(JsonError::that("must be a list")),
        },
    }
}

/// A JSON object whose values are kept as text.
#[derive(Default)]
pub struct TextObject<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> TextObject<'a> {
    /// Reads an object.
    ///
    /// # Errors
    ///
    /// It is not an object.
    pub fn read(raw: &'a str) -> Result<Self, Box<JsonError>> {
        match parts(raw)? {
            Parts::Object(entries) => Ok(Self(entries)),
            _ => Err(JsonError::that("must be an object")),
        }
    }

    /// Reads an object; `null` means absent.
    ///
    /// # Errors
    ///
    /// It is not an object.
    pub fn read_or_empty(raw: Option<&'a str>) -> Result<Self, Box<JsonError>> {
        match raw {
            None | Some("null") => Ok(Self::default()),
            Some(raw) => Self::read(raw),
        }
    }

    /// The original text of a value; `None` if the value was set.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        match self.0.iter().find(|(known, _)| known == key) {
            Some((_, Cow::Borrowed(value))) => Some(value),
            _ => None,
        }
    }

    /// A value, if it is a string.
    ///
    /// # Errors
    ///
    /// It is not valid JSON.
    pub fn text(&self, key: &str) -> Result<Option<Cow<'a, str>>, Box<JsonError>> {
        match self.get(key).map(parts).transpose()? {
            Some(Parts::Text(text)) => Ok(Some(text)),
            _ => Ok(None),
        }
    }

    /// Sets a value.
    pub fn set(&mut self, key: &'static str, value: String) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = value.into(),
            None => self.0.push((key.into(), value.into())),
        }
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) {
        self.0.retain(|(known, _)| known != key);
    }

    /// The object as text.
    pub fn to_json(&self) -> String {
        let mut written = Written::object();
        for (key, value) in &self.0 {
            written.json(key, value);
        }
        written.finish()
    }
}

/// The parts of a value.
///
/// # Errors
///
/// It is not valid JSON.
pub fn parts(raw: &str) -> Result<Parts<'_>, Box<JsonError>> {
    let mut parts = Parts::default();
    json::read(raw, "", Slot::Parts(&mut parts))?;
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_wrong_type_are_rejected() {
        let fault = |fault: Box<JsonError>| fault.to_string();
        let no_object = Some("must be an object".to_owned());
        for (json, list, object) in [
            ("null", None, None),
            ("[]", None, no_object.clone()),
            ("{}", Some("must be a list".to_owned()), None),
            ("7", Some("must be a list".to_owned()), no_object),
        ] {
            assert_eq!(list_of(Some(json)).err().map(fault), list, "{json}");
            assert_eq!(TextObject::read_or_empty(Some(json)).err().map(fault), object, "{json}");
        }
        let object = TextObject::read(r#"{"name": "a", "null": null, "number": 1}"#);
        let object = object.unwrap_or_else(|fault| panic!("{fault}"));
        for (key, expected) in [("name", Some("a")), ("null", None), ("number", None), ("x", None)]
        {
            assert_eq!(object.text(key), Ok(expected.map(Cow::from)), "{key}");
        }
    }

    #[test]
    fn values_are_the_same_however_they_are_written() {
        for (old, new, expected) in [
            ("{}", "{ }", true),
            (r#"{"a": [1, {"b": null}]}"#, r#"{"a":[1,{"b":null}]}"#, true),
            (r#"{"a": 1, "b": 2}"#, r#"{"b": 2, "a": 1}"#, true),
            (r#"{"a": 1, "b": 2}"#, r#"{"b": 2, "a": 2}"#, false),
            (r#"{"a": 1}"#, r#"{"a": 1, "b": null}"#, true),
            (r#"{"a": 1, "c": {}}"#, r#"{"b": null, "a": 1}"#, true),
            (r#"{"a": 1, "c": {"d": null}}"#, r#"{"a": 1}"#, false),
            (r#"{"a": 1, "c": []}"#, r#"{"a": 1}"#, false),
            ("[null]", "[]", false),
            (r#"["\u0061"]"#, r#"["a"]"#, true),
            (r#"["a"]"#, r#"["b"]"#, false),
            ("[1, 2]", "[2, 1]", false),
            ("[1]", "[1, 1]", false),
            ("1", "1.0", false),
            ("[]", "{}", false),
            ("null", "false", false),
        ] {
            assert_eq!(same(old, new), expected, "{old} {new}");
        }
        let deep = |text: &str| format!("{}{text}{}", "[".repeat(1_000), "]".repeat(1_000));
        assert!(!same(&deep("1"), &deep("2")));
    }
}
