//! Builds the tree of a document from its tokens, as go-yaml does (`parserc.go`, and the parser in
//! `decode.go`).

use std::borrow::Cow;
use std::collections::HashMap;

use super::input::Mark;
use super::scanner::Scanner;
use super::token::Kind;
use crate::{Fault, MAX_DEPTH};

/// The prefix of the tags that YAML itself defines.
pub const CORE: &str = "tag:yaml.org,2002:";

/// A node of the tree.
#[derive(Debug)]
pub struct Syntax<'t> {
    /// The byte at which it starts, behind its anchor and tag; for a block collection, its first
    /// entry.
    pub start: usize,
    /// The line of that byte, counted from 1.
    pub line: usize,
    /// The byte at which it ends; for a collection, behind its opening bracket, if it has one.
    pub end: usize,
    /// Its tag, in full.
    pub tag: Option<Box<str>>,
    /// What it is.
    pub content: Content<'t>,
}

/// What a node is.
#[derive(Debug)]
pub enum Content<'t> {
    /// A scalar, and whether its text may tell its type.
    Scalar(Cow<'t, str>, bool),
    /// The items of a sequence.
    Sequence(Vec<usize>),
    /// The keys and values of a mapping.
    Mapping(Vec<(usize, usize)>),
    /// The anchor's name, and the node that had it last.
    Alias(&'t str, usize),
}

/// The nodes of a document.
pub struct Tree<'t> {
    /// All nodes.
    pub nodes: Vec<Syntax<'t>>,
    /// The index of the root; `None` if the text has no document.
    pub root: Option<usize>,
    /// The line, counted from 1, of what follows the document.
    pub unread: Option<usize>,
}

/// Reads the first document of a text that ends with a line break.
///
/// # Errors
///
/// It is not YAML 1.1 as go-yaml reads it. What follows the document is not read.
pub fn parse(text: &str) -> Result<Tree<'_>, Fault> {
    let mut parser = Parser {
        scanner: Scanner::new(text),
        nodes: Vec::new(),
        anchors: HashMap::new(),
        tags: Vec::new(),
    };
    let root = parser.document()?;
    let unread = match root {
        Some(_) => parser.unread(text)?,
        None => None,
    };
    Ok(Tree { nodes: parser.nodes, root, unread })
}

struct Parser<'t> {
    scanner: Scanner<'t>,
    nodes: Vec<Syntax<'t>>,
    anchors: HashMap<&'t str, usize>,
    /// Handles and prefixes of tags.
    tags: Vec<(String, String)>,
}

/// What may come before a node's content.
#[derive(Default)]
struct Properties<'t> {
    anchor: Option<&'t str>,
    tag: Option<String>,
}

impl<'t> Parser<'t> {
    fn peek(&mut self) -> Result<&Kind<'t>, Fault> {
        Ok(&self.scanner.peek()?.kind)
    }

    fn here(&mut self) -> Result<Mark, Fault> {
        Ok(self.scanner.peek()?.start)
    }

    fn expected<T>(&mut self, what: &str) -> Result<T, Fault> {
        let line = self.here()?.text_line + 1;
        Err(Fault::at(line, format!("expected {what}")))
    }

    fn document(&mut self) -> Result<Option<usize>, Fault> {
        if matches!(self.peek()?, Kind::StreamEnd) {
            return Ok(None);
        }
        let had_directives = self.directives()?;
        let root = if matches!(self.peek()?, Kind::DocumentStart) {
            self.scanner.take()?;
            let is_empty = matches!(
                self.peek()?,
                Kind::Version(..)
                    | Kind::TagDirective(..)
                    | Kind::DocumentStart
                    | Kind::DocumentEnd
                    | Kind::StreamEnd
            );
            if is_empty { self.empty()? } else { self.node(true, false, 0)? }
        } else if had_directives {
            return self.expected(
                "--- after the directive; kubectl cuts the file at a line that \
                                  starts with ---, so a directive is never followed by one",
            );
        } else {
            self.node(true, false, 0)?
        };
        // The token after the document has to be one.
        self.peek()?;
        Ok(Some(root))
    }

    /// The line of what follows the document, but for comments.
    fn unread(&mut self, text: &str) -> Result<Option<usize>, Fault> {
        let token = self.scanner.peek()?;
        let start = token.start;
        if matches!(token.kind, Kind::StreamEnd) {
            return Ok(None);
        }
        let rest = text.get(start.byte..).unwrap_or_default().lines();
        let is_nothing =
            |line: &str| line.is_empty() || line.starts_with('#') || line.starts_with("...");
        let found = rest.enumerate().find(|(_, line)| !is_nothing(line.trim()));
        Ok(found.map(|(line, _)| start.text_line + line + 1))
    }

    fn directives(&mut self) -> Result<bool, Fault> {
        let (mut version_given, mut any) = (false, false);
        loop {
            match self.peek()? {
                Kind::Version(1, 1) if !version_given => version_given = true,
                Kind::Version(..) => {
                    return self.expected(
                        "%YAML 1.1, at most once, because kubectl reads no other version",
                    );
                }
                Kind::TagDirective(handle, prefix) => {
                    let (handle, prefix) = (handle.clone(), prefix.clone());
                    if self.tags.iter().any(|(known, _)| *known == handle) {
                        return self.expected("each tag handle to be given once");
                    }
                    self.tags.push((handle, prefix));
                }
                _ => break,
            }
            any = true;
            self.scanner.take()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", CORE)] {
            if self.tags.iter().all(|(known, _)| known != handle) {
                self.tags.push((handle.into(), prefix.into()));
            }
        }
        Ok(any)
    }

    fn add(&mut self, start: Mark, end: usize, tag: Option<String>, content: Content<'t>) -> usize {
        let (line, start, tag) = (start.text_line + 1, start.byte, tag.map(String::into_boxed_str));
        self.nodes.push(Syntax { start, line, end, tag, content });
        self.nodes.len() - 1
    }

    /// A scalar without text, before the next token.
    fn empty(&mut self) -> Result<usize, Fault> {
        let mark = self.here()?;
        Ok(self.empty_at(mark))
    }

    fn empty_at(&mut self, mark: Mark) -> usize {
        self.add(mark, mark.byte, None, Content::Scalar("".into(), true))
    }

    fn properties(&mut self) -> Result<(Properties<'t>, Option<Mark>), Fault> {
        let (mut properties, mut end) = (Properties::default(), None);
        let mut tagged = false;
        loop {
            match self.peek()? {
                Kind::Anchor(name) if properties.anchor.is_none() => {
                    properties.anchor = Some(name);
                }
                Kind::Tag(handle, suffix) if !tagged => {
                    tagged = true;
                    let (handle, suffix) = (handle.clone(), suffix.clone());
                    properties.tag = Some(self.full_tag(&handle, suffix)?);
                }
                _ => return Ok((properties, end)),
            }
            end = Some(self.scanner.take()?.end);
        }
    }

    fn full_tag(&mut self, handle: &str, suffix: String) -> Result<String, Fault> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        match self.tags.iter().find(|(known, _)| known == handle) {
            Some((_, prefix)) => Ok(format!("{prefix}{suffix}")),
            None => self.expected(&format!("a tag handle that is defined, found {handle}")),
        }
    }

    fn node(&mut self, block: bool, indentless: bool, depth: usize) -> Result<usize, Fault> {
        if depth > MAX_DEPTH {
            let line = self.here()?.text_line + 1;
            return Err(Fault::ours(line, format!("expected at most {MAX_DEPTH} levels")));
        }
        if let Kind::Alias(name) = *self.peek()? {
            let token = self.scanner.take()?;
            let Some(&target) = self.anchors.get(name) else {
                let line = token.start.text_line + 1;
                return Err(Fault::at(
                    line,
                    format!("expected an anchor &{name} before the alias *{name}"),
                ));
            };
            return Ok(self.add(token.start, token.end.byte, None, Content::Alias(name, target)));
        }
        let (Properties { anchor, tag }, properties_end) = self.properties()?;
        let start = self.here()?;
        let has_properties = properties_end.is_some();
        let is_collection = match self.peek()? {
            Kind::BlockEntry if indentless => true,
            Kind::FlowSequence | Kind::FlowMapping => true,
            Kind::BlockSequence | Kind::BlockMapping if block => true,
            Kind::Scalar(..) => false,
            _ if has_properties => {
                let mark = properties_end.unwrap_or(start);
                let implicit = tag.is_none();
                let node = self.add(mark, mark.byte, tag, Content::Scalar("".into(), implicit));
                self.name(anchor, node);
                return Ok(node);
            }
            _ => return self.expected("a value"),
        };
        if !is_collection {
            let token = self.scanner.take()?;
            let Kind::Scalar(text, is_plain) = token.kind else {
                let line = token.start.text_line + 1;
                return Err(Fault::at(line, "expected a value".into()));
            };
            let implicit = match &tag {
                None => is_plain,
                Some(tag) => tag == "!",
            };
            let node = self.add(start, token.end.byte, tag, Content::Scalar(text, implicit));
            self.name(anchor, node);
            return Ok(node);
        }
        // An alias inside of the collection means the collection itself.
        let node = self.add(start, start.byte, tag, Content::Sequence(Vec::new()));
        self.name(anchor, node);
        let content = match self.peek()? {
            Kind::BlockEntry => Content::Sequence(self.indentless_sequence(depth)?),
            Kind::BlockSequence => Content::Sequence(self.block_sequence(depth)?),
            Kind::BlockMapping => Content::Mapping(self.block_mapping(depth)?),
            Kind::FlowSequence => Content::Sequence(self.flow_sequence(node, depth)?),
            _ => Content::Mapping(self.flow_mapping(node, depth)?),
        };
        if let Some(node) = self.nodes.get_mut(node) {
            node.content = content;
        }
        Ok(node)
    }

    fn name(&mut self, anchor: Option<&'t str>, node: usize) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, node);
        }
    }

    fn block_sequence(&mut self, depth: usize) -> Result<Vec<usize>, Fault> {
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
            let is_empty = matches!(self.peek()?, Kind::BlockEntry | Kind::BlockEnd);
            items.push(if is_empty {
                self.empty_at(end)
            } else {
                self.node(true, false, depth + 1)?
            });
        }
    }

    /// A sequence whose dashes are in the column of the key before it.
    fn indentless_sequence(&mut self, depth: usize) -> Result<Vec<usize>, Fault> {
        let mut items = Vec::new();
        while matches!(self.peek()?, Kind::BlockEntry) {
            let end = self.scanner.take()?.end;
            let is_empty =
                matches!(self.peek()?, Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd);
            items.push(if is_empty {
                self.empty_at(end)
            } else {
                self.node(true, false, depth + 1)?
            });
        }
        Ok(items)
    }

    fn block_mapping(&mut self, depth: usize) -> Result<Vec<(usize, usize)>, Fault> {
        self.scanner.take()?;
        let mut entries = Vec::new();
        loop {
            match self.peek()? {
                Kind::Key => {}
                Kind::BlockEnd => {
                    self.scanner.take()?;
                    return Ok(entries);
                }
                _ => return self.expected("a key in the column of the keys before it"),
            }
            let end = self.scanner.take()?.end;
            let key = self.block_part(end, depth)?;
            let value = if matches!(self.peek()?, Kind::Value) {
                let end = self.scanner.take()?.end;
                self.block_part(end, depth)?
            } else {
                self.empty()?
            };
            entries.push((key, value));
        }
    }

    /// A key or value of a block mapping.
    fn block_part(&mut self, after: Mark, depth: usize) -> Result<usize, Fault> {
        match self.peek()? {
            Kind::Key | Kind::Value | Kind::BlockEnd => Ok(self.empty_at(after)),
            _ => self.node(true, true, depth + 1),
        }
    }

    /// Takes the opening bracket of a flow collection.
    fn open(&mut self, node: usize) -> Result<(), Fault> {
        let end = self.scanner.take()?.end.byte;
        if let Some(node) = self.nodes.get_mut(node) {
            node.end = end;
        }
        Ok(())
    }

    /// The fault of a flow collection that does not end.
    fn unclosed(&self, node: usize, bracket: &str) -> Fault {
        let line = self.nodes.get(node).map_or(1, |node| node.line);
        Fault::at(line, format!("expected {bracket} to end what starts here"))
    }

    fn flow_sequence(&mut self, node: usize, depth: usize) -> Result<Vec<usize>, Fault> {
        self.open(node)?;
        let mut items = Vec::new();
        loop {
            if !matches!(self.peek()?, Kind::FlowSequenceEnd) && !items.is_empty() {
                match self.peek()? {
                    Kind::FlowEntry => self.scanner.take()?,
                    Kind::StreamEnd => return Err(self.unclosed(node, "`]`")),
                    _ => return self.expected("`,` or `]` in the list"),
                };
            }
            match self.peek()? {
                Kind::FlowSequenceEnd => {
                    self.scanner.take()?;
                    return Ok(items);
                }
                Kind::StreamEnd => return Err(self.unclosed(node, "`]`")),
                Kind::Key => items.push(self.flow_pair(depth + 1)?),
                _ => items.push(self.node(false, false, depth + 1)?),
            }
        }
    }

    /// `key: value` as an item of a flow sequence: a mapping of its own.
    fn flow_pair(&mut self, depth: usize) -> Result<usize, Fault> {
        let token = self.scanner.take()?;
        let (start, end) = (token.start, token.start.byte);
        let node = self.add(start, end, None, Content::Mapping(Vec::new()));
        let ends = |kind: &Kind<'_>| matches!(kind, Kind::FlowEntry | Kind::FlowSequenceEnd);
        let kind = self.peek()?;
        let key = if ends(kind) || matches!(kind, Kind::Value) {
            // go-yaml takes the token, too.
            let end = self.scanner.take()?.end;
            self.empty_at(end)
        } else {
            self.node(false, false, depth + 1)?
        };
        let mut value = None;
        if matches!(self.peek()?, Kind::Value) {
            self.scanner.take()?;
            if !ends(self.peek()?) {
                value = Some(self.node(false, false, depth + 1)?);
            }
        }
        let value = match value {
            Some(value) => value,
            None => self.empty()?,
        };
        if let Some(node) = self.nodes.get_mut(node) {
            node.content = Content::Mapping(vec![(key, value)]);
        }
        Ok(node)
    }

    fn flow_mapping(&mut self, node: usize, depth: usize) -> Result<Vec<(usize, usize)>, Fault> {
        self.open(node)?;
        let mut entries = Vec::new();
        let ends = |kind: &Kind<'_>| matches!(kind, Kind::FlowEntry | Kind::FlowMappingEnd);
        loop {
            if !matches!(self.peek()?, Kind::FlowMappingEnd) && !entries.is_empty() {
                match self.peek()? {
                    Kind::FlowEntry => self.scanner.take()?,
                    Kind::StreamEnd => return Err(self.unclosed(node, "`}`")),
                    _ => return self.expected("`,` or `}` in the mapping"),
                };
            }
            match self.peek()? {
                Kind::FlowMappingEnd => {
                    self.scanner.take()?;
                    return Ok(entries);
                }
                Kind::StreamEnd => return Err(self.unclosed(node, "`}`")),
                Kind::Key => {
                    self.scanner.take()?;
                    let kind = self.peek()?;
                    let key = if ends(kind) || matches!(kind, Kind::Value) {
                        self.empty()?
                    } else {
                        self.node(false, false, depth + 1)?
                    };
                    let mut value = None;
                    if matches!(self.peek()?, Kind::Value) {
                        self.scanner.take()?;
                        if !ends(self.peek()?) {
                            value = Some(self.node(false, false, depth + 1)?);
                        }
                    }
                    let value = match value {
                        Some(value) => value,
                        None => self.empty()?,
                    };
                    entries.push((key, value));
                }
                _ => {
                    let key = self.node(false, false, depth + 1)?;
                    let value = self.empty()?;
                    entries.push((key, value));
                }
            }
        }
    }
}
