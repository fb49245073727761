//! Scans scalars in lines: plain and in quotes.

use super::input::Piece;
use super::scanner::Scanner;
use super::token::{Kind, Token};
use crate::Fault;

/// Spaces and line breaks between the parts of a scalar.
struct Between<'t> {
    spaces: Piece<'t>,
    first_break: String,
    more_breaks: String,
    /// Whether there was a line break.
    in_new_line: bool,
}

impl<'t> Between<'t> {
    fn new() -> Self {
        Self {
            spaces: Piece::new(),
            first_break: String::new(),
            more_breaks: String::new(),
            in_new_line: false,
        }
    }

    /// Adds them to the scalar: a single LF becomes a space, an escaped line break nothing.
    fn fold_into(&mut self, text: &'t str, value: &mut Piece<'t>) {
        if !self.in_new_line {
            value.append(text, &self.spaces);
        } else if self.first_break.starts_with('\n') {
            value.push_str(if self.more_breaks.is_empty() { " " } else { &self.more_breaks });
        } else {
            value.push_str(&self.first_break);
            value.push_str(&self.more_breaks);
        }
        self.spaces.clear();
        self.first_break.clear();
        self.more_breaks.clear();
        self.in_new_line = false;
    }
}

impl<'t> Scanner<'t> {
    pub(super) fn plain_scalar(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.input.mark;
        let mut end = start;
        let text = self.input.text();
        let (mut value, mut between) = (Piece::new(), Between::new());
        loop {
            self.input.ensure(4)?;
            if self.input.is_document_indicator() || self.input.first() == b'#' {
                break;
            }
            while !self.input.is_blankz(0) && !self.ends_plain() {
                if between.in_new_line || !between.spaces.is_empty() {
                    between.fold_into(text, &mut value);
                }
                self.input.read(&mut value);
                end = self.input.mark;
                self.input.ensure(2)?;
            }
            if !self.input.is_blank(0) && !self.input.is_break(0) {
                break;
            }
            self.between(&mut between, true)?;
            if self.flow_level == 0 && self.column() <= self.indent {
                break;
            }
        }
        if between.in_new_line {
            self.simple_key_allowed = true;
        }
        Ok(Token { kind: Kind::Scalar(value.into_cow(), true), start, end })
    }

    pub(super) fn column(&self) -> isize {
        isize::try_from(self.input.mark.column).unwrap_or(isize::MAX)
    }

    fn ends_plain(&self) -> bool {
        match self.input.first() {
            b':' => self.input.is_blankz(1),
            b',' | b'?' | b'[' | b']' | b'{' | b'}' => self.flow_level > 0,
            _ => false,
        }
    }

    /// Reads blanks and line breaks.
    fn between(&mut self, between: &mut Between<'t>, is_plain: bool) -> Result<(), Fault> {
        self.input.ensure(1)?;
        while self.input.is_blank(0) || self.input.is_break(0) {
            if self.input.is_break(0) {
                self.input.ensure(2)?;
                if between.in_new_line {
                    self.input.read_break(&mut between.more_breaks);
                } else {
                    between.spaces.clear();
                    self.input.read_break(&mut between.first_break);
                    between.in_new_line = true;
                }
            } else if !between.in_new_line {
                self.input.read(&mut between.spaces);
            } else {
                let is_tab = self.input.first() == b'\t';
                if is_plain && is_tab && self.column() <= self.indent {
                    return Err(self.fault("expected indentation by spaces, found a tab character"));
                }
                self.input.skip();
            }
            self.input.ensure(1)?;
        }
        Ok(())
    }

    pub(super) fn quoted_scalar(&mut self, single: bool) -> Result<Token<'t>, Fault> {
        let start = self.input.mark;
        let text = self.input.text();
        let quote = if single { b'\'' } else { b'"' };
        self.input.skip();
        let (mut value, mut between) = (Piece::new(), Between::new());
        loop {
            self.input.ensure(4)?;
            if self.input.is_document_indicator() {
                return Err(self.fault("expected the end of the quoted text before this line"));
            }
            if self.input.is_end() {
                let line = start.text_line + 1;
                return Err(Fault::at(
                    line,
                    "expected the quoted text that starts here to end".into(),
                ));
            }
            while !self.input.is_blankz(0) {
                match (self.input.first(), self.input.at(1)) {
                    (b'\'', b'\'') if single => {
                        value.push_str("'");
                        self.input.skip_many(2);
                    }
                    (first, _) if first == quote => break,
                    (b'\\', _) if !single && self.input.is_break(1) => {
                        self.input.ensure(3)?;
                        self.input.skip();
                        self.input.skip_break();
                        between.in_new_line = true;
                        break;
                    }
                    (b'\\', _) if !single => {
                        let c = self.escape()?;
                        value.push_str(c.encode_utf8(&mut [0; 4]));
                    }
                    _ => self.input.read(&mut value),
                }
                self.input.ensure(2)?;
            }
            self.input.ensure(1)?;
            if self.input.first() == quote {
                break;
            }
            self.between(&mut between, false)?;
            between.fold_into(text, &mut value);
        }
        self.input.skip();
        let end = self.input.mark;
        Ok(Token { kind: Kind::Scalar(value.into_cow(), false), start, end })
    }

    /// An escape sequence in double quotes. Unlike JSON, YAML 1.1 has neither `\/` nor pairs of
    /// surrogates.
    fn escape(&mut self) -> Result<char, Fault> {
        let found = match self.input.at(1) {
            b'0' => '\0',
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\u{b}',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'e' => '\u{1b}',
            b' ' => ' ',
            b'"' => '"',
            b'\'' => '\'',
            b'\\' => '\\',
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => return self.escaped_code(2),
            b'u' => return self.escaped_code(4),
            b'U' => return self.escaped_code(8),
            other => {
                let what = match char::from(other) {
                    c if c.is_ascii_graphic() => {
                        format!("expected an escape sequence of YAML, found \\{c}")
                    }
                    _ => "expected an escape sequence of YAML after \\".to_owned(),
                };
                return Err(self.fault(&what));
            }
        };
        self.input.skip_many(2);
        Ok(found)
    }

    fn escaped_code(&mut self, digits: usize) -> Result<char, Fault> {
        self.input.skip_many(2);
        self.input.ensure(digits)?;
        let start = self.input.mark.byte;
        let found = self.input.slice(start, start + digits);
        if found.len() != digits || !found.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(self.fault(&format!("expected {digits} hexadecimal digits after the \\")));
        }
        self.input.skip_many(digits);
        let code = u32::from_str_radix(found, 16).unwrap_or(u32::MAX);
        char::from_u32(code).ok_or_else(|| {
            self.fault(&format!("expected the code of a Unicode character, found {found}"))
        })
    }
}
