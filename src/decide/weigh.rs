//! Weighs exposures in a world that may be only partly known.

use core::cell::{Cell, RefCell};

use super::case::{Case, Judgement};
use super::exempt::Exempt;
use super::exposure::Exposure;
use super::token_source::{Origin, TokenSource};
use super::world::{AccountSays, TokenAccount, Tokens, Unseen, World};
use crate::cluster::bindings::Bound;
use crate::cluster::facts::Facts;
use crate::prelude::*;
use crate::settings::{Action, OptOutAt, Settings};
use crate::text::Day;

/// How an exposure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A setting allows it.
    Allowed,
    /// It is not allowed, but the old template had it already, and it does not get worse.
    Tolerated,
    /// Pods will lose it; the template stays as it is.
    LostLater,
    /// The Pod loses it.
    Stripped,
    /// It is not allowed.
    Violation,
}

/// Weighs the exposures of one case.
pub struct Weigher<'c, 'p> {
    pub(super) case: &'c Case<'p>,
    settings: &'c Settings<'c>,
    facts: &'c Facts<'c>,
    /// The exemptions of accounts by their numbers, as far as they were asked for, and what they say about one
    /// container: there can be many patterns, and many exposures of one account and container.
    exemptions: Unfreed<RefCell<Vec<KnownEntries<'p>>>>,
    /// Whether some exemption in the namespace has an end, if that was asked for.
    exemptions_end: Cell<Option<bool>>,
}

type KnownEntries<'p> = (String, Vec<usize>, Option<Entries<'p>>);

/// What the exemptions of an account say about a container.
#[derive(Clone, Copy, Default)]
struct Entries<'p> {
    container: &'p str,
    /// Whether one without an end is for it.
    for_good: bool,
    /// The one with the last end.
    last: Option<(Day, usize)>,
}

impl<'c, 'p> Weigher<'c, 'p> {
    /// Creates a weigher for a case, with what was looked up so far.
    pub fn new(case: &'c Case<'p>, settings: &'c Settings<'c>, facts: &'c Facts<'c>) -> Self {
        let exemptions_end = Cell::new(None);
        Self { case, settings, facts, exemptions: Unfreed::default(), exemptions_end }
    }

    pub(super) fn world(&self, account: AccountSays<'c>, unseen: Unseen) -> World<'c> {
        let tokens = match self.settings.inspect_secrets {
            true => Tokens::Inspected { seen: self.facts.secrets(), unseen },
            false => Tokens::Listed,
        };
        World { account_name: self.case.account, account, tokens }
    }

    /// What is known about the account; `Unknown` also if it does not exist.
    pub(super) fn account(&self) -> AccountSays<'c> {
        match self.facts.account() {
            _ if self.settings.opt_out_at == OptOutAt::Pod => AccountSays::NeverRead,
            Some(Some(account)) => AccountSays::Known(account),
            _ => AccountSays::Unknown,
        }
    }

    pub(super) fn weigh(
        &self,
        source: &TokenSource<'p>,
        world: &World<'_>,
    ) -> Option<(Exposure<'p>, Weight)> {
        let case = self.case;
        let mut exposure = Exposure::of(source, case.automount, world)?;
        let (allowed_by, exempt) = self.allowing(&exposure);
        exposure.exempt = exempt;
        let (exempt, may_be_old) = match exposure.is_left_out {
            false => (exempt, exempt == Exempt::No),
            true => (self.would_allow(&exposure).1, true),
        };
        // Where the Pod says something, somebody asked, if not for this container.
        let unasked =
            self.settings.action == Action::Mutate && exposure.is_unasked() && exposure.is_unset;
        // A Secret that nobody looked up may be one of another account, whose exemption has ended, or
        // allowed it before the author left the container out.
        let is_guess = |is_newly_left_out: bool| match source.origin {
            Origin::Secret { name, .. } => {
                exposure.token_account == TokenAccount::Unknown
                    && self.facts.secrets().get(name).is_none()
                    && match is_newly_left_out {
                        true => self.settings.allow.names_accounts(),
                        false => !exposure.is_left_out && self.exemptions_end(),
                    }
            }
            _ => false,
        };
        // An exemption that has ended excuses nothing; nor does one of which nobody knows whether it has.
        let is_old = |undated_counts: bool| {
            let is_allowed = |old: &Exposure<'p>| {
                let (allowed_by, old_exempt) = self.allowing(old);
                // Leaving a container out excuses nothing that was allowed, or by an exemption that has ended.
                // What was left out before was allowed by nothing.
                let is_newly_left_out = exposure.is_left_out && !old.is_left_out;
                let may_have_been_allowed =
                    || matches!(exempt, Exempt::Ended(_)) || self.may_be_bound(old.token_account);
                allowed_by.is_some()
                    || old_exempt == Exempt::Undated
                        && !(undated_counts && exempt != Exempt::Undated)
                    || is_newly_left_out && may_have_been_allowed()
                    || is_guess(is_newly_left_out)
            };
            may_be_old
                && case.old.as_ref().is_some_and(|old| old.excuses(&exposure, world, is_allowed))
        };
        let (allowed_by, weight) = if let Some(setting) = allowed_by {
            (Some(setting), Weight::Allowed)
        } else if unasked && case.is_pod {
            (None, Weight::Stripped)
        } else if case.controller_made {
            (Some("controllerPods"), Weight::Allowed)
        } else if is_old(false) {
            (Some("existingViolations"), Weight::Tolerated)
        } else if is_old(true) {
            exposure.exempt = Exempt::Undated;
            (None, if unasked { Weight::LostLater } else { Weight::Violation })
        } else if unasked {
            (None, Weight::LostLater)
        } else {
            (None, Weight::Violation)
        };
        exposure.allowed_by = allowed_by;
        Some((exposure, weight))
    }

    /// The setting that allows an exposure, by itself or for its account; and what exemptions with an end say
    /// where nothing else allows it.
    pub(super) fn allowing(&self, exposure: &Exposure<'p>) -> (Option<&'static str>, Exempt) {
        match exposure.is_left_out {
            true => (None, Exempt::No),
            false => self.would_allow(exposure),
        }
    }

    /// The same for a container that the author leaves out, as if they did not.
    fn would_allow(&self, exposure: &Exposure<'p>) -> (Option<&'static str>, Exempt) {
        const EXEMPTIONS: &str = "allow.serviceAccounts";
        if let Some(setting) = exposure.allowed_by(self.settings) {
            return (Some(setting), Exempt::No);
        }
        let Some(name) = exposure.token_account.name(self.case.account, self.facts) else {
            return (None, Exempt::No);
        };
        let Entries { for_good, last, .. } = self.entries_for(name, exposure.container);
        if for_good {
            return (Some(EXEMPTIONS), Exempt::No);
        }
        if self.facts.bound(name) == Some(Bound::Yes) {
            return (Some("allow.serviceAccountsWithRoleBindings"), Exempt::No);
        }
        let exempt = Exempt::today(last, self.facts);
        (exempt.allows().then_some(EXEMPTIONS), exempt)
    }

    /// What the entries of `allow.serviceAccounts` say about a container of that account.
    fn entries_for(&self, name: &str, container: &'p str) -> Entries<'p> {
        let mut known = self.exemptions.borrow_mut();
        let index = known.iter().position(|(known, ..)| known == name).unwrap_or_else(|| {
            let entries = self.settings.allow.exemptions_of(self.case.namespace, name);
            let numbers = entries.map(|(number, _)| number).collect();
            known.push((name.to_owned(), numbers, None));
            known.len() - 1
        });
        let Some((_, numbers, last)) = known.get_mut(index) else {
            return Entries::default();
        };
        match last {
            Some(last) if last.container == container => *last,
            _ => {
                let all = self.settings.allow.exemptions();
                let entries =
                    || numbers.iter().filter_map(|number| Some((*number, all.get(*number)?)));
                *last.insert(Entries {
                    container,
                    for_good: Exempt::for_good(entries().map(|(_, entry)| entry), Some(container)),
                    last: Exempt::last(entries(), Some(container)),
                })
            }
        }
    }

    /// Whether some account in the namespace has an exemption with an end.
    fn exemptions_end(&self) -> bool {
        self.exemptions_end.get().unwrap_or_else(|| {
            let mut all = self.settings.allow.exemptions().iter();
            let ends = all
                .any(|one| one.until.is_some() && one.account.matches_some_in(self.case.namespace));
            self.exemptions_end.set(Some(ends));
            ends
        })
    }

    /// Whether role bindings may allow the tokens of an account, and were not read yet.
    fn may_be_bound(&self, account: TokenAccount) -> bool {
        let is_unread = |name| self.facts.bound(name).is_none();
        self.settings.allow.service_accounts_with_role_bindings
            && account.name(self.case.account, self.facts).is_some_and(is_unread)
    }

    /// Every world consistent with the lookups so far: for each answer about the account, for each
    /// thing that the Secrets may be.
    pub(super) fn worlds(&self) -> Vec<World<'c>> {
        let mut worlds = Vec::new();
        let mut add = |account| {
            worlds.extend(self.kinds().iter().map(|unseen| self.world(account, *unseen)));
        };
        match self.account() {
            AccountSays::Unknown => {
                for automount in [None, Some(true), Some(false)] {
                    add(AccountSays::Possible { automount, lists_secrets: false });
                    if !self.settings.inspect_secrets || self.list_matters() {
                        add(AccountSays::Possible { automount, lists_secrets: true });
                    }
                }
            }
            known => add(known),
        }
        worlds
    }

    pub(super) fn kinds(&self) -> &'static [Unseen] {
        match self.settings.inspect_secrets {
            true => &[
                Unseen::NoToken,
                Unseen::TokenOfPodsAccount,
                Unseen::TokenOfUnknown,
                Unseen::PullOfPodsAccount,
                Unseen::PullOfUnknown,
            ],
            false => &[Unseen::NoToken],
        }
    }

    /// Whether it makes a difference which Secrets the account lists, although Secrets are looked up.
    pub fn list_matters(&self) -> bool {
        self.case.may_have_injected_secret() || self.facts.secrets().has_registry()
    }

    /// The next of these sources whose Secret was not looked up, and which is rejected or stripped in at
    /// least one world.
    pub fn next_unseen<'s>(
        &self,
        sources: &mut core::slice::Iter<'s, TokenSource<'p>>,
    ) -> Option<(&'s TokenSource<'p>, &'p str)> {
        let worlds = self.worlds();
        let may_matter = |source| {
            worlds.iter().any(|world| {
                let weighed = self.weigh(source, world);
                matches!(weighed, Some((_, Weight::Violation | Weight::Stripped)))
            })
        };
        sources.find_map(|source| match source.origin {
            Origin::Secret { name, .. } => {
                let is_unseen = self.facts.secrets().get(name).is_none();
                (is_unseen && may_matter(source)).then_some((source, name))
            }
            _ => None,
        })
    }

    /// The violation, if the source is one in every world.
    pub fn violation(&self, source: &TokenSource<'p>) -> Option<Exposure<'p>> {
        let mut last = None;
        for world in self.worlds() {
            last = Some(self.violation_in(source, &world)?);
        }
        last
    }

    fn violation_in(&self, source: &TokenSource<'p>, world: &World<'_>) -> Option<Exposure<'p>> {
        let (exposure, weight) = self.weigh(source, world)?;
        (weight == Weight::Violation).then_some(exposure)
    }

    /// The judgement based on what is known. Secrets that were not looked up are left out.
    pub fn judgement(&self) -> Judgement<'p> {
        self.judgement_in(&self.world(self.account(), Unseen::NoToken))
    }

    /// The judgement for a given state of the account.
    pub fn judgement_with(&self, account: AccountSays<'_>) -> Judgement<'p> {
        self.judgement_in(&World { account, ..self.world(AccountSays::Unknown, Unseen::NoToken) })
    }

    fn judgement_in(&self, world: &World<'_>) -> Judgement<'p> {
        let mut judgement = Judgement::default();
        for source in &self.case.sources {
            let Some((exposure, weight)) = self.weigh(source, world) else {
                continue;
            };
            let list = match weight {
                Weight::Allowed => None,
                Weight::Tolerated => Some(&mut judgement.tolerated),
                Weight::LostLater => Some(&mut judgement.lost_later),
                Weight::Stripped => Some(&mut judgement.stripped),
                Weight::Violation => Some(&mut judgement.violations),
            };
            if let Some(list) = list {
                list.push(exposure);
            }
            judgement.exposures.push(exposure);
        }
        judgement
    }
}
