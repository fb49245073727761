//! Weighs exposures in a world that may be only partly known.

use alloc::rc::Rc;
use core::cell::RefCell;

use super::case::{Case, Judgement};
use super::exposure::{AskedBy, Exposure, How};
use super::token_source::{Origin, TokenSource};
use super::world::{AccountSays, TokenAccount, Tokens, Unseen, World};
use crate::cluster::bindings::Bound;
use crate::cluster::facts::Facts;
use crate::prelude::*;
use crate::settings::{Action, OptOutAt, Settings};

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
    facts: &'c Facts,
    /// What allows the tokens of the Pod's account.
    account_allowed_by: Option<&'static str>,
    /// What allows the tokens of other accounts, as far as that was asked: there can be many patterns, and
    /// many exposures of one account.
    others_allowed_by: RefCell<Vec<(Rc<str>, Option<&'static str>)>>,
}

impl<'c, 'p> Weigher<'c, 'p> {
    /// Creates a weigher for a case, with what was looked up so far.
    pub fn new(case: &'c Case<'p>, settings: &'c Settings<'c>, facts: &'c Facts) -> Self {
        let account_allowed_by = account_allowed_by(case, settings, facts, case.account);
        Self { case, settings, facts, account_allowed_by, others_allowed_by: RefCell::default() }
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
        let mutates = self.settings.action == Action::Mutate;
        let unasked = exposure.how == How::Automount && exposure.asked_by == Some(AskedBy::Nobody);
        let is_old = || {
            let is_allowed = |old: &Exposure<'p>| self.allowing(old).is_some();
            case.old.as_ref().is_some_and(|old| old.excuses(&exposure, world, is_allowed))
        };
        let (allowed_by, weight) = if let Some(setting) = self.allowing(&exposure) {
            (Some(setting), Weight::Allowed)
        } else if mutates && unasked && case.is_pod {
            (None, Weight::Stripped)
        } else if case.controller_made {
            (Some("controllerPods"), Weight::Allowed)
        } else if is_old() {
            (Some("existingViolations"), Weight::Tolerated)
        } else if mutates && unasked {
            (None, Weight::LostLater)
        } else {
            (None, Weight::Violation)
        };
        exposure.allowed_by = allowed_by;
        Some((exposure, weight))
    }

    /// The setting that allows an exposure, by itself or for its account.
    fn allowing(&self, exposure: &Exposure<'p>) -> Option<&'static str> {
        exposure.allowed_by(self.settings).or_else(|| match &exposure.token_account {
            TokenAccount::PodsAccount => self.account_allowed_by,
            TokenAccount::Other(name) => self.other_allowed_by(name),
            TokenAccount::Unknown => None,
        })
    }

    fn other_allowed_by(&self, name: &Rc<str>) -> Option<&'static str> {
        let mut known = self.others_allowed_by.borrow_mut();
        if let Some((_, allowed_by)) = known.iter().find(|(other, _)| other == name) {
            return *allowed_by;
        }
        let allowed_by = account_allowed_by(self.case, self.settings, self.facts, name);
        known.push((Rc::clone(name), allowed_by));
        allowed_by
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
                list.push(exposure.clone());
            }
            judgement.exposures.push(exposure);
        }
        judgement
    }
}

/// The setting that allows every token of an account in the namespace, as far as is known.
fn account_allowed_by(
    case: &Case<'_>,
    settings: &Settings<'_>,
    facts: &Facts,
    name: &str,
) -> Option<&'static str> {
    if settings.allow.account(case.namespace, name) {
        Some("allow.serviceAccounts")
    } else if facts.bound(name) == Some(Bound::Yes) {
        Some("allow.serviceAccountsWithRoleBindings")
    } else {
        None
    }
}
