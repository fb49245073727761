//! What goes back to the host: `ValidationResponse` and `SettingsValidationResponse` of the
//! Kubewarden SDK, written here because the SDK's helpers carry neither warnings nor audit
//! annotations.

use crate::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::audit::AuditAnnotations;
use crate::decide::exposure::Exposure;

/// The answer to `validate`.
#[derive(Debug, Default, Serialize)]
pub struct Response {
    /// Whether the request is accepted.
    pub accepted: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// HTTP status code of a rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// The object, changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutated_object: Option<Box<RawValue>>,
    /// The exposures, structured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit_annotations: Option<AuditAnnotations>,
    /// What the person at kubectl should know even so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Response {
    /// An acceptance without further words.
    pub fn accept() -> Self {
        Self { accepted: true, ..Self::default() }
    }

    /// An acceptance with a warning.
    pub fn warn(warning: String) -> Self {
        Self { warnings: vec![warning], ..Self::accept() }
    }

    /// An acceptance of the object as it is changed.
    pub fn mutate(changed: Box<RawValue>) -> Self {
        Self { mutated_object: Some(changed), ..Self::accept() }
    }

    /// A rejection; `help` is appended.
    pub fn reject(code: u16, mut message: String, help: &str) -> Self {
        if !help.is_empty() {
            message.push(' ');
            message.push_str(help);
        }
        Self { message: Some(message), code: Some(code), ..Self::default() }
    }

    /// Adds the audit annotation; `account` is the Pod's, a name in that namespace.
    pub fn with_exposures(
        mut self,
        exposures: &[Exposure<'_>],
        namespace: &str,
        account: &str,
    ) -> Self {
        self.audit_annotations = AuditAnnotations::new(exposures, namespace, account);
        self
    }

    /// The JSON that the host reads.
    pub fn into_json(self) -> Vec<u8> {
        // A struct of strings always serializes.
        serde_json::to_vec(&self).unwrap_or_default()
    }
}

/// The answer to `validate_settings`.
#[derive(Debug, Serialize)]
pub struct SettingsResponse {
    /// Whether the settings can be used.
    pub valid: bool,
    /// Why not.
    pub message: Option<String>,
}
