//! Cuts a document into tokens as go-yaml does (`scannerc.go`): it decides from indentation and
//! from what may be a key which tokens the text does not spell out.

use std::collections::VecDeque;

use super::input::{Input, Mark};
use super::simple_keys::SimpleKey;
use super::token::{Kind, Token};
use crate::Fault;

/// The maximum nesting depth of flow collections, and of block collections.
const MAX_DEPTH: usize = 10_000;

/// Produces the tokens of a document.
pub struct Scanner<'t> {
    pub(super) input: Input<'t>,
    pub(super) tokens: VecDeque<Token<'t>>,
    /// How many tokens were taken.
    pub(super) taken: usize,
    pub(super) flow_level: usize,
    indents: Vec<isize>,
    /// The column of the current block collection; -1 outside of all.
    pub(super) indent: isize,
    pub(super) simple_key_allowed: bool,
    /// One for each flow level.
    pub(super) simple_keys: Vec<SimpleKey>,
    /// Token numbers, ascending, and indexes in `simple_keys`. As in go-yaml, the end of a flow collection
    /// removes the entry of the collection's own first token.
    pub(super) keys_by_token: Vec<(usize, usize)>,
}

/// The column of a mark, to compare with [`Scanner::indent`].
pub fn column(mark: Mark) -> isize {
    isize::try_from(mark.column).unwrap_or(isize::MAX)
}

impl<'t> Scanner<'t> {
    /// Scans a text that ends with a line break.
    pub fn new(text: &'t str) -> Self {
        Self {
            input: Input::new(text),
            tokens: VecDeque::new(),
            taken: 0,
            flow_level: 0,
            indents: Vec::new(),
            indent: -1,
            simple_key_allowed: true,
            simple_keys: vec![SimpleKey::default()],
            keys_by_token: Vec::new(),
        }
    }

    /// The next token.
    pub fn peek(&mut self) -> Result<&Token<'t>, Fault> {
        self.fill()?;
        self.tokens.front().ok_or_else(|| Fault::at(1, "expected more text".into()))
    }

    /// Takes the next token.
    pub fn take(&mut self) -> Result<Token<'t>, Fault> {
        self.fill()?;
        self.taken += 1;
        self.tokens.pop_front().ok_or_else(|| Fault::at(1, "expected more text".into()))
    }

    pub(super) fn fault(&self, what: &str) -> Fault {
        Fault::at(self.input.mark.text_line + 1, what.into())
    }

    /// Reads until the next token is known: a key token may still have to go before it.
    fn fill(&mut self) -> Result<(), Fault> {
        while self.tokens.is_empty() || self.head_may_be_key()? {
            self.fetch()?;
        }
        Ok(())
    }

    fn roll_indent(
        &mut self,
        mark: Mark,
        number: Option<usize>,
        kind: Kind<'t>,
    ) -> Result<(), Fault> {
        if self.flow_level > 0 || self.indent >= column(mark) {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column(mark);
        if self.indents.len() > MAX_DEPTH {
            return Err(self.fault(&too_deep()));
        }
        self.insert(number, Token { kind, start: mark, end: mark });
        Ok(())
    }

    /// Inserts a token before the one with that number; at the end if that one was taken.
    fn insert(&mut self, number: Option<usize>, token: Token<'t>) {
        match number.and_then(|number| number.checked_sub(self.taken)) {
            Some(place) if place <= self.tokens.len() => self.tokens.insert(place, token),
            _ => self.tokens.push_back(token),
        }
    }

    fn unroll_indent(&mut self, column: isize) {
        while self.flow_level == 0 && self.indent > column {
            let mark = self.input.mark;
            self.tokens.push_back(Token { kind: Kind::BlockEnd, start: mark, end: mark });
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    /// Adds a token for the next `length` characters.
    fn push(&mut self, kind: Kind<'t>, length: usize) {
        let start = self.input.mark;
        self.input.skip_many(length);
        self.tokens.push_back(Token { kind, start, end: self.input.mark });
    }

    fn fetch(&mut self) -> Result<(), Fault> {
        self.skip_to_token()?;
        self.unroll_indent(column(self.input.mark));
        self.input.ensure(4)?;
        let (first, flow) = (self.input.first(), self.flow_level > 0);
        let before_blank = self.input.is_blankz(1);
        if self.input.is_end() {
            return self.stream_end();
        }
        if self.input.mark.column == 0 && first == b'%' {
            self.leave_blocks()?;
            let token = self.directive()?;
            self.tokens.push_back(token);
            return Ok(());
        }
        if self.input.is_document_indicator() {
            self.leave_blocks()?;
            let kind = if first == b'-' { Kind::DocumentStart } else { Kind::DocumentEnd };
            self.push(kind, 3);
            return Ok(());
        }
        match first {
            b'[' => self.flow_start(Kind::FlowSequence),
            b'{' => self.flow_start(Kind::FlowMapping),
            b']' => self.flow_end(Kind::FlowSequenceEnd),
            b'}' => self.flow_end(Kind::FlowMappingEnd),
            b',' => self.flow_entry(),
            b'-' if before_blank => self.block_entry(),
            b'?' if flow || before_blank => self.key(),
            b':' if flow || before_blank => self.value(),
            b'*' | b'&' => self.at_key(|scanner| scanner.anchor(first == b'*')),
            b'!' => self.at_key(Self::tag),
            b'|' | b'>' if !flow => {
                self.remove_key()?;
                self.simple_key_allowed = true;
                let token = self.block_scalar(first == b'|')?;
                self.tokens.push_back(token);
                Ok(())
            }
            b'\'' | b'"' => self.at_key(|scanner| scanner.quoted_scalar(first == b'\'')),
            b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => Err(self.no_token()),
            _ => self.at_key(Self::plain_scalar),
        }
    }

    fn no_token(&self) -> Fault {
        self.fault(match self.input.first() {
            b'\t' => "expected spaces, found a tab character, which YAML does not allow here",
            b'@' | b'`' => "expected quotes around a value that starts with @ or `",
            b'%' => "expected quotes around a value that starts with %",
            _ => "expected a value, found a character that cannot start one",
        })
    }

    fn leave_blocks(&mut self) -> Result<(), Fault> {
        self.unroll_indent(-1);
        self.remove_key()?;
        self.simple_key_allowed = false;
        Ok(())
    }

    fn stream_end(&mut self) -> Result<(), Fault> {
        if self.input.mark.column != 0 {
            self.input.mark.column = 0;
            self.input.mark.line += 1;
        }
        self.leave_blocks()?;
        self.push(Kind::StreamEnd, 0);
        Ok(())
    }

    /// Adds a token that may be a key, and after which no other key can start.
    fn at_key(
        &mut self,
        scan: impl FnOnce(&mut Self) -> Result<Token<'t>, Fault>,
    ) -> Result<(), Fault> {
        self.save_key()?;
        self.simple_key_allowed = false;
        let token = scan(self)?;
        self.tokens.push_back(token);
        Ok(())
    }

    fn flow_start(&mut self, kind: Kind<'t>) -> Result<(), Fault> {
        self.save_key()?;
        let token = self.next_number();
        self.simple_keys.push(SimpleKey { token, ..SimpleKey::default() });
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            return Err(self.fault(&too_deep()));
        }
        self.simple_key_allowed = true;
        self.push(kind, 1);
        Ok(())
    }

    fn flow_end(&mut self, kind: Kind<'t>) -> Result<(), Fault> {
        self.remove_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            if let Some(last) = self.simple_keys.pop() {
                self.forget_key(last.token);
            }
        }
        self.simple_key_allowed = false;
        self.push(kind, 1);
        Ok(())
    }

    fn flow_entry(&mut self) -> Result<(), Fault> {
        self.remove_key()?;
        self.simple_key_allowed = true;
        self.push(Kind::FlowEntry, 1);
        Ok(())
    }

    /// Starts a block collection here, unless it was started before.
    fn in_block(&mut self, kind: Kind<'t>, expected: &str) -> Result<(), Fault> {
        if self.flow_level > 0 {
            return Ok(());
        }
        if !self.simple_key_allowed {
            return Err(self.fault(expected));
        }
        self.roll_indent(self.input.mark, None, kind)
    }

    fn block_entry(&mut self) -> Result<(), Fault> {
        self.in_block(Kind::BlockSequence, "expected `- ` at the start of a line only")?;
        self.remove_key()?;
        self.simple_key_allowed = true;
        self.push(Kind::BlockEntry, 1);
        Ok(())
    }

    fn key(&mut self) -> Result<(), Fault> {
        self.in_block(Kind::BlockMapping, "expected `? ` at the start of a line only")?;
        self.remove_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.push(Kind::Key, 1);
        Ok(())
    }

    fn value(&mut self) -> Result<(), Fault> {
        let last = self.simple_keys.len().saturating_sub(1);
        if self.is_key_still_possible(last)? {
            let key = self.simple_keys.get(last).copied().unwrap_or_default();
            let number = Some(key.token);
            self.insert(number, Token { kind: Kind::Key, start: key.mark, end: key.mark });
            self.roll_indent(key.mark, number, Kind::BlockMapping)?;
            if let Some(key) = self.simple_keys.get_mut(last) {
                key.possible = false;
            }
            self.forget_key(key.token);
            self.simple_key_allowed = false;
        } else {
            self.in_block(Kind::BlockMapping, NO_KEY)?;
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.push(Kind::Value, 1);
        Ok(())
    }

    /// Passes blanks, comments and line breaks. A tab may only be between the tokens of a line.
    fn skip_to_token(&mut self) -> Result<(), Fault> {
        loop {
            self.input.ensure(1)?;
            if self.input.is_passed_over() {
                self.input.skip();
            }
            self.input.ensure(1)?;
            let tabs = self.flow_level > 0 || !self.simple_key_allowed;
            while self.input.first() == b' ' || (tabs && self.input.first() == b'\t') {
                self.input.skip();
                self.input.ensure(1)?;
            }
            if self.input.first() == b'#' {
                self.input.skip_to_break()?;
            }
            if !self.input.is_break(0) {
                return Ok(());
            }
            self.input.ensure(2)?;
            self.input.skip_break();
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }
}

const NO_KEY: &str = "expected no `: ` here; quote the value that contains it, or correct the \
                      indentation";

fn too_deep() -> String {
    format!("expected at most {MAX_DEPTH} levels")
}
