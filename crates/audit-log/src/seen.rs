//! Which requests were seen already: some 16 bytes for each of them.

use std::hash::{DefaultHasher, Hasher};
use std::sync::{Mutex, PoisonError};

/// How many tables there are. One of them at a time grows, so that growing needs little memory.
const TABLES: usize = 64;

/// What makes a request one request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key(u128);

/// What is known of a request: some flags (the lowest six bits), and the minute in which it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) minute: u32,
    pub(crate) flags: u32,
}

impl Known {
    /// The minute of what has no time. It is later than all others, and fits its bits.
    pub(crate) const NEVER: u32 = u32::MAX >> FLAGS;
}

const FLAGS: u32 = 6;

/// Which requests were seen. Any number of threads may share it; for each request, it holds 72
/// bits of a hash that nobody can predict who does not know the secret, the minute, and how it
/// ended: 13 bytes, in tables that are filled to at least 80 %. Six more bits of the hash choose the
/// table, so that among a thousand million requests two count as one with a chance of one in
/// 600,000.
pub struct Seen {
    secret: [u8; 16],
    tables: Vec<Mutex<Table>>,
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.debug_struct("Seen").finish_non_exhaustive()
    }
}

impl Seen {
    /// Nothing seen yet. `secret` should be random: who knows it could make up requests that
    /// count as one.
    #[must_use]
    pub fn new(secret: [u8; 16]) -> Seen {
        Seen { secret, tables: (0..TABLES).map(|_| Mutex::default()).collect() }
    }

    /// How many requests were seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sum(|table| table.length)
    }

    /// Whether none was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes of memory that takes.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.sum(|table| table.slots.capacity() * size_of::<Slot>())
    }

    fn sum(&self, of: impl Fn(&Table) -> usize) -> usize {
        self.tables
            .iter()
            .map(|table| of(&table.lock().unwrap_or_else(PoisonError::into_inner)))
            .sum()
    }

    /// A short hash of one text.
    pub(crate) fn short(&self, text: &str) -> u64 {
        // The highest half.
        (self.key(&[text]).0 >> 64) as u64
    }

    /// The key of what `parts` name together.
    pub(crate) fn key(&self, parts: &[&str]) -> Key {
        // SipHash. Its own key is fixed; the secret comes before all else.
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.secret);
        for part in parts {
            hasher.write(part.as_bytes());
            hasher.write_usize(part.len());
        }
        let half = hasher.finish();
        hasher.write_u8(0);
        Key((u128::from(half) << 64) | u128::from(hasher.finish()))
    }

    /// Notes that a request came in `minute`, with flags; returns what was known, and what is.
    pub(crate) fn note(&self, key: Key, minute: u32, flags: u32) -> (Option<Known>, Known) {
        let table = (key.0 >> 32) as usize % TABLES;
        let Some(table) = self.tables.get(table) else {
            return (None, Known { minute, flags });
        };
        let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
        table.note(key.0 >> (128 - HASH), Known { minute, flags })
    }
}

/// How many bits of a hash an entry has.
const HASH: u32 = 72;
/// How many bits an entry has of what is known.
const KNOWN: u32 = 32;

/// An entry: a hash, and what is known.
type Slot = [u8; 13];

/// A sorted list with gaps. An entry is at the place that follows from its hash, or after it
/// without a gap between, so that it is found in a few steps.
#[derive(Default)]
struct Table {
    slots: Vec<Slot>,
    /// How many places a hash may name. There are a few more slots, for what is pushed beyond.
    width: usize,
    length: usize,
}

const EMPTY: Slot = [0; 13];

impl Table {
    fn note(&mut self, hash: u128, new: Known) -> (Option<Known>, Known) {
        // Never zero, which is an empty slot.
        let hash = hash.max(1);
        if self.length * 100 >= self.width * 92 {
            self.grow();
        }
        let mut at = self.home(hash);
        while let Some(slot) = self.slots.get_mut(at) {
            let entry = number(slot);
            let its = entry >> KNOWN;
            // An empty one is zero.
            if entry == 0 || its > hash {
                break;
            }
            if its == hash {
                let old = unpack(entry);
                let minute = old.minute.min(new.minute);
                let now = Known { minute, flags: old.flags | new.flags };
                *slot = pack(hash, now);
                return (Some(old), now);
            }
            at += 1;
        }
        self.insert(at, pack(hash, new));
        (None, new)
    }

    fn home(&self, hash: u128) -> usize {
        // Less than the width, which is a usize.
        ((hash * self.width as u128) >> HASH) as usize
    }

    /// Puts an entry at a place, and moves what is there one further, up to the next gap.
    fn insert(&mut self, at: usize, entry: Slot) {
        self.length += 1;
        let gap = self.slots.iter().skip(at).position(|slot| *slot == EMPTY);
        let gap = gap.map_or(self.slots.len(), |gap| at + gap);
        if gap == self.slots.len() {
            self.slots.reserve_exact(1);
            self.slots.push(EMPTY);
        }
        if let Some(moved) = self.slots.get_mut(at..=gap) {
            moved.copy_within(..moved.len() - 1, 1);
            if let Some(slot) = moved.first_mut() {
                *slot = entry;
            }
        }
    }

    fn grow(&mut self) {
        self.width = (self.width * 23 / 20).max(64);
        let mut slots = Vec::with_capacity(self.width + self.width / 64 + 8);
        for slot in self.slots.iter().filter(|slot| **slot != EMPTY) {
            let home = self.home(number(slot) >> KNOWN);
            if slots.len() < home {
                slots.resize(home, EMPTY);
            }
            slots.push(*slot);
        }
        if slots.len() < self.width {
            slots.resize(self.width, EMPTY);
        }
        self.slots = slots;
    }
}

/// A slot as a number, of which the hash is the highest part.
fn number(slot: &Slot) -> u128 {
    let mut bytes = [0; 16];
    let (low, _) = bytes.split_at_mut(slot.len());
    low.copy_from_slice(slot);
    u128::from_le_bytes(bytes)
}

fn pack(hash: u128, known: Known) -> Slot {
    let minute = known.minute.min(Known::NEVER);
    let entry = (hash << KNOWN) | u128::from((minute << FLAGS) | known.flags);
    let [slot @ .., _, _, _] = entry.to_le_bytes();
    slot
}

fn unpack(entry: u128) -> Known {
    // The lowest 32 bits.
    let known = entry as u32;
    Known { minute: known >> FLAGS, flags: known & ((1 << FLAGS) - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn as_a_map() {
        let seen = Seen::new([7; 16]);
        let mut map = HashMap::new();
        let mut random = 1_u64;
        for _ in 0..300_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let id = (random >> 33) % 100_000;
            let new = Known { minute: (random >> 20) as u32 & 0xff_ffff, flags: 1 << (id % 6) };
            let (old, now) = seen.note(seen.key(&[&id.to_string()]), new.minute, new.flags);
            assert_eq!(old, map.get(&id).copied());
            map.insert(id, now);
        }
        assert_eq!(seen.len(), map.len());
        let bytes = seen.memory() as f64 / seen.len() as f64;
        assert!((13.0..17.0).contains(&bytes), "{bytes}");
    }

    #[test]
    fn parts_are_told_apart() {
        let seen = Seen::new([0; 16]);
        let key = |parts: &[&str]| seen.key(parts).0;
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
        assert_ne!(key(&["ab", ""]), key(&["ab"]));
        assert_ne!(key(&["a"]), Seen::new([1; 16]).key(&["a"]).0);
    }
}
