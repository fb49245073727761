//! An entry of the audit annotation `service-account-tokens`: who can read a token.

use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use service_account_token_policy::decide::exposure;

/// An API token, and the container that can read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Exposure {
    /// The account whose token it is, as `namespace/name`; `None` if unknown.
    pub account: Option<String>,
    /// The setting that allows it.
    pub allowed_by: Option<String>,
    /// Who asked for it; `None` if no lookup was made.
    pub asked_by: Option<AskedBy>,
    /// The audience of a projected or requested token; `None` means the API server.
    #[serde(default)]
    pub audience: Option<String>,
    /// The container's name; `None` for a token outside of any container.
    pub container: Option<String>,
    /// How the container gets the token.
    pub how: How,
    /// The field path of the Pod template, where the kind has several.
    #[serde(default)]
    pub path: Option<String>,
    /// The Secret that holds the token.
    #[serde(default)]
    pub secret: Option<String>,
    /// The signer of a certificate.
    #[serde(default)]
    pub signer: Option<String>,
}

impl Exposure {
    /// The container's name, or that there is none.
    pub fn place(&self) -> &str {
        self.container.as_deref().unwrap_or("no container")
    }
}

/// How a container gets a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum How {
    /// Kubernetes mounts it.
    Automount,
    /// A projected volume that the author added.
    Projected,
    /// A Secret that holds a token.
    Secret,
    /// Not a token but a Pod certificate that the API server accepts.
    Certificate,
    /// Outside of any container: somebody asked the API server for it.
    TokenRequest,
}

/// Who asked for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum AskedBy {
    /// Nobody: neither the Pod nor the account sets the field.
    Nobody,
    /// The account sets true.
    ServiceAccount,
    /// The Pod sets true, or its author added the volume.
    Pod,
}

impl From<How> for exposure::How {
    fn from(how: How) -> Self {
        match how {
            How::Automount => Self::Automount,
            How::Projected => Self::Projected,
            How::Secret => Self::Secret,
            How::Certificate => Self::Certificate,
            How::TokenRequest => Self::TokenRequest,
        }
    }
}

impl From<AskedBy> for exposure::AskedBy {
    fn from(asked_by: AskedBy) -> Self {
        match asked_by {
            AskedBy::Nobody => Self::Nobody,
            AskedBy::ServiceAccount => Self::ServiceAccount,
            AskedBy::Pod => Self::Pod,
        }
    }
}

/// Serializes exposures as the annotation has them: one that has no audience, path, Secret or
/// signer does not name it.
///
/// # Errors
///
/// The serializer's own.
pub fn as_annotated<S: Serializer>(
    exposures: &[Exposure],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let entry = |exposure| {
        let mut entry = serde_json::to_value(exposure)?;
        if let Value::Object(fields) = &mut entry {
            let is_optional = |key: &str| matches!(key, "audience" | "path" | "secret" | "signer");
            fields.retain(|key, value| !value.is_null() || !is_optional(key));
        }
        Ok(entry)
    };
    let entries: Result<Vec<Value>, serde_json::Error> = exposures.iter().map(entry).collect();
    entries.map_err(S::Error::custom)?.serialize(serializer)
}
