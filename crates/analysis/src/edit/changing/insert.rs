//! Inserts items into lists and keys into mappings, in the style of the text around them.

use manifest::{Format, Node, inline};
use serde_json::{Value, json};

use super::layout::{Layout, Shape};
use super::style::{Flow, block};
use super::{Edit, indent_of};

/// What each level of JSON adds to the indentation, where the text does not show it.
const UNIT: &str = "  ";

/// Writes a part. Gets its indentation and what each level adds to that, if it may have several lines.
type Write<'w> = &'w dyn Fn(Option<(&str, &str)>) -> String;

/// The text to insert into, and the object in it, whose style counts.
#[derive(Clone, Copy)]
pub(super) struct Inserter<'t> {
    pub layout: Layout<'t>,
    pub object: &'t Node,
    pub format: Format,
}

impl Inserter<'_> {
    /// Adds a key to the end of a mapping.
    pub fn key(self, mapping: &Node, key: &str, value: &Value) -> Option<Edit> {
        let layout = self.layout;
        let entries = mapping.entries()?;
        if layout.shape(mapping)? == Shape::Block {
            let indent = indent_of(layout.text, entries.first()?.0.at.start)?;
            let end = layout.block_end(layout.end(mapping)?, indent.len())?;
            let entry = block(&json!({ key: value }), &indent, self.dashes());
            return Some(Edit { at: end..end, insert: format!("\n{indent}{entry}") });
        }
        let style = self.style(&[mapping]);
        let name = format!("{}{}", style.key(key), style.colon);
        let spans = entries.iter().map(|(key, value)| (key.at.start, layout.entry_end(key, value)));
        self.last(mapping, &spans.collect::<Vec<_>>(), &style, &|lines| match lines {
            Some((indent, unit)) => format!("{name}{}", style.lines(value, indent, unit)),
            None => format!("{name}{}", style.line(value)),
        })
    }

    /// Adds an item to the end of a list in that mapping.
    pub fn item(self, mapping: &Node, list: &Node, item: &Value) -> Option<Edit> {
        let layout = self.layout;
        let items = list.items()?;
        if layout.shape(list)? == Shape::Flow {
            let style = self.style(&[list, mapping]);
            let spans = items.iter().map(|item| (item.at.start, layout.end(item)));
            return self.last(list, &spans.collect::<Vec<_>>(), &style, &|lines| {
                let is_long = items.last().is_some_and(|last| self.is_long(last));
                match lines.filter(|_| is_long) {
                    Some((indent, unit)) => style.lines(item, indent, unit),
                    None => style.line(item),
                }
            });
        }
        let last = items.last()?;
        let dash = layout.dash(last)?;
        let indent = layout.indent_of_first(dash)?;
        let end = layout.block_end(layout.end(last)?, indent.len() + 1)?;
        let item = match layout.shape(last)? {
            Shape::Flow => format!("- {}", self.style(&[last]).line(item)),
            _ => {
                let behind = layout.at(dash + 1..last.at.start);
                let blanks = if behind.bytes().all(|byte| byte == b' ') { behind } else { " " };
                let deeper = format!("{indent} {blanks}");
                format!("-{blanks}{}", block(item, &deeper, self.dashes()))
            }
        };
        Some(Edit { at: end..end, insert: format!("\n{indent}{item}") })
    }

    /// Writes the first item of a list that is empty or null in lines of its own, if its mapping has
    /// such.
    pub fn first_item(self, mapping: &Node, key: &str, item: &Value) -> Option<Edit> {
        let layout = self.layout;
        let entries = mapping.entries()?;
        let (name, list) = entries.iter().find(|(name, _)| name.name == key)?;
        let colon = layout.at(name.at.end..layout.text.len()).starts_with(':');
        if layout.shape(mapping)? != Shape::Block || !colon {
            return None;
        }
        let start = name.at.end + 1;
        let end = layout.end(list)?.max(start);
        let old = layout.at(start..end);
        let is_only = layout.is_blank(end..layout.line_end(end)) && !old.contains(['\n', '&', '!']);
        let indent = indent_of(layout.text, entries.first()?.0.at.start)?;
        let entry = block(&json!({ key: [item] }), &indent, self.dashes());
        let insert = entry.strip_prefix(key)?.strip_prefix(':')?.to_owned();
        is_only.then_some(Edit { at: start..end, insert })
    }

    /// A value in one line, in the style of a mapping.
    pub fn line(self, mapping: &Node, value: &Value) -> String {
        self.style(&[mapping]).line(value)
    }

    /// Replaces a scalar, and keeps the kind of its quotes.
    pub fn scalar(self, node: &Node, value: &Value) -> Option<Edit> {
        let old = self.layout.at(node.at.clone());
        let quote = old.chars().next().filter(|_| value.is_string());
        let insert = match (quote, self.format, value) {
            (Some('"'), _, _) | (_, Format::Json, _) => value.to_string(),
            (Some('\''), _, Value::String(text)) => format!("'{}'", text.replace('\'', "''")),
            _ => inline(value),
        };
        let at = node.at.start..self.layout.end(node)?;
        (!old.is_empty()).then_some(Edit { at, insert })
    }

    /// Adds a part after the last one between brackets.
    fn last(
        self,
        node: &Node,
        spans: &[(usize, Option<usize>)],
        style: &Flow,
        write: Write<'_>,
    ) -> Option<Edit> {
        let layout = self.layout;
        let open = node.at.end;
        let Some((start, end)) = spans.last() else {
            let is_empty = layout.end(node)? > open;
            return is_empty.then(|| Edit { at: open..open, insert: write(None) });
        };
        let end = (*end)?;
        let before = match spans.len().checked_sub(2).and_then(|before| spans.get(before)) {
            Some((_, before)) => (*before)?,
            None => open,
        };
        let gap = layout.at(before..*start);
        let indent = layout.indent(*start);
        let outer = layout.indent(node.at.start);
        let unit = match indent.strip_prefix(outer) {
            Some(unit) if !unit.is_empty() => unit,
            _ => UNIT,
        };
        let rest = layout.at(end..layout.line_end(end));
        if gap.contains('\n') && rest.trim_start().starts_with('#') {
            // The comment stays with the part before it.
            let insert = format!(",{rest}\n{indent}{}", write(Some((indent, unit))));
            return Some(Edit { at: end..end + rest.len(), insert });
        }
        let insert = match gap.contains('\n') {
            true => format!(",\n{indent}{}", write(Some((indent, unit)))),
            false if layout.at(*start..end).contains('\n') => {
                let indent = layout.indent(end);
                format!("{}{}", style.comma, write(Some((indent, UNIT))))
            }
            false => format!("{}{}", style.comma, write(None)),
        };
        Some(Edit { at: end..end, insert })
    }

    /// Whether a part is written in several lines.
    fn is_long(self, node: &Node) -> bool {
        let end = self.layout.end(node).unwrap_or(node.at.end);
        self.layout.at(node.at.start..end).contains('\n')
    }

    fn style(self, samples: &[&Node]) -> Flow {
        let mut samples = samples.to_vec();
        samples.push(self.object);
        self.layout.flow_style(&samples, self.format == Format::Json)
    }

    fn dashes(self) -> usize {
        self.layout.dash_indent(self.object).unwrap_or_default()
    }
}
