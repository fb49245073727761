//! Judges an UPDATE of the subresource `ephemeralcontainers` of a Pod.

use crate::answer::respond;
use crate::answer::response::Response;
use crate::cluster::lookups::Lookups;
use crate::decide::judge::judge as judge_case;
use crate::decide::search;
use crate::json::read_into;
use crate::pod::chosen::ChosenContainers;
use crate::pod::spec::Pod;
use crate::settings::Settings;
use crate::text::ByName;

use super::case::{Judged, pod_case, too_many};
use super::request::{Request, is_deleted, missing};

/// Judges the new ephemeral containers.
///
/// Everything except the new containers is taken from `oldObject`: in `object`, a mutating webhook
/// sees whatever the caller wrote, and the server keeps only `spec.ephemeralContainers`.
///
/// # Errors
///
/// The request is not valid.
pub fn judge(
    request: &mut Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    let old_object = request.old_object.ok_or_else(|| missing("request.oldObject"))?;
    let mut old = Pod::default();
    read_into(&mut old, old_object, "request.oldObject")?;
    if is_deleted(old.metadata.deletion_timestamp.as_deref()) {
        return Ok(Response::accept());
    }
    let pod = request.take_pod()?;
    let namespace = request.namespace()?;
    let mut old_names = ByName::default();
    for (index, container) in old.spec.ephemeral_containers.iter().enumerate() {
        old_names.add_name(container.name(), index);
    }
    let new = pod.spec.ephemeral_containers.iter();
    let new = new.filter(|container| !old_names.has(container.name()));
    let mut case = pod_case(namespace, &old.spec)?;
    let chosen = old.metadata.annotations.containers.as_deref();
    let chosen = ChosenContainers::read(chosen, "request.oldObject.metadata")?;
    case.sources =
        search::of_ephemeral(&old.spec, new, chosen.as_ref(), settings).map_err(too_many)?;
    let judgement = judge_case(&case, settings, lookups);
    Ok(respond::respond(&[(case, judgement)], settings, lookups))
}
