//! Turns a judgement into an answer.

use super::rejection::Rejection;
use super::response::Response;
use super::warning::shortened;
use super::wording::{MOST_CAUSES, Wording};
use crate::cluster::lookups::{FailedLookup, Lookups};
use crate::decide::case::{Judged, Judgement};
use crate::decide::exposure::Exposure;
use crate::prelude::*;
use crate::settings::{Action, Settings};
use crate::text::{count, quotable, worded};

/// The answer to what was judged in one object, when nothing is stripped.
pub fn respond(judged: &[Judged<'_>], settings: &Settings<'_>, lookups: &Lookups<'_>) -> Response {
    let mut rejection = Rejection::default();
    let mut failed = None;
    let mut response = Response::accept();
    let mut unsaid = 0;
    for (case, judgement) in judged {
        let wording = Wording::of(case, judgement, settings, lookups.facts());
        if let Some(failure) = &judgement.failure {
            // What kube-controller-manager creates for a judged workload is never rejected.
            if case.controller_made {
                response.warnings.push(not_known(failure));
            } else if failed.is_none() {
                failed = Some(failure);
            }
        } else if settings.action != Action::Warn && !judgement.violations.is_empty() {
            rejection.add(&wording, judgement);
        } else {
            let known = response.warnings.len();
            let mut own = warnings(judgement, &wording);
            if known < MOST_CAUSES {
                own.retain(|warning| !response.warnings.contains(warning));
                response.warnings.append(&mut own);
            } else if !own.is_empty() {
                unsaid += 1;
            }
        }
        response.add_exposures(case, judgement, lookups.facts());
    }
    let exposures = core::mem::take(&mut response.exposures);
    let mut answer = match (rejection.finish(settings), failed) {
        (Some(message), _) => Response::reject(403, message),
        (None, Some(failure)) => not_looked_up(failure, settings),
        (None, None) => Response::accept(),
    };
    if answer.accepted {
        answer.warnings.append(&mut response.warnings);
        if unsaid > 0 {
            let warning = "there are warnings about {} more Pod templates";
            answer.warnings.push(worded(warning, &[&count(unsaid)]));
        }
    }
    Response { exposures, ..answer }
}

fn warnings(judgement: &Judgement<'_>, wording: &Wording<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    if judgement.waits_for_account {
        warnings.push(wording.waits_for_account());
    }
    let action = wording.settings.action;
    if action == Action::Warn {
        warnings.extend(wording.warnings(&judgement.violations, ""));
    } else if !wording.case.pods_accepted {
        let loses = |exposure: &Exposure<'_>| action == Action::Mutate && exposure.is_unasked();
        let (lost, rejected): (Vec<_>, Vec<_>) =
            judgement.tolerated.iter().cloned().partition(loses);
        warnings.extend(wording.warnings(&rejected, "new Pods will be rejected: "));
        warnings.extend(wording.warnings(&lost, LOSES));
    }
    warnings.extend(wording.warnings(&judgement.lost_later, LOSES));
    warnings.extend(wording.exemptions(&judgement.exposures));
    warnings
}

const LOSES: &str = "new Pods will lose the token: ";

/// The answer when a required lookup failed.
pub fn not_looked_up(failure: &FailedLookup, settings: &Settings<'_>) -> Response {
    if settings.action == Action::Warn {
        return Response::warn(not_known(failure));
    }
    let FailedLookup { object, what, error } = failure;
    let object = quotable(object);
    let (why, remedy) = (error.why(), error.remedy(what.needs()));
    let message = worded(
        "The answer depends on {}, which could not be looked up: {}. {}",
        &[&object, why, &remedy],
    );
    Response::reject(500, message)
}

/// The warning when a lookup failed but the request is not rejected for it.
fn not_known(failure: &FailedLookup) -> String {
    let object = quotable(&failure.object);
    shortened(worded("{} could not be read: {}", &[&object, failure.error.hint()]))
}
