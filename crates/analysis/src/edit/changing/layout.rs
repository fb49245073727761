//! Where the parts of a text are: the ends of values, the dashes of items, comments and lines.

use std::ops::Range;

use manifest::{Content, Key, Node};

/// A text whose values are looked at.
#[derive(Clone, Copy)]
pub(super) struct Layout<'t> {
    pub text: &'t str,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Somewhere else: by an alias or a merge key.
    Alias,
    /// A mapping or list between brackets.
    Flow,
    /// A mapping or list in lines.
    Block,
    /// Anything else.
    Scalar,
}

impl<'t> Layout<'t> {
    pub fn at(self, at: Range<usize>) -> &'t str {
        self.text.get(at).unwrap_or_default()
    }

    fn from(self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    pub fn shape(self, node: &Node) -> Option<Shape> {
        let own = self.at(node.at.clone());
        if own.starts_with('*') {
            return Some(Shape::Alias);
        }
        match node.content {
            Content::Scalar(_) => Some(Shape::Scalar),
            _ if own.starts_with(['{', '[']) => Some(Shape::Flow),
            _ => own.is_empty().then_some(Shape::Block),
        }
    }

    /// Whether an entry comes from an alias or a merge key.
    pub fn is_elsewhere(self, (key, node): (&Key, &Node)) -> bool {
        self.at(key.at.clone()).starts_with('*') || self.shape(node) == Some(Shape::Alias)
    }

    /// Whether anything below this value is an alias.
    pub fn has_alias(self, node: &Node) -> bool {
        self.shape(node) == Some(Shape::Alias)
            || match &node.content {
                Content::Scalar(_) => false,
                Content::Sequence(items) => items.iter().any(|item| self.has_alias(item)),
                Content::Mapping(entries) => entries
                    .iter()
                    .any(|(key, node)| self.is_elsewhere((key, node)) || self.has_alias(node)),
            }
    }

    /// The byte at which a value ends, closing brackets included.
    pub fn end(self, node: &Node) -> Option<usize> {
        let last = match &node.content {
            Content::Scalar(_) => None,
            Content::Sequence(items) => items.last().map(|last| self.end(last)),
            Content::Mapping(entries) => {
                entries.last().map(|(key, node)| self.entry_end(key, node))
            }
        };
        match (self.shape(node)?, &node.content) {
            (Shape::Alias, _) => Some(node.at.end),
            (Shape::Scalar, _) => {
                let own = self.at(node.at.clone());
                let is_block = own.starts_with(['|', '>']);
                let len = if is_block { own.trim_end().len() } else { own.len() };
                Some(node.at.start + len)
            }
            (Shape::Block, _) => last?,
            (Shape::Flow, content) => {
                let bracket = if matches!(content, Content::Sequence(_)) { ']' } else { '}' };
                self.close(last.unwrap_or(Some(node.at.start + 1))?, bracket)
            }
        }
    }

    /// The byte at which an entry of a mapping ends.
    pub fn entry_end(self, key: &Key, node: &Node) -> Option<usize> {
        Some(self.end(node)?.max(key.at.end))
    }

    /// Where the bracket ends that closes a mapping or list, from the end of its last part on.
    fn close(self, from: usize, bracket: char) -> Option<usize> {
        let mut rest = self.from(from);
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ',', ':']);
            match rest.strip_prefix('#') {
                Some(comment) => rest = comment.get(comment.find('\n')?..)?,
                None => break,
            }
        }
        let after = rest.strip_prefix(bracket)?;
        Some(self.text.len() - after.len())
    }

    pub fn line_start(self, at: usize) -> usize {
        self.at(0..at).rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Where a line ends, without its line break.
    pub fn line_end(self, at: usize) -> usize {
        let line = self.from(at).split('\n').next().unwrap_or_default();
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Where the next line starts.
    pub fn next_line(self, at: usize) -> usize {
        self.from(at).find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    /// The text before a byte in its line.
    pub fn before(self, at: usize) -> &'t str {
        self.at(self.line_start(at)..at)
    }

    /// The blanks at the start of a byte's line.
    pub fn indent(self, at: usize) -> &'t str {
        let line = self.from(self.line_start(at));
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }

    /// The blanks before a byte that is the first of its line.
    pub fn indent_of_first(self, at: usize) -> Option<&'t str> {
        let before = self.before(at);
        before.bytes().all(|byte| byte == b' ').then_some(before)
    }

    /// The dash of an item in a list that is written in lines. Comments can follow the dash.
    pub fn dash(self, item: &Node) -> Option<usize> {
        let mut before = self.at(0..item.at.start);
        loop {
            before = before.trim_end_matches([' ', '\r', '\n']);
            let line = before.get(self.line_start(before.len())..)?;
            if line.trim_start().starts_with('#') {
                before = before.get(..before.len() - line.len())?;
            } else if let Some((dash, _)) = line.split_once('#')
                && dash.trim() == "-"
            {
                before = before.get(..before.len() - line.len() + dash.len())?;
            } else {
                break;
            }
        }
        let lead = before.strip_suffix('-')?;
        lead.is_empty().then_some(()).or_else(|| lead.ends_with([' ', '\n']).then_some(()))?;
        Some(lead.len())
    }

    /// The end of the last line of something in lines, from the end of its last value on: with the
    /// comment in that line, and with the lines after it that hold a comment in column `from` or
    /// behind it. `None` if anything else is in the line.
    pub fn block_end(self, end: usize, from: usize) -> Option<usize> {
        let mut last = self.line_end(end);
        let rest = self.at(end..last);
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let is_comment = rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#');
        if !rest.trim_matches([' ', '\t']).is_empty() && !is_comment {
            return None;
        }
        loop {
            let next = self.next_line(last);
            let line = self.at(next..self.line_end(next));
            let content = line.trim_start_matches(' ');
            if !content.starts_with('#') || line.len() - content.len() < from {
                return Some(last);
            }
            last = next + line.len();
        }
    }

    /// Whether only blanks, and lines with comments, are between two bytes.
    pub fn are_comments(self, between: Range<usize>) -> bool {
        self.at(between).split('\n').all(|line| {
            let line = line.trim_matches([' ', '\t', '\r']);
            line.is_empty() || line.starts_with('#')
        })
    }

    /// Whether only blanks and one comma are between two bytes.
    pub fn is_separator(self, between: Range<usize>) -> bool {
        self.at(between).trim_matches([' ', '\t', '\r', '\n']) == ","
    }

    /// Whether only blanks are between two bytes.
    pub fn is_blank(self, between: Range<usize>) -> bool {
        self.at(between).trim_matches([' ', '\t', '\r', '\n']).is_empty()
    }

    /// Whether the line that starts at this byte exists and is blank.
    pub fn is_blank_line(self, start: usize) -> bool {
        start < self.text.len() && self.is_blank(start..self.line_end(start))
    }
}
