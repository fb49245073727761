//! Writes values in the style of the text around them.

use manifest::{Content, Node, inline};
use serde_json::Value;

use super::layout::{Layout, Shape};

/// How mappings and lists between brackets are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    /// Whether keys and strings have double quotes.
    pub quoted: bool,
    /// What is between a key and its value.
    pub colon: String,
    /// What is between two parts in one line.
    pub comma: String,
}

impl Layout<'_> {
    /// The style of the first mapping between brackets in one of these values. `quoted` is what counts
    /// if there is none.
    pub fn flow_style(self, samples: &[&Node], quoted: bool) -> Flow {
        let found = samples.iter().find_map(|sample| self.style_of(sample));
        let default = Flow { quoted, colon: ": ".into(), comma: ", ".into() };
        found.unwrap_or(default)
    }

    fn style_of(self, node: &Node) -> Option<Flow> {
        match &node.content {
            Content::Scalar(_) => None,
            Content::Sequence(items) => items.iter().find_map(|item| self.style_of(item)),
            Content::Mapping(entries) => {
                let own = (self.shape(node) == Some(Shape::Flow))
                    .then(|| entries.first())
                    .flatten()
                    .filter(|(key, value)| !self.is_elsewhere((key, value)));
                let Some((key, value)) = own else {
                    return entries.iter().find_map(|(_, value)| self.style_of(value));
                };
                let quoted = self.at(key.at.clone()).starts_with('"');
                let is_tight = quoted && self.at(key.at.end..value.at.start) == ":";
                let (colon, comma) = if is_tight { (":", ",") } else { (": ", ", ") };
                Some(Flow { quoted, colon: colon.into(), comma: comma.into() })
            }
        }
    }

    /// By how many columns the dashes of lists are behind their keys.
    pub fn dash_indent(self, root: &Node) -> Option<usize> {
        match &root.content {
            Content::Scalar(_) => None,
            Content::Sequence(items) => items.iter().find_map(|item| self.dash_indent(item)),
            Content::Mapping(entries) => entries.iter().find_map(|(key, value)| {
                let is_block = self.shape(value) == Some(Shape::Block);
                match value.items().filter(|_| is_block).and_then(<[Node]>::first) {
                    Some(first) => {
                        let dash = self.dash(first)?;
                        let dash = self.indent_of_first(dash)?.len();
                        dash.checked_sub(self.before(key.at.start).chars().count())
                    }
                    None => self.dash_indent(value),
                }
            }),
        }
    }
}

/// The entries of a mapping: the name first.
fn entries(value: &Value) -> Option<Vec<(&String, &Value)>> {
    let mut entries: Vec<_> = value.as_object()?.iter().collect();
    entries.sort_by_key(|(key, _)| *key != "name");
    Some(entries)
}

impl Flow {
    pub fn key(&self, key: &str) -> String {
        self.scalar(&Value::from(key))
    }

    fn scalar(&self, value: &Value) -> String {
        if self.quoted { value.to_string() } else { inline(value) }
    }

    /// A value in one line.
    pub fn line(&self, value: &Value) -> String {
        if let Some(entries) = entries(value) {
            let entry = |(key, value): (&String, &Value)| {
                format!("{}{}{}", self.key(key), self.colon, self.line(value))
            };
            let entries: Vec<String> = entries.into_iter().map(entry).collect();
            return format!("{{{}}}", entries.join(&self.comma));
        }
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.line(item)).collect();
                format!("[{}]", items.join(&self.comma))
            }
            scalar => self.scalar(scalar),
        }
    }

    /// A value in lines, of which all but the first are indented. `unit` is added at each level.
    pub fn lines(&self, value: &Value, indent: &str, unit: &str) -> String {
        let deeper = format!("{indent}{unit}");
        let (open, parts, close) = match value {
            Value::Array(items) if !items.is_empty() => {
                let items = items.iter().map(|item| self.lines(item, &deeper, unit));
                ('[', items.collect::<Vec<_>>(), ']')
            }
            value => match entries(value).filter(|entries| !entries.is_empty()) {
                Some(entries) => {
                    let entry = |(key, value): (&String, &Value)| {
                        let value = self.lines(value, &deeper, unit);
                        format!("{}{}{value}", self.key(key), self.colon)
                    };
                    ('{', entries.into_iter().map(entry).collect(), '}')
                }
                None => return self.line(value),
            },
        };
        let parts = parts.join(&format!(",\n{deeper}"));
        format!("{open}\n{deeper}{parts}\n{indent}{close}")
    }
}

/// A value as lines of YAML, of which all but the first are indented. The dashes of lists in it are
/// `dashes` columns behind their keys.
pub(super) fn block(value: &Value, indent: &str, dashes: usize) -> String {
    let mut text = String::new();
    for (index, (key, value)) in entries(value).unwrap_or_default().into_iter().enumerate() {
        if index > 0 {
            text.push_str(&format!("\n{indent}"));
        }
        text.push_str(&format!("{key}:"));
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let indent = format!("{indent}  ");
                text.push_str(&format!("\n{indent}{}", block(value, &indent, dashes)));
            }
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let indent = format!("{indent}{}", " ".repeat(dashes));
                for item in items {
                    let item = block(item, &format!("{indent}  "), dashes);
                    text.push_str(&format!("\n{indent}- {item}"));
                }
            }
            value => text.push_str(&format!(" {}", inline(value))),
        }
    }
    text
}
