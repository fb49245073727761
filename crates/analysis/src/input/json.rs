//! Reads JSON value by value, with the line at which each starts.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use super::yaml::Fault;

/// Whether a document is meant to be JSON.
pub fn looks_like_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// The values of a stream and their lines, counted from 1.
///
/// # Errors
///
/// It is not JSON.
pub fn values(text: &str) -> Result<Vec<(usize, &RawValue)>, Fault> {
    let mut lines = Lines::new(text);
    let stream = serde_json::Deserializer::from_slice(text.as_bytes()).into_iter::<&RawValue>();
    stream
        .map(|raw| match raw {
            Ok(raw) => Ok((lines.of(raw), raw)),
            Err(error) => Err(fault(&error, 1)),
        })
        .collect()
}

/// Reads a value that starts at `line`. Duplicate keys are errors, because it is unknown which of
/// the two a server uses.
///
/// # Errors
///
/// A key is given twice, or the value is nested too deeply.
pub fn read(raw: &RawValue, line: usize) -> Result<Value, Fault> {
    let Strict(value) =
        serde_json::from_slice(raw.get().as_bytes()).map_err(|error| fault(&error, line))?;
    Ok(value)
}

fn fault(error: &serde_json::Error, first_line: usize) -> Fault {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    Fault {
        line: Some(first_line + error.line().saturating_sub(1)),
        what: format!("expected JSON: {what}"),
    }
}

/// Finds the lines of parts of a text, which must be requested in ascending order.
pub struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    /// Finds lines in that text.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line, counted from 1, at which a part of the text starts; for an object, the line of its
    /// first key.
    pub fn of(&mut self, part: &RawValue) -> usize {
        let start = self.bytes(part).start;
        let part = part.get();
        let inner = part.strip_prefix('{').unwrap_or(part);
        let key = start + part.len() - inner.trim_start().len();
        let passed = self.text.get(self.at..key).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        self.at = self.at.max(key);
        self.line
    }

    /// The byte range of a part of the text.
    pub fn bytes(&self, part: &RawValue) -> Range<usize> {
        let part = part.get();
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        start..start + part.len()
    }
}

/// A value in which no key is given twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Map::new();
        while let Some((key, Strict(value))) = map.next_entry::<String, Strict>()? {
            if entries.contains_key(&key) {
                return Err(A::Error::custom(format!("key {key:?} is given twice")));
            }
            entries.insert(key, value);
        }
        Ok(Value::Object(entries))
    }
}
