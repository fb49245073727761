//! Finds the issuer of a cluster's tokens.

use http::{Method, StatusCode};
use serde::Deserialize;

use super::exchange::{Answer, Exchange};

/// Where the API server publishes it (`pkg/routes/openidmetadata.go`).
const PATH: &str = "/.well-known/openid-configuration";

/// The part of an OpenID provider's configuration that is read.
#[derive(Deserialize)]
struct Configuration {
    issuer: String,
}

/// Reads the issuer.
pub(super) async fn issuer(exchange: &Exchange) -> Result<String, String> {
    let answer = exchange.ask(&Method::GET, PATH, "application/json", b"").await;
    match answer.map_err(|error| error.to_string())? {
        Answer::Body(body) => match serde_json::from_slice::<Configuration>(&body) {
            Ok(Configuration { issuer }) if !issuer.is_empty() => Ok(issuer),
            _ => Err(format!("the API server's answer to GET {PATH} contains no issuer")),
        },
        Answer::Refusal(StatusCode::FORBIDDEN, why) => {
            Err(format!("the issuer of tokens may not be read: {why}"))
        }
        Answer::Refusal(status, why) => {
            Err(format!("GET {PATH} was answered with {}: {why}", status.as_u16()))
        }
    }
}
