//! Reaches a verdict from token sources, and decides when the cluster has to be queried.
//!
//! The cluster is queried only if some possible answer would change whether the request is
//! accepted, rejected or patched.

use super::case::{Case, Judged, Judgement};
use super::exempt::Exempt;
use super::exposure::{Exposure, How};
use super::old_template::OldTemplate;
use super::prospect::{Effect, Prospect};
use super::weigh::Weigher;
use super::world::{AccountSays, TokenAccount};
use crate::cluster::answers::ServiceAccount;
use crate::cluster::bindings::Bound;
use crate::cluster::facts::Facts;
use crate::cluster::lookups::{FailedLookup, Lookups, no_clock};
use crate::prelude::*;
use crate::settings::{Action, OptOutAt, Settings};

/// After how many templates whose lookups failed nothing more is looked up for an object: each failure can take
/// as long as the host waits.
const MOST_FAILURES: usize = 3;

/// Judges the PodSpecs of one object. One that is surely not allowed is enough for a rejection, and then
/// nothing is looked up for the others.
pub fn judge_all<'p>(
    cases: Vec<Case<'p>>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Vec<Judged<'p>> {
    let rejects = |judgement: &Judgement<'_>| {
        settings.action != Action::Warn
            && judgement.failure.is_none()
            && !judgement.violations.is_empty()
    };
    for case in &cases {
        lookups.announce(case.account);
    }
    if cases.len() > 1 && settings.action != Action::Warn {
        lookups.close();
        let mut is_rejected = false;
        let mut unasked = Vec::new();
        for case in &cases {
            let judgement = judge(case, settings, lookups);
            is_rejected |= !lookups.was_refused() && rejects(&judgement);
            unasked.push(judgement);
        }
        if is_rejected {
            return cases.into_iter().zip(unasked).collect();
        }
        lookups.reopen();
    }
    let mut judged = Vec::new();
    let mut failures = 0;
    for case in cases {
        let judgement = judge(&case, settings, lookups);
        failures += usize::from(judgement.failure.is_some());
        if failures == MOST_FAILURES || rejects(&judgement) {
            lookups.close();
        }
        judged.push((case, judgement));
    }
    judged
}

/// Judges a PodSpec.
pub fn judge<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judgement<'p> {
    lookups.turn_to(case.account);
    let mut judgement = on_what_is_known(case, settings, lookups);
    check_date(case, settings, &mut judgement);
    judgement
}

/// Where an exemption with an end decides, and the host has no clock, there is no answer.
fn check_date(case: &Case<'_>, settings: &Settings<'_>, judgement: &mut Judgement<'_>) {
    let is_undated = |exposure: &Exposure<'_>| exposure.exempt == Exempt::Undated;
    judgement.lost_later.retain(|exposure| !is_undated(exposure));
    let is_open = match judgement.violations.as_slice() {
        [] => judgement.stripped.iter().any(is_undated),
        all if settings.action == Action::Warn => all.iter().any(is_undated),
        all => all.iter().all(is_undated),
    } || case.controller_made && judgement.exposures.iter().any(is_undated);
    if is_open && judgement.failure.is_none() {
        judgement.failure = Some(no_clock());
    }
    // Whatever the day is, the others are violations.
    judgement.violations.retain(|exposure| !is_undated(exposure));
}

/// Judges a PodSpec by what is known, and what has to be looked up.
fn on_what_is_known<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judgement<'p> {
    loop {
        let mut judgement = match settle(case, settings, lookups) {
            Ok(judgement) => judgement,
            Err(failure) => return failed(case, settings, lookups, failure),
        };
        // Role bindings are read last because every other rule is cheaper.
        if !settings.allow.service_accounts_with_role_bindings {
            return judgement;
        }
        let for_warning = judgement.violations.is_empty() && judgement.stripped.is_empty();
        let names = unasked(case, settings, lookups.facts(), &judgement);
        if names.is_empty() {
            return judgement;
        }
        if let Err(failure) = lookups.ask_bound(&names) {
            // A warning must be true, but a failed lookup for it is no reason to reject.
            judgement.drop_warnings();
            judgement.failure = (!for_warning).then_some(failure);
            return judgement;
        }
    }
}

/// The accounts whose role bindings could still allow everything found, if that is possible.
fn unasked(
    case: &Case<'_>,
    settings: &Settings<'_>,
    facts: &Facts<'_>,
    judgement: &Judgement<'_>,
) -> Vec<String> {
    let warns = settings.action == Action::Warn;
    let mut names: Vec<String> = Vec::new();
    let mut rejected = false;
    let others = [&judgement.stripped, &judgement.lost_later, &judgement.tolerated];
    let others = others.into_iter().flatten().map(|exposure| (exposure, false));
    let violations = judgement.violations.iter().map(|exposure| (exposure, true));
    for (exposure, is_violation) in violations.chain(others) {
        // What the author leaves out is allowed by no role binding; one can only have allowed it before. The
        // others are still asked about, so that the message is right.
        if exposure.is_left_out && case.old.is_none() {
            continue;
        }
        let bound = match exposure.token_account.name(case.account, facts) {
            Some(name) => (name, facts.bound(name)),
            None => ("", Some(Bound::No)),
        };
        match bound {
            // The number of Secrets is bounded, and so is the number of their accounts. A violation that
            // remains is one that no role binding allows.
            (name, None) if names.iter().all(|known| known != name) => names.push(name.to_owned()),
            (_, Some(_)) => rejected |= is_violation,
            _ => {}
        }
    }
    // The request is rejected for that violation, whatever the other lookups show.
    if rejected && !warns {
        names.clear();
    }
    names
}

/// Looks up what the verdict needs, except for role bindings.
fn settle<'p>(
    case: &Case<'p>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Result<Judgement<'p>, Box<FailedLookup>> {
    let warns = settings.action == Action::Warn;
    let mut inspects = settings.inspect_secrets;
    if case.controller_made && settings.action != Action::Mutate {
        return Ok(Weigher::new(case, settings, lookups.facts()).judgement());
    }
    loop {
        let weigher = Weigher::new(case, settings, lookups.facts());
        let prospect = weigher.prospect();
        let asked = lookups.facts().account().is_some() || settings.opt_out_at == OptOutAt::Pod;
        let account_adds_nothing =
            case.says() && settings.inspect_secrets && !weigher.list_matters();
        // What depends on the day rejects only on some; a lookup may show what is rejected on every day.
        let is_undated = |one: &Exposure<'_>| one.exempt == Exempt::Undated;
        let may_be_dated = prospect.undecided
            && prospect.certain.iter().all(is_undated)
            && prospect.certain.iter().chain(&prospect.possible).any(is_undated);
        // Warnings should be complete, so violations that depend on a lookup are not left out; and so
        // should what is stripped.
        let settled = prospect.settled().filter(|effect| {
            let may_strip_more = || weigher.next_unseen(&mut case.sources.iter()).is_some();
            let is_patch = *effect == Effect::Patch && inspects;
            let is_open = warns && prospect.undecided
                || is_patch && may_strip_more()
                || may_be_dated && (inspects || !asked);
            !is_open
        });
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
            // A warning about tolerated exposures must be true, but is no reason to reject.
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
        let is_wanted = prospect.depends_on_account() || may_be_dated;
        if !asked && (is_wanted || warns && !account_adds_nothing) {
            lookups.ask_account(case.account)?;
        } else if inspects {
            inspect_secrets(case, settings, lookups)?;
            inspects = false;
        } else {
            return Ok(concluded(case, &weigher, lookups.facts()));
        }
    }
}

/// The result once everything it depends on is known.
fn concluded<'p>(case: &Case<'p>, weigher: &Weigher<'_, 'p>, facts: &Facts<'_>) -> Judgement<'p> {
    match facts.account() {
        Some(None) => without_account(case, weigher),
        _ => weigher.judgement(),
    }
}

/// The result for a request that is accepted whatever the cluster's state is.
fn accepted_anyway<'p>(weigher: &Weigher<'_, 'p>) -> Judgement<'p> {
    let mut judgement = weigher.judgement();
    judgement.violations.clear();
    judgement
}

/// Looks up the Secrets that may hold tokens, one at a time, and stops at the first that is enough
/// for a rejection.
fn inspect_secrets(
    case: &Case<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Result<(), Box<FailedLookup>> {
    let mut rest = case.sources.iter();
    while let Some((source, name)) =
        Weigher::new(case, settings, lookups.facts()).next_unseen(&mut rest)
    {
        lookups.ask_secret(name)?;
        let violation = Weigher::new(case, settings, lookups.facts()).violation(source);
        let lasts = |one: Exposure<'_>| {
            let may_be_bound = settings.allow.service_accounts_with_role_bindings
                && one.token_account != TokenAccount::Unknown;
            !may_be_bound && one.exempt != Exempt::Undated
        };
        if settings.action != Action::Warn && violation.is_some_and(lasts) {
            return Ok(());
        }
    }
    // What the old template had excuses the new one only if it is known. No answer is no excuse.
    for name in case.old.iter().flat_map(OldTemplate::injected_secrets) {
        if lookups.facts().secrets().get(name).is_none() && lookups.ask_secret(name).is_err() {
            break;
        }
    }
    Ok(())
}

/// The result for a request that is rejected whatever the cluster's state is. Violations that depend
/// on a lookup are left out, unless no violation is certain; then all of them are reported.
fn rejected_anyway<'p>(weigher: &Weigher<'_, 'p>, prospect: Prospect<'p>) -> Judgement<'p> {
    let mut judgement = weigher.judgement();
    let automount = |exposure: &Exposure<'_>| exposure.how == How::Automount;
    judgement.also_unset = !prospect.certain.is_empty() && prospect.possible.iter().any(automount);
    judgement.violations =
        if prospect.certain.is_empty() { prospect.possible } else { prospect.certain };
    judgement
}

/// The result if the account does not exist. No Pod can run as it yet, and each Pod is judged when
/// it is created, so a template may wait for its account. For Pods the field counts as unset; so it
/// does for templates whose Pods are not judged, and for `default`, which is created together with
/// its namespace.
fn without_account<'p>(case: &Case<'p>, weigher: &Weigher<'_, 'p>) -> Judgement<'p> {
    let counts_as_unset = case.is_pod || case.pods_accepted || case.account == "default";
    if counts_as_unset {
        let unset = ServiceAccount::default();
        let mut judgement = weigher.judgement_with(AccountSays::Known(&unset));
        judgement.account_missing = true;
        return judgement;
    }
    // Violations in the template itself still count.
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
    failure: Box<FailedLookup>,
) -> Judgement<'p> {
    let exposures = Weigher::new(case, settings, lookups.facts()).judgement().exposures;
    Judgement { exposures, failure: Some(failure), ..Judgement::default() }
}

#[cfg(test)]
mod tests;
