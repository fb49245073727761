//! The policy's three functions, as the host calls them.

use crate::prelude::*;
use serde_json::value::RawValue;

use crate::candidate;
use crate::cluster::Cluster;
use crate::index::Index;
use crate::judge::{Case, Judgement, judge};
use crate::lookups::Lookups;
use crate::mutate;
use crate::old_template::OldTemplate;
use crate::pattern;
use crate::pod_spec::{Pod, PodSpec};
use crate::raw;
use crate::request::{Operation, Payload, Request, Subject, is_deleted, missing, read_object};
use crate::respond;
use crate::response::{Response, SettingsResponse};
use crate::service_account_object;
use crate::settings::Settings;
use crate::slots;
use crate::token_secret;
use crate::workload::{Workload, WorkloadKind};

/// waPC function `protocol_version`.
pub fn protocol_version() -> Vec<u8> {
    b"\"v1\"".to_vec()
}

/// waPC function `validate_settings`: settings as JSON to a `SettingsValidationResponse`.
pub fn validate_settings(json: &[u8]) -> Vec<u8> {
    let no_settings = matches!(json.trim_ascii(), b"" | b"null");
    let fault = if no_settings {
        None
    } else {
        let settings = slots::text(json, "settings").and_then(Settings::read);
        match settings {
            Ok(settings) => settings.check().err(),
            Err(trouble) => Some(trouble.to_string()),
        }
    };
    let response = SettingsResponse { valid: fault.is_none(), message: fault };
    serde_json::to_vec(&response).unwrap_or_default()
}

/// waPC function `validate`: `{"request": …, "settings": …}` to a `ValidationResponse`.
///
/// Never fails: whatever cannot be judged is rejected.
pub fn validate(json: &[u8], cluster: &mut dyn Cluster) -> Vec<u8> {
    answer(json, cluster).into_json()
}

fn answer(json: &[u8], cluster: &mut dyn Cluster) -> Response {
    let mut payload = Payload::default();
    let read = slots::text(json, "").and_then(|json| payload.read(json).map(|()| json));
    let json = match read {
        Ok(json) => json,
        Err(trouble) => return Response::reject(400, format!("{trouble}."), ""),
    };
    let settings = &payload.settings;
    if let Err(fault) = settings.check() {
        return Response::reject(500, format!("{fault}."), "");
    }
    let bad = |fault: String| Response::reject(400, format!("{fault}."), settings.help());
    let Some(request) = &mut payload.request else {
        return bad("request is missing; it must be an AdmissionRequest".into());
    };
    let subject = match request.subject() {
        Ok(Some(subject)) => subject,
        Ok(None) => return Response::accept(),
        Err(fault) => return bad(fault),
    };
    let namespace = request.namespace.clone().unwrap_or_default();
    let lookups = &mut Lookups::new(cluster, &namespace);
    let judged = match subject {
        Subject::Pod => pod(request, json, settings, lookups),
        Subject::EphemeralContainers => ephemeral_containers(request, settings, lookups),
        Subject::Workload(kind, operation) => workload(kind, operation, request, settings, lookups),
        Subject::ServiceAccount(operation) => {
            service_account_object::judge(operation, request, settings, lookups)
        }
        Subject::Secret => token_secret::judge(request, settings, lookups),
    };
    judged.unwrap_or_else(bad)
}

/// An answer, or what is wrong with the request.
type Judged = Result<Response, String>;

fn pod(
    request: &mut Request<'_>,
    payload: &str,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    let pod = request.take_pod()?;
    let namespace = request.namespace()?;
    let mirror = pod.metadata.annotations.mirror.is_some();
    let mut case = pod_case(namespace, &pod.spec)?;
    case.candidates = candidate::of_pod(&pod.spec, mirror, settings).map_err(too_many)?;
    case.controller_made = controller_made(request, Subject::Pod, settings);
    let judgement = judge(&case, settings, lookups);
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

/// What would be found once the token is taken away: what an author mounts beside it stays, and
/// counts as written by hand then. A change that is rejected next is no help to anybody.
fn what_is_left<'p>(
    case: &mut Case<'p>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judgement<'p> {
    case.candidates.retain(|candidate| !candidate.is_plugins());
    case.automount = Some(false);
    judge(case, settings, lookups)
}

/// The answer that takes the token away.
fn stripped(
    case: &Case<'_>,
    judgement: Judgement<'_>,
    json: &str,
    settings: &Settings<'_>,
) -> Judged {
    let mut payload = Payload::default();
    payload.read_objects_as_text(json).map_err(|trouble| trouble.to_string())?;
    let object = payload.request.as_ref().and_then(|request| request.object);
    let object = object.ok_or_else(|| missing("request.object"))?;
    let mut volumes = Index::default();
    for volume in judgement.stripped.iter().filter_map(|exposure| exposure.volume) {
        volumes.add_name(volume, 0);
    }
    let why = match (settings.pod_opts_out(), judgement.account_missing) {
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
        mutate::strip_pod(object, &volumes, &reason).map_err(|trouble| trouble.to_string())?;
    Ok(Response::mutate(changed).with_exposures(&judgement.exposures, case.namespace, case.account))
}

/// Everything but the new containers is taken from `oldObject`: a mutating webhook sees in
/// `object` whatever the caller wrote, and the server keeps `spec.ephemeralContainers` only.
fn ephemeral_containers(
    request: &mut Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    let old = request.old_object.ok_or_else(|| missing("request.oldObject"))?;
    let old: Pod<'_> = read_object(old, "request.oldObject")?;
    if is_deleted(old.metadata.deletion_timestamp.as_deref()) {
        return Ok(Response::accept());
    }
    let pod = request.take_pod()?;
    let namespace = request.namespace()?;
    let mut old_names = Index::default();
    for (index, container) in old.spec.ephemeral_containers.iter().enumerate() {
        old_names.add_name(container.name(), index);
    }
    let new = pod.spec.ephemeral_containers.iter();
    let new = new.filter(|container| !old_names.has(container.name()));
    let mut case = pod_case(namespace, &old.spec)?;
    case.candidates = candidate::of_ephemeral(&old.spec, new, settings).map_err(too_many)?;
    let judgement = judge(&case, settings, lookups);
    Ok(respond::respond(&case, judgement, settings, lookups))
}

fn workload(
    kind: WorkloadKind,
    operation: Operation,
    request: &Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Judged {
    let namespace = request.namespace()?;
    let object = request.object.ok_or_else(|| missing("request.object"))?;
    let read = |object, name| Workload::read(kind, object, name).map_err(|fault| fault.to_string());
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
    let old = old.as_ref().filter(|_| settings.tolerates_existing_violations()).and_then(|old| {
        let candidates = candidate::of_pod(&old.pod_spec, false, settings).ok()?;
        let same_account = old.pod_spec.account_name() == spec.account_name();
        Some(OldTemplate::new(same_account, old.pod_spec.automount, candidates))
    });
    let case = Case {
        namespace,
        account: account(spec, kind.pod_spec_path())?,
        automount: spec.automount,
        is_pod: false,
        spec_path: kind.pod_spec_path(),
        candidates: candidate::of_pod(spec, false, settings).map_err(too_many)?,
        old,
        controller_made: controller_made(request, Subject::Workload(kind, operation), settings),
        pods_accepted: settings.accepts_controller_pods(),
    };
    let judgement = judge(&case, settings, lookups);
    Ok(respond::respond(&case, judgement, settings, lookups))
}

fn pod_case<'p>(namespace: &'p str, spec: &'p PodSpec<'_>) -> Result<Case<'p>, String> {
    Ok(Case {
        namespace,
        account: account(spec, "spec")?,
        automount: spec.automount,
        is_pod: true,
        spec_path: "spec",
        candidates: Vec::new(),
        old: None,
        controller_made: false,
        pods_accepted: false,
    })
}

/// The name of the service account.
fn account<'p>(spec: &'p PodSpec<'_>, path: &str) -> Result<&'p str, String> {
    let name = spec.account_name();
    if pattern::is_object_name(name) {
        Ok(name)
    } else {
        Err(format!(
            "request.object.{path}.serviceAccountName must be a DNS subdomain, not \"{}\"",
            crate::trouble::quotable(name)
        ))
    }
}

fn too_many(what: &str) -> String {
    format!("request.object {what}")
}

fn controller_made(request: &Request<'_>, subject: Subject, settings: &Settings<'_>) -> bool {
    settings.accepts_controller_pods() && request.is_by_controller(subject)
}

/// Whether two templates are the same JSON value.
fn same_template(old: Option<&RawValue>, new: Option<&RawValue>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => raw::same(old, new),
        _ => old.is_none() && new.is_none(),
    }
}
