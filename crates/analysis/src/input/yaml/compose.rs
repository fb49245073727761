//! Turns the events of the parser into nodes: handles aliases, merge keys and duplicate keys.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value;

use super::{Content, Fault, Key, Node, scalar};

/// The maximum nesting depth of a document.
const MAX_DEPTH: usize = 200;

/// How many nodes aliases may add to a document, in addition to a hundred times its own number.
const MAX_ALIASED: usize = 100_000;

/// Reads a text that contains one document or none.
///
/// # Errors
///
/// It is not YAML, contains more than one document, or has a value that JSON cannot represent.
pub fn document(text: &str) -> Result<Option<Node>, Fault> {
    let mut composer = Composer {
        parser: Parser::new_from_str(text),
        anchors: BTreeMap::new(),
        nodes: 0,
        aliased: 0,
    };
    let mut found: Option<Node> = None;
    loop {
        let (event, span) = composer.next()?;
        match event {
            Event::StreamEnd => return Ok(found),
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            event => {
                composer.anchors.clear();
                let node = composer.node(event, &span, 0)?;
                if node.is_null() {
                    continue;
                }
                if found.is_some() {
                    return Err(fault(&span, "expected the end of the document after `...`"));
                }
                found = Some(node);
            }
        }
    }
}

type StrParser<'t> = Parser<'t, granit_parser::StrInput<'t>>;

struct Composer<'t> {
    parser: StrParser<'t>,
    anchors: BTreeMap<usize, Node>,
    /// How many nodes the text has.
    nodes: usize,
    /// How many nodes aliases added.
    aliased: usize,
}

impl<'t> Composer<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Fault> {
        loop {
            match self.parser.next_event() {
                Some(Ok(next)) if is_content(&next.0) => return Ok(next),
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    return Err(Fault {
                        line: Some(error.marker().line()),
                        what: error.info().trim().to_owned(),
                    });
                }
                None => return Ok((Event::StreamEnd, Span::default())),
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: &Span, depth: usize) -> Result<Node, Fault> {
        if depth > MAX_DEPTH {
            return Err(fault(span, &format!("expected at most {MAX_DEPTH} levels")));
        }
        self.nodes += 1;
        let (line, at) = (span.start.line(), bytes(span));
        let (content, anchor) = match event {
            Event::Alias(id) => return self.alias(id, line, at, span),
            Event::Scalar(text, style, anchor, tag) => {
                let value = match (&tag, style) {
                    (Some(tag), _) => {
                        scalar::tagged(&format!("{}{}", tag.handle(), tag.suffix()), &text)
                    }
                    (None, ScalarStyle::Plain) => scalar::plain(&text),
                    (None, _) => Ok(text.into()),
                };
                (Content::Scalar(value.map_err(|what| fault(span, &what))?), anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        break;
                    }
                    items.push(self.node(event, &span, depth + 1)?);
                }
                (Content::Sequence(items), anchor)
            }
            Event::MappingStart(_, anchor, _) => (Content::Mapping(self.entries(depth)?), anchor),
            _ => return Err(fault(span, "expected a value")),
        };
        let mut node = Node { line, at, content };
        // The parser reports the position of the first entry as the start of a block collection.
        let first = match &node.content {
            Content::Mapping(entries) => entries.first().map(|(key, _)| key.at.start),
            _ => None,
        };
        if let Some(first) = first.filter(|_| node.at.is_empty()) {
            node.at = first..first;
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<(Key, Node)>, Fault> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        let mut names = BTreeSet::new();
        let mut merged = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let merges =
                matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<");
            let key = self.key(event, &span, depth)?;
            let (event, value_span) = self.next()?;
            let value = self.node(event, &value_span, depth + 1)?;
            if merges {
                merged.push((value, value_span));
            } else if names.insert(key.name.clone()) {
                entries.push((key, value));
            } else {
                return Err(fault(&span, &format!("key {:?} is given twice", key.name)));
            }
        }
        for (value, span) in merged {
            let mappings = match value.content {
                Content::Sequence(items) => items,
                _ => vec![value],
            };
            for mapping in mappings {
                let Content::Mapping(brought) = mapping.content else {
                    return Err(fault(&span, "expected a mapping, or a list of them, after `<<`"));
                };
                // Existing keys win; among several merged mappings, the first wins.
                entries
                    .extend(brought.into_iter().filter(|(key, _)| names.insert(key.name.clone())));
            }
        }
        Ok(entries)
    }

    /// JSON keys are strings; other keys are converted as kubectl converts them.
    fn key(&mut self, event: Event<'t>, span: &Span, depth: usize) -> Result<Key, Fault> {
        let node = self.node(event, span, depth + 1)?;
        let name = match node.content {
            Content::Scalar(Value::String(name)) => name,
            Content::Scalar(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
            _ => return Err(fault(span, "expected a string as a key")),
        };
        Ok(Key { name, at: node.at })
    }

    /// All nodes from an alias get the position of the alias.
    fn alias(
        &mut self,
        id: usize,
        line: usize,
        at: Range<usize>,
        span: &Span,
    ) -> Result<Node, Fault> {
        let Some(anchored) = self.anchors.get(&id) else {
            return Err(fault(span, "expected an alias to a value that ends before it"));
        };
        let budget = MAX_ALIASED + 100 * self.nodes;
        let mut left = budget.saturating_sub(self.aliased);
        let node = moved(anchored, line, &at, &mut left);
        self.aliased = budget - left;
        node.ok_or_else(|| fault(span, "expected aliases to expand to fewer values"))
    }
}

/// Whether an event is not a comment or another optional event of the parser.
fn is_content(event: &Event<'_>) -> bool {
    use Event::*;
    event.is_node()
        || matches!(event, StreamStart | StreamEnd | DocumentStart(..) | DocumentEnd)
        || matches!(event, SequenceEnd | MappingEnd)
}

fn moved(node: &Node, line: usize, at: &Range<usize>, left: &mut usize) -> Option<Node> {
    *left = left.checked_sub(1)?;
    let content = match &node.content {
        Content::Scalar(value) => Content::Scalar(value.clone()),
        Content::Sequence(items) => Content::Sequence(
            items.iter().map(|item| moved(item, line, at, left)).collect::<Option<_>>()?,
        ),
        Content::Mapping(entries) => {
            let entry = |(key, node): &(Key, Node)| {
                let key = Key { name: key.name.clone(), at: at.clone() };
                Some((key, moved(node, line, at, left)?))
            };
            Content::Mapping(entries.iter().map(entry).collect::<Option<_>>()?)
        }
    };
    Some(Node { line, at: at.clone(), content })
}

/// Always known, because the text is in memory.
fn bytes(span: &Span) -> Range<usize> {
    let byte = |marker: &granit_parser::Marker| marker.byte_offset().unwrap_or_default();
    byte(&span.start)..byte(&span.end)
}

fn fault(span: &Span, what: &str) -> Fault {
    Fault { line: Some(span.start.line()), what: what.to_owned() }
}
