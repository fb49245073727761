//! The responses sent to the host: the Kubewarden SDK's `ValidationResponse` and
//! `SettingsValidationResponse`, defined here because the SDK's helpers support neither warnings
//! nor audit annotations.

use crate::prelude::*;

use super::audit::{annotations, entries};
use crate::cluster::facts::Facts;
use crate::decide::case::{Case, Judgement};
use crate::json::text::join;
use crate::json::{Written, quoted};
use crate::text::decimal;

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
    pub mutated_object: Option<String>,
    /// The exposures as structured data: a JSON object each.
    pub exposures: Vec<String>,
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
    pub fn mutate(changed: String) -> Self {
        Self { mutated_object: Some(changed), ..Self::accept() }
    }

    /// Rejects the request.
    pub fn reject(code: u16, message: String) -> Self {
        Self { message: Some(message), code: Some(code), ..Self::default() }
    }

    /// Appends the setting `help` to the message of a rejection.
    pub fn with_help(mut self, help: &str) -> Self {
        if let Some(message) = &mut self.message
            && !help.is_empty()
        {
            message.push(' ');
            message.push_str(help);
        }
        self
    }

    /// Adds the exposures of a case to the audit annotation.
    pub fn add_exposures(&mut self, case: &Case<'_>, judgement: &Judgement<'_>, facts: &Facts<'_>) {
        self.exposures.append(&mut entries(case, &judgement.exposures, facts));
    }

    /// The JSON that the host reads.
    pub fn into_json(self) -> Vec<u8> {
        let mut response = Written::object();
        response.flag("accepted", self.accepted);
        response.text_if_any("message", self.message.as_deref());
        if let Some(code) = self.code {
            response.json("code", &decimal(code.into()));
        }
        if let Some(object) = &self.mutated_object {
            response.json("mutated_object", object);
        }
        if !self.exposures.is_empty() {
            response.json("audit_annotations", &annotations(&self.exposures));
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
