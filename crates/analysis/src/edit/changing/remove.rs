//! Removes items of lists and keys of mappings, and leaves tidy lines.

use std::ops::Range;

use manifest::Node;

use super::Edit;
use super::layout::{Layout, Shape};

impl Layout<'_> {
    /// Removes an item, of which the list has others. Its comments go with it: those inside, and
    /// those in the lines directly above.
    pub fn remove_item(self, list: &Node, index: usize) -> Option<Edit> {
        let items = list.items()?;
        let item = items.get(index)?;
        if self.shape(list)? == Shape::Flow {
            let spans = items.iter().map(|item| Some(item.at.start..self.end(item)?));
            return self.cut(list.at.end, &spans.collect::<Option<Vec<_>>>()?, index);
        }
        let dash = self.dash(item)?;
        let column = self.indent_of_first(dash)?.len();
        let end = self.block_end(self.end(item)?, column + 1)?;
        Some(self.without_lines(self.comments_above(dash, column), end))
    }

    /// Removes a key with its value. `None` if the mapping has no other and is written in lines,
    /// because nothing would be left.
    pub fn remove_key(self, mapping: &Node, key: &str) -> Option<Edit> {
        let entries = mapping.entries()?;
        let index = entries.iter().position(|(name, _)| name.name == key)?;
        if self.shape(mapping)? == Shape::Flow {
            let spans =
                entries.iter().map(|(key, node)| Some(key.at.start..self.entry_end(key, node)?));
            return self.cut(mapping.at.end, &spans.collect::<Option<Vec<_>>>()?, index);
        }
        let (name, node) = entries.get(index)?;
        let end = self.entry_end(name, node)?;
        let start = name.at.start;
        if let Some(indent) = self.indent_of_first(start) {
            let end = self.block_end(end, indent.len() + 1)?;
            return (entries.len() > 1).then(|| self.without_lines(self.line_start(start), end));
        }
        // It is in the line of a dash. The next key takes its place, unless comments are above that.
        let before = self.before(start);
        let (next, _) = entries.get(index + 1)?;
        if before.trim() != "-" {
            return None;
        }
        let end = self.block_end(end, before.len() + 1)?;
        if !self.are_comments(end..next.at.start) {
            return None;
        }
        let at = match self.is_blank(end..next.at.start) {
            true => start..next.at.start,
            false => self.line_start(start) + before.trim_end().len()..end,
        };
        Some(Edit { at, insert: String::new() })
    }

    /// Removes one of the parts between brackets, with one comma.
    fn cut(self, open: usize, spans: &[Range<usize>], index: usize) -> Option<Edit> {
        let own = spans.get(index)?.clone();
        let before = index.checked_sub(1).and_then(|before| spans.get(before));
        let is_tidy = match before {
            Some(before) => self.is_separator(before.end..own.start),
            None => self.is_blank(open..own.start),
        };
        let at = match (before, spans.get(index + 1)) {
            (_, Some(next)) if self.is_separator(own.end..next.start) => own.start..next.start,
            (_, Some(_)) => return None,
            (Some(before), None) => before.end..own.end,
            // Between the brackets, nothing is left.
            (None, None) => {
                let rest = self.text.get(own.end..)?;
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
                match rest.get(blanks..)?.starts_with([']', '}']) {
                    true => open..own.end + blanks,
                    false => own,
                }
            }
        };
        is_tidy.then(|| Edit { at, insert: String::new() })
    }

    /// The start of the line of a dash, or of the comments directly above it.
    fn comments_above(self, dash: usize, column: usize) -> usize {
        let mut start = self.line_start(dash);
        while start > 0 {
            let above = self.line_start(start - 1);
            let line = self.at(above..start);
            let content = line.trim_start_matches(' ');
            if !content.starts_with('#') || line.len() - content.len() != column {
                break;
            }
            start = above;
        }
        start
    }

    /// Removes whole lines, from the start of one to the end of another.
    fn without_lines(self, start: usize, end: usize) -> Edit {
        let mut next = self.next_line(end);
        let ends_text = next == self.text.len() && !self.text.ends_with('\n');
        if ends_text && start > 0 {
            let before = self.at(0..start);
            let before = before.strip_suffix('\n').unwrap_or(before);
            let before = before.strip_suffix('\r').unwrap_or(before);
            return Edit { at: before.len()..next, insert: String::new() };
        }
        // One blank line is enough.
        if start > 0 && self.is_blank_line(self.line_start(start - 1)) {
            while self.is_blank_line(next) {
                next = self.next_line(next);
            }
        }
        Edit { at: start..next, insert: String::new() }
    }
}
