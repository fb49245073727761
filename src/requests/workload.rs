//! Judges the CREATE or UPDATE of an object that holds a Pod template.

use serde_json::value::RawValue;

use crate::answer::respond;
use crate::answer::response::Response;
use crate::answer::warning::shortened;
use crate::cluster::lookups::Lookups;
use crate::decide::case::Case;
use crate::decide::judge::judge as judge_case;
use crate::decide::old_template::{OldTemplate, OtherAccount};
use crate::decide::search;
use crate::decide::token_source::{Origin, TokenSource};
use crate::json::text;
use crate::pod::chosen::{CONTAINERS_ANNOTATION, ChosenContainers};
use crate::pod::kinds::{Kind, TemplateAt};
use crate::pod::spec::PodSpec;
use crate::pod::workload::Workload;
use crate::prelude::*;
use crate::settings::{ControllerPods, ExistingViolations, OptOutAt, Settings};
use crate::text::is_object_name;

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
    let metadata = format!("request.object.{}.metadata", template_path(spec_path));
    let chosen = ChosenContainers::read(new.template_annotations.containers.as_deref(), &metadata)?;
    let account = account(spec, spec_path)?;
    let accepts_controllers = settings.controller_pods == ControllerPods::Accept;
    let old = old
        .as_ref()
        .filter(|_| settings.existing_violations == ExistingViolations::Allow)
        .and_then(|old| {
            let chosen_before = chosen_before(old)?;
            let mut entries = settings.allow.exemptions_of(namespace, account);
            let by_container = chosen.is_some()
                || chosen_before.is_some()
                || entries.any(|(_, entry)| entry.is_for_some());
            let old = Old { spec: &old.pod_spec, chosen: chosen_before, by_container };
            old_template(old, spec, settings, lookups)
        });
    let case = Case {
        namespace,
        account,
        automount: spec.automount,
        is_pod: false,
        spec_path,
        sources: search::of_pod(spec, chosen.as_ref(), false, settings).map_err(too_many)?,
        old,
        controller_made: accepts_controllers && request.is_for_judged_workload(),
        pods_accepted: accepts_controllers,
    };
    let judgement = judge_case(&case, settings, lookups);
    let mut response = respond::respond(&case, judgement, settings, lookups);
    if new.annotations.containers.is_some() {
        response.warnings.push(shortened(format!(
            "{CONTAINERS_ANNOTATION} has no effect here; it belongs in {}.metadata",
            template_path(spec_path)
        )));
    }
    Ok(response)
}

/// The path of a template whose PodSpec is there.
fn template_path(spec_path: &str) -> &str {
    spec_path.strip_suffix(".spec").unwrap_or(spec_path)
}

/// What the old template chose. One that chose nothing that exists excuses nothing.
fn chosen_before<'p>(old: &'p Workload<'_>) -> Option<Option<ChosenContainers<'p>>> {
    ChosenContainers::read(old.template_annotations.containers.as_deref(), "").ok()
}

/// What an UPDATE replaces.
struct Old<'p> {
    spec: &'p PodSpec<'p>,
    chosen: Option<ChosenContainers<'p>>,
    /// Whether each container counts by itself, although Kubernetes gives all of them the token.
    by_container: bool,
}

/// The template that an UPDATE replaces, unless it mounts too many token sources.
fn old_template<'p>(
    old: Old<'p>,
    new: &PodSpec<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Option<OldTemplate<'p>> {
    let Old { spec: old, chosen, by_container } = old;
    let sources = search::of_pod(old, chosen.as_ref(), false, settings).ok()?;
    if old.account_name() == new.account_name() {
        return Some(OldTemplate::new(old, sources, None, by_container));
    }
    let inspects = settings.inspect_secrets;
    let is_predicted_secret = |source: &TokenSource<'_>| {
        source.predicted && matches!(source.origin, Origin::Secret { .. })
    };
    let automounts = match old.automount {
        Some(says) => says,
        None if settings.opt_out_at == OptOutAt::Pod => true,
        // Only here does the other account matter.
        None if inspects && sources.iter().any(is_predicted_secret) => {
            is_object_name(old.account_name())
                && lookups
                    .other_account_says(old.account_name())
                    .is_some_and(|it| it != Some(false))
        }
        None => false,
    };
    let other = OtherAccount { inspects, automounts };
    Some(OldTemplate::new(old, sources, Some(other), by_container))
}

/// Whether two templates are the same JSON value.
fn same_template(old: Option<&RawValue>, new: Option<&RawValue>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => text::same(old, new),
        _ => old.is_none() && new.is_none(),
    }
}
