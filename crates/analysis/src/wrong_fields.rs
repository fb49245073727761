//! Finds the fields that decide about tokens where they are written wrongly.

mod fields;
mod path;
mod search;
#[cfg(test)]
mod tests;

use std::fmt;

use manifest::Node;

use crate::kinds::JudgedKind;
pub use fields::{Owner, POD_SPEC, SERVICE_ACCOUNT, TOKEN_SOURCE};
use search::Search;

/// A field that is written wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongField {
    /// Where it is.
    pub path: String,
    /// The line of its key, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub wrong: Wrong,
    /// What to write instead: the right name, the right path, or the right value in words.
    pub right: String,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Kubernetes knows no such field in this object, but one with a similar name.
    Name(&'static str),
    /// It is in an object of an unknown kind, and differs from the right name only in case.
    Case,
    /// It has no effect in this place.
    Place,
    /// Its value has this type, which Kubernetes refuses.
    Type(&'static str),
}

impl WrongField {
    /// What is wrong, and what is right, without the line.
    pub fn what(&self) -> String {
        let Self { path, right, .. } = self;
        match self.wrong {
            Wrong::Name(of) => format!("{path} is no field of a {of}; did you mean {right}?"),
            Wrong::Case => {
                format!("{path} differs from {right} only in case; did you mean {right}?")
            }
            Wrong::Place => format!("{path} has no effect; the field that counts is {right}"),
            Wrong::Type(found) => format!("{path} is {found}; write {right}"),
        }
    }
}

impl fmt::Display for WrongField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what())
    }
}

/// The wrong fields of an object, in the order of their lines. `kind` is `None` if the policy does
/// not judge it.
pub fn wrong_fields(object: &Node, kind: Option<&JudgedKind>) -> Vec<WrongField> {
    let mut search = Search::default();
    match kind {
        Some(JudgedKind::BuiltIn(kind)) => search.judged(object, kind),
        Some(kind @ JudgedKind::Custom(_)) => {
            let has_automount = !kind.lacks_automount();
            search.custom(object, &kind.pod_places(&object.to_json()), has_automount);
        }
        None => search.unjudged(object),
    }
    search.found
}
