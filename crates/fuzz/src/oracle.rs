//! Determines which containers of a Pod can really read an API token, following the kubelet's
//! behaviour on plain JSON. Shares no code with the policy.

use std::collections::BTreeSet;

use serde_json::Value;

/// A token that a container can read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// A token that the kubelet requests for the Pod.
    Projected,
    /// The token in the Secret with this name.
    Secret(String),
}

/// The API tokens that the containers of this Pod can read: the name of each container, with what
/// it reads. `secrets` are the names of the namespace's token Secrets.
pub fn readable_tokens(
    pod: &Value,
    is_api_audience: &dyn Fn(&str) -> bool,
    secrets: &BTreeSet<String>,
) -> BTreeSet<(String, Token)> {
    let spec = &pod["spec"];
    let holds_token = |name: &str| secrets.contains(name);
    let mut found = BTreeSet::new();
    for containers in ["initContainers", "containers", "ephemeralContainers"] {
        for container in list(spec, containers) {
            let mut reads = |token| found.insert((text(container, "name").to_owned(), token));
            for mount in list(container, "volumeMounts") {
                let volume = list(spec, "volumes")
                    .find(|volume| text(volume, "name") == text(mount, "name"));
                let files = volume.map(|volume| token_files(volume, is_api_audience, secrets));
                for (path, token) in files.into_iter().flatten() {
                    if shows(mount, &path) {
                        reads(token);
                    }
                }
            }
            for variable in list(container, "env") {
                let reference = &variable["valueFrom"]["secretKeyRef"];
                if text(reference, "key") == "token" && holds_token(text(reference, "name")) {
                    reads(Token::Secret(text(reference, "name").to_owned()));
                }
            }
            for source in list(container, "envFrom") {
                let name = text(&source["secretRef"], "name");
                if holds_token(name) {
                    reads(Token::Secret(name.to_owned()));
                }
            }
        }
    }
    found
}

/// The files in a volume that contain an API token.
fn token_files(
    volume: &Value,
    is_api_audience: &dyn Fn(&str) -> bool,
    secrets: &BTreeSet<String>,
) -> Vec<(String, Token)> {
    let mut files = Vec::new();
    let mut secret = |name: &str, source: &Value| {
        if !secrets.contains(name) {
            return;
        }
        let token = Token::Secret(name.to_owned());
        // Without items, each key is a file with the same name.
        if list(source, "items").next().is_none() {
            files.push(("token".to_owned(), token));
            return;
        }
        for item in list(source, "items").filter(|item| text(item, "key") == "token") {
            files.push((text(item, "path").to_owned(), token.clone()));
        }
    };
    if let Some(name) = secret_of(volume) {
        secret(name, &volume["secret"]);
    }
    for source in list(&volume["projected"], "sources") {
        secret(text(&source["secret"], "name"), &source["secret"]);
    }
    for source in list(&volume["projected"], "sources") {
        let token = &source["serviceAccountToken"];
        let audience = text(token, "audience");
        if token.is_object() && (audience.is_empty() || is_api_audience(audience)) {
            files.push((text(token, "path").to_owned(), Token::Projected));
        }
    }
    files
}

/// Whether a mount exposes the file at `path` in its volume: the file is at or below the `subPath`.
/// A kubelet link (`..data`) or an expression may refer to any file.
fn shows(mount: &Value, path: &str) -> bool {
    let sub_path = clean(text(mount, "subPath"));
    !text(mount, "subPathExpr").is_empty()
        || sub_path.starts_with("..")
        || sub_path.is_empty()
        || clean(path) == sub_path
        || clean(path).starts_with(&format!("{sub_path}/"))
}

/// A path without `.`, empty elements or a trailing slash; the root is empty.
fn clean(path: &str) -> String {
    let elements = path.split('/').filter(|element| !matches!(*element, "" | "."));
    elements.collect::<Vec<_>>().join("/")
}

fn secret_of(volume: &Value) -> Option<&str> {
    volume["secret"]["secretName"].as_str()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}
