//! The policy's three functions, as the host calls them.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::candidate;
use crate::cluster::Cluster;
use crate::index::Index;
use crate::judge::{Case, Judgement, OldTemplate, judge};
use crate::message::{Teller, shortened};
use crate::pod_spec::{Container, Pod, PodSpec};
use crate::request::{Operation, Payload, Request, Subject};
use crate::response::{Response, SettingsResponse};
use crate::settings::{Action, Settings};
use crate::slots;
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
        match Settings::read(json) {
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
    let payload = match Payload::read(json) {
        Ok(payload) => payload,
        Err(trouble) => return Response::reject(400, format!("{trouble}."), ""),
    };
    let settings = &payload.settings;
    if let Err(fault) = settings.check() {
        return Response::reject(500, format!("{fault}."), "");
    }
    let bad = |fault: String| Response::reject(400, format!("{fault}."), settings.help());
    let Some(request) = payload.request else {
        return bad("request is missing; it must be an AdmissionRequest".into());
    };
    let subject = match request.subject() {
        Ok(Some(subject)) => subject,
        Ok(None) => return Response::accept(),
        Err(fault) => return bad(fault),
    };
    let judged = match subject {
        Subject::Pod => pod(&request, settings, cluster),
        Subject::EphemeralContainers => ephemeral_containers(&request, settings, cluster),
        Subject::Workload(kind, operation) => {
            workload(kind, operation, &request, settings, cluster)
        }
    };
    judged.unwrap_or_else(bad)
}

/// An answer, or what is wrong with the request.
type Judged = Result<Response, String>;

fn pod(request: &Request<'_>, settings: &Settings<'_>, cluster: &mut dyn Cluster) -> Judged {
    let namespace = namespace(request)?;
    let read;
    let pod = match (&request.pod, request.object) {
        (Some(pod), _) => pod,
        (None, Some(object)) => {
            read = read_pod(object, "request.object")?;
            &read
        }
        (None, None) => return Err(missing("request.object")),
    };
    let mirror = pod.metadata.annotations.mirror.is_some();
    let mut case = pod_case(namespace, &pod.spec)?;
    case.candidates = candidate::of_pod(&pod.spec, mirror, settings).map_err(too_many)?;
    case.controller_made = controller_made(request, Subject::Pod, settings);
    Ok(respond(&case, settings, cluster))
}

/// Everything but the new containers is taken from `oldObject`: a mutating webhook sees in
/// `object` whatever the caller wrote, and the server keeps `spec.ephemeralContainers` only.
fn ephemeral_containers(
    request: &Request<'_>,
    settings: &Settings<'_>,
    cluster: &mut dyn Cluster,
) -> Judged {
    let namespace = namespace(request)?;
    let old = request.old_object.ok_or_else(|| missing("request.oldObject"))?;
    let old = read_pod(old, "request.oldObject")?;
    if is_deleted(old.metadata.deletion_timestamp.as_deref()) {
        return Ok(Response::accept());
    }
    let read;
    let pod = match (&request.pod, request.object) {
        (Some(pod), _) => pod,
        (None, Some(object)) => {
            read = read_pod(object, "request.object")?;
            &read
        }
        (None, None) => return Err(missing("request.object")),
    };
    let mut old_names = Index::default();
    for (index, container) in old.spec.ephemeral_containers.iter().enumerate() {
        old_names.add(Cow::Borrowed(name_of(container)), Cow::Borrowed(""), index);
    }
    let new = pod.spec.ephemeral_containers.iter();
    let new = new.filter(|container| !old_names.has(name_of(container)));
    let mut case = pod_case(namespace, &old.spec)?;
    case.candidates = candidate::of_ephemeral(&old.spec, new, settings).map_err(too_many)?;
    Ok(respond(&case, settings, cluster))
}

fn workload(
    kind: WorkloadKind,
    operation: Operation,
    request: &Request<'_>,
    settings: &Settings<'_>,
    cluster: &mut dyn Cluster,
) -> Judged {
    let namespace = namespace(request)?;
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
    if old.as_ref().is_some_and(|old| same_json(old.template, new.template)) {
        return Ok(Response::accept());
    }
    let spec = &new.pod_spec;
    let old = old
        .as_ref()
        .filter(|old| {
            settings.tolerates_existing_violations()
                && old.pod_spec.account_name() == spec.account_name()
        })
        .and_then(|old| {
            let candidates = candidate::of_pod(&old.pod_spec, false, settings).ok()?;
            Some(OldTemplate::new(old.pod_spec.automount, candidates))
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
    Ok(respond(&case, settings, cluster))
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

/// The name of the service account. The host puts it into a URL, and nothing but what Kubernetes
/// allows in a name belongs there.
fn account<'p>(spec: &'p PodSpec<'_>, path: &str) -> Result<&'p str, String> {
    let name = spec.account_name();
    let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    if name.len() <= 253 && name.bytes().all(fits) {
        Ok(name)
    } else {
        Err(format!(
            "request.object.{path}.serviceAccountName must be a DNS subdomain, not \"{}\"",
            slots::quotable(name)
        ))
    }
}

fn too_many(what: &str) -> String {
    format!("request.object {what}")
}

fn controller_made(request: &Request<'_>, subject: Subject, settings: &Settings<'_>) -> bool {
    settings.accepts_controller_pods() && request.is_by_controller(subject)
}

fn respond(case: &Case<'_>, settings: &Settings<'_>, cluster: &mut dyn Cluster) -> Response {
    let judgement = judge(case, settings, cluster);
    let teller = Teller { case, settings, account_missing: judgement.account_missing };
    let account = format!("{}/{}", case.namespace, case.account);
    let response = match settings.action() {
        _ if judgement.lookup_error.is_some() => not_looked_up(&judgement, &account, settings),
        Action::Reject if !judgement.violations.is_empty() => {
            let message = teller.rejection(&judgement.violations, judgement.also_unset);
            Response::reject(403, message, settings.help())
        }
        action => {
            let mut response = Response::accept();
            if judgement.waits_for_account {
                response.warnings.push(teller.waits_for_account());
            }
            if action == Action::Warn {
                response.warnings.extend(teller.warnings(&judgement.violations, ""));
            } else if !case.pods_accepted {
                let prefix = "new Pods will be rejected: ";
                response.warnings.extend(teller.warnings(&judgement.tolerated, prefix));
            }
            response
        }
    };
    response.with_exposures(&judgement.exposures, &account)
}

fn not_looked_up(judgement: &Judgement<'_>, account: &str, settings: &Settings<'_>) -> Response {
    let Some(error) = &judgement.lookup_error else {
        return Response::accept();
    };
    let account = slots::quotable(account);
    if settings.action() == Action::Warn {
        let mut response = Response::accept();
        let warning = format!("ServiceAccount {account} could not be read: {}", error.hint());
        response.warnings.push(shortened(warning));
        return response;
    }
    let (why, remedy) = (error.why(), error.remedy("ServiceAccount", "serviceaccounts"));
    let message = format!(
        "The answer depends on service account {account}, which could not be looked up: {why}. \
         {remedy}"
    );
    Response::reject(500, message, settings.help())
}

fn namespace<'r>(request: &'r Request<'_>) -> Result<&'r str, String> {
    match request.namespace.as_deref() {
        None | Some("") => {
            Err("request.namespace is missing; it must be the object's namespace".into())
        }
        Some(namespace) => Ok(namespace),
    }
}

fn missing(field: &str) -> String {
    format!("{field} is missing; it must be the object")
}

fn name_of<'c>(container: &'c Container<'_>) -> &'c str {
    container.name.as_deref().unwrap_or_default()
}

fn read_pod<'a>(json: &'a RawValue, name: &str) -> Result<Pod<'a>, String> {
    let mut pod = Pod::default();
    slots::read(json.get().as_bytes(), name, &mut pod).map_err(|trouble| trouble.to_string())?;
    Ok(pod)
}

fn is_deleted(timestamp: Option<&str>) -> bool {
    timestamp.is_some_and(|timestamp| !timestamp.is_empty())
}

/// Whether two templates are the same JSON value. The policy server sorts keys, so that mostly
/// the texts are equal already.
fn same_json(old: Option<&RawValue>, new: Option<&RawValue>) -> bool {
    let (Some(old), Some(new)) = (old, new) else {
        return old.is_none() && new.is_none();
    };
    let value = |raw: &RawValue| serde_json::from_str::<serde_json::Value>(raw.get());
    old.get() == new.get() || matches!((value(old), value(new)), (Ok(old), Ok(new)) if old == new)
}
