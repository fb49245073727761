//! The responses sent to the host: the Kubewarden SDK's `ValidationResponse` and
//! `SettingsValidationResponse`, defined here because the SDK's helpers support neither warnings
//! nor audit annotations.

use crate::prelude::*;
use serde_json::value::RawValue;

use super::audit::annotations;
use crate::decide::exposure::Exposure;
use crate::json::Written;
use crate::json::text::{join, quoted};

/// The answer to `validate`.
#[derive(Debug, Default)]
pub struct Response {
    /// Whether the request is accepted.
    pub accepted: bool,
    /// The reason for a rejection.
    pub message: Option<String>,
    /// The HTTP status code of a rejection.
    pub code: Option<u16>,
    /// The changed object.
    pub mutated_object: Option<Box<RawValue>>,
    /// The exposures as structured data: a JSON object.
    pub audit_annotations: Option<String>,
    /// Messages for the kubectl user that apply even if the request is accepted.
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
        self.audit_annotations = annotations(exposures, namespace, account);
        self
    }

    /// The JSON that the host reads.
    pub fn into_json(self) -> Vec<u8> {
        let mut response = Written::object();
        response.flag("accepted", self.accepted);
        response.text_if_any("message", self.message.as_deref());
        if let Some(code) = self.code {
            response.json("code", &code.to_string());
        }
        if let Some(object) = &self.mutated_object {
            response.json("mutated_object", object.get());
        }
        if let Some(annotations) = &self.audit_annotations {
            response.json("audit_annotations", annotations);
        }
        if !self.warnings.is_empty() {
            let warnings: Vec<String> = self.warnings.iter().map(|text| quoted(text)).collect();
            response.json("warnings", &join(warnings.iter().map(String::as_str)));
        }
        response.finish().into_bytes()
    }
}

/// The answer to `validate_settings`.
#[derive(Debug)]
pub struct SettingsResponse {
    /// Whether the settings are valid.
    pub valid: bool,
    /// The reason they are not.
    pub message: Option<String>,
}

impl SettingsResponse {
    /// The JSON that the host reads.
    pub fn into_json(self) -> Vec<u8> {
        let mut response = Written::object();
        response.flag("valid", self.valid);
        response.text_or_null("message", self.message.as_deref());
        response.finish().into_bytes()
    }
}
