//! Service account token Secrets, and when their tokens were used
//! (`pkg/serviceaccount/legacy.go`, KEP-2799).

use serde::Serialize;
use serde_json::Value;

use crate::context::Context;

const TYPE: &str = "kubernetes.io/service-account-token";
const ACCOUNT: &str = "kubernetes.io/service-account.name";
const LAST_USED: &str = "kubernetes.io/legacy-token-last-used";
const INVALID_SINCE: &str = "kubernetes.io/legacy-token-invalid-since";

/// A Secret with a token that never expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct TokenSecret {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The account's name.
    pub account: String,
    /// The day on which its token was used last (UTC), such as `2026-11-28`. `None`: not since the API
    /// server began to write it down, which it does by default from Kubernetes 1.27 on.
    pub last_used: Option<String>,
    /// The day since which its token is refused, because it had not been used for a year.
    pub invalid_since: Option<String>,
}

/// The token Secrets of a context, in its order.
pub fn token_secrets(context: &Context) -> Vec<TokenSecret> {
    let secrets = context.objects_of("Secret").map(|(secret, _)| secret);
    secrets.filter(|secret| secret["type"] == TYPE).map(TokenSecret::of).collect()
}

impl TokenSecret {
    fn of(secret: &Value) -> Self {
        let metadata = &secret["metadata"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let label = |name: &str| text(&metadata["labels"][name]);
        Self {
            namespace: text(&metadata["namespace"]).unwrap_or_default(),
            name: text(&metadata["name"]).unwrap_or_default(),
            account: text(&metadata["annotations"][ACCOUNT]).unwrap_or_default(),
            last_used: label(LAST_USED),
            invalid_since: label(INVALID_SINCE),
        }
    }
}
