//! An index by name. There is one map type for all of them, because each additional type would add
//! kilobytes to the module.

use crate::prelude::*;
use alloc::collections::BTreeMap;

/// Numbers indexed by pairs of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByName<'n>(BTreeMap<(Cow<'n, str>, Cow<'n, str>), Vec<usize>>);

impl<'n> ByName<'n> {
    /// Adds a number under a pair of names.
    pub fn add(&mut self, first: Cow<'n, str>, second: Cow<'n, str>, number: usize) {
        self.numbers(first, second).push(number);
    }

    /// The numbers under a pair of names, to be changed.
    pub fn numbers(&mut self, first: Cow<'n, str>, second: Cow<'n, str>) -> &mut Vec<usize> {
        self.0.entry((first, second)).or_default()
    }

    /// Adds a number under a single name.
    pub fn add_name(&mut self, name: impl Into<Cow<'n, str>>, number: usize) {
        self.add(name.into(), Cow::Borrowed(""), number);
    }

    /// The numbers under a pair of names, in the order they were added.
    pub fn get(&self, first: &'n str, second: &'n str) -> &[usize] {
        let key = (Cow::Borrowed(first), Cow::Borrowed(second));
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Whether there is no number at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is a number under this single name.
    pub fn has(&self, name: &'n str) -> bool {
        !self.get(name, "").is_empty()
    }
}
