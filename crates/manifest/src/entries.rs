//! The entries of a mapping, of which each name has one.

use std::collections::HashMap;

use crate::{Key, Node};

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
    /// Whether a merge key brought it.
    pub merged: bool,
    /// What in it JSON cannot hold, as a range of what was found so far.
    pub unfit: (usize, usize),
}

/// The entries of a mapping, found by name.
#[derive(Default)]
pub struct Entries {
    list: Vec<(Key, Node)>,
    kinds: Vec<Kind>,
    /// Used for many entries only.
    places: HashMap<String, usize>,
    /// Whether an entry was replaced.
    replaced: bool,
}

/// Fewer entries are found faster by comparing.
const FEW: usize = 16;

impl Entries {
    /// The place of the entry with that name.
    pub fn find(&self, name: &str) -> Option<usize> {
        if self.list.len() <= FEW {
            return self.list.iter().position(|(key, _)| key.name == name);
        }
        self.places.get(name).copied()
    }

    /// Adds an entry with a new name.
    pub fn push(&mut self, key: Key, kind: Kind, node: Node) {
        if self.list.len() == FEW {
            let names = self.list.iter().enumerate();
            self.places = names.map(|(place, (key, _))| (key.name.clone(), place)).collect();
        }
        if self.list.len() >= FEW {
            self.places.insert(key.name.clone(), self.list.len());
        }
        self.list.push((key, node));
        self.kinds.push(kind);
    }

    /// All entries, in the order of the text.
    pub fn into_list(mut self) -> Vec<(Key, Node)> {
        if self.replaced {
            self.list.sort_by_key(|(key, _)| key.at.start);
        }
        self.list
    }

    /// The entry at that place, and what its key was.
    pub fn get_mut(&mut self, place: usize) -> Option<(&mut (Key, Node), &mut Kind)> {
        self.list.get_mut(place).zip(self.kinds.get_mut(place))
    }

    /// Replaces the entry at that place.
    pub fn replace(&mut self, place: usize, entry: (Key, Node), kind: Kind) {
        if let Some((old, old_kind)) = self.get_mut(place) {
            (*old, *old_kind) = (entry, kind);
            self.replaced = true;
        }
    }
}
