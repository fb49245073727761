//! What one more line of a request adds to the counts: nothing that an earlier one said already.

use crate::event::{Event, Stage};
use crate::seen::Known;
use crate::usage::{Tokens, Usage, UseCount};

/// A line said that the authorizer allowed the request.
pub(crate) const ALLOWED: u32 = 1;
/// A line said that the authorizer refused it.
pub(crate) const REFUSED: u32 = 2;
/// A line said that it was made in the name of someone else.
pub(crate) const AS_OTHER: u32 = 4;

/// Refused is what no line said to be allowed.
fn refused(known: Known) -> i64 {
    i64::from(known.flags & (REFUSED | ALLOWED) == REFUSED)
}

fn undecided(known: Known) -> i64 {
    i64::from(known.flags & (REFUSED | ALLOWED) == 0)
}

fn as_other(known: Known) -> i64 {
    i64::from(known.flags & AS_OTHER != 0)
}

/// How much a count changes.
fn change(old: Option<Known>, now: Known, of: fn(Known) -> i64) -> i64 {
    of(now) - old.map_or(0, of)
}

impl Usage {
    /// Counts what is known now and was not before.
    pub(crate) fn count(&mut self, old: Option<Known>, now: Known) {
        self.requests += change(old, now, |_| 1);
        self.refused += change(old, now, refused);
        self.undecided += change(old, now, undecided);
        self.as_others += change(old, now, as_other);
        let before = old.map_or(Known::NEVER, |old| old.minute);
        if before != now.minute {
            for (minute, count) in [(before, -1), (now.minute, 1)] {
                if minute != Known::NEVER {
                    self.activity.note(minute, count);
                }
            }
        }
    }
}

impl UseCount {
    /// Counts what is known now and was not before.
    pub(crate) fn count(&mut self, old: Option<Known>, now: Known) {
        self.requests += change(old, now, |_| 1);
        self.refused += change(old, now, refused);
    }
}

impl Tokens {
    /// Notes the kind of token of a request.
    pub(crate) fn note(&mut self, event: &Event) {
        if event.legacy {
            self.legacy = true;
        } else if !event.pod_name.is_empty() {
            self.bound = true;
        } else if !event.node_name.is_empty() {
            self.node = true;
        } else if !event.credential.is_empty() {
            self.unbound = true;
        } else {
            // Annotations may come later.
            self.unknown |= event.stage != Stage::Received;
        }
    }
}
