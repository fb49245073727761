//! From sources to a verdict: what is allowed, and when the cluster has to be asked.
//!
//! The cluster is asked only where some possible answer would change accept, reject or patch; an
//! answer that cannot is left out.

use super::case::{Case, Judgement};
use super::exposure::{Exposure, How};
use super::prospect::{Effect, Prospect};
use super::token_source::Origin;
use super::weigh::Weigher;
use super::world::{AccountSays, TokenAccount};
use crate::cluster::answers::ServiceAccount;
use crate::cluster::facts::Facts;
use crate::cluster::lookups::{FailedLookup, Lookups};
use crate::prelude::*;
use crate::settings::{Action, OptOutAt, Settings};

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
        if !settings.allow.service_accounts_with_role_bindings {
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
    let warns = settings.action == Action::Warn;
    let mut names: Vec<String> = Vec::new();
    let mut rejected = false;
    let lists =
        [&judgement.violations, &judgement.stripped, &judgement.lost_later, &judgement.tolerated];
    for exposure in lists.into_iter().flatten() {
        let bound = match &exposure.token_account {
            TokenAccount::PodsAccount => (case.account, facts.bound(case.account)),
            TokenAccount::Other(name) => (&**name, facts.bound(name)),
            TokenAccount::Unknown => ("", Some(false)),
        };
        match bound {
            // Secrets are bounded in number, and so are the accounts they belong to.
            (name, None) if names.iter().all(|known| known != name) => names.push(name.to_owned()),
            (_, Some(false)) => rejected = true,
            _ => {}
        }
    }
    // It is rejected because of that one, whatever the others are.
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
) -> Result<Judgement<'p>, FailedLookup> {
    let warns = settings.action == Action::Warn;
    let mut inspects = settings.inspect_secrets;
    if case.controller_made && settings.action != Action::Mutate {
        return Ok(Weigher::new(case, settings, lookups.facts()).judgement());
    }
    loop {
        let weigher = Weigher::new(case, settings, lookups.facts());
        let prospect = weigher.prospect();
        let asked = lookups.facts().account().is_some() || settings.opt_out_at == OptOutAt::Pod;
        let account_adds_nothing = case.automount.is_some() && settings.inspect_secrets;
        // Warnings should be complete: what only the cluster can say is not left out.
        let settled = prospect.settled().filter(|_| !warns || !prospect.undecided);
        match settled {
            Some(Effect::Reject) => return Ok(rejected_anyway(&weigher, prospect)),
            Some(_)
                if asked
                    || !prospect.warning_depends
                    || warns
                    || account_adds_nothing
                    || case.pods_accepted =>
            {
                return Ok(accepted_anyway(&weigher));
            }
            // A warning about what is tolerated has to be true, but is not worth a rejection.
            Some(_) => {
                let is_known = lookups.ask_account(case.account).is_ok();
                let weigher = Weigher::new(case, settings, lookups.facts());
                if is_known {
                    return Ok(concluded(case, &weigher, lookups.facts()));
                }
                let mut judgement = accepted_anyway(&weigher);
                judgement.drop_warnings();
                return Ok(judgement);
            }
            None => {}
        }
        if !asked && (prospect.depends_on_account() || warns && !account_adds_nothing) {
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
) -> Result<(), FailedLookup> {
    for source in &case.sources {
        let Origin::Secret { name, .. } = source.origin else {
            continue;
        };
        if lookups.facts().secrets().get(name).is_some() {
            continue;
        }
        if !Weigher::new(case, settings, lookups.facts()).may_violate(source) {
            continue;
        }
        lookups.ask_secret(name)?;
        let violation = Weigher::new(case, settings, lookups.facts()).violation(source);
        let lasts = |account| {
            account == TokenAccount::Unknown || !settings.allow.service_accounts_with_role_bindings
        };
        if settings.action != Action::Warn && violation.is_some_and(|one| lasts(one.token_account))
        {
            return Ok(());
        }
    }
    Ok(())
}

/// It is rejected whatever the cluster says, and the part that only the cluster knows is left
/// out, unless each answer has a reason of its own: then all of them are given.
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
        let mut judgement = weigher.judgement_with(AccountSays::Known(&says_nothing));
        judgement.account_missing = true;
        return judgement;
    }
    // What the template says itself is judged all the same.
    let prospect = weigher.prospect();
    let mut judgement = weigher.judgement();
    judgement.account_missing = true;
    judgement.waits_for_account =
        prospect.settled() != Some(Effect::Accept) && prospect.certain.is_empty();
    judgement.violations = prospect.certain;
    judgement.drop_warnings();
    judgement
}

fn failed<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    lookups: &Lookups<'_>,
    failure: FailedLookup,
) -> Judgement<'p> {
    let exposures = Weigher::new(case, settings, lookups.facts()).judgement().exposures;
    Judgement { exposures, failure: Some(failure), ..Judgement::default() }
}

#[cfg(test)]
mod tests;
