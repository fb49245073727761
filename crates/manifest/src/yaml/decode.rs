//! Turns the tree of a document into values, in the order of go-yaml (`decode.go`) and with the
//! keys and numbers of `sigs.k8s.io/yaml`, which makes JSON of them.

use std::ops::Range;

use serde_json::Value;

use super::merge::{How, is_merge};
use super::resolve::{self, Resolved};
use super::syntax::{Content as Tree, Syntax};
use crate::entries::{Entries, Identity, Kind};
use crate::number::{self, key_of_float};
use crate::{Content, Fault, Key, MAX_DEPTH, Node, Note};

/// The values of a tree, and the keys that it gives more than once.
///
/// # Errors
///
/// JSON has no such value, a key is none that kubectl can use, or aliases expand to too many
/// values.
pub fn decode(
    nodes: &[Syntax<'_>],
    root: usize,
    length: usize,
) -> Result<(Node, Vec<Note>), Fault> {
    let mut decoder = Decoder {
        nodes,
        length,
        // go-yaml counts the document, too.
        count: 1,
        aliased: 0,
        open: Vec::new(),
        path: Vec::new(),
        notes: Vec::new(),
        unfit: Vec::new(),
    };
    let node = decoder.node(root, 0)?;
    match decoder.unfit.into_iter().flatten().next() {
        Some(fault) => Err(fault),
        None => Ok((node, decoder.notes)),
    }
}

/// Decodes a tree.
pub struct Decoder<'s, 't> {
    nodes: &'s [Syntax<'t>],
    /// The length of the text.
    length: usize,
    /// How many nodes were decoded.
    count: usize,
    /// How many of them by way of an alias.
    aliased: usize,
    /// The aliases that are being followed, outermost first.
    pub(super) open: Vec<usize>,
    path: Vec<Step>,
    notes: Vec<Note>,
    /// What JSON cannot hold. It does no harm where a later key replaces it.
    unfit: Vec<Option<Fault>>,
}

#[derive(Clone, Copy)]
enum Step {
    Key(usize),
    Item(usize),
}

/// A fault in that line.
pub fn fault(line: usize, what: impl Into<String>) -> Fault {
    Fault::at(line, what.into())
}

impl<'s, 't> Decoder<'s, 't> {
    pub(super) fn syntax(&self, index: usize) -> Result<&'s Syntax<'t>, Fault> {
        self.nodes.get(index).ok_or_else(|| fault(1, "expected a value"))
    }

    /// The position of a node; of all nodes from an alias, that of the outermost alias.
    pub(super) fn place(&self, syntax: &Syntax<'_>) -> Result<(usize, Range<usize>), Fault> {
        let shown = match self.open.first() {
            Some(alias) => self.syntax(*alias)?,
            None => syntax,
        };
        let (start, end) = (shown.start.min(self.length), shown.end.min(self.length));
        Ok((shown.line, start..end.max(start)))
    }

    /// Counts a node; kubectl limits how many may come from aliases.
    pub(super) fn count(&mut self, syntax: &Syntax<'_>) -> Result<(), Fault> {
        self.count += 1;
        self.aliased += usize::from(!self.open.is_empty());
        let (count, aliased) = (self.count, self.aliased);
        if aliased > 100 && count > 1000 && exceeds(aliased, count) {
            let line = self.place(syntax)?.0;
            return Err(fault(line, "expected aliases to expand to fewer values"));
        }
        Ok(())
    }

    fn node(&mut self, index: usize, depth: usize) -> Result<Node, Fault> {
        let syntax = self.syntax(index)?;
        self.count(syntax)?;
        let (line, at) = self.place(syntax)?;
        if depth > MAX_DEPTH {
            return Err(Fault::ours(line, format!("expected at most {MAX_DEPTH} levels")));
        }
        let content = match &syntax.content {
            Tree::Alias(name, target) => {
                self.enter(index, name)?;
                let node = self.node(*target, depth)?;
                self.open.pop();
                return Ok(node);
            }
            Tree::Scalar(text, implicit) => {
                let value = resolve::scalar(syntax.tag.as_deref(), *implicit, text.as_ref().into());
                let value = value.map_err(|what| fault(line, what))?;
                Content::Scalar(to_json(value).unwrap_or_else(|| {
                    let what = "expected a finite number, because JSON has no other";
                    self.unfit.push(Some(fault(line, format!("{what}, found {text}"))));
                    Value::Null
                }))
            }
            Tree::Sequence(items) => {
                let mut values = Vec::with_capacity(items.len());
                for (place, item) in items.iter().enumerate() {
                    self.path.push(Step::Item(place));
                    values.push(self.node(*item, depth + 1)?);
                    self.path.pop();
                }
                Content::Sequence(values)
            }
            Tree::Mapping(_) => {
                let mut entries = Entries::default();
                let how = How { merged: None, noted: self.open.is_empty() };
                self.entries(syntax, &mut entries, depth, how)?;
                Content::Mapping(entries.into_list())
            }
        };
        // A flow mapping may start in the line before its first key.
        let line = match &content {
            Content::Mapping(_) if self.open.is_empty() => self.first_key_line(syntax, line)?,
            _ => line,
        };
        Ok(Node { line, at, content })
    }

    fn first_key_line(&self, syntax: &Syntax<'_>, line: usize) -> Result<usize, Fault> {
        match &syntax.content {
            Tree::Mapping(pairs) => match pairs.first() {
                Some((key, _)) => Ok(self.syntax(*key)?.line),
                None => Ok(line),
            },
            _ => Ok(line),
        }
    }

    pub(super) fn enter(&mut self, alias: usize, name: &str) -> Result<(), Fault> {
        if self.open.contains(&alias) {
            let line = self.syntax(alias)?.line;
            return Err(fault(
                line,
                format!("expected the value of anchor {name} not to contain itself"),
            ));
        }
        self.open.push(alias);
        Ok(())
    }

    /// Adds the entries of a mapping. Of two with one name the later counts; a merge key counts
    /// from where it is on.
    pub(super) fn entries(
        &mut self,
        syntax: &'s Syntax<'t>,
        into: &mut Entries,
        depth: usize,
        how: How,
    ) -> Result<(), Fault> {
        let Tree::Mapping(pairs) = &syntax.content else {
            return Ok(());
        };
        for (key_index, value_index) in pairs {
            let key_syntax = self.syntax(*key_index)?;
            if is_merge(key_syntax) {
                self.merge(*value_index, into, depth, how)?;
                continue;
            }
            let first_unfit = self.unfit.len();
            let key = self.key(*key_index)?;
            let (line, at) = self.place(key_syntax)?;
            self.path.push(Step::Key(*key_index));
            let node = self.node(*value_index, depth + 1)?;
            if let Some((name, identity)) = key {
                let unfit = (first_unfit, self.unfit.len());
                let kind = Kind { identity, line, merged: how.merged, unfit };
                let key = Key { name, line, at };
                match into.find(&key.name) {
                    None => into.push(key, kind, node),
                    Some(place) => self.replace(into, place, (key, node), kind, how),
                }
            }
            self.path.pop();
        }
        Ok(())
    }

    fn replace(
        &mut self,
        into: &mut Entries,
        place: usize,
        entry: (Key, Node),
        kind: Kind,
        how: How,
    ) {
        let line = kind.line;
        let Some(old_kind) = into.kind(place) else {
            return;
        };
        let (start, end) = old_kind.unfit;
        self.unfit.get_mut(start..end).unwrap_or_default().fill(None);
        if old_kind.identity != kind.identity {
            let what = format!(
                "expected different keys, found {:?} as a string and as another type, of which \
                 kubectl keeps either at random",
                entry.0.name,
            );
            self.unfit.push(Some(Fault::ours(line, what)));
        }
        let by_merge = match (old_kind.merged, how.merged) {
            (None, None) => Some(false),
            (None, Some(_)) => Some(true),
            // Twice in one mapping; or two merge keys. Of a list, the first is meant to win.
            (Some(old), Some(new)) if old == new => Some(false),
            (Some((old, _)), Some((new, _))) if old != new => Some(true),
            _ => None,
        };
        if how.noted
            && let Some(by_merge) = by_merge
        {
            let (path, earlier) = (self.path(), old_kind.line);
            self.notes.push(match by_merge {
                true => Note::Merged { path, line, earlier },
                false => Note::Twice { path, line, earlier },
            });
        }
        into.replace(place, entry, kind);
    }

    /// The path of the node that is being decoded.
    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Item(item) => path.push_str(&format!("[{item}]")),
                Step::Key(key) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    if let Ok(Syntax { content: Tree::Scalar(text, _), .. }) = self.syntax(*key) {
                        path.push_str(text);
                    }
                }
            }
        }
        path
    }

    /// A key as a string, as `sigs.k8s.io/yaml` converts it; `None` if it cannot.
    fn key(&mut self, index: usize) -> Result<Option<(String, Identity)>, Fault> {
        let mut syntax = self.syntax(index)?;
        self.count(syntax)?;
        let line = self.place(syntax)?.0;
        if let Tree::Alias(name, target) = &syntax.content {
            self.enter(index, name)?;
            syntax = self.syntax(*target)?;
            self.count(syntax)?;
            self.open.pop();
        }
        let Tree::Scalar(text, implicit) = &syntax.content else {
            return Err(fault(line, "expected a string as a key, found a mapping or list"));
        };
        let value = resolve::scalar(syntax.tag.as_deref(), *implicit, text.as_ref().into());
        let found = match value.map_err(|what| fault(line, what))? {
            Resolved::Text(text) => return Ok(Some((text.into_owned(), Identity::Text))),
            Resolved::Int(number) => return Ok(Some((number.to_string(), Identity::Int))),
            Resolved::Float(number) => {
                return Ok(Some((key_of_float(number), Identity::Float(number))));
            }
            Resolved::Bool(value) => return Ok(Some((value.to_string(), Identity::Bool))),
            Resolved::Null => "null".to_owned(),
            Resolved::Uint(number) => format!("the large number {number}"),
        };
        let what = format!("expected a string as a key, found {found}");
        self.unfit.push(Some(fault(line, what)));
        Ok(None)
    }
}

/// Whether too many of the nodes come from aliases.
fn exceeds(aliased: usize, count: usize) -> bool {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    #[expect(clippy::cast_precision_loss, reason = "the counts are far below 2^52")]
    let (aliased, count) = (aliased as f64, count as f64);
    let part = ((count - LOW) / (HIGH - LOW)).clamp(0.0, 1.0);
    aliased / count > 0.99 - 0.89 * part
}

/// The value after go-yaml's was written and read as JSON; `None` if JSON cannot hold it.
fn to_json(value: Resolved<'_>) -> Option<Value> {
    Some(match value {
        Resolved::Null => Value::Null,
        Resolved::Bool(value) => value.into(),
        Resolved::Int(number) => number.into(),
        #[expect(clippy::cast_precision_loss, reason = "Kubernetes knows no larger integers")]
        Resolved::Uint(number) => (number as f64).into(),
        Resolved::Float(number) => number::of_float(number)?,
        Resolved::Text(text) => text.into(),
    })
}
