//! An entry of the policy's audit annotation `service-account-tokens`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A container that can read an API token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Exposure {
    /// The container's name.
    pub container: String,
    /// How the token comes into it.
    pub how: How,
    /// Whose token it is, as `namespace/name`; `None` where it is not known.
    pub account: Option<String>,
    /// Who asked for it; `None` where no lookup was made.
    pub asked_by: Option<AskedBy>,
    /// The audience of a projected token; `None` is the API server's own.
    #[serde(default)]
    pub audience: Option<String>,
    /// The Secret that holds the token.
    #[serde(default)]
    pub secret: Option<String>,
    /// The setting that allows it.
    pub allowed_by: Option<String>,
}

/// How a token comes into a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum How {
    /// Kubernetes mounts it.
    Automount,
    /// A projected volume that the author wrote.
    Projected,
    /// A token Secret.
    Secret,
}

/// Who asked for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum AskedBy {
    /// Neither the Pod nor the account says anything.
    Nobody,
    /// The account says true.
    ServiceAccount,
    /// The Pod says true, or its author wrote the volume.
    Pod,
}

impl Exposure {
    /// Reads entries of the annotation.
    ///
    /// # Errors
    ///
    /// One is not as the policy writes it.
    pub fn read_all(entries: &[Value]) -> Result<Vec<Self>, String> {
        entries
            .iter()
            .map(|entry| {
                Self::deserialize(entry)
                    .map_err(|error| format!("an entry of the audit annotation: {error}: {entry}"))
            })
            .collect()
    }
}
