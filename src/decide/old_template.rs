//! The template that an UPDATE replaces, and which violations it excuses
//! (`existingViolations: allow`): nothing may get worse.

use super::exposure::{Exposure, How};
use super::token_source::{Origin, TokenKeys, TokenSource};
use super::world::World;
use crate::pod::spec::{PodSpec, VolumeMount};
use crate::prelude::*;
use crate::text::ByName;

/// How many sources are kept that may be the same exposure. More differ only in the Secret that
/// Kubernetes ≤ 1.20 injects, and it injects one. Without a bound, the cost would grow with the square of
/// a template's size.
const MOST_ALIKE: usize = 16;

/// What is known about the old template's account, where the new one uses another.
#[derive(Clone, Copy)]
pub struct OtherAccount {
    /// Whether Secrets are looked up. Otherwise, only the new account's list is known.
    pub inspects: bool,
    /// Whether the plugin mounted what the old template does not mount itself.
    pub automounts: bool,
}

/// The template that an UPDATE replaces.
pub struct OldTemplate<'p> {
    automount: Option<bool>,
    /// Whether it used the same account as the new one.
    same_account: bool,
    /// Whether the container counts for automount too: an exemption or the author chooses containers.
    by_container: bool,
    sources: Vec<TokenSource<'p>>,
    /// Token sources by container, and by Secret, audience or signer.
    index: ByName<'p>,
    /// The sources that the plugin mounts or would mount, in whatever container.
    automounted: Vec<usize>,
    /// The containers that have a mount of their own where the plugin would mount its volume.
    own_mounts: ByName<'p>,
}

impl<'p> OldTemplate<'p> {
    /// Indexes the token sources of an old template. `other` says what is known about its account if
    /// the new template uses another one; `by_container`, whether each container counts by itself where Kubernetes
    /// gives all of them the token.
    pub fn new(
        spec: &'p PodSpec<'_>,
        sources: Vec<TokenSource<'p>>,
        other: Option<OtherAccount>,
        by_container: bool,
    ) -> Self {
        let mut old = Self {
            automount: spec.automount,
            same_account: other.is_none(),
            by_container,
            sources: Vec::new(),
            index: ByName::default(),
            automounted: Vec::new(),
            own_mounts: ByName::default(),
        };
        for container in spec.init_containers.iter().chain(spec.containers.iter()) {
            if container.volume_mounts.iter().any(VolumeMount::is_at_default_path) {
                old.own_mounts.add_name(container.name(), 0);
            }
        }
        for mut source in sources {
            if let Some(other) = other {
                // Only a Secret can hold the token of the new account.
                let Origin::Secret { injected, .. } = &mut source.origin else {
                    continue;
                };
                if !other.inspects || source.predicted && !other.automounts {
                    continue;
                }
                *injected = None;
                source.predicted = false;
            }
            old.add(source);
        }
        old
    }

    fn add(&mut self, source: TokenSource<'p>) {
        let number = self.sources.len();
        let (reference, injected) = match source.origin {
            Origin::Injected { .. } => ("", None),
            Origin::Projected { audience, .. } => (audience, None),
            Origin::Certificate { signer, .. } => (signer, None),
            Origin::Secret { name, injected, .. } => (name, injected),
        };
        let mut is_new =
            source.is_plugins() && keep(&mut self.automounted, &self.sources, &source, number);
        // Whether a Secret of Kubernetes ≤ 1.20 is automounted depends on the account.
        let second = injected.map(|_| "");
        for reference in [Some(reference), second].into_iter().flatten() {
            let (container, reference) =
                (Cow::Borrowed(source.container), Cow::Borrowed(reference));
            let sources = &self.sources;
            self.index.change(container, reference, &mut |known| {
                is_new |= keep(known, sources, &source, number);
            });
        }
        if is_new {
            self.sources.push(source);
        }
    }

    /// The Secrets that Kubernetes ≤ 1.20 may have injected into its Pods.
    pub fn injected_secrets(&self) -> impl Iterator<Item = &'p str> {
        self.sources.iter().filter_map(TokenSource::injected_secret)
    }

    /// Whether the old template excuses a violation of the new one: it had that violation itself, in
    /// the same world, and not a lesser one.
    ///
    /// For automount, any container may have had it, because Kubernetes gives the token to all of
    /// them; except to one that has a mount of its own, and where containers are chosen.
    pub fn excuses(
        &self,
        new: &Exposure<'p>,
        world: &World<'_>,
        is_allowed: impl Fn(&Exposure<'p>) -> bool,
    ) -> bool {
        // The container may have read the keys of a Secret one by one.
        let mut keys = TokenKeys::default();
        let mut excuses = |number: &usize| {
            let old = self.sources.get(*number);
            let old = old.and_then(|source| Exposure::of(source, self.automount, world));
            old.is_some_and(|old| {
                let is_alike = old.excuses(new)
                    && is_certain(&old, new, world)
                    && (self.same_account || !world.knows_by_list(old.reference))
                    && !is_allowed(&old);
                if is_alike {
                    keys = keys.and(old.keys);
                }
                is_alike && keys.cover(new.keys)
            })
        };
        let own = self.index.get(new.container, new.reference);
        let is_automounted = new.how == How::Automount && !new.authors_mount && !self.by_container;
        own.iter().any(&mut excuses)
            || is_automounted
                && !self.own_mounts.has(new.container)
                && self.automounted.iter().any(excuses)
    }
}

/// Whether two Secrets that Kubernetes ≤ 1.20 may have injected are surely both tokens of the account. In a
/// world that is only possible, they may differ, so that neither speaks for the other.
fn is_certain(old: &Exposure<'_>, new: &Exposure<'_>, world: &World<'_>) -> bool {
    let (Some(old_name), Some(new_name)) = (old.volume, new.volume) else {
        return true;
    };
    !(old.injected_secret && new.injected_secret)
        || old_name == new_name
        || world.knows(old_name) && world.knows(new_name)
}

/// Adds the number of a source, unless one of the numbered sources is alike; of two that are alike, the
/// one with the longer life is kept. What is only predicted is not like what is mounted: where the account says
/// false, it is no exposure. Returns whether the source is kept.
fn keep(
    numbers: &mut Vec<usize>,
    sources: &[TokenSource<'_>],
    source: &TokenSource<'_>,
    number: usize,
) -> bool {
    let (origin, seconds) = source.origin.and_life();
    let is_full = numbers.len() >= MOST_ALIKE;
    let known = numbers.iter_mut().find_map(|number| {
        let known = sources.get(*number)?;
        let (known_origin, known_seconds) = known.origin.and_life();
        (known_origin == origin && known.predicted == source.predicted)
            .then_some((number, known_seconds))
    });
    match known {
        Some((_, known_seconds)) if known_seconds >= seconds => return false,
        Some((known, _)) => *known = number,
        None if is_full => return false,
        None => numbers.push(number),
    }
    true
}
