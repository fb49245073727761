//! Cuts the rows out of JSON of any length: memory for one row at a time, not for the text.

use memchr::memchr3;

use crate::pieces::{Cut, Pieces};

/// Longer rows are not read. An Event without its bodies has about a kilobyte.
const LONGEST: usize = 16 << 20;
/// Longer bodies are left out.
const BODY: usize = 1 << 20;
/// More levels of nesting are an error.
const DEEPEST: usize = 512;
/// Keys of lists of rows.
const LISTS: [&[u8]; 9] = [
    b"items",
    b"events",
    b"records",
    b"Records",
    b"results",
    b"logEvents",
    b"hits",
    b"result",
    b"values",
];
/// Keys of objects in which such a list may be.
const AROUND: [&[u8]; 3] = [b"hits", b"data", b"result"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// An object that may be a row, or hold a list of rows.
    Watched,
    /// A list of rows.
    List,
    /// Any other object.
    Object,
    /// Any other list.
    Array,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Text { key: bool, escaped: bool },
    Scalar,
}

/// Reads one JSON value, in pieces.
pub(crate) struct Cutter {
    stack: Vec<Frame>,
    state: State,
    key: Vec<u8>,
    /// The row that is being cut out, and at which depth it began.
    row: Vec<u8>,
    row_depth: Option<usize>,
    row_line: u64,
    too_long: bool,
    /// A body that began at this place of the row, at this depth.
    body: Option<(usize, usize)>,
    /// The value at this depth is left out.
    left_out: Option<usize>,
}

impl Cutter {
    pub(crate) fn new() -> Cutter {
        Cutter {
            stack: Vec::new(),
            state: State::Value,
            key: Vec::new(),
            row: Vec::new(),
            row_depth: None,
            row_line: 0,
            too_long: false,
            body: None,
            left_out: None,
        }
    }

    /// Whether the input so far ends within a row, not between two rows of a list.
    pub(crate) fn within_row(&self) -> bool {
        self.row_depth.is_some()
    }

    /// Reads a piece of the value. All of it lies on one line.
    pub(crate) fn push(&mut self, bytes: &[u8], line: u64, to: &mut impl Pieces) -> Cut {
        let mut at = 0;
        // From here on, nothing is copied to the row yet.
        let mut from = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.state {
                // A line that was cut off after a backslash ends all the same.
                State::Text { escaped: true, .. } if byte == b'\n' => return Cut::Broken(at),
                State::Text { key, escaped: true } => {
                    self.state = State::Text { key, escaped: false };
                    at += 1;
                }
                State::Text { key, escaped: false } => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let end = memchr3(b'"', b'\\', b'\n', rest);
                    let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    if key && self.key.len() < 32 {
                        self.key.extend_from_slice(text);
                    }
                    at += text.len();
                    match rest.get(text.len()) {
                        None => {}
                        Some(b'\\') => {
                            self.state = State::Text { key, escaped: true };
                            at += 1;
                        }
                        Some(b'"') if key => {
                            self.state = State::Colon;
                            at += 1;
                        }
                        Some(b'"') => {
                            at += 1;
                            if self.end(bytes, &mut from, at, to) {
                                return Cut::Done(at);
                            }
                        }
                        Some(_) => return Cut::Broken(at),
                    }
                }
                State::Scalar => {
                    if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.') {
                        at += 1;
                    } else if self.end(bytes, &mut from, at, to) {
                        return Cut::Done(at);
                    }
                }
                _ if byte.is_ascii_whitespace() => at += 1,
                State::Colon => {
                    if byte != b':' {
                        return Cut::Broken(at);
                    }
                    self.state = State::Value;
                    at += 1;
                }
                State::Key | State::KeyOrEnd if byte == b'"' => {
                    self.key.clear();
                    self.state = State::Text { key: true, escaped: false };
                    at += 1;
                }
                State::CommaOrEnd if byte == b',' => {
                    self.state = match self.stack.last() {
                        Some(Frame::Watched | Frame::Object) => State::Key,
                        _ => State::Value,
                    };
                    at += 1;
                }
                State::KeyOrEnd | State::ValueOrEnd | State::CommaOrEnd if self.closes(byte) => {
                    self.stack.pop();
                    at += 1;
                    if self.end(bytes, &mut from, at, to) {
                        return Cut::Done(at);
                    }
                }
                State::Value | State::ValueOrEnd => {
                    if !self.begin(byte, bytes, &mut from, at, line, to) {
                        return Cut::Broken(at);
                    }
                    at += 1;
                }
                _ => return Cut::Broken(at),
            }
        }
        self.copy(bytes, &mut from, at);
        Cut::Open
    }

    fn closes(&self, byte: u8) -> bool {
        match self.stack.last() {
            Some(Frame::Watched | Frame::Object) => byte == b'}',
            Some(Frame::List | Frame::Array) => byte == b']',
            None => false,
        }
    }

    /// Begins a value. False if none can begin with this byte.
    fn begin(
        &mut self,
        byte: u8,
        bytes: &[u8],
        from: &mut usize,
        at: usize,
        line: u64,
        to: &mut impl Pieces,
    ) -> bool {
        let parent = self.stack.last().copied();
        let in_list = matches!(parent, None | Some(Frame::List));
        let watched = parent == Some(Frame::Watched);
        let key = self.key.as_slice();
        if watched && self.row_depth.is_some() {
            if key == b"responseObject" && self.left_out.is_none() {
                self.copy(bytes, from, at);
                self.leave_out(self.row.len());
            } else if key == b"requestObject" && self.body.is_none() {
                self.copy(bytes, from, at);
                self.body = Some((self.row.len(), self.stack.len()));
            }
        }
        let key = self.key.as_slice();
        let frame = match byte {
            b'{' if in_list || (watched && AROUND.contains(&key)) => Frame::Watched,
            b'{' => Frame::Object,
            b'[' if in_list => Frame::List,
            b'[' if watched && LISTS.contains(&key) => {
                // What was taken for a row is around rows.
                self.forget();
                Frame::List
            }
            b'[' => Frame::Array,
            b'"' => {
                if watched && key == b"nextToken" {
                    to.more();
                }
                if in_list && parent.is_some() {
                    self.start(from, at, line);
                }
                self.state = State::Text { key: false, escaped: false };
                return true;
            }
            _ if byte.is_ascii_digit() || matches!(byte, b'-' | b't' | b'f' | b'n') => {
                self.state = State::Scalar;
                return true;
            }
            _ => return false,
        };
        if self.stack.len() >= DEEPEST {
            return false;
        }
        if in_list && frame == Frame::Watched {
            self.start(from, at, line);
        }
        self.stack.push(frame);
        self.state = match frame {
            Frame::Watched | Frame::Object => State::KeyOrEnd,
            Frame::List | Frame::Array => State::ValueOrEnd,
        };
        true
    }

    fn start(&mut self, from: &mut usize, at: usize, line: u64) {
        self.forget();
        self.row_depth = Some(self.stack.len());
        self.row_line = line;
        *from = at;
    }

    fn forget(&mut self) {
        self.row.clear();
        self.row_depth = None;
        self.too_long = false;
        self.body = None;
        self.left_out = None;
    }

    fn leave_out(&mut self, from: usize) {
        self.row.truncate(from);
        self.row.extend_from_slice(b"null");
        self.left_out = Some(self.stack.len());
        self.body = None;
    }

    /// Copies what was read to the row, unless it is left out.
    fn copy(&mut self, bytes: &[u8], from: &mut usize, to: usize) {
        let piece = bytes.get(*from..to).unwrap_or_default();
        *from = to;
        if self.row_depth.is_none() || self.left_out.is_some() || self.too_long {
            return;
        }
        self.row.extend_from_slice(piece);
        if let Some((start, depth)) = self.body
            && self.row.len() - start.min(self.row.len()) > BODY
        {
            self.leave_out(start);
            self.left_out = Some(depth);
        } else if self.row.len() > LONGEST {
            self.too_long = true;
            self.row = Vec::new();
        }
    }

    /// Ends a value before `at`. True if it was the whole one.
    fn end(&mut self, bytes: &[u8], from: &mut usize, at: usize, to: &mut impl Pieces) -> bool {
        let depth = self.stack.len();
        if self.left_out == Some(depth) {
            *from = at;
            self.left_out = None;
        } else if self.body.is_some_and(|(_, body)| body == depth) {
            self.copy(bytes, from, at);
            // It may have been too long, just now.
            if self.left_out == Some(depth) {
                self.left_out = None;
            }
            self.body = None;
        }
        if self.row_depth == Some(depth) {
            self.copy(bytes, from, at);
            if self.too_long {
                to.too_long(self.row_line);
            } else if self.row.first() == Some(&b'"') {
                to.text(&self.row, self.row_line);
            } else {
                to.row(&self.row, self.row_line);
            }
            self.forget();
        }
        self.state = State::CommaOrEnd;
        depth == 0
    }
}
