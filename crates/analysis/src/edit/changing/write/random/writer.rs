//! Writes random objects in odd layouts.

use serde_json::{Map, Value, json};

use super::super::super::Place;
use super::super::{Change, Step};

/// Writes a random object in a random layout.
pub struct Writer {
    seed: u64,
    text: String,
    newline: &'static str,
    /// Texts that must stay, each with the way to the item or list that it goes with.
    pub marks: Vec<(String, Vec<Step>)>,
    /// Anchors, with what they stand for.
    anchors: Vec<(String, Value)>,
    is_json: bool,
    count: usize,
}

impl Writer {
    pub fn new(seed: u64) -> Self {
        let newline = if seed.is_multiple_of(3) { "\r\n" } else { "\n" };
        let (text, marks, anchors) = (String::new(), Vec::new(), Vec::new());
        Self { seed, text, newline, marks, anchors, is_json: false, count: 0 }
    }

    fn roll(&mut self, below: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        usize::try_from(self.seed >> 33).unwrap_or(0) % below.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.roll(count) == 0
    }

    fn id(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    fn line(&mut self, indent: usize) {
        self.text.push_str(self.newline);
        self.text.push_str(&" ".repeat(indent));
    }

    fn comment(&mut self, of: &[Step]) {
        let mark = format!("# c{}c", self.id());
        self.text.push_str(&mark);
        self.marks.push((mark, of.to_vec()));
    }

    /// Perhaps a blank line and a comment, in lines of their own.
    fn between(&mut self, indent: usize, of: &[Step], above: &[Step]) {
        if self.one_in(8) {
            if self.one_in(2) {
                self.line(indent);
                self.comment(of);
            }
            self.line(0);
        }
        if self.one_in(5) {
            self.line(indent);
            self.comment(above);
        }
    }

    fn scalar(&mut self, way: &[Step]) -> Value {
        if !self.is_json && self.one_in(12) && !self.anchors.is_empty() {
            let number = self.roll(self.anchors.len());
            let (name, value) = self.anchors[number].clone();
            if !value.is_object() && !value.is_array() {
                self.text.push_str(&format!("*{name}"));
                return value;
            }
        }
        let name = format!("v{}v", self.id());
        if !self.is_json && self.one_in(15) {
            self.text.push_str(&format!("&a{} ", self.count));
            self.anchors.push((format!("a{}", self.count), name.as_str().into()));
        }
        let raw = match self.roll(4) {
            _ if self.is_json => format!("\"{name}\""),
            0 => format!("\"{name}\""),
            1 => format!("'{name}'"),
            _ => name.clone(),
        };
        self.text.push_str(&raw);
        self.marks.push((raw, way.to_vec()));
        name.into()
    }

    fn block_scalar(&mut self, indent: usize, way: &[Step]) -> Value {
        let name = format!("v{}v", self.id());
        self.text.push('|');
        self.line(indent + 1);
        self.text.push_str(&name);
        self.marks.push((name.clone(), way.to_vec()));
        format!("{name}\n").into()
    }

    /// A mapping in lines; its first key is where the text is now.
    fn block_mapping(&mut self, indent: usize, depth: usize, way: &[Step]) -> Value {
        let mut fields = Map::new();
        for number in 0..self.roll(4) + 1 {
            if number > 0 {
                self.between(indent, way, way);
                self.line(indent);
            }
            let key = format!("k{number}");
            self.text.push_str(&format!("{key}:"));
            let own = [way, &[key.as_str().into()]].concat();
            let value = match self.roll(6) {
                0 | 1 if depth > 0 => {
                    if self.one_in(6) {
                        self.text.push(' ');
                        self.comment(&own);
                    }
                    let dash = indent + [0, 2, 4][self.roll(3)];
                    self.block_list(dash, depth - 1, &own)
                }
                2 if depth > 0 => {
                    let indent = indent + 1 + self.roll(4);
                    self.line(indent);
                    self.block_mapping(indent, depth - 1, &own)
                }
                3 if depth > 0 => {
                    self.text.push(' ');
                    self.flow(indent, depth, &own)
                }
                4 if self.one_in(3) => {
                    self.text.push(' ');
                    self.block_scalar(indent, &own)
                }
                5 if self.one_in(4) => Value::Null,
                _ => {
                    self.text.push(' ');
                    self.scalar(&own)
                }
            };
            if self.one_in(6) && value.is_string() && !value.as_str().unwrap_or("").ends_with('\n')
            {
                self.text.push(' ');
                self.comment(&own);
            }
            fields.insert(key, value);
        }
        Value::Object(fields)
    }

    fn block_list(&mut self, dash: usize, depth: usize, way: &[Step]) -> Value {
        let mut items = Vec::new();
        for number in 0..self.roll(3) + 1 {
            let own = [way, &[number.into()]].concat();
            self.between(dash, way, &own);
            self.line(dash);
            let gap = 1 + self.roll(3) / 2;
            self.text.push_str(&format!("-{}", " ".repeat(gap)));
            items.push(match self.roll(8) {
                0 => self.scalar(&own),
                1 if depth > 0 => self.flow(dash, depth, &own),
                2 => {
                    self.text.truncate(self.text.trim_end_matches(' ').len());
                    self.line(dash + 2);
                    self.block_mapping(dash + 2, depth, &own)
                }
                _ => self.block_mapping(dash + 1 + gap, depth, &own),
            });
        }
        Value::Array(items)
    }

    fn gap(&mut self, indent: usize, is_long: bool) {
        if is_long {
            self.line(indent + 2);
        } else if self.one_in(3) {
            self.text.push(' ');
        }
    }

    /// A mapping or list between brackets.
    fn flow(&mut self, indent: usize, depth: usize, way: &[Step]) -> Value {
        let is_long = self.one_in(3);
        let count = self.roll(4);
        let deeper = if is_long { indent + 2 } else { indent };
        let is_list = self.one_in(2);
        self.text.push(if is_list { '[' } else { '{' });
        let (mut items, mut fields) = (Vec::new(), Map::new());
        for number in 0..count {
            self.gap(indent, is_long);
            let key = format!("k{number}");
            let own: Vec<Step> = match is_list {
                true => [way, &[number.into()]].concat(),
                false => [way, &[key.as_str().into()]].concat(),
            };
            if !is_list {
                let quote = if self.is_json || self.one_in(3) { "\"" } else { "" };
                let colon = if self.is_json && self.one_in(2) { ":" } else { ": " };
                self.text.push_str(&format!("{quote}{key}{quote}{colon}"));
            }
            let is_deep = depth > 0 && self.one_in(2);
            let value =
                if is_deep { self.flow(deeper, depth - 1, &own) } else { self.scalar(&own) };
            match is_list {
                true => items.push(value),
                false => drop(fields.insert(key, value)),
            }
            if number + 1 < count || !self.is_json && self.one_in(6) {
                self.text.push(',');
                if !self.is_json && is_long && self.one_in(8) {
                    self.text.push(' ');
                    self.comment(&own);
                } else if !is_long && !self.is_json {
                    self.text.push(' ');
                }
            }
        }
        if is_long {
            self.line(indent);
        }
        self.text.push(if is_list { ']' } else { '}' });
        if is_list { Value::Array(items) } else { Value::Object(fields) }
    }

    /// A file with objects, and their `spec`s.
    pub fn file(&mut self) -> (String, usize) {
        let head = ["apiVersion: v1", "kind: A", "metadata: {name: a}", "spec:"];
        let form = self.roll(4);
        let count = 1 + self.roll(3);
        let number = self.roll(count);
        let mut whole = String::new();
        let mut marks = Vec::new();
        if form == 1 {
            whole.push_str(&["apiVersion: v1", "kind: List", "items:", ""].join(self.newline));
        }
        if form == 3 {
            whole.push_str("{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [");
        }
        self.is_json = form >= 2;
        let dash = self.roll(2) * 2;
        for object in 0..count {
            self.text.clear();
            self.marks.clear();
            self.anchors.clear();
            match form {
                0 => {
                    self.text.push_str(&head.join(self.newline));
                    self.line(2);
                    self.block_mapping(2, 3, &["spec".into()]);
                    let end = self.newline;
                    self.text.push_str(end);
                    if object + 1 < count {
                        self.text.push_str(&format!("---{end}"));
                    } else if self.one_in(3) {
                        self.text.truncate(self.text.trim_end().len());
                    }
                }
                1 => {
                    let blanks = " ".repeat(dash);
                    let between = format!("{}{blanks}  ", self.newline);
                    self.text.push_str(&format!("{blanks}- {}", head.join(&between)));
                    self.line(dash + 4);
                    self.block_mapping(dash + 4, 3, &["spec".into()]);
                    if object + 1 < count || self.one_in(2) {
                        self.text.push_str(self.newline);
                    }
                }
                _ => {
                    let open = "{\"apiVersion\": \"v1\", \"kind\": \"A\", \"spec\": ";
                    self.text.push_str(open);
                    self.flow(0, 4, &["spec".into()]);
                    self.text.push('}');
                    if object + 1 < count {
                        self.text.push_str(if form == 3 { ", " } else { "\n" });
                    }
                }
            }
            whole.push_str(&self.text);
            // What the other objects have must stay.
            let of = |way: &[Step]| if object == number { way.to_vec() } else { Vec::new() };
            marks.extend(self.marks.iter().map(|(mark, way)| (mark.clone(), of(way))));
        }
        if form == 3 {
            whole.push_str("]}");
        }
        self.marks = marks;
        (whole, number)
    }

    /// A random change to a value.
    pub fn change(&mut self, value: &Value) -> Option<Change> {
        let mut mappings = Vec::new();
        collect(value.get("spec")?, vec!["spec".into()], &mut mappings);
        let (mapping, fields) = mappings.get(self.roll(mappings.len()))?.clone();
        let number = self.roll(fields.len() + 1);
        let (key, old) = match fields.iter().nth(number) {
            Some((key, old)) => (key.clone(), old.clone()),
            None => ("new".to_owned(), Value::Null),
        };
        let item = json!({"name": "added", "list": [{"a": 1, "name": "x"}], "map": {"b": true}});
        Some(match &old {
            Value::Array(items) if !items.is_empty() && !self.one_in(3) => {
                Change::Remove { mapping, key, item: self.roll(items.len()) }
            }
            Value::Array(_) => Change::Append { mapping, key, item },
            Value::Null if self.one_in(2) => Change::Append { mapping, key, item },
            Value::Object(_) => return None,
            _ => Change::Set { mapping, key, value: "set".into(), place: Place::Last },
        })
    }
}

/// Every mapping in a value, with the way to it.
fn collect(value: &Value, way: Vec<Step>, into: &mut Vec<(Vec<Step>, Map<String, Value>)>) {
    let below = |step: Step| way.iter().cloned().chain([step]).collect();
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                collect(value, below(key.as_str().into()), into);
            }
            into.push((way, fields.clone()));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, below(index.into()), into);
            }
        }
        _ => {}
    }
}
