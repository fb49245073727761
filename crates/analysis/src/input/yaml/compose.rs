//! From the events of the parser to nodes: aliases, merge keys, keys given twice.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value;

use super::{Content, Fault, Key, Node, scalar};

/// How deep a document may nest.
const MAX_DEPTH: usize = 200;

/// How many nodes aliases may bring into a document beyond a hundred times its own.
const MAX_ALIASED: usize = 100_000;

/// Reads a text that holds one document, or none.
///
/// # Errors
///
/// It is no YAML, holds more than one document, or means nothing that JSON can say.
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
    /// Nodes of the text.
    nodes: usize,
    /// Nodes that aliases brought.
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
        // The parser tells where a collection in lines starts by its first entry's mark.
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
                // What is there already wins, and of several the first.
                entries
                    .extend(brought.into_iter().filter(|(key, _)| names.insert(key.name.clone())));
            }
        }
        Ok(entries)
    }

    /// JSON has strings for keys: others are written as kubectl writes them.
    fn key(&mut self, event: Event<'t>, span: &Span, depth: usize) -> Result<Key, Fault> {
        let node = self.node(event, span, depth + 1)?;
        let name = match node.content {
            Content::Scalar(Value::String(name)) => name,
            Content::Scalar(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
            _ => return Err(fault(span, "expected a string for a key")),
        };
        Ok(Key { name, at: node.at })
    }

    /// All that an alias brings stands where the alias stands.
    fn alias(
        &mut self,
        id: usize,
        line: usize,
        at: Range<usize>,
        span: &Span,
    ) -> Result<Node, Fault> {
        let Some(anchored) = self.anchors.get(&id) else {
            return Err(fault(span, "expected an alias of something that ends before it"));
        };
        let budget = MAX_ALIASED + 100 * self.nodes;
        let mut left = budget.saturating_sub(self.aliased);
        let node = moved(anchored, line, &at, &mut left);
        self.aliased = budget - left;
        node.ok_or_else(|| fault(span, "expected aliases to expand to fewer values"))
    }
}

/// Not a comment, and nothing else that a feature of the parser adds.
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

/// Known for each place, for the text is in memory.
fn bytes(span: &Span) -> Range<usize> {
    let byte = |marker: &granit_parser::Marker| marker.byte_offset().unwrap_or_default();
    byte(&span.start)..byte(&span.end)
}

fn fault(span: &Span, what: &str) -> Fault {
    Fault { line: Some(span.start.line()), what: what.to_owned() }
}
