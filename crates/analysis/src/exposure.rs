//! An entry of the audit annotation `service-account-tokens`: a container that can read a token.

use serde::{Deserialize, Serialize};
use service_account_token_policy::decide::exposure;

/// A container that can read an API token.
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
    /// The audience of a projected token; `None` means the API server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// The container's name.
    pub container: String,
    /// How the container gets the token.
    pub how: How,
    /// The Secret that holds the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// How a container gets a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum How {
    /// Kubernetes mounts it.
    Automount,
    /// A projected volume that the author added.
    Projected,
    /// A token Secret.
    Secret,
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
