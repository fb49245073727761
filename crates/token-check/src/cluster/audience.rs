//! Finds the audience of a cluster's own tokens.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::exchange::{Answer, Exchange};
use super::kinds::escape;

/// The part of a `TokenRequest` that is read. Its status, which holds the token, is not.
#[derive(Deserialize)]
struct TokenRequest {
    spec: TokenRequestSpec,
}

#[derive(Deserialize)]
struct TokenRequestSpec {
    #[serde(default)]
    audiences: Vec<String>,
}

/// Requests a token without an audience. The API server writes its own audiences to the spec of its
/// answer (`pkg/registry/core/serviceaccount/storage/token.go`).
pub(super) async fn api_audiences(
    exchange: &Exchange,
    namespace: &str,
) -> Result<Vec<String>, String> {
    let account = format!("{namespace}/default");
    let path = format!("/api/v1/namespaces/{}/serviceaccounts/default/token", escape(namespace));
    let request = json!({
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        // The shortest lifetime that a server accepts.
        "spec": {"audiences": [], "expirationSeconds": 600},
    });
    let body = request.to_string();
    let answer = exchange.ask(&Method::POST, &path, "application/json", body.as_bytes()).await;
    match answer.map_err(|error| error.to_string())? {
        Answer::Body(body) => match serde_json::from_slice::<TokenRequest>(&body) {
            Ok(answer) if !answer.spec.audiences.is_empty() => Ok(answer.spec.audiences),
            // The error could quote the answer, which contains a token.
            _ => Err("the API server's answer to a TokenRequest contains no audience".into()),
        },
        Answer::Refusal(StatusCode::FORBIDDEN, why) => {
            Err(format!("a token of service account {account} may not be requested: {why}"))
        }
        Answer::Refusal(status, why) => Err(format!(
            "the request for a token of service account {account} was answered with {}: {why}",
            status.as_u16()
        )),
    }
}
