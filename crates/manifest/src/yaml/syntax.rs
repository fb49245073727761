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
    let mut parser = Parser::new(text);
    let root = parser.document()?;
    let unread = match root {
        Some(_) => parser.unread(text)?,
        None => None,
    };
    Ok(Tree { nodes: parser.nodes, root, unread })
}

/// Builds the tree.
pub struct Parser<'t> {
    pub(super) scanner: Scanner<'t>,
    pub(super) nodes: Vec<Syntax<'t>>,
    anchors: HashMap<String, usize>,
    /// Prefixes of tags.
    pub(super) tags: Vec<String>,
    /// The place of a handle's prefix in `tags`.
    pub(super) handles: HashMap<String, usize>,
}

/// What may come before a node's content.
#[derive(Default)]
struct Properties<'t> {
    anchor: Option<&'t str>,
    tag: Option<String>,
}

impl<'t> Parser<'t> {
    /// Reads a text that ends with a line break.
    pub fn new(text: &'t str) -> Self {
        Self {
            scanner: Scanner::new(text),
            nodes: Vec::new(),
            anchors: HashMap::new(),
            tags: Vec::new(),
            handles: HashMap::new(),
        }
    }

    /// Whether an anchor was read.
    pub(super) fn has_anchors(&self) -> bool {
        !self.anchors.is_empty()
    }

    pub(super) fn peek(&mut self) -> Result<&Kind<'t>, Fault> {
        Ok(&self.scanner.peek()?.kind)
    }

    pub(super) fn here(&mut self) -> Result<Mark, Fault> {
        Ok(self.scanner.peek()?.start)
    }

    pub(super) fn expected<T>(&mut self, what: &str) -> Result<T, Fault> {
        let line = self.here()?.text_line + 1;
        let found = match self.peek()? {
            Kind::FlowSequenceEnd => ", found `]`",
            Kind::FlowMappingEnd => ", found `}`",
            _ => "",
        };
        Err(Fault::at(line, format!("expected {what}{found}")))
    }

    fn document(&mut self) -> Result<Option<usize>, Fault> {
        if matches!(self.peek()?, Kind::StreamEnd) {
            return Ok(None);
        }
        let directive = self.directives()?;
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
        } else if let Some(line) = directive {
            let what = "expected --- after the directive; kubectl cuts the file at a line that starts with \
                        ---, so a directive is never followed by one";
            return Err(Fault::at(line, what.into()));
        } else {
            self.node(true, false, 0)?
        };
        // The token after the document has to be one.
        self.peek()?;
        Ok(Some(root))
    }

    /// The line of what follows the document, but for comments.
    pub(super) fn unread(&mut self, text: &str) -> Result<Option<usize>, Fault> {
        let token = self.scanner.peek()?;
        let start = token.start;
        if matches!(token.kind, Kind::StreamEnd) {
            return Ok(None);
        }
        let is_end = matches!(token.kind, Kind::DocumentEnd);
        let rest = text.get(start.byte..).unwrap_or_default();
        let mut line = start.text_line + 1;
        for part in rest.split_inclusive(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            let content = part.trim();
            let content = match content.strip_prefix("...") {
                Some(after) if is_end && !after.starts_with(|c: char| !c.is_whitespace()) => {
                    after.trim_start()
                }
                _ => content,
            };
            if !content.is_empty() && !content.starts_with('#') {
                return Ok(Some(line));
            }
            line += usize::from(part.ends_with('\n'));
        }
        Ok(None)
    }

    pub(super) fn add(
        &mut self,
        start: Mark,
        end: usize,
        tag: Option<String>,
        content: Content<'t>,
    ) -> usize {
        let (line, start, tag) = (start.text_line + 1, start.byte, tag.map(String::into_boxed_str));
        self.nodes.push(Syntax { start, line, end, tag, content });
        self.nodes.len() - 1
    }

    /// A scalar without text, before the next token.
    pub(super) fn empty(&mut self) -> Result<usize, Fault> {
        let mark = self.here()?;
        Ok(self.empty_at(mark))
    }

    pub(super) fn empty_at(&mut self, mark: Mark) -> usize {
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

    pub(super) fn node(
        &mut self,
        block: bool,
        indentless: bool,
        depth: usize,
    ) -> Result<usize, Fault> {
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
            self.anchors.insert(anchor.to_owned(), node);
        }
    }
}
