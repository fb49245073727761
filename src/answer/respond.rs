//! Turns a judgement into an answer.

use super::response::Response;
use super::warning::shortened;
use super::wording::Wording;
use crate::cluster::lookups::{FailedLookup, Lookups};
use crate::decide::case::{Case, Judgement};
use crate::decide::exposure::Exposure;
use crate::prelude::*;
use crate::settings::{Action, Settings};
use crate::text::quotable;

/// The answer when nothing is stripped.
pub fn respond(
    case: &Case<'_>,
    judgement: Judgement<'_>,
    settings: &Settings<'_>,
    lookups: &Lookups<'_>,
) -> Response {
    let wording = Wording::of(case, &judgement, settings, lookups.facts());
    let response = if let Some(failure) = &judgement.failure {
        match case.controller_made {
            // What kube-controller-manager creates for a judged workload is never rejected.
            true => not_known(failure),
            false => not_looked_up(failure, settings),
        }
    } else if settings.action != Action::Warn && !judgement.violations.is_empty() {
        let message = wording.rejection(&judgement.violations, judgement.also_unset);
        Response::reject(403, message, &settings.help)
    } else {
        Response { warnings: warnings(&judgement, &wording), ..Response::accept() }
    };
    response.with_exposures(&judgement.exposures, case.namespace, case.account)
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
        return not_known(failure);
    }
    let FailedLookup { object, kinds, resources, capabilities, error } = failure;
    let object = quotable(object);
    let (why, remedy) = (error.why(), error.remedy(kinds, resources, capabilities));
    let message =
        format!("The answer depends on {object}, which could not be looked up: {why}. {remedy}");
    Response::reject(500, message, &settings.help)
}

/// The answer when a lookup failed but the request is not rejected for it.
fn not_known(failure: &FailedLookup) -> Response {
    let object = quotable(&failure.object);
    let warning = format!("{object} could not be read: {}", failure.error.hint());
    Response::warn(shortened(warning))
}
