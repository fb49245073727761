//! The exchanges between policy and host, in the form that `kwctl run
//! --replay-host-capabilities-interactions` reads.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `Exchange` of kwctl's `callback_handler/proxy.rs`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type")]
pub struct Exchange {
    /// The request: a [`Request`] as YAML.
    pub request: String,
    /// The host's answer.
    pub response: Response,
}

/// `Response`, also from there.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Response {
    /// An answer in JSON.
    Success {
        /// Its text.
        payload: String,
    },
    /// An error.
    Error {
        /// Its text.
        message: String,
    },
}

/// `CallbackRequestType` of Kubewarden's `policy-evaluator`, limited to what the policy needs.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// `get_resource`.
    KubernetesGetResource {
        /// Group and version.
        api_version: String,
        /// Kind.
        kind: String,
        /// Name.
        name: String,
        /// Namespace.
        namespace: Option<String>,
        /// Whether the host must not answer from its cache.
        disable_cache: bool,
        /// The requested fields.
        field_masks: Option<BTreeSet<String>>,
    },
    /// `list_resources_all`.
    KubernetesListResourceAll {
        /// Group and version.
        api_version: String,
        /// Kind.
        kind: String,
        /// Labels that objects must have.
        label_selector: Option<String>,
        /// Fields that objects must have.
        field_selector: Option<String>,
        /// The requested fields.
        field_masks: Option<BTreeSet<String>>,
    },
}

impl Request {
    /// Reads the payload of a host call.
    ///
    /// # Errors
    ///
    /// It has another operation or is not valid.
    pub fn read(operation: &str, payload: &Value) -> Result<Self, String> {
        let variant = match operation {
            "get_resource" => "KubernetesGetResource",
            "list_resources_all" => "KubernetesListResourceAll",
            other => return Err(format!("host call {other}")),
        };
        let mut payload = payload.clone();
        if let Some(fields) = payload.as_object_mut() {
            fields.remove("operation");
        }
        serde_json::from_value(serde_json::json!({ variant: payload }))
            .map_err(|error| error.to_string())
    }
}

/// The ways in which kwctl can produce an answer.
pub enum Answer {
    /// From the session.
    Replayed(Exchange),
    /// On its own, if the policy may not read any kind.
    KindNotGranted,
    /// On its own, if the policy may not use any host capability.
    CapabilityNotGranted,
}

/// The prefix that the host adds to a failed lookup.
const FAILURE: &str = "Callback evaluation failure: ";

/// The host's answer to a call.
///
/// # Errors
///
/// The reason why kwctl cannot produce it.
pub fn exchange(call: &Value, answer: Result<Vec<u8>, String>) -> Result<Answer, String> {
    let text = |key: &str| call[key].as_str().unwrap_or_default();
    let operation = text("operation");
    let request = Request::read(operation, call)?;
    let response = match answer {
        Ok(payload) => {
            let payload = String::from_utf8(payload).map_err(|error| error.to_string())?;
            Response::Success { payload }
        }
        Err(error) => {
            let kind = kind_not_granted(text("api_version"), text("kind"));
            match error.strip_prefix(FAILURE) {
                Some(message) => Response::Error { message: message.into() },
                None if error == kind => return Ok(Answer::KindNotGranted),
                None if error == capability_not_granted(operation) => {
                    return Ok(Answer::CapabilityNotGranted);
                }
                None => return Err(format!("lookup: no error of a lookup: {error}")),
            }
        }
    };
    let request = yaml_serde::to_string(&request).map_err(|error| error.to_string())?;
    Ok(Answer::Replayed(Exchange { request, response }))
}

/// The host's error if a policy may not read a kind.
pub fn kind_not_granted(api_version: &str, kind: &str) -> String {
    format!(
        "Policy has not been granted access to Kubernetes {api_version}/{kind} resources. The \
         violation has been reported."
    )
}

/// The host's error if a policy may not use a host capability.
pub fn capability_not_granted(operation: &str) -> String {
    format!(
        "Policy has not been granted access to the 'kubernetes/{operation}' host capability. The \
         violation has been reported."
    )
}

/// The text of a session.
///
/// # Errors
///
/// Never, because everything in it can be written as YAML.
pub fn write(exchanges: &[Exchange]) -> Result<String, String> {
    yaml_serde::to_string(exchanges).map_err(|error| error.to_string())
}
