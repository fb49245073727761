//! Judges the CREATE of a Pod.

use crate::answer::mutate;
use crate::answer::respond;
use crate::answer::response::Response;
use crate::cluster::lookups::Lookups;
use crate::decide::case::{Case, Judgement};
use crate::decide::judge::judge as judge_case;
use crate::decide::search;
use crate::prelude::*;
use crate::settings::{ControllerPods, OptOutAt, Settings};
use crate::text::ByName;

use super::case::{Judged, pod_case, too_many};
use super::payload::Payload;
use super::request::{Request, missing};

/// Judges the CREATE of a Pod. The payload is read again if the Pod is changed.
///
/// # Errors
///
/// The request is not valid.
pub fn judge(
    request: &mut Request<'_>,
    payload: &str,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    let pod = request.take_pod()?;
    let namespace = request.namespace()?;
    let mirror = pod.metadata.annotations.mirror.is_some();
    let mut case = pod_case(namespace, &pod.spec)?;
    case.sources = search::of_pod(&pod.spec, mirror, settings).map_err(too_many)?;
    case.controller_made =
        settings.controller_pods == ControllerPods::Accept && request.is_for_judged_workload();
    let judgement = judge_case(&case, settings, lookups);
    if !judgement.stripped.is_empty()
        && judgement.violations.is_empty()
        && judgement.failure.is_none()
    {
        let judged_again = what_is_left(&mut case, settings, lookups);
        if judged_again.violations.is_empty() && judged_again.failure.is_none() {
            return stripped(&case, judgement, payload, settings);
        }
        return Ok(respond::respond(&case, judged_again, settings, lookups));
    }
    Ok(respond::respond(&case, judgement, settings, lookups))
}

/// Judges the Pod without the token: other mounts by the author stay, and then count as written by
/// hand. There is no point in a change if its result would be rejected next.
fn what_is_left<'p>(
    case: &mut Case<'p>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judgement<'p> {
    case.sources.retain(|source| !source.is_plugins());
    case.automount = Some(false);
    judge_case(case, settings, lookups)
}

/// The answer that removes the token.
fn stripped(
    case: &Case<'_>,
    judgement: Judgement<'_>,
    json: &str,
    settings: &Settings<'_>,
) -> Judged {
    let mut payload = Payload::default();
    payload.read_objects_as_text(json).map_err(|fault| fault.to_string())?;
    let object = payload.request.as_ref().and_then(|request| request.object);
    let object = object.ok_or_else(|| missing("request.object"))?;
    let mut volumes = ByName::default();
    for volume in judgement.stripped.iter().filter_map(|exposure| exposure.volume) {
        volumes.add_name(volume, 0);
    }
    let why = match (settings.opt_out_at == OptOutAt::Pod, judgement.account_missing) {
        (true, _) => "the Pod does not set automountServiceAccountToken",
        (false, true) => {
            "the Pod does not set automountServiceAccountToken, and the service account does not \
             exist"
        }
        (false, false) => {
            "neither the Pod nor the service account sets automountServiceAccountToken"
        }
    };
    let reason = format!("{}/{}: {why}", case.namespace, case.account);
    let changed =
        mutate::strip_pod(object, &volumes, &reason).map_err(|fault| fault.to_string())?;
    Ok(Response::mutate(changed).with_exposures(&judgement.exposures, case.namespace, case.account))
}
