//! Says what to do about an object of a custom kind that the settings do not name.

use std::fmt;

use serde_json::{Value, json};

use super::search::pod_templates;
use super::{known, setting};
use crate::core::Core;
use crate::kinds::split_version;
use crate::policy::Policy as _;

/// What to do so that objects of a kind are judged, or why they are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    kind: String,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// The entries to add to the settings.
    Known(Vec<Value>),
    /// Entries for what looks like Pod templates.
    Found(Vec<Value>),
    /// What can be done where an entry would not help.
    Note(&'static str),
    /// The path of what looks like a Pod template, where no entry is possible.
    Unjudged(String),
}

impl Hint {
    /// The hint for an object of a kind that the policy does not judge; `None` if it has no Pod template as
    /// far as is known.
    pub fn of(api_version: &str, kind: &str, object: &Value) -> Option<Self> {
        let (group, _) = split_version(api_version);
        let what = match known(group, kind) {
            Some(known) if !known.paths.is_empty() => What::Known(known.entries()),
            Some(known) => What::Note(known.note?),
            None => Self::search(group, kind, object)?,
        };
        Some(Self { kind: kind.to_owned(), what })
    }

    fn search(group: &str, kind: &str, object: &Value) -> Option<What> {
        let paths = pod_templates(object);
        let entry = |path| json!({"group": group, "kind": kind, "path": path});
        let entries: Vec<Value> = paths.iter().map(entry).collect();
        // The policy itself knows best which entries it takes.
        let settings = json!({"podTemplates": entries});
        match Core.refuses_settings(&settings) {
            _ if entries.is_empty() => None,
            Ok(None) => Some(What::Found(entries)),
            _ => paths.into_iter().next().map(What::Unjudged),
        }
    }

    /// Why an object of that `apiVersion` is not judged, with the hint.
    pub fn reason(&self, api_version: &str) -> String {
        let why = format!("the policy does not judge {} of {api_version}", self.kind);
        match &self.what {
            What::Note(note) => format!("{why}: {note}"),
            _ => format!("{why}; {self}"),
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, what } = self;
        match what {
            What::Known(entries) => {
                write!(f, "to judge {kind}, add {} to the settings", setting(entries))
            }
            What::Found(entries) => write!(
                f,
                "{kind} seems to have a Pod template: to judge it, add {} to the settings",
                setting(entries)
            ),
            What::Note(note) => write!(f, "{kind} is not judged: {note}"),
            What::Unjudged(path) => write!(
                f,
                "{kind} seems to have a Pod template at {path}; its Pods are judged when they are created"
            ),
        }
    }
}
