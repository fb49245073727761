//! What could not be read of an input, and where.

use manifest::Fault;

/// A text, or a part of one, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file's name.
    pub file: String,
    /// The line, if known.
    pub line: Option<usize>,
    /// What was found, and what was expected.
    pub what: String,
    /// Whether kubectl reads it all the same.
    pub is_ours: bool,
}

impl Unreadable {
    /// A fault in a document of a file, with `lines_before` lines before the document.
    pub fn new(file: &str, lines_before: usize, fault: Fault) -> Self {
        let line = fault.line.map(|line| line + lines_before);
        Self { file: file.to_owned(), line, what: fault.what, is_ours: fault.is_ours }
    }

    /// A fault in a file, in no line of it.
    pub fn of(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, what: what.into(), is_ours: false }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}
