//! The web app's question.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// The editors' texts and how to judge them.
#[derive(Clone, Debug, Deserialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// Objects to judge, YAML or JSON.
    pub objects: String,
    /// Objects that exist in the cluster.
    pub context: String,
    /// The policy's settings.
    pub settings: String,
    /// The namespace for objects without one.
    pub namespace: String,
    /// Whether to judge what the author wrote, or the resulting Pod that the webhook sees.
    pub seen: Seen,
    /// The Kubernetes version.
    pub server: Server,
    /// How lookups of an account that is in neither editor are answered.
    pub absent: Absence,
    /// The day, such as `2027-03-31`; anything else means that the host has no clock.
    pub today: Option<String>,
    /// An error of the host with which every lookup fails.
    pub lookup_error: Option<String>,
    /// A text with which every lookup is answered.
    pub lookup_answer: Option<String>,
}

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Seen {
    /// What the author wrote.
    Written,
    /// The Pod, including the API server's additions.
    Webhook,
}

/// The Kubernetes version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Server {
    /// Kubernetes ≥ 1.21.
    Current,
    /// Kubernetes ≤ 1.20.
    Legacy,
}

/// How lookups of an account that is in neither editor are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Absence {
    /// The account exists and leaves the field unset.
    SaysNothing,
    /// The account does not exist.
    NotFound,
}

/// An editor of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Editor {
    /// Objects to judge.
    Objects,
    /// Objects that exist in the cluster.
    Context,
    /// The policy's settings.
    Settings,
}
