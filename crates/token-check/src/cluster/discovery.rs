//! Asks a cluster which kinds it serves.

use analysis::kinds::CustomKind;
use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::exchange::{Answer, Exchange};
use super::kinds::ListedKind;

/// The groups of an API server (`APIGroupList`).
#[derive(Deserialize)]
pub struct Groups {
    /// The groups.
    pub groups: Vec<Group>,
}

/// A group (`APIGroup`).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its versions.
    #[serde(default)]
    pub versions: Vec<Version>,
    #[serde(default)]
    preferred_version: Option<Version>,
}

/// A version of a group (`GroupVersionForDiscovery`).
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// The group and the version, as in `apiVersion`.
    pub group_version: String,
}

/// What a version of a group has (`APIResourceList`).
#[derive(Deserialize)]
pub struct Resources {
    /// The resources.
    pub resources: Vec<Resource>,
}

/// A resource, or a subresource (`APIResource`).
#[derive(Deserialize)]
pub struct Resource {
    /// The kind of its objects; of a subresource, that of what it takes.
    pub kind: String,
    name: String,
    namespaced: bool,
}

/// What a cluster says about a kind.
pub enum Served {
    /// It serves it.
    As(ListedKind),
    /// There is nothing to list, for this reason.
    Not(String),
    /// The reason why that is unknown.
    Unknown(String),
}

/// Finds out in which version and under which name a cluster serves a kind. `groups` are those of the cluster,
/// or the reason why they are unknown.
pub async fn find(
    exchange: &Exchange,
    groups: &Result<Groups, String>,
    kind: &CustomKind,
) -> anyhow::Result<Served> {
    let CustomKind { group, kind, .. } = kind;
    let groups = match groups {
        Ok(Groups { groups }) => groups,
        Err(why) => return Ok(Served::Unknown(why.clone())),
    };
    let found = groups.iter().find(|found| found.name == *group);
    let preferred = found.and_then(|found| found.preferred_version.clone());
    let versions = found.into_iter().flat_map(|found| found.versions.clone());
    let mut asked: Vec<String> = Vec::new();
    // The preferred one is among the others, too.
    for Version { group_version } in preferred.into_iter().chain(versions) {
        if asked.contains(&group_version) {
            continue;
        }
        let resources = match get::<Resources>(exchange, &format!("/apis/{group_version}")).await? {
            Ok(Resources { resources }) => resources,
            Err(why) => return Ok(Served::Unknown(why)),
        };
        let is_it = |one: &&Resource| one.kind == *kind && !one.name.contains('/');
        if let Some(Resource { name, namespaced, .. }) = resources.iter().find(is_it) {
            return Ok(match namespaced {
                true => Served::As(ListedKind::custom(group, &group_version, kind, name)),
                false => Served::Not(format!(
                    "{kind} of {group} is in no namespace, so that its accounts are unknown; its Pods are \
                     judged where they are"
                )),
            });
        }
        asked.push(group_version);
    }
    Ok(Served::Not(format!("the cluster has no kind {kind} of {group}")))
}

/// Asks for a document of the API server; the inner error says why there is none.
pub async fn get<T: DeserializeOwned>(
    exchange: &Exchange,
    path: &str,
) -> anyhow::Result<Result<T, String>> {
    Ok(match exchange.ask(&Method::GET, path, "application/json", &[]).await? {
        Answer::Body(body) => serde_json::from_slice(&body).map_err(|error| {
            format!("the API server's answer to GET {path} cannot be read: {error}")
        }),
        Answer::Refusal(status, why) => {
            Err(format!("GET {path} was answered with {}: {why}", status.as_u16()))
        }
    })
}
