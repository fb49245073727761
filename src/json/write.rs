//! Writes JSON objects.

use super::text::quoted;
use crate::prelude::*;

/// An object that is being written. Derived `Serialize` implementations would take kilobytes of the module.
pub struct Written(String);

impl Written {
    /// Starts an object.
    pub fn object() -> Self {
        Self("{".into())
    }

    /// Adds a value that is JSON.
    pub fn json(&mut self, key: &str, value: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quoted(key));
        self.0.push(':');
        self.0.push_str(value);
    }

    /// Adds a string.
    pub fn text(&mut self, key: &str, value: &str) {
        self.json(key, &quoted(value));
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
