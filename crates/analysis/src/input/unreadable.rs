//! What could not be read of an input, and where.

use manifest::{Fault, Why};

/// A text, or a part of one, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file's name.
    pub file: String,
    /// The line, if known.
    pub line: Option<usize>,
    /// The number of its document, as kubectl counts them from 1, if known.
    pub document: Option<usize>,
    /// What was found, and what was expected.
    pub what: String,
    /// Who does not take it.
    pub why: Why,
}

impl Unreadable {
    /// A fault in a document of a file, with `lines_before` lines before the document.
    pub fn new(file: &str, lines_before: usize, fault: Fault) -> Self {
        let line = fault.line.map(|line| line + lines_before);
        Self { line, why: fault.why, ..Self::of(file, fault.what) }
    }

    /// A fault in a file, in no line of it.
    pub fn of(file: &str, what: impl Into<String>) -> Self {
        let (file, what) = (file.to_owned(), what.into());
        Self { file, line: None, document: None, what, why: Why::Unread }
    }

    /// The same in that document.
    #[must_use]
    pub fn in_document(self, number: usize) -> Self {
        Self { document: Some(number), ..self }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.file)?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        if let Some(document) = self.document {
            write!(f, " document {document}:")?;
        }
        write!(f, " {}", self.what)
    }
}
