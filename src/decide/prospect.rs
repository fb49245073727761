//! Works out what would happen in every world that is still possible.

use super::exposure::Exposure;
use super::weigh::{Weigher, Weight};
use super::world::Unseen;
use crate::prelude::*;

/// The effect on a request, from best to worst.
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
    fn effect(self) -> Effect {
        match self {
            Self::Violation => Effect::Reject,
            Self::Stripped => Effect::Patch,
            _ => Effect::Accept,
        }
    }
}

/// What would happen in each possible world.
pub struct Prospect<'p> {
    /// The effect in each world: for each answer about the account, for each thing that the Secrets
    /// may be.
    pub effects: Vec<Effect>,
    /// How many things a Secret may be.
    kinds: usize,
    /// Violations in every world.
    pub certain: Vec<Exposure<'p>>,
    /// Violations in only some worlds, from sources that are known to exist.
    pub possible: Vec<Exposure<'p>>,
    /// Whether there are violations in only some worlds.
    pub undecided: bool,
    /// Whether a warning is due in only some worlds.
    pub warning_depends: bool,
}

impl Prospect<'_> {
    /// The effect, if it is the same in every world.
    pub fn settled(&self) -> Option<Effect> {
        let first = self.effects.first().copied().unwrap_or(Effect::Accept);
        self.effects.iter().all(|effect| *effect == first).then_some(first)
    }

    /// Whether the answer about the account alone makes a difference.
    pub fn depends_on_account(&self) -> bool {
        let mut by_answer = self.effects.chunks(self.kinds);
        let first = by_answer.next();
        by_answer.any(|effects| Some(effects) != first)
    }
}

impl<'p> Weigher<'_, 'p> {
    /// Tries every world that is consistent with the lookups so far.
    pub fn prospect(&self) -> Prospect<'p> {
        let worlds = self.worlds();
        let mut prospect = Prospect {
            effects: vec![Effect::Accept; worlds.len()],
            kinds: self.kinds().len(),
            certain: Vec::new(),
            possible: Vec::new(),
            undecided: false,
            warning_depends: false,
        };
        for source in &self.case.sources {
            let (mut violations, mut warnings) = (0, 0);
            for (world, effect) in worlds.iter().zip(&mut prospect.effects) {
                let Some((_, weight)) = self.weigh(source, world) else {
                    continue;
                };
                *effect = (*effect).max(weight.effect());
                match weight {
                    Weight::Violation => violations += 1,
                    Weight::Tolerated | Weight::LostLater => warnings += 1,
                    Weight::Allowed | Weight::Stripped => {}
                }
            }
            if violations > 0 {
                let known = self.world(self.account(), Unseen::NoToken);
                let mut exposure = Exposure::of(source, self.case.automount, &known);
                if let (Some(exposure), Some((weighed, _))) =
                    (&mut exposure, self.weigh(source, &known))
                {
                    exposure.exempt = weighed.exempt;
                }
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
