//! The waPC guest: the functions that a Kubewarden host calls, and the cluster behind it.
//! Package `guest` exports it.

use serde::Serialize;
use wapc_guest::{CallResult, host_call, register_function};

use crate::cluster::{Cluster, LookupError, is_not_found};

/// Registers the policy's functions; comes before any call.
pub fn init() {
    register_function("validate", |payload| Ok(crate::validate(payload, &mut Host)));
    register_function("validate_settings", |payload| Ok(crate::validate_settings(payload)));
    register_function("protocol_version", protocol_version);
}

fn protocol_version(_: &[u8]) -> CallResult {
    Ok(crate::protocol_version())
}

/// The cluster as a Kubewarden host shows it.
struct Host;

/// `GetResourceRequest` of the Kubewarden SDK.
#[derive(Serialize)]
struct GetResource<'a> {
    api_version: &'a str,
    kind: &'a str,
    name: &'a str,
    namespace: Option<&'a str>,
    disable_cache: bool,
    /// Sorted: each distinct request is cached by itself.
    field_masks: &'a [&'a str],
}

impl Cluster for Host {
    fn service_account(
        &mut self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<Vec<u8>>, LookupError> {
        let request = GetResource {
            api_version: "v1",
            kind: "ServiceAccount",
            name,
            namespace: Some(namespace),
            disable_cache: false,
            field_masks: &["automountServiceAccountToken", "secrets"],
        };
        let request = serde_json::to_vec(&request).unwrap_or_default();
        match host_call("kubewarden", "kubernetes", "get_resource", &request) {
            Ok(json) => Ok(Some(json)),
            Err(error) => {
                let error = error.to_string();
                if is_not_found(&error, "v1/ServiceAccount", namespace, name) {
                    Ok(None)
                } else {
                    Err(LookupError::from_host(&error))
                }
            }
        }
    }
}
