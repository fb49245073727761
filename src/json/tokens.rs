//! The tokens of a JSON text. Crate hifijson reads them; the words for what is wrong are serde_json's, which the
//! policy server prints too.

use crate::prelude::*;
use crate::text::{count, worded};

use hifijson::num::Lex as _;
use hifijson::str::{Error as StringError, Lex as _, LexAlloc as _};
use hifijson::token::Lex as _;
use hifijson::{SliceLexer, escape};

use super::number::is_finite;
use super::slots::Text;

/// The maximum nesting depth of serde_json, which reads a changed object next.
pub const DEEPEST: usize = 128;

/// The text is not valid JSON; [`Tokens`] says why.
pub struct Invalid;

/// A JSON text, and how much of it has been read.
pub struct Tokens<'de> {
    text: &'de str,
    position: usize,
    wrong: &'static str,
    /// The ends of the lists and objects that are being skipped, outermost first.
    open: Vec<u8>,
}

impl<'de> Tokens<'de> {
    /// Starts at the beginning of a text.
    pub fn of(text: &'de str) -> Self {
        Self { text, position: 0, wrong: "", open: Vec::new() }
    }

    fn since(&self, start: usize) -> &'de str {
        self.text.get(start..self.position).unwrap_or_default()
    }

    /// Reads on from a place. What is read counts as read, even if it is not valid.
    fn read<T>(&mut self, start: usize, read: impl FnOnce(&mut SliceLexer<'de>) -> T) -> T {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let mut lexer = SliceLexer::new(rest);
        let found = read(&mut lexer);
        self.position = self.text.len() - lexer.as_slice().len();
        found
    }

    #[inline(never)]
    fn invalid<T>(&mut self, what: &'static str) -> Result<T, Invalid> {
        self.wrong = what;
        Err(Invalid)
    }

    /// Why the text is not valid, and where.
    pub fn why(&self) -> String {
        let end = self.text.len().min(self.position + 1);
        let read = self.text.as_bytes().get(..end).unwrap_or_default();
        let line = 1 + read.iter().filter(|byte| **byte == b'\n').count();
        let column = read.iter().rev().take_while(|byte| **byte != b'\n').count();
        worded(
            "is not valid JSON: {} at line {} column {}",
            &[self.wrong, &count(line), &count(column)],
        )
    }

    /// The first byte of the next token; 0, which starts none, at the end.
    #[inline(always)]
    pub fn peek(&mut self) -> u8 {
        match self.text.as_bytes().get(self.position) {
            Some(byte) if *byte > b' ' => *byte,
            _ => self.peek_after_space(),
        }
    }

    #[inline(never)]
    fn peek_after_space(&mut self) -> u8 {
        self.read(self.position, |lexer| lexer.ws_peek()).unwrap_or_default()
    }

    /// Checks that nothing is left.
    pub fn end(&mut self) -> Result<(), Invalid> {
        self.peek();
        match self.position == self.text.len() {
            true => Ok(()),
            false => self.invalid("trailing characters"),
        }
    }

    /// Whether a list or an object goes on, which ends with this byte. Called at its start, and then after each
    /// item.
    pub fn more(&mut self, end: u8, is_start: bool) -> Result<bool, Invalid> {
        if is_start {
            self.position += 1;
        }
        let next = self.peek();
        if next == end {
            self.position += 1;
            return Ok(false);
        }
        if next == 0 || !is_start && next != b',' {
            return self.no_more(end);
        }
        if !is_start {
            self.position += 1;
            if self.peek() == end {
                return self.invalid("trailing comma");
            }
        }
        Ok(true)
    }

    #[inline(never)]
    fn no_more(&mut self, end: u8) -> Result<bool, Invalid> {
        self.invalid(match (end, self.position == self.text.len()) {
            (b']', true) => "EOF while parsing a list",
            (b']', false) => "expected `,` or `]`",
            (_, true) => "EOF while parsing an object",
            (_, false) => "expected `,` or `}`",
        })
    }

    /// A key, and the colon after it.
    pub fn key(&mut self) -> Result<Text<'de>, Invalid> {
        self.expect(b'"')?;
        let key = self.string()?;
        self.colon()?;
        Ok(key)
    }

    fn skip_key(&mut self, is_whole: bool) -> Result<(), Invalid> {
        self.expect(b'"')?;
        self.skip_string(is_whole)?;
        self.colon()
    }

    #[inline(always)]
    fn colon(&mut self) -> Result<(), Invalid> {
        self.expect(b':')?;
        self.position += 1;
        Ok(())
    }

    #[inline(always)]
    fn expect(&mut self, byte: u8) -> Result<(), Invalid> {
        if self.peek() == byte { Ok(()) } else { self.unexpected(byte) }
    }

    #[inline(never)]
    fn unexpected(&mut self, expected: u8) -> Result<(), Invalid> {
        self.invalid(match (expected, self.position == self.text.len()) {
            (_, true) => "EOF while parsing an object",
            (b':', false) => "expected `:`",
            (_, false) => "key must be a string",
        })
    }

    /// A string: borrowed unless it holds escapes.
    pub fn string(&mut self) -> Result<Text<'de>, Invalid> {
        let start = self.position + 1;
        if self.plain(start) {
            let text = self.text.get(start..self.position - 1).unwrap_or_default();
            return Ok(Cow::Borrowed(text));
        }
        self.escaped(start)
    }

    /// Reads a string if it has no escapes.
    #[inline(never)]
    fn plain(&mut self, start: usize) -> bool {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let length = plain_length(rest);
        self.position = start + length + 1;
        rest.get(length) == Some(&b'"')
    }

    #[inline(never)]
    fn escaped(&mut self, start: usize) -> Result<Text<'de>, Invalid> {
        let string = self.read(start, |lexer| lexer.str_string());
        string.or_else(|error| {
            let lone = StringError::Escape(escape::Error::ExpectedLowSurrogate);
            if error == lone && self.ends_with_high_half() {
                return self.invalid("unexpected end of hex escape");
            }
            // What is wrong has been read.
            self.position -= 1;
            self.invalid(of_string(&error))
        })
    }

    /// Whether the first half of a surrogate pair has just been read.
    fn ends_with_high_half(&self) -> bool {
        let digits = self.text.as_bytes().get(self.position - 4..self.position);
        matches!(digits, Some([b'd' | b'D', b'8' | b'9' | b'a' | b'b' | b'A' | b'B', ..]))
    }

    fn skip_string(&mut self, is_whole: bool) -> Result<(), Invalid> {
        let start = self.position + 1;
        if self.plain(start) {
            return Ok(());
        }
        if is_whole {
            return self.escaped(start).map(drop);
        }
        self.ignored(start)
    }

    #[inline(never)]
    fn ignored(&mut self, start: usize) -> Result<(), Invalid> {
        let string = self.read(start, |lexer| lexer.str_ignore());
        string.or_else(|error| self.invalid(of_string(&error)))
    }

    /// `null`, `true` or `false`.
    pub fn word(&mut self) -> Result<Option<bool>, Invalid> {
        let start = self.position;
        if let Some(word) = self.read(start, |lexer| lexer.null_or_bool()) {
            return Ok(word);
        }
        let what = match self.text.as_bytes().get(start) {
            None => "EOF while parsing a value",
            Some(b'n' | b't' | b'f') => "expected ident",
            Some(_) => "expected value",
        };
        self.position = start;
        self.invalid(what)
    }

    /// A number, as it is written.
    pub fn number(&mut self) -> Result<&'de str, Invalid> {
        let start = self.position;
        match self.read(start, |lexer| lexer.num_ignore().validate()) {
            Ok(_) => Ok(self.since(start)),
            Err(_) => self.invalid("invalid number"),
        }
    }

    /// Any value, as it is written.
    pub fn raw(&mut self) -> Result<&'de str, Invalid> {
        self.skip(false)
    }

    /// Any value, checked down to the last number and escape.
    pub fn whole(&mut self) -> Result<(), Invalid> {
        self.skip(true).map(drop)
    }

    fn skip(&mut self, is_whole: bool) -> Result<&'de str, Invalid> {
        self.peek();
        let (start, outermost) = (self.position, self.open.len());
        loop {
            let first = self.peek();
            match first {
                b'"' => self.skip_string(is_whole)?,
                b'-' | b'0'..=b'9' => {
                    let number = self.number()?;
                    if is_whole && !is_finite(number) {
                        self.position -= 1;
                        return self.invalid("number out of range");
                    }
                }
                b'[' | b'{' => {
                    // The end of each is two characters after its start.
                    self.open.push(first + 2);
                    if is_whole && self.open.len() >= DEEPEST {
                        return self.invalid("recursion limit exceeded");
                    }
                }
                _ => drop(self.word()?),
            }
            if !self.next_item(matches!(first, b'[' | b'{'), outermost, is_whole)? {
                return Ok(self.since(start));
            }
        }
    }

    /// Goes to the next value of the innermost list or object that has one. Returns whether there is one.
    fn next_item(
        &mut self,
        mut is_start: bool,
        outermost: usize,
        is_whole: bool,
    ) -> Result<bool, Invalid> {
        while self.open.len() > outermost {
            let end = self.open.last().copied().unwrap_or_default();
            if self.more(end, is_start)? {
                if end == b'}' {
                    self.skip_key(is_whole)?;
                }
                return Ok(true);
            }
            self.open.pop();
            is_start = false;
        }
        Ok(false)
    }
}

/// How many bytes there are before a quote, a backslash or a control character.
#[inline(always)]
pub fn plain_length(bytes: &[u8]) -> usize {
    const EACH: u64 = u64::MAX / 255;
    /// The highest bit of each byte that is 0, up to the first of them at least.
    fn zeros(bytes: u64) -> u64 {
        bytes.wrapping_sub(EACH) & !bytes
    }
    let mut length = 0;
    // Eight at once: most of a request is in strings.
    while let Some(chunk) = bytes.get(length..).and_then(|rest| rest.first_chunk()) {
        let chunk = u64::from_le_bytes(*chunk);
        let control = chunk.wrapping_sub(EACH * 0x20) & !chunk;
        let quote = zeros(chunk ^ (EACH * u64::from(b'"')));
        let backslash = zeros(chunk ^ (EACH * u64::from(b'\\')));
        let found = (control | quote | backslash) & (EACH << 7);
        if found != 0 {
            return length + (found.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    let rest = bytes.get(length..).unwrap_or_default();
    let plain = rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f));
    length + plain.count()
}

#[inline(never)]
fn of_string(error: &StringError) -> &'static str {
    match error {
        StringError::Control => "control character (\\u0000-\\u001F) found while parsing a string",
        StringError::Escape(escape::Error::InvalidKind(_) | escape::Error::InvalidHex(_)) => {
            "invalid escape"
        }
        StringError::Escape(
            escape::Error::InvalidChar(_) | escape::Error::ExpectedLowSurrogate,
        ) => "lone leading surrogate in hex escape",
        _ => "EOF while parsing a string",
    }
}

#[cfg(test)]
mod tests;
