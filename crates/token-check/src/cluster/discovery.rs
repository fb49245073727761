//! Finds where a cluster serves a kind that the settings name.

use analysis::kinds::CustomKind;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::exchange::{Answer, Exchange};
use super::kinds::ListedKind;

/// What a cluster says about a kind.
pub enum Served {
    /// It serves it.
    As(ListedKind),
    /// There is nothing to list, for this reason.
    Not(String),
    /// The reason why that is unknown.
    Unknown(String),
}

/// `APIGroup`.
#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    versions: Vec<Version>,
    #[serde(default, rename = "preferredVersion")]
    preferred: Option<Version>,
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

/// `APIResourceList`.
#[derive(Deserialize)]
struct Resources {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    kind: String,
    namespaced: bool,
}

/// Finds out in which version and under which name a cluster serves a kind.
pub async fn find(exchange: &Exchange, kind: &CustomKind) -> anyhow::Result<Served> {
    let CustomKind { group, kind, .. } = kind;
    let nowhere =
        || Served::Not(format!("the cluster has no kind {kind} of {group}, so none is read"));
    let found: Group = match get(exchange, &format!("/apis/{group}")).await? {
        Ok(found) => found,
        Err(Refusal { is_missing: true, .. }) => return Ok(nowhere()),
        Err(Refusal { why, .. }) => return Ok(Served::Unknown(why)),
    };
    let versions = found.preferred.into_iter().chain(found.versions);
    let mut versions: Vec<String> = versions.map(|version| version.version).collect();
    // The preferred one is among the others, too.
    let mut seen = Vec::new();
    versions.retain(|version| {
        !seen.contains(version) && {
            seen.push(version.clone());
            true
        }
    });
    for version in versions {
        let path = format!("/apis/{group}/{}", super::kinds::escape(&version));
        let served: Resources = match get(exchange, &path).await? {
            Ok(served) => served,
            Err(Refusal { is_missing: true, .. }) => continue,
            Err(Refusal { why, .. }) => return Ok(Served::Unknown(why)),
        };
        // Subresources have the kind of what they take.
        let mut resources = served.resources.into_iter().filter(|one| !one.name.contains('/'));
        let Some(resource) = resources.find(|one| one.kind == *kind) else { continue };
        if !resource.namespaced {
            return Ok(Served::Not(format!(
                "{kind} of {group} is in no namespace, so that its accounts are unknown; its Pods are judged \
                 where they are"
            )));
        }
        return Ok(Served::As(ListedKind::custom(group, version, kind, resource.name)));
    }
    Ok(nowhere())
}

/// Why there is no answer.
pub struct Refusal {
    /// Whether the API server has no such document.
    pub is_missing: bool,
    /// The reason, in one line.
    pub why: String,
}

/// Asks for a document of the API server; the inner error says why there is none.
pub async fn get<T: DeserializeOwned>(
    exchange: &Exchange,
    path: &str,
) -> anyhow::Result<Result<T, Refusal>> {
    Ok(match exchange.ask(&Method::GET, path, "application/json", &[]).await? {
        Answer::Body(body) => serde_json::from_slice(&body).map_err(|error| Refusal {
            is_missing: false,
            why: format!("the API server's answer to GET {path} cannot be read: {error}"),
        }),
        Answer::Refusal(status, why) => Err(Refusal {
            is_missing: status == StatusCode::NOT_FOUND,
            why: format!("GET {path} was answered with {}: {why}", status.as_u16()),
        }),
    })
}
