//! An index by name. There is one map type for all of them, because each additional type would add
//! kilobytes to the module; and it is an AA tree (Arne Andersson, "Balanced search trees made simple"),
//! because a `BTreeMap` would add three more.

use crate::prelude::*;
use alloc::boxed::Box;
use core::cmp::Ordering;
use core::mem::swap;

/// Numbers indexed by pairs of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByName<'n>(Unfreed<Tree<'n>>);

type Tree<'n> = Option<Box<Node<'n>>>;

type Names<'n> = (Cow<'n, str>, Cow<'n, str>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Node<'n> {
    names: Names<'n>,
    numbers: Vec<usize>,
    /// One more than that of a left child; that of a right child, or one more. Two right steps in a row
    /// never stay on one level, so that a path is at most twice as long as another.
    level: u8,
    left: Tree<'n>,
    right: Tree<'n>,
}

impl<'n> ByName<'n> {
    /// Adds a number under a pair of names.
    pub fn add(&mut self, first: Cow<'n, str>, second: Cow<'n, str>, number: usize) {
        self.change(first, second, &mut |numbers| numbers.push(number));
    }

    /// Changes the numbers under a pair of names.
    pub fn change(
        &mut self,
        first: Cow<'n, str>,
        second: Cow<'n, str>,
        change: &mut dyn FnMut(&mut Vec<usize>),
    ) {
        change_in(&mut self.0, (first, second), change);
    }

    /// Adds a number under a single name.
    pub fn add_name(&mut self, name: impl Into<Cow<'n, str>>, number: usize) {
        self.add(name.into(), Cow::Borrowed(""), number);
    }

    /// The numbers under a pair of names, in the order they were added.
    pub fn get(&self, first: &str, second: &str) -> &[usize] {
        let mut tree = &*self.0;
        while let Some(node) = tree {
            tree = match order(first, second, &node.names) {
                Ordering::Less => &node.left,
                Ordering::Equal => return &node.numbers,
                Ordering::Greater => &node.right,
            };
        }
        &[]
    }

    /// Whether there is no number at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether there is a number under this single name.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name, "").is_empty()
    }
}

#[inline(never)]
fn order(first: &str, second: &str, names: &Names<'_>) -> Ordering {
    first.cmp(&names.0).then_with(|| second.cmp(&names.1))
}

fn change_in<'n>(tree: &mut Tree<'n>, names: Names<'n>, change: &mut dyn FnMut(&mut Vec<usize>)) {
    let Some(node) = tree else {
        let mut numbers = Vec::new();
        change(&mut numbers);
        *tree = Some(Box::new(Node { names, numbers, level: 1, left: None, right: None }));
        return;
    };
    match order(&names.0, &names.1, &node.names) {
        Ordering::Less => change_in(&mut node.left, names, change),
        Ordering::Equal => return change(&mut node.numbers),
        Ordering::Greater => change_in(&mut node.right, names, change),
    }
    // A left child of the same level becomes the parent.
    let level = node.level;
    if let Some(mut left) = node.left.take_if(|left| left.level == level) {
        swap(&mut node.left, &mut left.right);
        swap(node, &mut left);
        node.right = Some(left);
    }
    // Of two right steps on one level, the node between them rises.
    let level = node.level;
    let is_far =
        |right: &mut Box<Node<'_>>| right.right.as_ref().is_some_and(|far| far.level == level);
    if let Some(mut right) = node.right.take_if(is_far) {
        swap(&mut node.right, &mut right.left);
        swap(node, &mut right);
        node.left = Some(right);
        node.level += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn height(tree: &Tree<'_>) -> u32 {
        tree.as_ref().map_or(0, |node| 1 + height(&node.left).max(height(&node.right)))
    }

    #[test]
    fn every_number_is_found_again_and_no_path_is_long() {
        for step in [1, 7, 999, 500] {
            let mut index = ByName::default();
            for count in 0..1000_usize {
                let name = format!("name-{}", count * step % 1000);
                index.add(name.into(), "x".into(), count);
            }
            for count in 0..1000_usize {
                let found = index.get(&format!("name-{}", count * step % 1000), "x");
                assert!(found.contains(&count), "{step}: {count}");
                assert!(found.is_sorted(), "{step}: {count}");
            }
            assert!(index.get("name-1", "").is_empty());
            assert!(!index.has("name-1000") && !index.is_empty());
            assert!(height(&index.0) <= 20, "{step}: {}", height(&index.0));
        }
    }
}
