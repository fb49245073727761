//! Judges the CREATE of a Pod.

use crate::answer::mutate::{self, Strip};
use crate::answer::respond;
use crate::answer::response::Response;
use crate::answer::wording::Wording;
use crate::cluster::lookups::Lookups;
use crate::decide::case::Judgement;
use crate::decide::judge::judge as judge_case;
use crate::decide::kept::Kept;
use crate::decide::search;
use crate::json::Fault;
use crate::pod::chosen::ChosenContainers;
use crate::prelude::*;
use crate::settings::{ControllerPods, Settings};
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
    let annotations = &pod.metadata.annotations;
    let chosen =
        ChosenContainers::read(annotations.containers.as_deref(), "request.object.metadata")?;
    let mirror = annotations.mirror.is_some();
    let mut case = pod_case(namespace, &pod.spec)?;
    case.sources =
        search::of_pod(&pod.spec, chosen.as_ref(), mirror, settings, &mut 0).map_err(too_many)?;
    case.controller_made =
        settings.controller_pods == ControllerPods::Accept && request.is_for_judged_workload();
    let judgement = judge_case(&case, settings, lookups);
    if !judgement.stripped.is_empty()
        && judgement.violations.is_empty()
        && judgement.failure.is_none()
    {
        let kept = Kept::of(&case, &judgement, settings, lookups.facts());
        let wording = Wording::of(&case, &judgement, settings, lookups.facts());
        let reason = wording.removed(&judgement.stripped, &kept);
        let warnings = wording.exemptions(&judgement.exposures);
        // There is no point in a change if its result would be rejected next: mounts by the author stay,
        // and then count as written by hand.
        kept.apply_to(&mut case);
        let judged_again = judge_case(&case, settings, lookups);
        if judged_again.violations.is_empty() && judged_again.failure.is_none() {
            let changed = stripped(payload, &judgement, &kept, &reason)?;
            let mut response = Response { warnings, ..Response::mutate(changed) };
            response.add_exposures(&case, &judgement, lookups.facts());
            return Ok(response);
        }
        return Ok(respond::respond(&[(case, judged_again)], settings, lookups));
    }
    Ok(respond::respond(&[(case, judgement)], settings, lookups))
}

/// The Pod without the token that nobody asked for.
fn stripped(
    payload: &str,
    judgement: &Judgement<'_>,
    kept: &Kept<'_>,
    reason: &str,
) -> Result<String, Fault> {
    let mut read = Payload::default();
    read.read_objects_as_text(payload)?;
    let object = read.request.as_ref().and_then(|request| request.object);
    let object = object.ok_or_else(|| missing("request.object"))?;
    let mut volumes = ByName::default();
    for volume in judgement.stripped.iter().filter_map(|exposure| exposure.volume) {
        volumes.add_name(volume, 0);
    }
    mutate::strip_pod(object, &Strip { volumes, kept, reason })
}
