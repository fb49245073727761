//! The error for JSON text that could not be read, with the path of the faulty value.

use crate::prelude::*;

use crate::text::{in_quotes, quotable};

/// What is wrong with a request or with settings.
pub type Fault = Box<JsonError>;

/// Where the text could not be read, and what was expected there.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct JsonError {
    /// Keys and indexes, innermost first.
    path: Vec<String>,
    /// What was expected.
    pub(crate) what: Option<String>,
}

impl JsonError {
    /// Creates an error for a value that is not valid.
    pub(crate) fn that(what: &str) -> Box<Self> {
        Box::new(Self { path: Vec::new(), what: Some(what.into()) })
    }

    /// Sets the start of the path; does nothing if the name is empty.
    pub(crate) fn of(mut self: Box<Self>, name: &str) -> Box<Self> {
        if !name.is_empty() {
            self.at(name);
        }
        self
    }

    /// Adds the key or index of a faulty value.
    pub(crate) fn at(&mut self, step: &str) {
        self.path.push(quotable(step).into_owned());
    }

    /// Where the text could not be read, and why, in one sentence.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for step in self.path.iter().rev() {
            if !text.is_empty() && !step.starts_with('[') {
                text.push('.');
            }
            text.push_str(step);
        }
        if !self.path.is_empty() {
            text.push(' ');
        }
        text.push_str(self.what.as_deref().unwrap_or("is not valid JSON"));
        text
    }
}

/// The fault that a text at `place` is not what it must be.
#[inline(never)]
pub fn must_be(place: &[&str], what: &str, found: &str) -> Fault {
    [&*place.concat(), " must be ", what, ", not ", &in_quotes(found)].concat().into()
}

impl From<String> for Box<JsonError> {
    #[inline(never)]
    fn from(what: String) -> Self {
        Self::new(JsonError { path: Vec::new(), what: Some(what) })
    }
}

impl From<&str> for Box<JsonError> {
    #[inline(never)]
    fn from(what: &str) -> Self {
        String::from(what).into()
    }
}

impl core::fmt::Display for JsonError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.text())
    }
}
