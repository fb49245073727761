//! The characters of a document, as go-yaml's reader and scanner see them (`readerc.go`,
//! `scannerc.go`).

use std::borrow::Cow;

use crate::Fault;

/// A position in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Bytes before it.
    pub byte: usize,
    /// Characters before it, as kubectl counts them: it drops a CR before an LF.
    pub chars: usize,
    /// Line breaks before it, by YAML 1.1.
    pub line: usize,
    /// Characters before it in that line.
    pub column: usize,
    /// LFs before it: the line that editors and `grep -n` show.
    pub text_line: usize,
}

/// How many bytes go-yaml decodes at once. It refuses a control character only if it gets as far as
/// decoding it.
const WINDOW: usize = 512;

/// Reads a document character by character.
pub struct Input<'t> {
    text: &'t str,
    /// The next character.
    pub mark: Mark,
    /// Bytes and characters that are decoded.
    decoded: (usize, usize),
    /// How many more bytes the current window holds.
    window: usize,
    /// Where go-yaml's buffer starts.
    buffer: usize,
}

impl<'t> Input<'t> {
    /// Reads a text that ends with a line break.
    pub fn new(text: &'t str) -> Self {
        let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
        let mark = Mark { byte: start, ..Mark::default() };
        Self { text, mark, decoded: (start, 0), window: WINDOW - start, buffer: start }
    }

    /// Decodes until that many unread characters are there, or the text ends.
    pub fn ensure(&mut self, chars: usize) -> Result<(), Fault> {
        if self.decoded.1 < self.mark.chars + chars && !self.is_end() {
            self.buffer = self.mark.byte;
            while self.decoded.1 < self.mark.chars + chars && self.decoded.0 < self.text.len() {
                self.decode()?;
            }
        }
        Ok(())
    }

    fn decode(&mut self) -> Result<(), Fault> {
        let (start, mut chars) = self.decoded;
        let rest = self.text.get(start..).unwrap_or_default();
        let (mut bytes, mut counted) = (0, 0);
        let mut following = rest.chars().peekable();
        while let Some(c) = following.next() {
            let dropped = c == '\r' && following.peek() == Some(&'\n');
            let width = if dropped { 0 } else { c.len_utf8() };
            if counted + width > self.window {
                break;
            }
            if !is_allowed(c) {
                let before = self.text.get(..start + bytes).unwrap_or_default();
                let line = before.matches('\n').count() + 1;
                let code = u32::from(c);
                return Err(Fault::at(
                    line,
                    format!("expected text without control characters, found U+{code:04X}"),
                ));
            }
            bytes += c.len_utf8();
            counted += width;
            chars += usize::from(!dropped);
        }
        self.decoded = (start + bytes, chars);
        self.window = WINDOW;
        Ok(())
    }

    /// A byte after the next one; 0 after the end.
    pub fn at(&self, offset: usize) -> u8 {
        self.text.as_bytes().get(self.mark.byte + offset).copied().unwrap_or_default()
    }

    /// The next byte; 0 at the end.
    pub fn first(&self) -> u8 {
        self.at(0)
    }

    /// The bytes of a part of the text.
    pub fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Whether the text ends before that byte.
    pub fn is_end(&self) -> bool {
        self.mark.byte >= self.text.len()
    }

    /// Whether a space or tab is there.
    pub fn is_blank(&self, offset: usize) -> bool {
        matches!(self.at(offset), b' ' | b'\t')
    }

    /// Whether a line break of YAML 1.1 is there.
    pub fn is_break(&self, offset: usize) -> bool {
        match self.at(offset) {
            b'\n' | b'\r' => true,
            0xc2 => self.at(offset + 1) == 0x85,
            0xe2 => self.at(offset + 1) == 0x80 && matches!(self.at(offset + 2), 0xa8 | 0xa9),
            _ => false,
        }
    }

    /// Whether a line break or the end is there.
    pub fn is_breakz(&self, offset: usize) -> bool {
        self.at(offset) == 0 || self.is_break(offset)
    }

    /// Whether a blank, a line break or the end is there.
    pub fn is_blankz(&self, offset: usize) -> bool {
        self.is_blank(offset) || self.is_breakz(offset)
    }

    /// Whether `---` or `...` starts the line.
    pub fn is_document_indicator(&self) -> bool {
        let marker = |c| self.at(0) == c && self.at(1) == c && self.at(2) == c;
        self.mark.column == 0 && (marker(b'-') || marker(b'.')) && self.is_blankz(3)
    }

    /// Whether go-yaml passes over the character that starts this line. It means to do so for a
    /// byte order mark, but looks at the start of its buffer instead.
    pub fn is_passed_over(&self) -> bool {
        let buffer = self.text.get(self.buffer..).unwrap_or_default();
        self.mark.column == 0 && buffer.starts_with('\u{feff}')
    }

    /// Passes the next character.
    pub fn skip(&mut self) {
        self.mark.byte += width(self.first());
        self.mark.chars += 1;
        self.mark.column += 1;
    }

    /// Passes ASCII characters.
    pub fn skip_many(&mut self, count: usize) {
        for _ in 0..count {
            self.skip();
        }
    }

    /// Passes the rest of the line, up to its break.
    pub fn skip_to_break(&mut self) -> Result<(), Fault> {
        while !self.is_breakz(0) {
            self.skip();
            self.ensure(1)?;
        }
        Ok(())
    }

    /// Passes spaces and tabs.
    pub fn skip_blanks(&mut self) -> Result<(), Fault> {
        self.ensure(1)?;
        while self.is_blank(0) {
            self.skip();
            self.ensure(1)?;
        }
        Ok(())
    }

    /// Adds the next character to a value.
    pub fn read(&mut self, value: &mut Piece<'t>) {
        let start = self.mark.byte;
        self.skip();
        value.push_slice(self.text, start, self.mark.byte);
    }

    /// Passes a line break, if there is one.
    pub fn skip_break(&mut self) {
        let (bytes, chars, breaks) = match self.first() {
            b'\n' => (1, 1, 1),
            b'\r' => match (self.at(1), self.at(2)) {
                (b'\n', _) => (2, 1, 1),
                // kubectl drops the second CR; the first and the LF make one break.
                (b'\r', b'\n') => (3, 2, 1),
                _ => (1, 1, 0),
            },
            _ if self.is_break(0) => (width(self.first()), 1, 0),
            _ => return,
        };
        self.mark.byte += bytes;
        self.mark.chars += chars;
        self.mark.column = 0;
        self.mark.line += 1;
        self.mark.text_line += breaks;
    }

    /// Passes a line break and adds it to a value: U+2028 and U+2029 as they are, others as LF.
    pub fn read_break(&mut self, value: &mut String) {
        if !self.is_break(0) {
            return;
        }
        match (self.first(), self.at(2)) {
            (0xe2, 0xa8) => value.push('\u{2028}'),
            (0xe2, _) => value.push('\u{2029}'),
            _ => value.push('\n'),
        }
        self.skip_break();
    }
}

/// Characters that go-yaml accepts in a text.
fn is_allowed(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

/// The length of the character that starts with that byte.
fn width(first: u8) -> usize {
    match first {
        0..=0x7f => 1,
        0x80..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

/// The value of a scalar: a part of the text as long as that is possible.
#[derive(Debug)]
pub struct Piece<'t>(Cow<'t, str>, usize);

impl<'t> Piece<'t> {
    /// An empty value.
    pub fn new() -> Self {
        Self(Cow::Borrowed(""), 0)
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a part of the text.
    pub fn push_slice(&mut self, text: &'t str, start: usize, end: usize) {
        let part = text.get(start..end).unwrap_or_default();
        match &mut self.0 {
            Cow::Borrowed("") => self.0 = Cow::Borrowed(part),
            Cow::Borrowed(so_far) if self.1 == start => {
                let from = start - so_far.len();
                self.0 = Cow::Borrowed(text.get(from..end).unwrap_or_default());
            }
            value => value.to_mut().push_str(part),
        }
        self.1 = end;
    }

    /// Adds other text.
    pub fn push_str(&mut self, part: &str) {
        if !part.is_empty() {
            self.0.to_mut().push_str(part);
        }
    }

    /// Adds another value.
    pub fn append(&mut self, text: &'t str, other: &Self) {
        match &other.0 {
            Cow::Borrowed(part) => self.push_slice(text, other.1 - part.len(), other.1),
            Cow::Owned(part) => self.push_str(part),
        }
    }

    /// Empties it.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// The value.
    pub fn into_cow(self) -> Cow<'t, str> {
        self.0
    }
}

impl<'t> Input<'t> {
    /// The whole text.
    pub fn text(&self) -> &'t str {
        self.text
    }
}
