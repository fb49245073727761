//! What a mutation changes, as a person reads it: lines of YAML.

use analysis::input::yaml;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

/// Unchanged lines that are shown around a change.
const CONTEXT: usize = 2;

/// A line of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// What became of it.
    pub change: Change,
    /// The line, without its end.
    pub text: String,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stayed.
    Same,
    /// It is new.
    Added,
    /// It went.
    Removed,
    /// Lines that stayed are left out here; the text tells which, as `diff -u` does.
    LeftOut,
}

impl Change {
    /// What `diff -u` writes before the line.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Same => " ",
            Self::Added => "+",
            Self::Removed => "-",
            Self::LeftOut => "",
        }
    }
}

/// The lines that change, with those around them.
pub fn of(old: &Value, new: &Value) -> Vec<DiffLine> {
    let (old, new) = (yaml::write(old), yaml::write(new));
    let diff = TextDiff::from_lines(&old, &new);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        lines.push(DiffLine { change: Change::LeftOut, text: hunk.header().to_string() });
        for line in hunk.iter_changes() {
            let change = match line.tag() {
                ChangeTag::Equal => Change::Same,
                ChangeTag::Insert => Change::Added,
                ChangeTag::Delete => Change::Removed,
            };
            lines.push(DiffLine { change, text: line.value().trim_end_matches('\n').to_owned() });
        }
    }
    lines
}
