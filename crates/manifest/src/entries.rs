//! The entries of a mapping, of which each name has one.

use std::collections::HashMap;

use crate::{Content, Key, Node};

/// What kubectl compares keys by, before they become strings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Identity {
    /// A string.
    Text,
    /// An integer.
    Int,
    /// Another number.
    Float(f64),
    /// A boolean.
    Bool,
}

/// What an entry's key was before it became a string, and whether a merge key brought the entry.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What it was.
    pub identity: Identity,
    /// The key's line, counted from 1.
    pub line: usize,
    /// The merge key that brought it, and the mapping it was in there.
    pub merged: Option<(usize, usize)>,
    /// What in it JSON cannot hold, as a range of what was found so far.
    pub unfit: (usize, usize),
}

/// The entries of a mapping, found by name.
#[derive(Default)]
pub struct Entries {
    list: Vec<(Key, Node)>,
    /// `None` of an entry that a later one replaced.
    kinds: Vec<Option<Kind>>,
    /// Used for many entries only.
    places: HashMap<String, usize>,
}

/// Fewer entries are found faster by comparing.
const FEW: usize = 16;

impl Entries {
    /// The place of the entry with that name.
    pub fn find(&self, name: &str) -> Option<usize> {
        if self.list.len() > FEW {
            return self.places.get(name).copied();
        }
        let mut entries = self.list.iter().zip(&self.kinds);
        entries.position(|((key, _), kind)| key.name == name && kind.is_some())
    }

    /// Adds an entry with a new name.
    pub fn push(&mut self, key: Key, kind: Kind, node: Node) {
        if self.list.len() == FEW {
            let names = self.list.iter().zip(&self.kinds).enumerate();
            let names = names.filter(|(_, (_, kind))| kind.is_some());
            self.places = names.map(|(place, ((key, _), _))| (key.name.clone(), place)).collect();
        }
        if self.list.len() >= FEW {
            self.places.insert(key.name.clone(), self.list.len());
        }
        self.list.push((key, node));
        self.kinds.push(Some(kind));
    }

    /// What the key of the entry at that place was.
    pub fn kind(&self, place: usize) -> Option<Kind> {
        *self.kinds.get(place)?
    }

    /// Replaces the entry at that place; returns the old value.
    pub fn replace(&mut self, place: usize, (key, node): (Key, Node), kind: Kind) -> Option<Node> {
        let (_, old) = self.list.get_mut(place)?;
        let nothing = Node { line: 0, at: 0..0, content: Content::Sequence(Vec::new()) };
        let old = std::mem::replace(old, nothing);
        *self.kinds.get_mut(place)? = None;
        self.push(key, kind, node);
        Some(old)
    }

    /// All entries, in the order of the text.
    pub fn into_list(mut self) -> Vec<(Key, Node)> {
        if self.kinds.iter().all(Option::is_some) {
            // Most mappings are small, and there may be millions.
            self.list.shrink_to_fit();
            return self.list;
        }
        let entries = self.list.into_iter().zip(self.kinds);
        entries.filter(|(_, kind)| kind.is_some()).map(|(entry, _)| entry).collect()
    }
}
