//! From pieces of bytes to lines, and from lines to rows.

use memchr::memchr;

use crate::cut::Cutter;
use crate::pieces::{Cut, Pieces};

/// What a text was, tried as one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// A row with an Event; it is counted.
    Event,
    /// A row without.
    Other,
    /// A list of rows, or no JSON object at all: to be cut.
    No,
}

/// Takes rows, and lines that are none.
pub(crate) trait Rows: Pieces {
    /// Tries a text as one row.
    fn whole(&mut self, json: &[u8], line: u64) -> Tried;
    /// Text before the first brace of a line.
    fn prefix(&mut self, text: &[u8]);
    /// A line without any JSON.
    fn no_json(&mut self, text: &[u8], line: u64);
    /// A line that is broken.
    fn broken(&mut self, line: u64);
}

/// A line that is longer is not kept but cut at once.
const LONG: usize = 1 << 20;
/// What is kept of the parts of one line of a container's log.
const PARTS: usize = 16 << 20;

/// Cuts a stream into lines, and knows what is open at the end of a line.
#[derive(Default)]
pub(crate) struct Lines {
    /// The begin of a line whose end is still to come.
    kept: Vec<u8>,
    /// The number of the current line, from 0.
    line: u64,
    /// A JSON value that is not at its end, and the line in which it began.
    open: Option<(Cutter, u64)>,
    /// Whether the current line is so long that its begin is already gone.
    long: bool,
    /// Whether the rest of such a line is left out, because it is broken.
    lost: bool,
    /// The parts of a line that the container runtime divided.
    parts: Vec<u8>,
}

impl Lines {
    /// Takes a piece of the stream.
    pub(crate) fn push(&mut self, mut bytes: &[u8], to: &mut impl Rows) {
        while let Some(end) = memchr(b'\n', bytes) {
            let (head, tail) = bytes.split_at(end + 1);
            if self.kept.is_empty() {
                self.line(head, to);
            } else {
                let mut kept = std::mem::take(&mut self.kept);
                kept.extend_from_slice(head);
                self.line(&kept, to);
                kept.clear();
                self.kept = kept;
            }
            self.line += 1;
            bytes = tail;
        }
        if self.long {
            self.cut(bytes, to);
        } else {
            self.kept.extend_from_slice(bytes);
            if self.kept.len() > LONG {
                let kept = std::mem::take(&mut self.kept);
                self.long = true;
                match &self.open {
                    Some(_) => self.cut(&kept, to),
                    None => self.cut(from_brace(&kept), to),
                }
            }
        }
    }

    /// Whether the next line is read as the first one of a stream.
    pub(crate) fn is_between_rows(&self) -> bool {
        self.kept.is_empty() && self.open.is_none() && !self.long && self.parts.is_empty()
    }

    /// Ends the stream. What is still open is broken.
    pub(crate) fn finish(&mut self, to: &mut impl Rows) {
        if !self.kept.is_empty() {
            let kept = std::mem::take(&mut self.kept);
            self.line(&kept, to);
        }
        if let Some((_, line)) = self.open.take() {
            to.broken(line + 1);
        }
        if !self.parts.is_empty() {
            to.broken(self.line + 1);
        }
    }

    fn line(&mut self, bytes: &[u8], to: &mut impl Rows) {
        if self.long {
            self.cut(bytes, to);
            self.long = false;
            self.lost = false;
            return;
        }
        let text = bytes.trim_ascii();
        if text.is_empty() {
            return;
        }
        if let Some((cutter, start)) = &self.open {
            let start = *start;
            // A row of its own, where the one before did not end: that one was cut off.
            let whole = text.starts_with(b"{") && text.ends_with(b"}") && cutter.within_row();
            if whole && to.whole(text, self.line + 1) == Tried::Event {
                self.open = None;
                to.broken(start + 1);
                return;
            }
            return self.cut(bytes, to);
        }
        self.fresh(bytes, to);
    }

    /// A line at whose begin nothing is open.
    fn fresh(&mut self, bytes: &[u8], to: &mut impl Rows) {
        let mark = if self.line == 0 { b"\xef\xbb\xbf".as_slice() } else { b"" };
        let bytes = bytes.strip_prefix(mark).unwrap_or(bytes);
        let text = bytes.trim_ascii();
        if text.starts_with(b"[") {
            return self.cut(bytes, to);
        }
        let divided = divided(text);
        if let Some((content, last)) = divided
            && !(last && self.parts.is_empty())
        {
            if self.parts.len() < PARTS {
                self.parts.extend_from_slice(content);
            }
            if last {
                let mut parts = std::mem::take(&mut self.parts);
                parts.push(b'\n');
                self.fresh(&parts, to);
            }
            return;
        }
        let Some(brace) = memchr(b'{', text) else {
            return to.no_json(text, self.line + 1);
        };
        let (prefix, json) = text.split_at(brace);
        if !prefix.is_empty() {
            to.prefix(prefix);
        }
        if to.whole(json, self.line + 1) == Tried::No {
            self.cut(from_brace(bytes), to);
        }
    }

    /// Goes on with the value that is open, or opens one.
    fn cut(&mut self, mut bytes: &[u8], to: &mut impl Rows) {
        let line = self.line + 1;
        while !self.lost {
            let was_open = self.open.is_some();
            if !was_open {
                bytes = next_value(bytes);
                match bytes.first() {
                    None => return,
                    Some(b'{' | b'[') => {}
                    Some(_) => {
                        self.lost = self.long;
                        return to.broken(line);
                    }
                }
            }
            let (cutter, start) = self.open.get_or_insert_with(|| (Cutter::new(), self.line));
            let start = *start;
            match cutter.push(bytes, line, to) {
                Cut::Open => return,
                Cut::Done(end) => {
                    self.open = None;
                    bytes = bytes.get(end..).unwrap_or_default();
                }
                Cut::Broken(at) => {
                    self.open = None;
                    self.lost = self.long;
                    to.broken(start + 1);
                    let begin = bytes.len() - bytes.trim_ascii_start().len();
                    // The lines before were cut off; this one may be good.
                    if was_open && at == begin && start != self.line && !self.long {
                        self.fresh(bytes, to);
                    }
                    return;
                }
            }
        }
    }
}

fn from_brace(bytes: &[u8]) -> &[u8] {
    let at = bytes.iter().position(|byte| matches!(byte, b'{' | b'['));
    at.and_then(|at| bytes.get(at..)).unwrap_or(bytes)
}

/// Skips what may stand between two values: space, and a comma.
fn next_value(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii_start();
    bytes.strip_prefix(b",").map_or(bytes, <[u8]>::trim_ascii_start)
}

/// The content of a line of a container's log, `<time> stdout P <content>`, and whether it is the
/// last part (`F`). Container runtimes divide lines of more than 16 kB.
pub(crate) fn divided(text: &[u8]) -> Option<(&[u8], bool)> {
    // The time comes first.
    if !text.first()?.is_ascii_digit() {
        return None;
    }
    let mut parts = text.splitn(4, |byte| *byte == b' ');
    let (_time, stream, tag) = (parts.next()?, parts.next()?, parts.next()?);
    if !matches!(stream, b"stdout" | b"stderr") {
        return None;
    }
    match tag {
        b"F" => Some((parts.next()?, true)),
        b"P" => Some((parts.next()?, false)),
        _ => None,
    }
}
