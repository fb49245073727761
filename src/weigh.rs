//! How much each exposure counts, in a world that may not be known whole.

use crate::candidate::Candidate;
use crate::exposure::{Account, AskedBy, Exposure, How, Owner, Tokens, Unseen, World};
use crate::judge::{Case, Judgement};
use crate::lookups::Facts;
use crate::prelude::*;
use crate::settings::{Action, Settings};

/// How an exposure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A setting allows it.
    Allowed,
    /// The old template had it.
    Tolerated,
    /// Pods will lose it; their template is left as it is.
    Told,
    /// The Pod loses it.
    Stripped,
    /// It is not allowed.
    Violation,
}

/// What comes of a request, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is accepted as it is.
    Accept,
    /// It is changed.
    Patch,
    /// It is rejected.
    Reject,
}

impl Weight {
    fn outcome(self) -> Outcome {
        match self {
            Self::Violation => Outcome::Reject,
            Self::Stripped => Outcome::Patch,
            _ => Outcome::Accept,
        }
    }
}

/// Weighs the exposures of one case.
pub struct Weigher<'c, 'p> {
    case: &'c Case<'p>,
    settings: &'c Settings<'c>,
    facts: &'c Facts,
    /// What allows the tokens of the Pod's account.
    account_allowed_by: Option<&'static str>,
}

/// What comes of every world that is possible.
pub struct Prospect<'p> {
    /// What would come of it, world by world: for each answer of the account, for each thing that
    /// Secrets may be.
    pub outcomes: Vec<Outcome>,
    /// How many things Secrets may be.
    kinds: usize,
    /// What is violated in every world.
    pub certain: Vec<Exposure<'p>>,
    /// What is violated in some worlds only, and known to be there at all.
    pub possible: Vec<Exposure<'p>>,
    /// Whether something is violated in some worlds only.
    pub undecided: bool,
    /// Whether a warning is due in some worlds only.
    pub untold: bool,
}

impl Prospect<'_> {
    /// What comes of it in every world alike.
    pub fn settled(&self) -> Option<Outcome> {
        let first = self.outcomes.first().copied().unwrap_or(Outcome::Accept);
        self.outcomes.iter().all(|outcome| *outcome == first).then_some(first)
    }

    /// Whether the account's answer makes a difference by itself.
    pub fn depends_on_account(&self) -> bool {
        let mut by_answer = self.outcomes.chunks(self.kinds);
        let first = by_answer.next();
        by_answer.any(|outcomes| Some(outcomes) != first)
    }
}

impl<'c, 'p> Weigher<'c, 'p> {
    /// Weighs that case with what was looked up so far.
    pub fn new(case: &'c Case<'p>, settings: &'c Settings<'c>, facts: &'c Facts) -> Self {
        let account_allowed_by = account_allowed_by(case, settings, facts, case.account);
        Self { case, settings, facts, account_allowed_by }
    }

    fn world(&self, account: Account<'c>, unseen: Unseen) -> World<'c> {
        let tokens = match self.settings.inspects_secrets() {
            true => Tokens::Inspected { seen: self.facts.secrets(), unseen },
            false => Tokens::Listed,
        };
        World { account_name: self.case.account, account, tokens }
    }

    /// What is known of the account; `Unknown` of one that is missing too.
    fn account(&self) -> Account<'c> {
        match self.facts.account() {
            _ if self.settings.pod_opts_out() => Account::NeverRead,
            Some(Some(account)) => Account::Known(account),
            _ => Account::Unknown,
        }
    }

    fn weigh(
        &self,
        candidate: &Candidate<'p>,
        world: &World<'_>,
    ) -> Option<(Exposure<'p>, Weight)> {
        let case = self.case;
        let mut exposure = Exposure::of(candidate, case.automount, world)?;
        let by_account = || match &exposure.owner {
            Owner::PodsAccount => self.account_allowed_by,
            Owner::Account(name) => account_allowed_by(case, self.settings, self.facts, name),
            Owner::Unknown => None,
        };
        let mutates = self.settings.action() == Action::Mutate;
        let unasked = exposure.how == How::Automount && exposure.asked_by == Some(AskedBy::Nobody);
        let old = || case.old.as_ref().is_some_and(|old| old.had(&exposure, world));
        let (allowed_by, weight) =
            if let Some(setting) = exposure.allowed_by(self.settings).or_else(by_account) {
                (Some(setting), Weight::Allowed)
            } else if mutates && unasked && case.is_pod {
                (None, Weight::Stripped)
            } else if case.controller_made {
                (Some("controllerPods"), Weight::Allowed)
            } else if old() {
                (Some("existingViolations"), Weight::Tolerated)
            } else if mutates && unasked {
                (None, Weight::Told)
            } else {
                (None, Weight::Violation)
            };
        exposure.allowed_by = allowed_by;
        Some((exposure, weight))
    }

    /// Every world that what was looked up leaves possible: for each answer of the account, for
    /// each thing that Secrets may be.
    fn worlds(&self) -> Vec<World<'c>> {
        let mut worlds = Vec::new();
        let mut add = |account| {
            worlds.extend(self.kinds().iter().map(|unseen| self.world(account, *unseen)));
        };
        match self.account() {
            Account::Unknown => {
                for automount in [None, Some(true), Some(false)] {
                    add(Account::Possible { automount, lists_secrets: false });
                    if !self.settings.inspects_secrets() {
                        add(Account::Possible { automount, lists_secrets: true });
                    }
                }
            }
            known => add(known),
        }
        worlds
    }

    fn kinds(&self) -> &'static [Unseen] {
        match self.settings.inspects_secrets() {
            true => &[Unseen::NoToken, Unseen::OfPodsAccount, Unseen::OfUnknown],
            false => &[Unseen::NoToken],
        }
    }

    /// Whether a candidate is a violation in some world.
    pub fn may_violate(&self, candidate: &Candidate<'p>) -> bool {
        self.worlds().iter().any(|world| self.violation_in(candidate, world).is_some())
    }

    /// The violation that a candidate is in every world.
    pub fn violation(&self, candidate: &Candidate<'p>) -> Option<Exposure<'p>> {
        let mut last = None;
        for world in self.worlds() {
            last = Some(self.violation_in(candidate, &world)?);
        }
        last
    }

    fn violation_in(&self, candidate: &Candidate<'p>, world: &World<'_>) -> Option<Exposure<'p>> {
        let (exposure, weight) = self.weigh(candidate, world)?;
        (weight == Weight::Violation).then_some(exposure)
    }

    /// Tries every world that what was looked up leaves possible.
    pub fn prospect(&self) -> Prospect<'p> {
        let worlds = self.worlds();
        let mut prospect = Prospect {
            outcomes: vec![Outcome::Accept; worlds.len()],
            kinds: self.kinds().len(),
            certain: Vec::new(),
            possible: Vec::new(),
            undecided: false,
            untold: false,
        };
        for candidate in &self.case.candidates {
            let (mut violations, mut tellings) = (0, 0);
            for (world, outcome) in worlds.iter().zip(&mut prospect.outcomes) {
                let Some((_, weight)) = self.weigh(candidate, world) else {
                    continue;
                };
                *outcome = (*outcome).max(weight.outcome());
                match weight {
                    Weight::Violation => violations += 1,
                    Weight::Tolerated | Weight::Told => tellings += 1,
                    Weight::Allowed | Weight::Stripped => {}
                }
            }
            if violations > 0 {
                let known = self.world(self.account(), Unseen::NoToken);
                let exposure = Exposure::of(candidate, self.case.automount, &known);
                if violations == worlds.len() {
                    prospect.certain.extend(exposure);
                } else {
                    prospect.undecided = true;
                    prospect.possible.extend(exposure);
                }
            }
            prospect.untold |= tellings > 0 && tellings < worlds.len();
        }
        prospect
    }

    /// What is found with what is known. Secrets that nobody looked at are left out.
    pub fn judgement(&self) -> Judgement<'p> {
        self.judgement_in(&self.world(self.account(), Unseen::NoToken))
    }

    /// What is found where the account says that.
    pub fn judgement_with(&self, account: Account<'_>) -> Judgement<'p> {
        self.judgement_in(&World { account, ..self.world(Account::Unknown, Unseen::NoToken) })
    }

    fn judgement_in(&self, world: &World<'_>) -> Judgement<'p> {
        let mut judgement = Judgement::default();
        for candidate in &self.case.candidates {
            let Some((exposure, weight)) = self.weigh(candidate, world) else {
                continue;
            };
            let list = match weight {
                Weight::Allowed => None,
                Weight::Tolerated => Some(&mut judgement.tolerated),
                Weight::Told => Some(&mut judgement.told),
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

/// The setting that allows every token of an account of the namespace, as far as was looked up.
fn account_allowed_by(
    case: &Case<'_>,
    settings: &Settings<'_>,
    facts: &Facts,
    name: &str,
) -> Option<&'static str> {
    if settings.allows_account(case.namespace, name) {
        Some("allow.serviceAccounts")
    } else if facts.bound(name) == Some(true) {
        Some("allow.serviceAccountsWithRoleBindings")
    } else {
        None
    }
}
