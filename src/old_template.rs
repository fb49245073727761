//! What an UPDATE replaces, and what of it is tolerated (`existingViolations: allow`).

use crate::candidate::{Candidate, Source};
use crate::exposure::{Exposure, Owner, World};
use crate::index::Index;
use crate::prelude::*;

/// The template that an UPDATE replaces.
pub struct OldTemplate<'p> {
    /// It had the account of the new one, so that the same answers hold.
    same_account: bool,
    automount: Option<bool>,
    candidates: Vec<Candidate<'p>>,
    /// Candidates by container, and Secret or audience: the identity of what they may become.
    index: Index<'p>,
}

impl<'p> OldTemplate<'p> {
    /// `automount` and candidates of the old template.
    pub fn new(
        same_account: bool,
        automount: Option<bool>,
        candidates: Vec<Candidate<'p>>,
    ) -> Self {
        let mut index = Index::default();
        for (number, candidate) in candidates.iter().enumerate() {
            let (name, injected) = match candidate.source {
                Source::Injected { .. } => ("", false),
                Source::Projected { audience, .. } => (audience, false),
                Source::Secret { name, injected } => (name, injected.is_some()),
            };
            let container = Cow::Borrowed(candidate.container);
            index.add(container.clone(), Cow::Borrowed(name), number);
            if injected {
                // It is automount or a Secret; the account decides.
                index.add(container, Cow::Borrowed(""), number);
            }
        }
        Self { same_account, automount, candidates, index }
    }

    /// Whether the old template had that exposure, in the same world.
    pub fn had(&self, exposure: &Exposure<'p>, world: &World<'_>) -> bool {
        if !self.same_account && exposure.owner == Owner::PodsAccount {
            return false;
        }
        let name = exposure.secret.unwrap_or(exposure.audience);
        let same = self.index.get(exposure.container, name);
        same.iter()
            .filter_map(|number| self.candidates.get(*number))
            .filter_map(|candidate| Exposure::of(candidate, self.automount, world))
            .any(|old| old.is(exposure))
    }
}
