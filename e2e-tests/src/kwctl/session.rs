//! What passed between policy and host, as `kwctl run --replay-host-capabilities-interactions` reads it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `Exchange` of kwctl's `callback_handler/proxy.rs`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type")]
pub struct Exchange {
    /// The request: YAML of a [`Request`].
    pub request: String,
    /// What the host answered.
    pub response: Response,
}

/// `Response`, likewise.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Response {
    /// An answer, JSON.
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

/// `CallbackRequestType` of Kubewarden's `policy-evaluator`, as far as the policy needs it.
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
        /// Whether the host may not answer from its memory.
        disable_cache: bool,
        /// The fields that are wanted.
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
        /// Fields that they must have.
        field_selector: Option<String>,
        /// The fields that are wanted.
        field_masks: Option<BTreeSet<String>>,
    },
}

impl Request {
    /// Reads the payload of a host call.
    ///
    /// # Errors
    ///
    /// It is of another operation, or not as it must be.
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

/// How kwctl can give an answer.
pub enum Answer {
    /// From the session.
    Replayed(Exchange),
    /// By itself, where the policy may read no kind.
    KindNotGranted,
    /// By itself, where the policy may use no host capability.
    CapabilityNotGranted,
}

/// What the host puts before an error of a lookup.
const FAILURE: &str = "Callback evaluation failure: ";

/// The host's answer to a call.
///
/// # Errors
///
/// Why kwctl cannot give it.
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

/// What the host says where a policy may not read a kind.
pub fn kind_not_granted(api_version: &str, kind: &str) -> String {
    format!(
        "Policy has not been granted access to Kubernetes {api_version}/{kind} resources. The \
         violation has been reported."
    )
}

/// What it says where a policy may not use a host capability.
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
/// Never: all of it is YAML.
pub fn write(exchanges: &[Exchange]) -> Result<String, String> {
    yaml_serde::to_string(exchanges).map_err(|error| error.to_string())
}
