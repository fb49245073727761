//! The policy's three functions, as the host calls them, and a file for each kind of request.
//!
//! In: a payload from the host. Out: the answer as JSON. [`payload`] and [`request`] read; [`control_plane`]
//! knows which users are the control plane itself. Pods, ephemeral containers and workloads become a [case]
//! that [`decide`](crate::decide) judges. ServiceAccounts, token Secrets and TokenRequests are judged and
//! answered in their own files. This room does not look into a PodSpec.
//!
//! [case]: crate::decide::case::Case

mod case;
pub mod control_plane;
mod ephemeral_containers;
mod exempt;
pub mod payload;
mod pod;
pub mod request;
mod service_account;
mod token_request;
mod token_secret;
mod workload;

use crate::answer::exemption::ended_entries;
use crate::answer::response::{Response, SettingsResponse};
use crate::cluster::lookups::Lookups;
use crate::cluster::{Clock, Cluster};
use crate::json::{JsonError, utf8};
use crate::prelude::*;
use crate::settings::Settings;
use case::Judged;
use payload::Payload;
use request::{Ask, Request};

/// waPC function `protocol_version`.
pub fn protocol_version() -> Vec<u8> {
    b"\"v1\"".to_vec()
}

/// waPC function `validate_settings`: settings as JSON to a `SettingsValidationResponse`.
///
/// An exemption that has ended does not make settings invalid, or a forgotten one would take the policy
/// down; the message tells of it.
pub fn validate_settings(json: &[u8], clock: &dyn Clock) -> Vec<u8> {
    let no_settings = matches!(json.trim_ascii(), b"" | b"null");
    let read = if no_settings { Settings::read(b"{}") } else { Settings::read(json) };
    let response = match read {
        Ok(settings) => SettingsResponse { valid: true, message: ended_entries(&settings, clock) },
        Err(fault) => SettingsResponse { valid: false, message: Some(fault.text()) },
    };
    response.into_json()
}

/// waPC function `validate`: `{"request": …, "settings": …}` to a `ValidationResponse`.
///
/// Never fails: a request that cannot be judged is rejected.
pub fn validate(json: &[u8], cluster: &mut dyn Cluster, clock: &dyn Clock) -> Vec<u8> {
    answer(json, cluster, clock).into_json()
}

fn answer(json: &[u8], cluster: &mut dyn Cluster, clock: &dyn Clock) -> Response {
    let mut payload = Payload::default();
    let read = utf8(json, "").and_then(|json| payload.read(json).map(|()| json));
    let json = match read {
        Ok(json) => json,
        Err(fault) => return refuse(400, &fault),
    };
    let settings = match payload.settings.parse() {
        Ok(settings) => settings,
        Err(fault) => return refuse(500, &fault),
    };
    let judged = match &mut payload.request {
        Some(request) => judge(request, json, &settings, cluster, clock),
        None => Err("request is missing; it must be an AdmissionRequest".into()),
    };
    judged.unwrap_or_else(|fault| refuse(400, &fault)).with_help(&settings.help)
}

fn refuse(code: u16, fault: &JsonError) -> Response {
    Response::reject(code, fault.text() + ".")
}

fn judge(
    request: &mut Request<'_>,
    json: &str,
    settings: &Settings<'_>,
    cluster: &mut dyn Cluster,
    clock: &dyn Clock,
) -> Judged {
    let Some(ask) = request.ask(settings)? else {
        return Ok(Response::accept());
    };
    let namespace = request.namespace.clone().unwrap_or_default();
    let needs_no_token = |role: &str| settings.allow.role_needs_no_token(role);
    let lookups = &mut Lookups::new(cluster, clock, &namespace, &needs_no_token);
    match ask {
        Ask::CreatePod => pod::judge(request, json, settings, lookups),
        Ask::EphemeralContainers => ephemeral_containers::judge(request, settings, lookups),
        Ask::Workload(kind, at, operation) => {
            workload::judge(kind, at, operation, request, settings, lookups)
        }
        Ask::Custom(operation) => workload::judge_custom(operation, request, settings, lookups),
        Ask::ServiceAccount(operation) => {
            service_account::judge(operation, request, settings, lookups)
        }
        Ask::Secret(operation) => token_secret::judge(operation, request, settings, lookups),
        Ask::TokenRequest => token_request::judge(request, settings, lookups),
    }
}
