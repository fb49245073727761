//! Scans anchors, aliases, tags and directives.

use super::input::Mark;
use super::scanner::Scanner;
use super::token::{Kind, Token};
use crate::Fault;

impl<'t> Scanner<'t> {
    /// ASCII letters, digits, `_` and `-`.
    fn word(&mut self) -> Result<&'t str, Fault> {
        let start = self.input.mark.byte;
        self.input.ensure(1)?;
        while self.input.first().is_ascii_alphanumeric()
            || matches!(self.input.first(), b'_' | b'-')
        {
            self.input.skip();
            self.input.ensure(1)?;
        }
        Ok(self.input.slice(start, self.input.mark.byte))
    }

    pub(super) fn anchor(&mut self, is_alias: bool) -> Result<Token<'t>, Fault> {
        let start = self.input.mark;
        self.input.skip();
        let name = self.word()?;
        let ends = self.input.is_blankz(0)
            || matches!(self.input.first(), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if name.is_empty() || !ends {
            let what = if is_alias { "alias" } else { "anchor" };
            return Err(self.fault(&format!(
                "expected the name of an {what} of ASCII letters, digits, - and _"
            )));
        }
        let kind = if is_alias { Kind::Alias(name) } else { Kind::Anchor(name) };
        Ok(Token { kind, start, end: self.input.mark })
    }

    pub(super) fn tag(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.input.mark;
        self.input.ensure(2)?;
        let (handle, suffix);
        if self.input.at(1) == b'<' {
            self.input.skip_many(2);
            (handle, suffix) = (String::new(), self.tag_uri("")?);
            if self.input.first() != b'>' {
                return Err(self.fault("expected > at the end of the tag"));
            }
            self.input.skip();
        } else {
            let found = self.tag_handle(false)?;
            if found.len() > 1 && found.ends_with('!') {
                suffix = self.tag_uri("")?;
                handle = found;
            } else {
                let rest = self.tag_uri(&found)?;
                // `!` alone has no handle.
                (handle, suffix) = match rest.as_str() {
                    "" => (String::new(), "!".to_owned()),
                    _ => ("!".to_owned(), rest),
                };
            }
        }
        self.input.ensure(1)?;
        if !self.input.is_blankz(0) {
            return Err(self.fault("expected a space after the tag"));
        }
        Ok(Token { kind: Kind::Tag(handle, suffix), start, end: self.input.mark })
    }

    fn tag_handle(&mut self, in_directive: bool) -> Result<String, Fault> {
        self.input.ensure(1)?;
        if self.input.first() != b'!' {
            return Err(self.fault("expected ! at the start of the tag"));
        }
        self.input.skip();
        let mut handle = format!("!{}", self.word()?);
        if self.input.first() == b'!' {
            self.input.skip();
            handle.push('!');
        } else if in_directive && handle != "!" {
            return Err(self.fault("expected ! at the end of the tag's handle"));
        }
        Ok(handle)
    }

    /// The rest of a tag after `head`, without the `!` of `head`.
    fn tag_uri(&mut self, head: &str) -> Result<String, Fault> {
        let mut uri = head.get(1..).unwrap_or_default().as_bytes().to_vec();
        let mut is_empty = head.is_empty();
        self.input.ensure(1)?;
        loop {
            let byte = self.input.first();
            if byte == b'%' {
                self.escaped_character(&mut uri)?;
            } else if byte.is_ascii_alphanumeric() || b"_-;/?:@&=+$,.!~*'()[]".contains(&byte) {
                uri.push(byte);
                self.input.skip();
            } else {
                break;
            }
            self.input.ensure(1)?;
            is_empty = false;
        }
        if is_empty {
            return Err(self.fault("expected the name of a tag"));
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// A character as `%` and hexadecimal digits, byte by byte.
    fn escaped_character(&mut self, uri: &mut Vec<u8>) -> Result<(), Fault> {
        let mut left = None;
        while left != Some(0) {
            self.input.ensure(3)?;
            let start = self.input.mark.byte;
            let digits = self.input.slice(start + 1, start + 3);
            let byte = u8::from_str_radix(digits, 16).ok();
            let byte = byte.filter(|_| {
                self.input.first() == b'%' && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            });
            let byte = byte.ok_or_else(|| self.fault("expected % and two hexadecimal digits"))?;
            let following = match (left, byte) {
                (None, 0..=0x7f) => 0,
                (None, 0xc0..=0xdf) => 1,
                (None, 0xe0..=0xef) => 2,
                (None, 0xf0..=0xf7) => 3,
                (Some(left), 0x80..=0xbf) => left - 1,
                _ => return Err(self.fault("expected a character in UTF-8 in the tag")),
            };
            left = Some(following);
            uri.push(byte);
            self.input.skip_many(3);
        }
        Ok(())
    }

    pub(super) fn directive(&mut self) -> Result<Token<'t>, Fault> {
        let start = self.input.mark;
        self.input.skip();
        let name = self.word()?;
        if name.is_empty() || !self.input.is_blankz(0) {
            return Err(self.fault("expected the name of a directive after %"));
        }
        let kind = match name {
            "YAML" => self.version()?,
            "TAG" => self.tag_directive()?,
            _ => return Err(self.fault("expected the directive %YAML or %TAG")),
        };
        let end: Mark = self.input.mark;
        self.input.skip_blanks()?;
        if self.input.first() == b'#' {
            self.input.skip_to_break()?;
        }
        if !self.input.is_breakz(0) {
            return Err(self.fault("expected a comment or the end of the line after the directive"));
        }
        self.input.ensure(2)?;
        self.input.skip_break();
        Ok(Token { kind, start, end })
    }

    fn version(&mut self) -> Result<Kind<'t>, Fault> {
        self.input.skip_blanks()?;
        let major = self.version_number()?;
        if self.input.first() != b'.' {
            return Err(self.fault("expected a version such as 1.1 after %YAML"));
        }
        self.input.skip();
        Ok(Kind::Version(major, self.version_number()?))
    }

    fn version_number(&mut self) -> Result<u8, Fault> {
        let start = self.input.mark.byte;
        self.input.ensure(1)?;
        while self.input.first().is_ascii_digit() {
            self.input.skip();
            self.input.ensure(1)?;
        }
        let digits = self.input.slice(start, self.input.mark.byte);
        let number = digits.parse().ok().filter(|_| digits.len() <= 2);
        number.ok_or_else(|| self.fault("expected a version such as 1.1 after %YAML"))
    }

    fn tag_directive(&mut self) -> Result<Kind<'t>, Fault> {
        self.input.skip_blanks()?;
        let handle = self.tag_handle(true)?;
        self.input.ensure(1)?;
        if !self.input.is_blank(0) {
            return Err(self.fault("expected a space after the tag's handle"));
        }
        self.input.skip_blanks()?;
        let prefix = self.tag_uri("")?;
        self.input.ensure(1)?;
        if !self.input.is_blankz(0) {
            return Err(
                self.fault("expected a space or the end of the line after the tag's prefix")
            );
        }
        Ok(Kind::TagDirective(handle, prefix))
    }
}
