//! Shows what a mutation changes, as lines of YAML.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

/// How many unchanged lines to show around a change.
const CONTEXT: usize = 2;

/// A line of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// How it changed.
    pub change: Change,
    /// The line, without its line break.
    pub text: String,
}

/// How a line changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Unchanged.
    Same,
    /// Added.
    Added,
    /// Removed.
    Removed,
    /// Unchanged lines are left out here; the text says which, like `diff -u`.
    LeftOut,
}

impl Change {
    /// The mark that `diff -u` puts before the line.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Same => " ",
            Self::Added => "+",
            Self::Removed => "-",
            Self::LeftOut => "",
        }
    }
}

/// The changed lines and the lines around them.
pub fn of(old: &Value, new: &Value) -> Vec<DiffLine> {
    let (old, new) = (manifest::write(old), manifest::write(new));
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
