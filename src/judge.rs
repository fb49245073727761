//! From candidates to a verdict: what is allowed, and when the cluster has to be asked.
//!
//! The cluster is asked only where some possible answer would change accept, reject or patch; an
//! answer that cannot is left out (design §4, "Lookups").

use crate::candidate::{Candidate, Source};
use crate::exposure::{Account, Exposure, How, Owner};
use crate::lookups::{Facts, Failure, Lookups};
use crate::objects::ServiceAccount;
use crate::old_template::OldTemplate;
use crate::prelude::*;
use crate::settings::{Action, Settings};
use crate::weigh::{Outcome, Prospect, Weigher};

/// A PodSpec to be judged, and all that matters of where it stands.
pub struct Case<'p> {
    /// The request's namespace.
    pub namespace: &'p str,
    /// The name of the Pod's service account.
    pub account: &'p str,
    /// `automountServiceAccountToken` of the PodSpec.
    pub automount: Option<bool>,
    /// The PodSpec stands in a Pod, not in a template.
    pub is_pod: bool,
    /// Field path of the PodSpec.
    pub spec_path: &'static str,
    /// Where tokens can come from.
    pub candidates: Vec<Candidate<'p>>,
    /// What an UPDATE replaces, if what was there before is tolerated.
    pub old: Option<OldTemplate<'p>>,
    /// It is accepted because kube-controller-manager made it for a workload that was judged.
    pub controller_made: bool,
    /// Pods that are made from it are accepted for that reason.
    pub pods_accepted: bool,
}

/// What was found.
#[derive(Default)]
pub struct Judgement<'p> {
    /// Every exposure.
    pub exposures: Vec<Exposure<'p>>,
    /// Those that are the reason of a rejection or a warning.
    pub violations: Vec<Exposure<'p>>,
    /// Those that would be, had the old template not had them.
    pub tolerated: Vec<Exposure<'p>>,
    /// Those that Pods of this template will lose.
    pub told: Vec<Exposure<'p>>,
    /// Those that the Pod loses.
    pub stripped: Vec<Exposure<'p>>,
    /// The service account was looked up and does not exist.
    pub account_missing: bool,
    /// The account's answer decides, and there is none yet.
    pub waits_for_account: bool,
    /// Beyond the violations, the Pod leaves `automountServiceAccountToken` unset, and the account
    /// was not asked what that comes to.
    pub also_unset: bool,
    /// The answer needs a lookup that failed.
    pub failure: Option<Failure>,
}

impl Judgement<'_> {
    /// Leaves out what would be told about Pods to come, where nobody knows whether it is true.
    fn drop_warnings(&mut self) {
        self.tolerated.clear();
        self.told.clear();
    }
}

/// Judges a PodSpec.
pub fn judge<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judgement<'p> {
    loop {
        let mut judgement = match settle(case, settings, lookups) {
            Ok(judgement) => judgement,
            Err(failure) => return failed(case, settings, lookups, failure),
        };
        // Role bindings come last, after every cheaper rule.
        if !settings.allows_bound_accounts() {
            return judgement;
        }
        let for_warning = judgement.violations.is_empty() && judgement.stripped.is_empty();
        let names = unasked(case, settings, lookups.facts(), &judgement);
        if names.is_empty() {
            return judgement;
        }
        if let Err(failure) = lookups.ask_bound(&names) {
            // A warning has to be true, but is not worth a rejection.
            judgement.drop_warnings();
            judgement.failure = (!for_warning).then_some(failure);
            return judgement;
        }
    }
}

/// The accounts whose role bindings could still lift what was found, if all of it can be lifted.
fn unasked(
    case: &Case<'_>,
    settings: &Settings<'_>,
    facts: &Facts,
    judgement: &Judgement<'_>,
) -> Vec<String> {
    let warns = settings.action() == Action::Warn;
    let mut names: Vec<String> = Vec::new();
    let mut rejected = false;
    let lists = [&judgement.violations, &judgement.stripped, &judgement.told, &judgement.tolerated];
    for exposure in lists.into_iter().flatten() {
        let bound = match &exposure.owner {
            Owner::PodsAccount => (case.account, facts.bound(case.account)),
            Owner::Account(name) => (&**name, facts.bound(name)),
            Owner::Unknown => ("", Some(false)),
        };
        match bound {
            // Secrets are bounded in number, and so are the accounts they belong to.
            (name, None) if names.iter().all(|known| known != name) => names.push(name.to_owned()),
            (_, Some(false)) => rejected = true,
            _ => {}
        }
    }
    // It is rejected for that one, whatever comes of the others.
    if rejected && !warns && !judgement.violations.is_empty() {
        names.clear();
    }
    names
}

/// Looks up what the verdict needs, all but role bindings.
fn settle<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Result<Judgement<'p>, Failure> {
    let warns = settings.action() == Action::Warn;
    let mut inspects = settings.inspects_secrets();
    if case.controller_made && settings.action() != Action::Mutate {
        return Ok(Weigher::new(case, settings, lookups.facts()).judgement());
    }
    loop {
        let weigher = Weigher::new(case, settings, lookups.facts());
        let prospect = weigher.prospect();
        let asked = lookups.facts().account().is_some() || settings.pod_opts_out();
        // Then the account has nothing to add.
        let tells_all = case.automount.is_some() && settings.inspects_secrets();
        // Warnings are to be complete: there, what only the cluster can tell is not left out.
        let settled = prospect.settled().filter(|_| !warns || !prospect.undecided);
        match settled {
            Some(Outcome::Reject) => return Ok(rejected_anyway(&weigher, prospect)),
            Some(_) if asked || !prospect.untold || warns || tells_all || case.pods_accepted => {
                return Ok(accepted_anyway(&weigher));
            }
            // A warning about what is tolerated has to be true, but is not worth a rejection.
            Some(_) => {
                let told = lookups.ask_account(case.account).is_ok();
                let weigher = Weigher::new(case, settings, lookups.facts());
                if told {
                    return Ok(concluded(case, &weigher, lookups.facts()));
                }
                let mut judgement = accepted_anyway(&weigher);
                judgement.drop_warnings();
                return Ok(judgement);
            }
            None => {}
        }
        if !asked && (prospect.depends_on_account() || warns && !tells_all) {
            lookups.ask_account(case.account)?;
        } else if inspects {
            inspect_secrets(case, settings, lookups)?;
            inspects = false;
        } else {
            return Ok(concluded(case, &weigher, lookups.facts()));
        }
    }
}

/// What is found once all is known that is needed.
fn concluded<'p>(case: &Case<'p>, weigher: &Weigher<'_, 'p>, facts: &Facts) -> Judgement<'p> {
    match facts.account() {
        Some(None) => without_account(case, weigher),
        _ => weigher.judgement(),
    }
}

/// It is not rejected whatever the cluster says.
fn accepted_anyway<'p>(weigher: &Weigher<'_, 'p>) -> Judgement<'p> {
    let mut judgement = weigher.judgement();
    judgement.violations.clear();
    judgement
}

/// Looks at the Secrets that may be tokens, one after the other, and stops at the first that is
/// reason enough for a rejection.
fn inspect_secrets(
    case: &Case<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Result<(), Failure> {
    for candidate in &case.candidates {
        let Source::Secret { name, .. } = candidate.source else {
            continue;
        };
        if lookups.facts().secrets().get(name).is_some() {
            continue;
        }
        if !Weigher::new(case, settings, lookups.facts()).may_violate(candidate) {
            continue;
        }
        lookups.ask_secret(name)?;
        let violation = Weigher::new(case, settings, lookups.facts()).violation(candidate);
        let lasts = |owner| owner == Owner::Unknown || !settings.allows_bound_accounts();
        if settings.action() != Action::Warn && violation.is_some_and(|one| lasts(one.owner)) {
            return Ok(());
        }
    }
    Ok(())
}

/// It is rejected whatever the cluster says, and the part that only the cluster can tell is left
/// out; unless each answer has a reason of its own, then all of them are told.
fn rejected_anyway<'p>(weigher: &Weigher<'_, 'p>, prospect: Prospect<'p>) -> Judgement<'p> {
    let mut judgement = weigher.judgement();
    let automount = |exposure: &Exposure<'_>| exposure.how == How::Automount;
    judgement.also_unset = !prospect.certain.is_empty() && prospect.possible.iter().any(automount);
    judgement.violations =
        if prospect.certain.is_empty() { prospect.possible } else { prospect.certain };
    judgement
}

/// The account does not exist. No Pod can run as it, and each Pod is judged when it comes, so
/// a template may wait for its account. Pods count it as unset, and so do templates whose
/// Pods nobody will judge; `default` comes with its namespace.
fn without_account<'p>(case: &Case<'p>, weigher: &Weigher<'_, 'p>) -> Judgement<'p> {
    let counts_as_unset = case.is_pod || case.pods_accepted || case.account == "default";
    if counts_as_unset {
        let says_nothing = ServiceAccount::default();
        let mut judgement = weigher.judgement_with(Account::Known(&says_nothing));
        judgement.account_missing = true;
        return judgement;
    }
    // What the template says itself is judged all the same.
    let prospect = weigher.prospect();
    let mut judgement = weigher.judgement();
    judgement.account_missing = true;
    judgement.waits_for_account =
        prospect.settled() != Some(Outcome::Accept) && prospect.certain.is_empty();
    judgement.violations = prospect.certain;
    judgement.drop_warnings();
    judgement
}

fn failed<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    lookups: &Lookups<'_>,
    failure: Failure,
) -> Judgement<'p> {
    let exposures = Weigher::new(case, settings, lookups.facts()).judgement().exposures;
    Judgement { exposures, failure: Some(failure), ..Judgement::default() }
}

#[cfg(test)]
mod tests;
