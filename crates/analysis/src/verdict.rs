//! Reads the policy's answers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::exposure::Exposure;

/// `ValidationResponse` of the Kubewarden SDK.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the request is accepted.
    pub accepted: bool,
    /// Why it is rejected.
    pub message: Option<String>,
    /// HTTP status code of a rejection.
    pub code: Option<u16>,
    /// The changed object.
    pub mutated_object: Option<Value>,
    /// Audit annotations.
    #[serde(default)]
    pub audit_annotations: Option<Map<String, Value>>,
    /// Warnings.
    #[serde(default)]
    pub warnings: Option<Vec<String>>,
}

/// `SettingsValidationResponse` of the Kubewarden SDK.
#[derive(Debug, Deserialize)]
pub struct SettingsVerdict {
    /// Whether the policy takes them.
    pub valid: bool,
    /// Why it does not; for valid settings, what to know about them.
    pub message: Option<String>,
}

impl Verdict {
    /// Reads the policy's answer.
    ///
    /// # Errors
    ///
    /// The answer has another format.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(json).map_err(|error| {
            format!("the policy's answer is not a valid ValidationResponse: {error}")
        })
    }

    /// Which container can read which API token, from the policy's audit annotation.
    ///
    /// # Errors
    ///
    /// The annotation does not have the policy's format.
    pub fn exposures(&self) -> Result<Vec<Exposure>, String> {
        let annotations = self.audit_annotations.as_ref();
        let exposures = annotations.and_then(|all| all.get("service-account-tokens"));
        match exposures.and_then(Value::as_str) {
            Some(exposures) => serde_json::from_slice(exposures.as_bytes())
                .map_err(|error| format!("the audit annotation: {error}: {exposures}")),
            None => Ok(Vec::new()),
        }
    }

    /// What the policy changes in that object, as a JSON Patch.
    ///
    /// # Errors
    ///
    /// Never, because a patch is always valid JSON.
    pub fn patch(&self, object: &Value) -> Result<Option<Value>, String> {
        let mutated = self.mutated_object.as_ref();
        let patch = mutated.map(|mutated| json_patch::diff(object, mutated));
        patch.map(serde_json::to_value).transpose().map_err(|error| error.to_string())
    }
}

impl SettingsVerdict {
    /// Reads the policy's answer.
    ///
    /// # Errors
    ///
    /// The answer has another format.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(json).map_err(|error| {
            format!("the policy's answer is not a valid SettingsValidationResponse: {error}")
        })
    }

    /// Why the policy rejects the settings, if it does.
    pub fn refusal(self) -> Option<String> {
        let Self { valid, message } = self;
        (!valid).then(|| message.unwrap_or_else(|| "no reason given".into()))
    }
}
