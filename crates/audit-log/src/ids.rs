//! IDs of tokens: mostly one or two, but a log may have millions.

/// A set of hashes of IDs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    /// Sorted up to `sorted`. What follows may be there twice.
    ids: Vec<u64>,
    sorted: usize,
}

impl Ids {
    pub(crate) fn insert(&mut self, id: u64) {
        let (sorted, tail) = self.ids.split_at(self.sorted.min(self.ids.len()));
        if tail.last() == Some(&id) || sorted.binary_search(&id).is_ok() {
            return;
        }
        if self.ids.len() == self.ids.capacity() {
            self.ids.reserve_exact(self.ids.len() / 2 + 1);
        }
        self.ids.push(id);
        if self.ids.len() - self.sorted > 16 + self.sorted / 4 {
            self.sort();
        }
    }

    pub(crate) fn add(&mut self, other: Ids) {
        self.ids.extend(other.ids);
        self.sort();
    }

    fn sort(&mut self) {
        self.ids.sort_unstable();
        self.ids.dedup();
        self.sorted = self.ids.len();
    }

    /// How many there are, and how many of them are not in another set.
    pub(crate) fn count(&self, other: &Ids) -> (usize, usize) {
        let (ids, other) = (self.sorted(), other.sorted());
        (ids.len(), ids.iter().filter(|id| other.binary_search(id).is_err()).count())
    }

    fn sorted(&self) -> Vec<u64> {
        let mut all = self.clone();
        all.sort();
        all.ids
    }
}

impl PartialEq for Ids {
    fn eq(&self, other: &Ids) -> bool {
        self.sorted() == other.sorted()
    }
}

impl Eq for Ids {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_a_set() {
        let (mut all, mut other) = (Ids::default(), Ids::default());
        for number in 0..10_000_u64 {
            all.insert(number * 7919 % 1000);
            other.insert(number % 100);
        }
        assert_eq!((all.count(&other), other.count(&all)), ((1000, 900), (100, 0)));
        assert!(all.ids.len() < 1400);
        let expected = all.clone();
        all.add(other);
        assert_eq!(all, expected);
    }
}
