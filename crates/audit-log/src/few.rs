//! Small tables, of which there are many: their names are shared.

use std::collections::HashSet;
use std::sync::Arc;

use crate::bounded::Sum;

/// Names that many tables use.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: HashSet<Arc<str>>,
    /// When there are so many, those that nothing uses any more are dropped.
    most: usize,
}

impl Names {
    fn get(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        if self.names.len() >= self.most {
            self.names.retain(|name| Arc::strong_count(name) > 1);
            self.most = self.names.len() * 2 + 1024;
        }
        let new: Arc<str> = name.into();
        self.names.insert(Arc::clone(&new));
        new
    }
}

/// As [`Bounded`](crate::Bounded), for few entries: a sorted list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Few<V, const MOST: usize> {
    entries: Vec<(Arc<str>, V)>,
    rest: Option<Box<V>>,
}

impl<V, const MOST: usize> Default for Few<V, MOST> {
    fn default() -> Self {
        Few { entries: Vec::new(), rest: None }
    }
}

impl<V, const MOST: usize> Few<V, MOST> {
    /// The entries, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.entries.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// All that had no room, added up.
    pub(crate) fn rest(&self) -> Option<&V> {
        self.rest.as_deref()
    }
}

impl<V: Sum, const MOST: usize> Few<V, MOST> {
    /// The entry of a name, made if need be; or the rest, if there is no room for it.
    pub(crate) fn entry(&mut self, name: &str, names: &mut Names) -> &mut V {
        let at = match self.find(name) {
            Ok(at) => at,
            Err(at) => {
                self.make(at, || names.get(name));
                at
            }
        };
        match self.entries.get_mut(at) {
            Some((_, value)) => value,
            None => self.rest.get_or_insert_default(),
        }
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|(other, _)| other.as_ref().cmp(name))
    }

    /// Makes an entry at its place, if that is before the end of the room.
    fn make(&mut self, at: usize, name: impl FnOnce() -> Arc<str>) {
        if at >= MOST {
            return;
        }
        if self.entries.len() >= MOST
            && let Some((_, last)) = self.entries.pop()
        {
            V::add(self.rest.get_or_insert_default(), last);
        }
        if self.entries.len() == self.entries.capacity() {
            // Most have one or two.
            self.entries.reserve_exact(self.entries.len() / 2 + 1);
        }
        self.entries.insert(at, (name(), V::default()));
    }

    /// Adds another table, entry by entry.
    pub(crate) fn add(&mut self, other: Self) {
        for (name, value) in other.entries {
            let at = match self.find(&name) {
                Ok(at) => at,
                Err(at) => {
                    self.make(at, || name);
                    at
                }
            };
            match self.entries.get_mut(at) {
                Some((_, sum)) => sum.add(value),
                None => V::add(self.rest.get_or_insert_default(), value),
            }
        }
        if let Some(rest) = other.rest {
            V::add(self.rest.get_or_insert_default(), *rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_order() {
        let all = ["d", "a", "c", "b", "a", "e", "c", "c"];
        for turn in 0..all.len() {
            let mut names = Names::default();
            let mut parts = [Few::<u32, 2>::default(), Few::default()];
            for at in 0..all.len() {
                *parts[at % 2].entry(all[(at + turn) % all.len()], &mut names) += 1;
            }
            let [mut sum, other] = parts;
            sum.add(other);
            assert_eq!(sum.iter().collect::<Vec<_>>(), [("a", &2), ("b", &1)]);
            assert_eq!(sum.rest(), Some(&5));
        }
    }

    #[test]
    fn unused_names_are_dropped() {
        let mut names = Names::default();
        let kept = names.get("kept");
        for number in 0..10_000 {
            names.get(&number.to_string());
        }
        assert!(names.names.len() < 1100);
        assert!(Arc::ptr_eq(&kept, &names.get("kept")));
    }
}
