//! Judges the CREATE or UPDATE of an object that holds a Pod template.

use serde_json::value::RawValue;

use crate::answer::respond;
use crate::answer::response::Response;
use crate::cluster::lookups::Lookups;
use crate::decide::case::Case;
use crate::decide::judge::judge as judge_case;
use crate::decide::old_template::OldTemplate;
use crate::decide::search;
use crate::json::text;
use crate::pod::kinds::{Kind, TemplateAt};
use crate::pod::workload::Workload;
use crate::prelude::*;
use crate::settings::{ControllerPods, ExistingViolations, Settings};

use super::case::{Judged, account, too_many};
use super::request::{Operation, Request, is_deleted, missing};

/// Judges the CREATE or UPDATE of an object of this kind, with its Pod template there.
///
/// # Errors
///
/// The request is not valid.
pub fn judge(
    kind: &Kind,
    at: TemplateAt,
    operation: Operation,
    request: &Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    let spec_path = at.pod_spec();
    let namespace = request.namespace()?;
    let object = request.object.ok_or_else(|| missing("request.object"))?;
    let read =
        |object, name| Workload::read(kind, at, object, name).map_err(|fault| fault.to_string());
    let old = match request.old_object {
        Some(old) if operation == Operation::Update => Some(read(old, "request.oldObject")?),
        _ => None,
    };
    if old.as_ref().is_some_and(|old| is_deleted(old.deletion_timestamp.as_deref())) {
        return Ok(Response::accept());
    }
    let new = read(object, "request.object")?;
    if old.as_ref().is_some_and(|old| same_template(old.template, new.template)) {
        return Ok(Response::accept());
    }
    let spec = &new.pod_spec;
    let accepts_controllers = settings.controller_pods == ControllerPods::Accept;
    let old = old
        .as_ref()
        .filter(|_| settings.existing_violations == ExistingViolations::Allow)
        .and_then(|old| {
            let sources = search::of_pod(&old.pod_spec, false, settings).ok()?;
            let same_account = old.pod_spec.account_name() == spec.account_name();
            Some(OldTemplate::new(&old.pod_spec, sources, same_account, settings.inspect_secrets))
        });
    let case = Case {
        namespace,
        account: account(spec, spec_path)?,
        automount: spec.automount,
        is_pod: false,
        spec_path,
        sources: search::of_pod(spec, false, settings).map_err(too_many)?,
        old,
        controller_made: accepts_controllers && request.is_for_judged_workload(),
        pods_accepted: accepts_controllers,
    };
    let judgement = judge_case(&case, settings, lookups);
    Ok(respond::respond(&case, judgement, settings, lookups))
}

/// Whether two templates are the same JSON value.
fn same_template(old: Option<&RawValue>, new: Option<&RawValue>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => text::same(old, new),
        _ => old.is_none() && new.is_none(),
    }
}
