//! Cuts a file into documents as kubectl does (`k8s.io/apimachinery/pkg/util/yaml/decoder.go`).

use std::ops::Range;

use crate::{Cut, Fault, Reading, json, json_list, yaml};

/// How many bytes kubectl looks at to find out whether a file may be JSON.
const PEEKED: usize = 4096;

/// How kubectl reads a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As JSON.
    Json,
    /// As YAML.
    Yaml,
}

impl Format {
    /// Reads the text of a document.
    ///
    /// # Errors
    ///
    /// kubectl does not read it, or it is one of the few that only kubectl reads (see the
    /// [crate's page](crate)).
    pub fn read(self, text: &str) -> Result<Reading, Fault> {
        match self {
            Self::Json => json::read(text),
            Self::Yaml => yaml::read(text),
        }
    }
}

/// A document of a file.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    /// Its number for kubectl, counted from 1. Empty documents count.
    pub number: usize,
    /// Its bytes in the file.
    pub at: Range<usize>,
    /// How many lines are before it.
    pub lines_before: usize,
    /// How it is read.
    pub format: Format,
    /// Its text, or why kubectl does not read it.
    pub text: Result<&'t str, Fault>,
    /// Whether kubectl drops it, because of the line after it.
    pub is_dropped: bool,
    /// Why it is not JSON, if it seems to be.
    no_json: Option<Fault>,
}

impl Document<'_> {
    /// Reads it. Lines count from its start.
    ///
    /// # Errors
    ///
    /// See [`Format::read`].
    pub fn read(&self) -> Result<Reading, Fault> {
        let read = self.text.clone().and_then(|text| self.format.read(text));
        // Like kubectl, prefer the first error.
        read.map_err(|fault| self.no_json.clone().unwrap_or(fault))
    }

    /// Cuts a list into its items, without keeping what is in them. `None` if it is no list, or has to
    /// be read as a whole.
    ///
    /// # Errors
    ///
    /// See [`Format::read`].
    pub fn cut(&self) -> Result<Option<Cut>, Fault> {
        let text = self.text.clone()?;
        if !text.contains("items") {
            return Ok(None);
        }
        match self.format {
            Format::Json => json_list::cut(text),
            Format::Yaml if self.no_json.is_some() => Ok(None),
            Format::Yaml => yaml::cut(text),
        }
    }
}

/// The documents of a file, in order. After one that kubectl does not read, kubectl stops; this goes
/// on.
#[derive(Clone, Debug)]
pub struct Documents<'t> {
    text: &'t str,
    /// Places that kubectl does not read as YAML.
    refused: &'t [usize],
    mode: Mode,
    /// The bytes that were passed, and the lines in them.
    at: usize,
    line: usize,
    number: usize,
    no_json: Option<Fault>,
    /// A fault to report next.
    pending: Option<Document<'t>>,
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    /// Reads JSON; that many values were read.
    Json(usize),
    Yaml,
}

/// Cuts a text into documents. Passes over a byte order mark.
pub fn documents(text: &str) -> Documents<'_> {
    let stream = text.strip_prefix('\u{feff}').unwrap_or(text);
    let at = text.len() - stream.len();
    Documents { text, at, ..Documents::new(stream, &[]) }
}

impl<'t> Iterator for Documents<'t> {
    type Item = Document<'t>;

    fn next(&mut self) -> Option<Document<'t>> {
        if let Some(pending) = self.pending.take() {
            return Some(pending);
        }
        if let Mode::Json(count) = self.mode {
            match json::next(self.text, self.at) {
                Ok(None) => return None,
                Ok(Some(at)) => {
                    self.mode = Mode::Json(count + 1);
                    return Some(self.document(at, Format::Json));
                }
                Err(fault) => {
                    self.mode = Mode::Yaml;
                    if count > 1 || !self.skip_to_yaml() {
                        return Some(self.after_json(fault));
                    }
                    self.no_json = Some(fault);
                }
            }
        }
        self.piece()
    }
}

impl<'t> Documents<'t> {
    /// Cuts a text in which kubectl does not read these places as YAML.
    pub(crate) fn new(text: &'t str, refused: &'t [usize]) -> Self {
        let mut end = PEEKED.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let peeked = text.get(..end).unwrap_or_default();
        let may_be_json = peeked.trim_start().starts_with('{');
        let mode = if may_be_json { Mode::Json(0) } else { Mode::Yaml };
        Self { text, refused, mode, at: 0, line: 0, number: 0, no_json: None, pending: None }
    }

    /// The text that is cut.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// A document at these bytes; what follows it is next.
    fn document(&mut self, at: Range<usize>, format: Format) -> Document<'t> {
        self.pass(at.start);
        self.number += 1;
        let (number, lines_before) = (self.number, self.line);
        let text = self.text.get(at.clone()).unwrap_or_default();
        let first = self.refused.partition_point(|place| *place < at.start);
        let text = match self.refused.get(first) {
            Some(place) if format == Format::Yaml && *place < at.end => {
                let before = text.get(..place - at.start).unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                Err(Fault::at(line, "expected UTF-8, found another byte".into()))
            }
            _ => Ok(text),
        };
        self.pass(at.end);
        let no_json = self.no_json.take().map(|fault| Fault {
            line: fault.line.map(|line| line.saturating_sub(lines_before)),
            ..fault
        });
        Document { number, at, lines_before, format, text, is_dropped: false, no_json }
    }

    fn pass(&mut self, to: usize) {
        let passed = self.text.get(self.at..to).unwrap_or_default();
        self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
        self.at = to;
    }

    /// Passes the blanks after JSON, up to the first line end, as kubectl does before it goes on
    /// with YAML. Returns whether it does.
    fn skip_to_yaml(&mut self) -> bool {
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            // kubectl reads four bytes at a time.
            let Some(next) = rest.chars().next().filter(|_| rest.len() >= 4) else {
                return false;
            };
            if next == char::REPLACEMENT_CHARACTER {
                return false;
            }
            if !next.is_whitespace() {
                return true;
            }
            self.pass(self.at + next.len_utf8());
            if next == '\n' {
                return true;
            }
        }
    }

    /// What is neither JSON nor YAML, up to the next line that starts with `---`.
    fn after_json(&mut self, fault: Fault) -> Document<'t> {
        let start = self.at;
        let line = fault.line.unwrap_or(1).max(self.line + 1);
        let end = self.line_end(line);
        let rest = self.text.get(end..).unwrap_or_default();
        let more = match rest.starts_with("---") {
            true => Some(0),
            false => rest.find("\n---").map(|at| at + 1),
        };
        let end = more.map_or(self.text.len(), |more| end + more);
        let mut document = self.document(start..end, Format::Json);
        document.text = Err(Fault { line: Some(line - document.lines_before), ..fault });
        document
    }

    /// Where a line ends, counted from 1, that is not before the current one.
    fn line_end(&self, line: usize) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let lines = rest.split_inclusive('\n').take(line - self.line);
        self.at + lines.map(str::len).sum::<usize>()
    }

    /// The text up to a line that starts with `---`. Only if nothing is before that line, it is
    /// part of the document.
    fn piece(&mut self) -> Option<Document<'t>> {
        let start = self.at;
        let mut at = start;
        for line in self.text.get(start..).unwrap_or_default().split_inclusive('\n') {
            if let Some(rest) = line.strip_prefix("---") {
                let rest = rest.trim();
                if !rest.is_empty() && !rest.starts_with('#') {
                    return Some(self.bad_separator(start..at, line));
                }
                if at > start {
                    let document = self.document(start..at, Format::Yaml);
                    self.pass(at + line.len());
                    return Some(document);
                }
            }
            at += line.len();
        }
        (at > start).then(|| self.document(start..at, Format::Yaml))
    }

    /// kubectl does not read a line such as `--- text`, and drops what is before it.
    fn bad_separator(&mut self, before: Range<usize>, line: &str) -> Document<'t> {
        let end = before.end + line.len();
        let found = line.trim_end();
        let fault =
            Fault::at(1, format!("expected nothing but a comment after `---`, found {found:?}"));
        let dropped = (!before.is_empty()).then(|| {
            let document = self.document(before.clone(), Format::Yaml);
            // It and the line count as one.
            self.number -= 1;
            Document { is_dropped: true, ..document }
        });
        let mut separator = self.document(before.end..end, Format::Yaml);
        separator.text = Err(fault);
        match dropped {
            Some(dropped) => {
                self.pending = Some(separator);
                dropped
            }
            None => separator,
        }
    }
}
