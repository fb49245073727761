//! Writes JSON objects.

use super::tokens::plain_length;
use crate::prelude::*;

/// Room for an ordinary answer, in bytes.
const CAPACITY: usize = 1024;

/// An object that is being written. Derived `Serialize` implementations would take kilobytes of the module.
pub struct Written(String);

impl Written {
    /// Starts an object.
    pub fn object() -> Self {
        let mut json = String::with_capacity(CAPACITY);
        json.push('{');
        Self(json)
    }

    /// Adds a value that is JSON.
    pub fn json(&mut self, key: &str, value: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        quote(&mut self.0, key);
        self.0.push(':');
        self.0.push_str(value);
    }

    /// Adds a string.
    pub fn text(&mut self, key: &str, value: &str) {
        self.json(key, "");
        quote(&mut self.0, value);
    }

    /// Adds a string or `null`.
    pub fn text_or_null(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.json(key, "null"),
        }
    }

    /// Adds a string if there is one.
    pub fn text_if_any(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// Adds `true` or `false`.
    pub fn flag(&mut self, key: &str, value: bool) {
        self.json(key, if value { "true" } else { "false" });
    }

    /// The object as JSON.
    pub fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A JSON string that holds this text.
#[inline(never)]
pub fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    quote(&mut json, text);
    json
}

/// Adds a JSON string that holds this text.
#[inline(never)]
fn quote(json: &mut String, text: &str) {
    json.push('"');
    let mut rest = text;
    while let Some((before, escaped, after)) = first_escaped(rest) {
        json.push_str(before);
        json.push('\\');
        match escaped {
            b'"' | b'\\' => json.push(escaped.into()),
            b'\n' => json.push('n'),
            b'\r' => json.push('r'),
            b'\t' => json.push('t'),
            8 => json.push('b'),
            12 => json.push('f'),
            _ => {
                json.push_str("u00");
                for digit in [escaped / 16, escaped % 16] {
                    json.push(char::from_digit(digit.into(), 16).unwrap_or_default());
                }
            }
        }
        rest = after;
    }
    json.push_str(rest);
    json.push('"');
}

/// The first character that a JSON string must not hold as it is, with what is before and after it.
fn first_escaped(text: &str) -> Option<(&str, u8, &str)> {
    let at = plain_length(text.as_bytes());
    Some((text.get(..at)?, *text.as_bytes().get(at)?, text.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_by_serde_json() {
        for c in (0..0x80).chain([0xe9, 0x2028, 0x1f600]).filter_map(char::from_u32) {
            let text = format!("a{c}{c}b");
            assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
        }
    }
}
