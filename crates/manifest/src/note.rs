//! What a reader may take in another way than kubectl.

use std::fmt;

/// Something in a document that a reader may take in another way than kubectl does. Lines are those
/// of the document, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A mapping gives a key twice.
    Twice {
        /// The path of the key in its document.
        path: String,
        /// The line of the key that counts.
        line: usize,
        /// The line of the key that does not count.
        earlier: usize,
    },
    /// A merge key replaces a value above it.
    Merged {
        /// The path of the key in its document.
        path: String,
        /// The line of the merge key's value.
        line: usize,
        /// The line of the key that does not count.
        earlier: usize,
    },
    /// The text goes on after the document's end.
    Unread {
        /// The first line that is not read.
        line: usize,
    },
}

impl Note {
    /// The line that it is about.
    pub fn line(&self) -> usize {
        match self {
            Self::Twice { line, .. } | Self::Unread { line } => *line,
            Self::Merged { earlier, .. } => *earlier,
        }
    }

    /// The same of a value at that path.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        if let Self::Twice { path, .. } | Self::Merged { path, .. } = &mut self {
            *path = format!("{prefix}.{path}");
        }
        self
    }

    /// The same in a text that has that many lines before the document.
    #[must_use]
    pub fn moved(mut self, lines: usize) -> Self {
        match &mut self {
            Self::Twice { line, earlier, .. } | Self::Merged { line, earlier, .. } => {
                *line += lines;
                *earlier += lines;
            }
            Self::Unread { line } => *line += lines,
        }
        self
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twice { path, earlier, .. } => {
                write!(
                    f,
                    "{path} is also given in line {earlier}; kubectl takes this one, the last"
                )
            }
            Self::Merged { path, line, .. } => write!(
                f,
                "{path} has no effect, because the merge key `<<` below it, in line {line}, brings \
                 another value; for kubectl, a merge key replaces what is above it"
            ),
            Self::Unread { .. } => {
                write!(
                    f,
                    "kubectl does not read this and what follows, because the document has ended"
                )
            }
        }
    }
}
