//! What could not be read of an input, and where.

use super::yaml::Fault;

/// A text, or a part of one, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file's name.
    pub file: String,
    /// The line, if known.
    pub line: Option<usize>,
    /// What was found, and what was expected.
    pub what: String,
}

impl Unreadable {
    /// A fault in a document of a file, with `lines_before` lines before the document.
    pub fn new(file: &str, lines_before: usize, fault: Fault) -> Self {
        let line = fault.line.map(|line| line + lines_before);
        Self { file: file.to_owned(), line, what: fault.what }
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
