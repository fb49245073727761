//! Scans scalars in blocks, after `|` and `>`.

use super::input::{Mark, Piece};
use super::scanner::Scanner;
use super::token::{Kind, Token};
use crate::Fault;

/// What to do with the line breaks at the end of a block scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

impl<'t> Scanner<'t> {
    pub(super) fn block_scalar(&mut self, literal: bool) -> Result<Token<'t>, Fault> {
        let start = self.input.mark;
        let text = self.input.text();
        self.input.skip();
        let (chomping, increment) = self.block_header()?;
        let mut end = self.input.mark;
        let mut indent = match isize::try_from(increment).unwrap_or_default() {
            0 => 0,
            increment => self.indent.max(0) + increment,
        };
        let (mut value, mut last_break, mut breaks) = (Piece::new(), String::new(), String::new());
        self.block_breaks(&mut indent, &mut breaks, &mut end)?;
        self.input.ensure(1)?;
        let mut leading_blank = false;
        while self.column() == indent && !self.input.is_end() {
            let is_blank = self.input.is_blank(0);
            let folds = !literal && !leading_blank && !is_blank && last_break.starts_with('\n');
            if !folds {
                value.push_str(&last_break);
            } else if breaks.is_empty() {
                value.push_str(" ");
            }
            last_break.clear();
            value.push_str(&breaks);
            breaks.clear();
            leading_blank = is_blank;
            let line = self.input.mark.byte;
            self.input.skip_to_break()?;
            value.push_slice(text, line, self.input.mark.byte);
            self.input.ensure(2)?;
            self.input.read_break(&mut last_break);
            self.block_breaks(&mut indent, &mut breaks, &mut end)?;
        }
        if chomping != Chomping::Strip {
            value.push_str(&last_break);
        }
        if chomping == Chomping::Keep {
            value.push_str(&breaks);
        }
        Ok(Token { kind: Kind::Scalar(value.into_cow(), false), start, end })
    }

    /// What follows `|` or `>` in its line: chomping and indentation.
    fn block_header(&mut self) -> Result<(Chomping, usize), Fault> {
        let (mut chomping, mut increment) = (None, None);
        for _ in 0..2 {
            self.input.ensure(1)?;
            match self.input.first() {
                b'+' | b'-' if chomping.is_none() => {
                    let keeps = self.input.first() == b'+';
                    chomping = Some(if keeps { Chomping::Keep } else { Chomping::Strip });
                }
                b'0' if increment.is_none() => {
                    return Err(self.fault("expected an indentation from 1 to 9, found 0"));
                }
                digit @ b'1'..=b'9' if increment.is_none() => {
                    increment = Some(usize::from(digit - b'0'));
                }
                _ => break,
            }
            self.input.skip();
        }
        self.input.skip_blanks()?;
        if self.input.first() == b'#' {
            self.input.skip_to_break()?;
        }
        if !self.input.is_breakz(0) {
            let found = char::from(self.input.first());
            return Err(self.fault(&match found {
                found if found.is_ascii_graphic() => {
                    format!("expected a comment or the end of the line after | or >, found {found}")
                }
                _ => "expected a comment or the end of the line after | or >".to_owned(),
            }));
        }
        self.input.ensure(2)?;
        self.input.skip_break();
        Ok((chomping.unwrap_or(Chomping::Clip), increment.unwrap_or_default()))
    }

    /// Reads indentation and empty lines. Finds out the indentation if it is 0.
    fn block_breaks(
        &mut self,
        indent: &mut isize,
        breaks: &mut String,
        end: &mut Mark,
    ) -> Result<(), Fault> {
        *end = self.input.mark;
        let mut deepest = 0;
        loop {
            self.input.ensure(1)?;
            while (*indent == 0 || self.column() < *indent) && self.input.first() == b' ' {
                self.input.skip();
                self.input.ensure(1)?;
            }
            deepest = deepest.max(self.column());
            if (*indent == 0 || self.column() < *indent) && self.input.first() == b'\t' {
                return Err(self.fault("expected indentation by spaces, found a tab character"));
            }
            if !self.input.is_break(0) {
                break;
            }
            self.input.ensure(2)?;
            self.input.read_break(breaks);
            *end = self.input.mark;
        }
        if *indent == 0 {
            *indent = deepest.max(self.indent + 1).max(1);
        }
        Ok(())
    }
}
