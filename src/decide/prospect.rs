//! What would happen in every world that is still possible.

use super::exposure::Exposure;
use super::weigh::{Weigher, Weight};
use super::world::Unseen;
use crate::prelude::*;

/// What happens to a request, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It is accepted as it is.
    Accept,
    /// It is changed.
    Patch,
    /// It is rejected.
    Reject,
}

impl Weight {
    fn outcome(self) -> Effect {
        match self {
            Self::Violation => Effect::Reject,
            Self::Stripped => Effect::Patch,
            _ => Effect::Accept,
        }
    }
}

/// What happens in every world that is possible.
pub struct Prospect<'p> {
    /// What would happen, world by world: for each answer of the account, for each thing that
    /// Secrets may be.
    pub outcomes: Vec<Effect>,
    /// How many things Secrets may be.
    kinds: usize,
    /// What is violated in every world.
    pub certain: Vec<Exposure<'p>>,
    /// What is violated in some worlds only, and known to be there at all.
    pub possible: Vec<Exposure<'p>>,
    /// Whether something is violated in some worlds only.
    pub undecided: bool,
    /// Whether a warning is due in some worlds only.
    pub warning_depends: bool,
}

impl Prospect<'_> {
    /// What happens in every world alike.
    pub fn settled(&self) -> Option<Effect> {
        let first = self.outcomes.first().copied().unwrap_or(Effect::Accept);
        self.outcomes.iter().all(|outcome| *outcome == first).then_some(first)
    }

    /// Whether the account's answer makes a difference by itself.
    pub fn depends_on_account(&self) -> bool {
        let mut by_answer = self.outcomes.chunks(self.kinds);
        let first = by_answer.next();
        by_answer.any(|outcomes| Some(outcomes) != first)
    }
}

impl<'p> Weigher<'_, 'p> {
    /// Tries every world that what was looked up leaves possible.
    pub fn prospect(&self) -> Prospect<'p> {
        let worlds = self.worlds();
        let mut prospect = Prospect {
            outcomes: vec![Effect::Accept; worlds.len()],
            kinds: self.kinds().len(),
            certain: Vec::new(),
            possible: Vec::new(),
            undecided: false,
            warning_depends: false,
        };
        for source in &self.case.sources {
            let (mut violations, mut warnings) = (0, 0);
            for (world, outcome) in worlds.iter().zip(&mut prospect.outcomes) {
                let Some((_, weight)) = self.weigh(source, world) else {
                    continue;
                };
                *outcome = (*outcome).max(weight.outcome());
                match weight {
                    Weight::Violation => violations += 1,
                    Weight::Tolerated | Weight::LostLater => warnings += 1,
                    Weight::Allowed | Weight::Stripped => {}
                }
            }
            if violations > 0 {
                let known = self.world(self.account(), Unseen::NoToken);
                let exposure = Exposure::of(source, self.case.automount, &known);
                if violations == worlds.len() {
                    prospect.certain.extend(exposure);
                } else {
                    prospect.undecided = true;
                    prospect.possible.extend(exposure);
                }
            }
            prospect.warning_depends |= warnings > 0 && warnings < worlds.len();
        }
        prospect
    }
}
