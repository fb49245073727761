//! Joins changes that were made one after the other.

use std::ops::Range;

use super::Edit;

/// Changes to a text that were made one after the other, as changes to the text before the first.
/// They are in the order of the text, and no two of them touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Joined {
    edits: Vec<Edit>,
}

/// Where an earlier change is in the text after it, and what the changes before it did.
struct Now {
    at: Range<usize>,
    removed: usize,
    inserted: usize,
}

impl Joined {
    /// Adds a change to the text as it is after those before. `None` if it is not in that text.
    #[must_use]
    pub fn add(&mut self, new: Edit) -> Option<()> {
        let (mut removed, mut inserted) = (0, 0);
        let mut now = Vec::with_capacity(self.edits.len() + 1);
        for edit in &self.edits {
            let start = edit.at.start + inserted - removed;
            now.push(Now { at: start..start + edit.insert.len(), removed, inserted });
            removed += edit.at.len();
            inserted += edit.insert.len();
        }
        // The earlier changes that the new one touches.
        let from = now.partition_point(|now| now.at.end < new.at.start);
        let to = now.partition_point(|now| now.at.start <= new.at.end);
        now.push(Now { at: usize::MAX..usize::MAX, removed, inserted });
        let before_all = |at: usize, number: usize| {
            let now = now.get(number)?;
            (at + now.removed).checked_sub(now.inserted)
        };
        let touched = self.edits.get(from..to)?;
        let mut touched = touched.iter().zip(now.get(from..to)?);
        let (start, head) = match touched.clone().next() {
            Some((first, now)) if now.at.start <= new.at.start => {
                (first.at.start, first.insert.get(..new.at.start - now.at.start)?)
            }
            _ => (before_all(new.at.start, from)?, ""),
        };
        let (end, tail) = match touched.next_back() {
            Some((last, now)) if new.at.end <= now.at.end => {
                (last.at.end, last.insert.get(new.at.end - now.at.start..)?)
            }
            _ => (before_all(new.at.end, to)?, ""),
        };
        let joined = Edit { at: start..end, insert: [head, &new.insert, tail].concat() };
        self.edits.splice(from..to, [joined]);
        Some(())
    }

    /// The changes, in the order of the text.
    pub fn into_edits(self) -> Vec<Edit> {
        self.edits
    }
}

#[cfg(test)]
mod tests {
    use super::super::applied;
    use super::*;

    /// A number below `below`, from a linear congruential generator.
    fn random(seed: &mut u64, below: usize) -> usize {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(*seed >> 33).unwrap_or(0) % below.max(1)
    }

    #[test]
    fn joined_changes_do_what_the_changes_did_one_by_one() {
        let mut seed = 7;
        for round in 0..20_000 {
            let original: String = ('a'..='z').take(random(&mut seed, 20)).collect();
            let (mut text, mut joined) = (original.clone(), Joined::default());
            for number in 0..random(&mut seed, 7) {
                let start = random(&mut seed, text.len() + 1);
                let end = start + random(&mut seed, (text.len() - start + 1).min(6));
                let insert = number.to_string().repeat(random(&mut seed, 4));
                let edit = Edit { at: start..end, insert };
                text = edit.applied(&text);
                assert_eq!(joined.add(edit), Some(()), "{round}");
            }
            let edits = joined.into_edits();
            assert_eq!(applied(&original, &edits), text, "{round}: {edits:?}");
            let apart = edits.is_sorted_by(|one, next| one.at.end < next.at.start);
            assert!(apart, "{round}: {edits:?}");
        }
    }
}
