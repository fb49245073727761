//! The template that an UPDATE replaces, and which of its exposures are tolerated
//! (`existingViolations: allow`).

use super::exposure::Exposure;
use super::token_source::{Origin, TokenSource};
use super::world::{TokenAccount, World};
use crate::prelude::*;
use crate::text::ByName;

/// The template that an UPDATE replaces.
pub struct OldTemplate<'p> {
    /// Whether it used the same account as the new one, so that the same answers apply.
    same_account: bool,
    automount: Option<bool>,
    sources: Vec<TokenSource<'p>>,
    /// Token sources by container, and by Secret or audience: the identity of the exposures they
    /// may become.
    index: ByName<'p>,
}

impl<'p> OldTemplate<'p> {
    /// Indexes the `automount` field and the token sources of the old template.
    pub fn new(same_account: bool, automount: Option<bool>, sources: Vec<TokenSource<'p>>) -> Self {
        let mut index = ByName::default();
        for (number, source) in sources.iter().enumerate() {
            let (name, injected) = match source.origin {
                Origin::Injected { .. } => ("", false),
                Origin::Projected { audience, .. } => (audience, false),
                Origin::Secret { name, injected } => (name, injected.is_some()),
            };
            let container = Cow::Borrowed(source.container);
            index.add(container.clone(), Cow::Borrowed(name), number);
            if injected {
                // The source is automount or a Secret, and the account decides.
                index.add(container, Cow::Borrowed(""), number);
            }
        }
        Self { same_account, automount, sources, index }
    }

    /// Whether the old template had this exposure in the same world.
    pub fn had(&self, exposure: &Exposure<'p>, world: &World<'_>) -> bool {
        if !self.same_account && exposure.token_account == TokenAccount::PodsAccount {
            return false;
        }
        let name = exposure.secret.unwrap_or(exposure.audience);
        let same = self.index.get(exposure.container, name);
        same.iter()
            .filter_map(|number| self.sources.get(*number))
            .filter_map(|source| Exposure::of(source, self.automount, world))
            .any(|old| old.is(exposure))
    }
}
