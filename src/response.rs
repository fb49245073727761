//! What goes back to the host: `ValidationResponse` and `SettingsValidationResponse` of the
//! Kubewarden SDK, written here because the SDK's helpers carry neither warnings nor audit
//! annotations.

use crate::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::exposure::{AskedBy, Exposure, Owner};

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

/// Audit annotations: a map with one key.
#[derive(Debug, Serialize)]
pub struct AuditAnnotations {
    #[serde(rename = "service-account-tokens")]
    exposures: String,
}

#[derive(Serialize)]
struct Entry<'e> {
    container: &'e str,
    how: &'static str,
    account: Option<Cow<'e, str>>,
    #[serde(rename = "askedBy")]
    asked_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'e str>,
    #[serde(rename = "allowedBy")]
    allowed_by: Option<&'static str>,
}

impl Entry<'_> {
    fn is(&self, other: &Self) -> bool {
        self.container == other.container
            && self.how == other.how
            && self.account == other.account
            && self.audience == other.audience
            && self.secret == other.secret
    }
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
        let account = format!("{namespace}/{account}");
        let mut entries: Vec<Entry<'_>> = Vec::new();
        for exposure in exposures {
            let entry = Entry {
                container: exposure.container,
                how: exposure.how.name(),
                account: match &exposure.owner {
                    Owner::PodsAccount => Some(Cow::Borrowed(account.as_str())),
                    Owner::Account(name) => Some(Cow::Owned(format!("{namespace}/{name}"))),
                    Owner::Unknown => None,
                },
                asked_by: exposure.asked_by.map(AskedBy::name),
                audience: Some(exposure.audience).filter(|audience| !audience.is_empty()),
                secret: exposure.secret,
                allowed_by: exposure.allowed_by,
            };
            // One entry for each identity, and the strictest: a container that reads one token
            // in two ways has one token. The window keeps the cost linear.
            match entries.iter_mut().rev().take(16).find(|known| known.is(&entry)) {
                Some(known) if known.allowed_by.is_some() && entry.allowed_by.is_none() => {
                    *known = entry;
                }
                Some(_) => {}
                None => entries.push(entry),
            }
        }
        if !entries.is_empty() {
            self.audit_annotations = serde_json::to_string(&entries)
                .ok()
                .map(|exposures| AuditAnnotations { exposures });
        }
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
