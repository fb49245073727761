//! JSON as kubectl reads it: Go's `encoding/json` finds out where a value ends, and
//! `sigs.k8s.io/json` reads it. Of a key given twice the last counts.

use std::ops::Range;

use serde::Deserialize as _;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::entries::{Entries, Identity, Kind};
use crate::{Content, Fault, Key, MAX_DEPTH, Node, Note, Reading, Replaced, number};

/// The bytes of the next value at or after that byte; `None` if only blanks are left.
///
/// # Errors
///
/// It is not JSON. Lines count from the start of the text.
pub fn next(text: &str, at: usize) -> Result<Option<Range<usize>>, Fault> {
    let rest = text.get(at..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    if blanks == rest.len() {
        return Ok(None);
    }
    if let Some(length) = number_length(rest.get(blanks..).unwrap_or_default()) {
        return Ok(Some(at + blanks..at + blanks + length));
    }
    let mut deserializer = serde_json::Deserializer::from_str(rest);
    match <&RawValue>::deserialize(&mut deserializer) {
        Ok(raw) => {
            let raw = raw.get();
            let start = raw.as_ptr().addr() - text.as_ptr().addr();
            Ok(Some(start..start + raw.len()))
        }
        Err(error) => {
            let before = text.get(..at).unwrap_or_default().matches('\n').count();
            let says = error.to_string();
            let what = match says.split(" at line ").next().unwrap_or(&says) {
                "expected value" => "expected a JSON value".to_owned(),
                what => match what.strip_prefix("EOF while parsing ") {
                    Some(part) => {
                        format!("expected the end of {part} in JSON, found the end of the file")
                    }
                    None => format!("expected JSON: {what}"),
                },
            };
            Err(Fault::at(before + error.line(), what))
        }
    }
}

/// The length of the number that starts a text. In a stream, Go reads `017` as 0 and 17.
fn number_length(text: &str) -> Option<usize> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        (count > 0).then_some(from + count)
    };
    let start = usize::from(text.starts_with('-'));
    let is_at =
        |at: usize, sign: &[char]| text.get(at..).is_some_and(|rest| rest.starts_with(sign));
    let mut end = if is_at(start, &['0']) { start + 1 } else { digits(start)? };
    if is_at(end, &['.']) {
        end = digits(end + 1)?;
    }
    if is_at(end, &['e', 'E']) {
        end = digits(end + 1 + usize::from(is_at(end + 1, &['+', '-'])))?;
    }
    Some(end)
}

/// Reads a value that [`next`] found, and the keys that it gives more than once.
///
/// # Errors
///
/// A number is too large, or the value has more than [`MAX_DEPTH`] levels.
pub fn read(text: &str) -> Result<Reading, Fault> {
    let mut walk =
        Walk { text, at: 0, line: 1, path: Vec::new(), notes: Vec::new(), replaced: Vec::new() };
    let node = walk.value(0)?;
    Ok(Reading { node: Some(node), notes: walk.notes, replaced: walk.replaced })
}

/// The fields of an object that kubectl decodes into types, each time they are given.
const CHECKED: [&str; 4] = ["kind", "apiVersion", "metadata", "items"];

/// Walks through a text that is known to be JSON.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    /// The line at `at`.
    line: usize,
    path: Vec<String>,
    notes: Vec<Note>,
    replaced: Vec<Replaced>,
}

impl<'t> Walk<'t> {
    fn first(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.first(), b' ' | b'\t' | b'\r' | b'\n') {
            self.line += usize::from(self.first() == b'\n');
            self.at += 1;
        }
    }

    /// The text up to the first byte that is none of the token that starts here.
    fn token(&mut self) -> &'t str {
        let start = self.at;
        if self.first() == b'"' {
            self.at += 1;
            while !matches!(self.first(), b'"' | 0) {
                self.at += if self.first() == b'\\' { 2 } else { 1 };
            }
            self.at += 1;
        } else {
            while !matches!(self.first(), b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n' | 0) {
                self.at += 1;
            }
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        self.skip_blanks();
        let (start, mut line) = (self.at, self.line);
        if depth > MAX_DEPTH {
            return Err(Fault::ours(line, format!("expected at most {MAX_DEPTH} levels")));
        }
        let content = match self.first() {
            b'{' => {
                let entries = self.entries(&mut line, depth)?;
                return Ok(Node { line, at: start..start + 1, content: Content::Mapping(entries) });
            }
            b'[' => {
                let items = self.items(depth)?;
                return Ok(Node { line, at: start..start + 1, content: Content::Sequence(items) });
            }
            b'"' => Value::String(string(self.token())),
            _ => match self.token() {
                "null" => Value::Null,
                "true" => true.into(),
                "false" => false.into(),
                digits => number::of_json(digits).ok_or_else(|| {
                    Fault::at(line, format!("expected a number that fits 64 bits, found {digits}"))
                })?,
            },
        };
        Ok(Node { line, at: start..self.at, content: Content::Scalar(content) })
    }

    /// Whether another entry follows. Passes the bracket or comma.
    fn follows(&mut self, end: u8) -> bool {
        self.at += 1;
        self.skip_blanks();
        let ends = self.first() == end || self.first() == 0;
        self.at += usize::from(ends);
        !ends
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Node>, Fault> {
        let mut items = Vec::new();
        while self.follows(b']') {
            self.path.push(format!("[{}]", items.len()));
            items.push(self.value(depth + 1)?);
            self.path.pop();
            self.skip_blanks();
            if self.first() == b']' {
                self.at += 1;
                break;
            }
        }
        Ok(items)
    }

    fn entries(&mut self, first_line: &mut usize, depth: usize) -> Result<Vec<(Key, Node)>, Fault> {
        let mut entries = Entries::default();
        let mut is_first = true;
        while self.follows(b'}') {
            let (start, line) = (self.at, self.line);
            if std::mem::take(&mut is_first) {
                *first_line = line;
            }
            let name = string(self.token());
            let key = Key { name, line, at: start..self.at };
            let kind = Kind { identity: Identity::Text, line, merged: None, unfit: (0, 0) };
            self.skip_blanks();
            self.at += 1;
            self.path.push(key.name.clone());
            let node = self.value(depth + 1)?;
            match entries.find(&key.name) {
                None => entries.push(key, kind, node),
                Some(place) => {
                    let earlier = entries.kind(place).map_or(0, |kind| kind.line);
                    let path = crate::node::joined(&self.path);
                    self.notes.push(Note::Twice { path, line, earlier });
                    let old = entries.replace(place, (key, node), kind);
                    let is_checked =
                        self.path.first().is_some_and(|first| CHECKED.contains(&&**first));
                    self.replaced.extend(
                        old.filter(|_| is_checked)
                            .map(|node| Replaced { path: self.path.clone(), node }),
                    );
                }
            }
            self.path.pop();
            self.skip_blanks();
            if self.first() == b'}' {
                self.at += 1;
                break;
            }
        }
        Ok(entries.into_list())
    }
}

/// The text of a quoted string. As in Go, half of a pair of surrogates becomes U+FFFD.
fn string(quoted: &str) -> String {
    if let Ok(text) = serde_json::from_str(quoted) {
        return text;
    }
    let mut whole = String::with_capacity(quoted.len());
    let mut rest = quoted;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        whole.push_str(before);
        let unit = |text: &str| {
            let digits = text.strip_prefix("\\u")?.get(..4)?;
            u16::from_str_radix(digits, 16).ok()
        };
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                whole.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            _ => 2,
        };
        let (escape, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        whole.push_str(escape);
        rest = after;
    }
    whole.push_str(rest);
    serde_json::from_str(&whole).unwrap_or(whole)
}
