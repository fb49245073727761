//! What the web app asks.

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
    /// Namespace of objects that name none.
    pub namespace: String,
    /// Judge what the author wrote, or the Pod that the webhook sees.
    pub seen: Seen,
    /// Which Kubernetes.
    pub server: Server,
    /// How an account is answered that is in neither editor.
    pub absent: Absence,
    /// Every lookup fails with this error of the host.
    pub lookup_error: Option<String>,
    /// Every lookup is answered with this text.
    pub lookup_answer: Option<String>,
}

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Seen {
    /// What the author wrote.
    Written,
    /// The Pod with what the API server adds.
    Webhook,
}

/// Which Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Server {
    /// Kubernetes ≥ 1.21.
    Current,
    /// Kubernetes ≤ 1.20.
    Legacy,
}

/// How an account is answered that is in neither editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Absence {
    /// As one that says nothing.
    SaysNothing,
    /// As one that is not there.
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
