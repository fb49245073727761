//! Judges the CREATE or UPDATE of an object that holds Pod templates: one of Kubernetes' own kinds, or one
//! that the settings name (`podTemplates`).

use crate::answer::respond;
use crate::answer::response::Response;
use crate::answer::warning::shortened;
use crate::cluster::lookups::Lookups;
use crate::decide::case::Case;
use crate::decide::judge::judge_all;
use crate::decide::old_template::{OldTemplate, OtherAccount};
use crate::decide::search;
use crate::decide::token_source::{Origin, TokenSource};
use crate::json::{Fault, fields, read_into};
use crate::pod::chosen::{CONTAINERS_ANNOTATION, ChosenContainers};
use crate::pod::kinds::{Kind, WITHOUT_AUTOMOUNT};
use crate::pod::spec::Metadata;
use crate::pod::templates::{FoundTemplate, Place, Templates, in_object};
use crate::pod::workload::Template;
use crate::prelude::*;
use crate::settings::{ControllerPods, ExistingViolations, OptOutAt, Settings};
use crate::text::{is_object_name, quotable, worded};

use super::case::{Judged, account, too_many};
use super::request::{Operation, Request, is_deleted, missing};

/// Judges the CREATE or UPDATE of an object of this kind, one of Kubernetes' own, with a Pod template whose
/// PodSpec is there.
///
/// # Errors
///
/// The request is not valid.
pub fn judge(
    kind: &Kind,
    spec_path: &str,
    operation: Operation,
    request: &Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    request.namespace()?;
    let path = spec_path.strip_suffix(".spec").unwrap_or(spec_path);
    if let Some(old) = request.old_object
        && operation == Operation::Update
    {
        let mut object = Object::default();
        read_into(&mut object, old, "request.oldObject")?;
        if is_deleted(object.metadata.deletion_timestamp.as_deref()) {
            return Ok(Response::accept());
        }
    }
    let places = [Place { path, is_pod_spec: false }];
    judge_templates(&places, Some(kind), operation, request, settings, lookups)
}

/// Judges the CREATE or UPDATE of an object of a kind that the settings name. A `deletionTimestamp` excuses
/// nothing there, for an author can write it.
///
/// # Errors
///
/// The request is not valid.
pub fn judge_custom(
    operation: Operation,
    request: &Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    if request.namespace().is_err() {
        let kind = quotable(request.kind.kind.as_deref().unwrap_or_default());
        return Ok(Response::warn(shortened(worded(
            "{} has no namespace, so its accounts are unknown; what runs from it is judged where it runs",
            &[&kind],
        ))));
    }
    let places: Vec<Place<'_>> = request
        .templates_in(settings)
        .map(|entry| Place { path: &entry.path, is_pod_spec: entry.is_pod_spec })
        .collect();
    judge_templates(&places, None, operation, request, settings, lookups)
}

/// How many places are named where nothing is judged.
const MOST_MISSING: usize = 10;

/// The part of an object that is read before its templates.
#[derive(Default)]
struct Object<'a> {
    metadata: Metadata<'a>,
}
fields!(Object<'de> { "metadata" => Object metadata });

/// Judges every template of an object, except for those that an UPDATE does not change.
fn judge_templates(
    places: &[Place<'_>],
    kind: Option<&Kind>,
    operation: Operation,
    request: &Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    let object = request.object.ok_or_else(|| missing("request.object"))?;
    let old_object = request.old_object.filter(|_| operation == Operation::Update);
    let mut templates = Templates::default();
    for place in places {
        templates.find(*place, object, old_object)?;
    }
    if kind.is_none() {
        templates.check_specs()?;
    }
    let claims = kind.is_some_and(Kind::has_volume_claims).then_some((object, old_object));
    let mut changed = Vec::new();
    for found in &templates.found {
        changed.push(Changed::read(found, claims)?);
    }
    let has_several =
        places.len() > 1 || places.iter().any(|place| place.path.bytes().any(|byte| byte == b'*'));
    let lacks_automount = kind.is_none()
        && request.kind.kind.as_deref().is_some_and(|kind| WITHOUT_AUTOMOUNT.contains(&kind));
    let (mut steps, mut old_steps) = (0, 0);
    let mut cases = Vec::new();
    for changed in &changed {
        let mut case = changed.case(request.namespace()?, settings, &mut steps)?;
        case.path = has_several.then_some(changed.path);
        case.lacks_automount = lacks_automount;
        if kind.is_some() && settings.controller_pods == ControllerPods::Accept {
            case.controller_made = request.is_for_judged_workload();
            case.pods_accepted = true;
        }
        if settings.existing_violations == ExistingViolations::Allow {
            case.old = changed.old_template(&case, settings, lookups, &mut old_steps);
        }
        cases.push(case);
    }
    let judged = judge_all(cases, settings, lookups);
    let mut response = respond::respond(&judged, settings, lookups);
    if response.accepted && kind.is_none() {
        for path in templates.missing.iter().take(MOST_MISSING) {
            response.warnings.push(shortened(worded(
                "nothing is judged at {}, which is missing (podTemplates)",
                &[path],
            )));
        }
    }
    let is_judged = operation == Operation::Create || !templates.found.is_empty();
    if templates.metadata.annotations.containers.is_some() && is_judged {
        let path = places.first().map_or("", |place| place.path);
        response.warnings.push(shortened(worded(
            "{} has no effect here; it belongs in {}.metadata",
            &[CONTAINERS_ANNOTATION, path],
        )));
    }
    Ok(response)
}

/// A template that is new, or that an UPDATE changes.
struct Changed<'a> {
    path: &'a str,
    spec_path: String,
    new: Template<'a>,
    old: Option<Template<'a>>,
}

impl<'a> Changed<'a> {
    /// Reads a template and the one that it replaces. `claims` are the StatefulSets that they are in.
    fn read(
        found: &'a FoundTemplate<'a>,
        claims: Option<(&'a str, Option<&'a str>)>,
    ) -> Result<Self, Fault> {
        let at = in_object(&found.path);
        let mut new = Template::read(found.new, found.is_pod_spec, &at)?;
        // What cannot be read there excuses nothing.
        let mut old = found.old.and_then(|old| Template::read(old, found.is_pod_spec, "").ok());
        if let Some((object, old_object)) = claims {
            new.replace_claimed(object)?;
            old = old.zip(old_object).and_then(|(mut old, object)| {
                old.replace_claimed(object).ok()?;
                Some(old)
            });
        }
        Ok(Self { path: &found.path, spec_path: found.spec_path(), new, old })
    }

    /// The case without what an UPDATE replaces.
    fn case(
        &'a self,
        namespace: &'a str,
        settings: &Settings<'_>,
        steps: &mut usize,
    ) -> Result<Case<'a>, Fault> {
        let annotation = self.new.metadata.annotations.containers.as_deref();
        let metadata = [&*in_object(self.path), ".metadata"].concat();
        let chosen = ChosenContainers::read(annotation, &metadata)?;
        let spec = &self.new.spec;
        let account = account(spec, &self.spec_path)?;
        let sources = search::of_pod(spec, chosen.as_ref(), false, settings, steps);
        Ok(Case {
            account,
            automount: spec.automount,
            spec_path: &self.spec_path,
            sources: sources.map_err(too_many)?,
            namespace,
            ..Case::default()
        })
    }

    /// The template that an UPDATE replaces, if it may excuse something.
    fn old_template(
        &'a self,
        case: &Case<'_>,
        settings: &Settings<'_>,
        lookups: &mut Lookups<'_>,
        steps: &mut usize,
    ) -> Option<OldTemplate<'a>> {
        let old = self.old.as_ref()?;
        // One that chose nothing that exists excuses nothing.
        let chosen =
            ChosenContainers::read(old.metadata.annotations.containers.as_deref(), "").ok()?;
        let mut entries = settings.allow.exemptions_of(case.namespace, case.account);
        let by_container = chosen.is_some()
            || self.new.metadata.annotations.containers.is_some()
            || entries.any(|(_, entry)| entry.is_for_some());
        let spec = &old.spec;
        // Nor does one that mounts too much to be judged.
        let sources = search::of_pod(spec, chosen.as_ref(), false, settings, steps).ok()?;
        if spec.account_name() == case.account {
            return Some(OldTemplate::new(spec, sources, None, by_container));
        }
        let inspects = settings.inspect_secrets;
        let is_predicted_secret = |source: &TokenSource<'_>| {
            source.predicted && matches!(source.origin, Origin::Secret { .. })
        };
        let automounts = match spec.automount {
            Some(says) => says,
            None if settings.opt_out_at == OptOutAt::Pod => true,
            // Only here does the other account matter.
            None if inspects && sources.iter().any(is_predicted_secret) => {
                is_object_name(spec.account_name())
                    && lookups
                        .other_account_says(spec.account_name())
                        .is_some_and(|it| it != Some(false))
            }
            None => false,
        };
        let other = OtherAccount { inspects, automounts };
        Some(OldTemplate::new(spec, sources, Some(other), by_container))
    }
}
