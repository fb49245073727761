//! Lists the objects of one kind, page by page.

use std::collections::HashSet;

use http::{Method, StatusCode};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::exchange::{Answer, Exchange};
use super::kinds::ListedKind;
use super::prune::prune;

/// The page size that `kubectl` uses.
const LIMIT: usize = 500;

const WHOLE: &str = "application/json";
/// The second type is for servers that do not support metadata-only answers.
const METADATA: &str =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/// The outcome of listing a kind.
pub enum Listed {
    /// All objects were read.
    Read,
    /// The reason why not all objects were read.
    Failed(String),
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    metadata: Option<PageMetadata>,
    /// A page without items is not a list.
    #[serde(deserialize_with = "null_is_none")]
    items: Vec<Value>,
}

#[derive(Deserialize)]
struct PageMetadata {
    #[serde(default, rename = "continue")]
    token: Option<String>,
}

/// Go writes an empty list as null.
fn null_is_none<'de, D: Deserializer<'de>>(items: D) -> Result<Vec<Value>, D::Error> {
    Ok(Option::deserialize(items)?.unwrap_or_default())
}

/// Passes each object of a kind to `each` exactly once, and counts the objects.
pub async fn list(
    exchange: &Exchange,
    kind: &ListedKind,
    namespace: Option<&str>,
    each: &mut dyn FnMut(Value),
) -> anyhow::Result<(usize, Listed)> {
    let accept = if kind.selected.is_some() { METADATA } else { WHOLE };
    let mut old_version = kind.old_version;
    let mut api_version = kind.api_version(&kind.version);
    let mut seen = HashSet::new();
    let mut token = String::new();
    let mut starts = 1;
    loop {
        let path = kind.page(&api_version, namespace, LIMIT, &token);
        let body = match exchange.ask(&Method::GET, &path, accept, &[]).await? {
            Answer::Body(body) => body,
            // The continue token has expired: the server no longer has that version of the list.
            Answer::Refusal(StatusCode::GONE, _)
                if !token.is_empty() && starts < exchange.patience.tries =>
            {
                starts += 1;
                token.clear();
                continue;
            }
            Answer::Refusal(StatusCode::NOT_FOUND, _) => {
                if let Some(older) = old_version.take() {
                    api_version = kind.api_version(older);
                    continue;
                }
                let why =
                    format!("the API server does not serve {api_version} {}", kind.resource());
                return Ok((seen.len(), Listed::Failed(why)));
            }
            Answer::Refusal(_, why) => return Ok((seen.len(), Listed::Failed(why))),
        };
        let page: Page = match serde_json::from_slice(&body) {
            Ok(page) => page,
            Err(error) => {
                let why = format!("the API server did not answer with a list: {error}");
                return Ok((seen.len(), Listed::Failed(why)));
            }
        };
        drop(body);
        for mut object in page.items {
            if seen.insert(identity(&object)) {
                prune(&mut object, kind, &api_version);
                each(object);
            }
        }
        token = page.metadata.and_then(|metadata| metadata.token).unwrap_or_default();
        if token.is_empty() {
            return Ok((seen.len(), Listed::Read));
        }
    }
}

/// A text that identifies an object among those of its kind.
fn identity(object: &Value) -> Box<str> {
    let metadata = &object["metadata"];
    let text = |name: &str| metadata[name].as_str().unwrap_or_default();
    match text("uid") {
        "" => format!("{}/{}", text("namespace"), text("name")).into(),
        uid => uid.into(),
    }
}
