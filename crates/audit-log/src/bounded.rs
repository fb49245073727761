//! Tables that hostile input cannot make large.

use std::collections::BTreeMap;

/// What can be added up, in any order.
pub(crate) trait Sum: Default {
    /// Adds another one.
    fn add(&mut self, other: Self);
}

impl<V: Sum> Sum for Box<V> {
    fn add(&mut self, other: Self) {
        V::add(self, *other);
    }
}

/// At most `MOST` entries: those whose names come first in the alphabet. All others are added up
/// together. So which entries are kept, and what is counted in them, never depends on the order
/// in which they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded<V, const MOST: usize> {
    map: BTreeMap<Box<str>, V>,
    rest: Option<Box<V>>,
}

impl<V, const MOST: usize> Default for Bounded<V, MOST> {
    fn default() -> Self {
        Bounded { map: BTreeMap::new(), rest: None }
    }
}

impl<V, const MOST: usize> Bounded<V, MOST> {
    /// The entries, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.map.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The values of all entries, and at last what was added up without a name.
    pub fn all(&self) -> impl Iterator<Item = &V> {
        self.map.values().chain(self.rest.as_deref())
    }

    /// The entry of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&V> {
        self.map.get(name)
    }

    /// All that had no room, added up.
    #[must_use]
    pub fn rest(&self) -> Option<&V> {
        self.rest.as_deref()
    }

    /// How many entries have a name.
    #[must_use]
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }
}

#[expect(private_bounds, reason = "entries are made here only")]
impl<V: Sum, const MOST: usize> Bounded<V, MOST> {
    /// The entry of a name, made if need be; or the rest, if there is no room for it.
    pub(crate) fn entry(&mut self, name: &str) -> &mut V {
        let named = self.map.contains_key(name) || self.make(name);
        if named && let Some(value) = self.map.get_mut(name) {
            return value;
        }
        self.rest.get_or_insert_default()
    }

    fn make(&mut self, name: &str) -> bool {
        if self.map.len() >= MOST {
            match self.map.last_entry() {
                Some(last) if name < last.key().as_ref() => {
                    V::add(self.rest.get_or_insert_default(), last.remove());
                }
                _ => return false,
            }
        }
        self.map.insert(name.into(), V::default());
        true
    }

    /// Adds another table, entry by entry.
    pub(crate) fn add(&mut self, other: Self) {
        for (name, value) in other.map {
            self.entry(&name).add(value);
        }
        if let Some(rest) = other.rest {
            V::add(self.rest.get_or_insert_default(), *rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Sum for u32 {
        fn add(&mut self, other: u32) {
            *self += other;
        }
    }

    #[test]
    fn any_order() {
        let names = ["d", "a", "c", "b", "a", "e", "c", "c"];
        let mut last = None;
        for turn in 0..names.len() {
            let mut parts = [Bounded::<u32, 2>::default(), Bounded::default()];
            for at in 0..names.len() {
                let name = names[(at + turn) % names.len()];
                *parts[at % 2].entry(name) += 1;
            }
            let [mut all, other] = parts;
            all.add(other);
            assert_eq!(all.iter().collect::<Vec<_>>(), [("a", &2), ("b", &1)]);
            assert_eq!(all.rest(), Some(&5));
            assert_eq!(all, last.unwrap_or_else(|| all.clone()));
            last = Some(all);
        }
    }
}
