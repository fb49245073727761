//! The responses sent to the host: the Kubewarden SDK's `ValidationResponse` and
//! `SettingsValidationResponse`, defined here because the SDK's helpers support neither warnings
//! nor audit annotations.

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
    /// The reason for a rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The HTTP status code of a rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// The changed object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutated_object: Option<Box<RawValue>>,
    /// The exposures as structured data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit_annotations: Option<AuditAnnotations>,
    /// Messages for the kubectl user that apply even if the request is accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Response {
    /// Accepts the request with nothing to add.
    pub fn accept() -> Self {
        Self { accepted: true, ..Self::default() }
    }

    /// Accepts the request with a warning.
    pub fn warn(warning: String) -> Self {
        Self { warnings: vec![warning], ..Self::accept() }
    }

    /// Accepts the request with the changed object.
    pub fn mutate(changed: Box<RawValue>) -> Self {
        Self { mutated_object: Some(changed), ..Self::accept() }
    }

    /// Rejects the request; `help` is appended to the message.
    pub fn reject(code: u16, mut message: String, help: &str) -> Self {
        if !help.is_empty() {
            message.push(' ');
            message.push_str(help);
        }
        Self { message: Some(message), code: Some(code), ..Self::default() }
    }

    /// Adds the audit annotation; `account` is the name of the Pod's account in `namespace`.
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
        // Serializing a struct of strings cannot fail.
        serde_json::to_vec(&self).unwrap_or_default()
    }
}

/// The answer to `validate_settings`.
#[derive(Debug, Serialize)]
pub struct SettingsResponse {
    /// Whether the settings are valid.
    pub valid: bool,
    /// The reason they are not.
    pub message: Option<String>,
}
