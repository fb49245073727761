//! Reads a large YAML list item by item. As a whole it would take many times its size in memory.

use std::ops::Range;

use super::decode::decode;
use super::input::Mark;
use super::syntax::{Content, Parser};
use super::token::Kind;
use crate::objects::check_item;
use crate::{Fault, ListHead, Node, Note, Objects, objects};

/// A list that was cut.
#[derive(Debug)]
pub struct Cut {
    /// What it says about its items.
    pub head: ListHead,
    /// Its items.
    pub items: Vec<CutItem>,
    /// What a reader may take in another way.
    pub notes: Vec<Note>,
}

/// An item of a list that was cut.
#[derive(Debug)]
pub struct CutItem {
    /// Its bytes: in YAML, from its dash on up to what follows it.
    pub at: Range<usize>,
    /// The column of its dash, if it is YAML.
    pub column: usize,
    /// What was read of it.
    pub outline: Outline,
}

/// What has to be known of an item before it is read again.
#[derive(Debug)]
pub struct Outline {
    /// The line of its first key, counted from 1.
    pub line: usize,
    /// Its `kind`, if it is a string.
    pub kind: Option<String>,
}

/// Cuts a document, a text that ends with a line break. `None` if it is no list in block style, if an
/// item may depend on something outside of it, if the document goes on after its end, or if kubectl
/// does not take the list.
///
/// # Errors
///
/// kubectl does not read it.
pub fn cut(text: &str, length: usize) -> Result<Option<Cut>, Fault> {
    let mut parser = Parser::new(text);
    if parser.directives()?.is_some() {
        return Ok(None);
    }
    if matches!(parser.peek()?, Kind::DocumentStart) {
        parser.scanner.take()?;
    }
    if !matches!(parser.peek()?, Kind::BlockMapping) || text.contains('\u{feff}') {
        return Ok(None);
    }
    let start = parser.scanner.take()?.start;
    let root = parser.add(start, start.byte, None, Content::Mapping(Vec::new()));
    let (mut entries, mut notes) = (Vec::new(), Vec::new());
    let mut items: Option<Vec<CutItem>> = None;
    while !matches!(parser.peek()?, Kind::BlockEnd) {
        let key = parser.block_key(0)?;
        let is_items = match parser.nodes.get(key).map(|node| &node.content) {
            Some(Content::Scalar(text, _)) if text != "<<" => text == "items",
            _ => return Ok(None),
        };
        let after = parser.value_follows()?;
        let is_list = matches!(parser.peek()?, Kind::BlockSequence | Kind::BlockEntry);
        let value = match after {
            Some(mark) if is_items && is_list && items.is_none() => {
                items = parser.cut_items(length, &mut notes)?;
                if items.is_none() {
                    return Ok(None);
                }
                parser.add(mark, mark.byte, None, Content::Sequence(Vec::new()))
            }
            _ if is_items => return Ok(None),
            Some(mark) => parser.block_part(mark, 0)?,
            None => parser.empty()?,
        };
        entries.push((key, value));
    }
    parser.scanner.take()?;
    let is_alone = parser.unread(text)?.is_none() && !parser.has_anchors();
    let Some(items) = items.filter(|_| is_alone) else {
        return Ok(None);
    };
    if let Some(root) = parser.nodes.get_mut(root) {
        root.content = Content::Mapping(entries);
    }
    let (head, of_head) = decode(&parser.nodes, root, length)?;
    notes.extend(of_head);
    Ok(match objects(head, &[]) {
        Ok(Objects::List(head, _)) => Some(Cut { head, items, notes }),
        _ => None,
    })
}

impl Parser<'_> {
    /// The items; `None` if there is an anchor, which another item may use, or if an item breaks the
    /// list.
    fn cut_items(
        &mut self,
        length: usize,
        notes: &mut Vec<Note>,
    ) -> Result<Option<Vec<CutItem>>, Fault> {
        let is_indented = matches!(self.peek()?, Kind::BlockSequence);
        if is_indented {
            self.scanner.take()?;
        }
        let mut items = Vec::new();
        while matches!(self.peek()?, Kind::BlockEntry) {
            let kept = self.nodes.len();
            let dash = self.scanner.take()?;
            let item = self.sequence_item(dash.end, is_indented, 1)?;
            if self.has_anchors() {
                return Ok(None);
            }
            let (node, found) = decode(&self.nodes, item, length)?;
            if check_item(&node).is_err() {
                return Ok(None);
            }
            self.nodes.truncate(kept);
            let prefix = format!("items[{}]", items.len());
            notes.extend(found.into_iter().map(|note| note.below(&prefix)));
            let Mark { byte, column, .. } = dash.start;
            let end = self.here()?.byte.min(length);
            items.push(CutItem { at: byte..end, column, outline: Outline::of(&node) });
        }
        if is_indented {
            match self.peek()? {
                Kind::BlockEnd => self.scanner.take()?,
                _ => return self.expected("`- ` before an item of the list"),
            };
        }
        Ok(Some(items))
    }
}

impl Outline {
    /// The outline of an item.
    pub fn of(node: &Node) -> Self {
        Self { line: node.line, kind: node.get("kind").and_then(Node::text).map(str::to_owned) }
    }
}
