//! The entries of collections, in blocks and between brackets.

use super::input::Mark;
use super::syntax::{Content, Parser};
use super::token::Kind;
use crate::Fault;

type IsEnd = fn(&Kind<'_>) -> bool;

impl Parser<'_> {
    pub(super) fn block_sequence(&mut self, depth: usize) -> Result<Vec<usize>, Fault> {
        self.scanner.take()?;
        let mut items = Vec::new();
        loop {
            match self.peek()? {
                Kind::BlockEntry => {}
                Kind::BlockEnd => {
                    self.scanner.take()?;
                    return Ok(items);
                }
                _ => return self.expected("`- ` before an item of the list"),
            }
            let end = self.scanner.take()?.end;
            items.push(self.sequence_item(end, true, depth)?);
        }
    }

    /// A sequence whose dashes are in the column of the key before it.
    pub(super) fn indentless_sequence(&mut self, depth: usize) -> Result<Vec<usize>, Fault> {
        let mut items = Vec::new();
        while matches!(self.peek()?, Kind::BlockEntry) {
            let end = self.scanner.take()?.end;
            items.push(self.sequence_item(end, false, depth)?);
        }
        Ok(items)
    }

    pub(super) fn block_mapping(&mut self, depth: usize) -> Result<Vec<(usize, usize)>, Fault> {
        self.scanner.take()?;
        let mut entries = Vec::new();
        while !matches!(self.peek()?, Kind::BlockEnd) {
            let key = self.block_key(depth)?;
            let value = match self.value_follows()? {
                Some(end) => self.block_part(end, depth)?,
                None => self.empty()?,
            };
            entries.push((key, value));
        }
        self.scanner.take()?;
        Ok(entries)
    }

    /// The next key of a block mapping.
    pub(super) fn block_key(&mut self, depth: usize) -> Result<usize, Fault> {
        if !matches!(self.peek()?, Kind::Key) {
            return self.expected("a key in the column of the keys before it");
        }
        let end = self.scanner.take()?.end;
        self.block_part(end, depth)
    }

    /// Takes the `:` after a key, if there is one; returns where it ends.
    pub(super) fn value_follows(&mut self) -> Result<Option<Mark>, Fault> {
        match self.peek()? {
            Kind::Value => Ok(Some(self.scanner.take()?.end)),
            _ => Ok(None),
        }
    }

    /// An item of a block sequence, after its dash.
    pub(super) fn sequence_item(
        &mut self,
        after: Mark,
        is_indented: bool,
        depth: usize,
    ) -> Result<usize, Fault> {
        match self.peek()? {
            Kind::BlockEntry | Kind::BlockEnd => Ok(self.empty_at(after)),
            Kind::Key | Kind::Value if !is_indented => Ok(self.empty_at(after)),
            _ => self.node(true, false, depth + 1),
        }
    }

    /// A key or value of a block mapping.
    pub(super) fn block_part(&mut self, after: Mark, depth: usize) -> Result<usize, Fault> {
        match self.peek()? {
            Kind::Key | Kind::Value | Kind::BlockEnd => Ok(self.empty_at(after)),
            _ => self.node(true, true, depth + 1),
        }
    }

    /// The fault of a flow collection that does not end.
    fn unclosed(&self, node: usize, bracket: &str) -> Fault {
        let line = self.nodes.get(node).map_or(1, |node| node.line);
        Fault::at(line, format!("expected `{bracket}` to end what starts here"))
    }

    /// Whether another entry follows in a flow collection. Takes the comma or the closing bracket.
    fn flow_follows(
        &mut self,
        node: usize,
        is_first: bool,
        is_end: IsEnd,
        bracket: &str,
    ) -> Result<bool, Fault> {
        if !is_first && !is_end(self.peek()?) {
            match self.peek()? {
                Kind::FlowEntry => self.scanner.take()?,
                Kind::StreamEnd => return Err(self.unclosed(node, bracket)),
                _ => return self.expected(&format!("`,` or `{bracket}`")),
            };
        }
        let kind = self.peek()?;
        if matches!(kind, Kind::StreamEnd) {
            return Err(self.unclosed(node, bracket));
        }
        if !is_end(kind) {
            return Ok(true);
        }
        self.scanner.take()?;
        Ok(false)
    }

    /// Takes the opening bracket of a flow collection.
    fn open(&mut self, node: usize) -> Result<(), Fault> {
        let end = self.scanner.take()?.end.byte;
        if let Some(node) = self.nodes.get_mut(node) {
            node.end = end;
        }
        Ok(())
    }

    pub(super) fn flow_sequence(&mut self, node: usize, depth: usize) -> Result<Vec<usize>, Fault> {
        self.open(node)?;
        let mut items = Vec::new();
        let is_end: IsEnd = |kind| matches!(kind, Kind::FlowSequenceEnd);
        while self.flow_follows(node, items.is_empty(), is_end, "]")? {
            items.push(match self.peek()? {
                Kind::Key => self.flow_pair(depth + 1)?,
                _ => self.node(false, false, depth + 1)?,
            });
        }
        Ok(items)
    }

    /// `key: value` as an item of a flow sequence: a mapping of its own.
    fn flow_pair(&mut self, depth: usize) -> Result<usize, Fault> {
        let start = self.scanner.take()?.start;
        let node = self.add(start, start.byte, None, Content::Mapping(Vec::new()));
        let is_end: IsEnd = |kind| matches!(kind, Kind::FlowEntry | Kind::FlowSequenceEnd);
        let kind = self.peek()?;
        let key = if is_end(kind) || matches!(kind, Kind::Value) {
            // go-yaml takes the token, too.
            let end = self.scanner.take()?.end;
            self.empty_at(end)
        } else {
            self.node(false, false, depth + 1)?
        };
        let value = self.flow_value(is_end, depth)?;
        if let Some(node) = self.nodes.get_mut(node) {
            node.content = Content::Mapping(vec![(key, value)]);
        }
        Ok(node)
    }

    pub(super) fn flow_mapping(
        &mut self,
        node: usize,
        depth: usize,
    ) -> Result<Vec<(usize, usize)>, Fault> {
        self.open(node)?;
        let mut entries = Vec::new();
        let is_end: IsEnd = |kind| matches!(kind, Kind::FlowMappingEnd);
        let ends_entry: IsEnd = |kind| matches!(kind, Kind::FlowEntry | Kind::FlowMappingEnd);
        while self.flow_follows(node, entries.is_empty(), is_end, "}")? {
            if !matches!(self.peek()?, Kind::Key) {
                entries.push((self.node(false, false, depth + 1)?, self.empty()?));
                continue;
            }
            self.scanner.take()?;
            let kind = self.peek()?;
            let key = if ends_entry(kind) || matches!(kind, Kind::Value) {
                self.empty()?
            } else {
                self.node(false, false, depth + 1)?
            };
            entries.push((key, self.flow_value(ends_entry, depth)?));
        }
        Ok(entries)
    }

    /// The value after a key in a flow collection, which may be missing.
    fn flow_value(&mut self, is_end: IsEnd, depth: usize) -> Result<usize, Fault> {
        if matches!(self.peek()?, Kind::Value) {
            self.scanner.take()?;
            if !is_end(self.peek()?) {
                return self.node(false, false, depth + 1);
            }
        }
        self.empty()
    }
}
