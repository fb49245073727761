//! Keys without `?`, of which only the `:` behind them tells that they are keys.

use super::input::Mark;
use super::scanner::{Scanner, column};
use crate::Fault;

/// How many characters a key without `?` may have.
const MAX_KEY: usize = 1024;

/// A place where a key may start of which only the `:` after it tells that it is one.
#[derive(Clone, Copy, Default)]
pub struct SimpleKey {
    /// Whether a `:` may still follow.
    pub possible: bool,
    /// Whether nothing else can be at this place.
    pub required: bool,
    /// The number of the token that may be the key.
    pub token: usize,
    /// Where it starts.
    pub mark: Mark,
}

impl Scanner<'_> {
    pub(super) fn head_may_be_key(&mut self) -> Result<bool, Fault> {
        match self.place_of_key(self.taken).and_then(|place| self.keys_by_token.get(place)) {
            Some(&(_, index)) => self.is_key_still_possible(index),
            None => Ok(false),
        }
    }

    pub(super) fn is_key_still_possible(&mut self, index: usize) -> Result<bool, Fault> {
        let mark = self.input.mark;
        let Some(key) = self.simple_keys.get_mut(index).filter(|key| key.possible) else {
            return Ok(false);
        };
        if key.mark.line < mark.line || key.mark.chars + MAX_KEY < mark.chars {
            if key.required {
                return Err(no_colon(key));
            }
            key.possible = false;
        }
        Ok(key.possible)
    }

    fn place_of_key(&self, token: usize) -> Option<usize> {
        self.keys_by_token.binary_search_by_key(&token, |(token, _)| *token).ok()
    }

    pub(super) fn forget_key(&mut self, token: usize) {
        if let Some(place) = self.place_of_key(token) {
            self.keys_by_token.remove(place);
        }
    }

    pub(super) fn next_number(&self) -> usize {
        self.taken + self.tokens.len()
    }

    pub(super) fn save_key(&mut self) -> Result<(), Fault> {
        if !self.simple_key_allowed {
            return Ok(());
        }
        let mark = self.input.mark;
        let required = self.flow_level == 0 && self.indent == column(mark);
        let token = self.next_number();
        self.remove_key()?;
        let index = self.simple_keys.len().saturating_sub(1);
        if let Some(last) = self.simple_keys.last_mut() {
            *last = SimpleKey { possible: true, required, token, mark };
        }
        if self.keys_by_token.len() > 64 + 2 * self.simple_keys.len() {
            // Tokens that were taken are no longer asked for.
            let taken = self.taken;
            self.keys_by_token.retain(|(token, _)| *token >= taken);
        }
        self.keys_by_token.push((token, index));
        Ok(())
    }

    pub(super) fn remove_key(&mut self) -> Result<(), Fault> {
        if let Some(key) = self.simple_keys.last_mut().filter(|key| key.possible) {
            if key.required {
                return Err(no_colon(key));
            }
            key.possible = false;
            let token = key.token;
            self.forget_key(token);
        }
        Ok(())
    }
}

fn no_colon(key: &SimpleKey) -> Fault {
    Fault::at(key.mark.text_line + 1, "expected `: ` after the key that starts this line".into())
}
