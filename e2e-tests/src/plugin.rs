//! For tests only: a simulation of the API server's `ServiceAccount` admission plugin
//! (`plugin/pkg/admission/serviceaccount/admission.go`), and an oracle that tells which containers
//! of a Pod can really read an API token.
//!
//! Both work on plain JSON and share no code with the policy. `tests/plugin.rs` checks the
//! simulation against what real API servers sent.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Where the plugin mounts the token.
pub const DEFAULT_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// What the plugin injects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Kubernetes ≤ 1.20: the Secret that the account lists.
    Legacy,
    /// Kubernetes ≥ 1.21: a projected volume.
    Bound,
}

/// Does to a Pod what the plugin does on CREATE; `suffix` stands for the five characters that it
/// generates.
///
/// Without an account the real plugin refuses the Pod; here it counts as one that says nothing.
/// Of the account's `secrets` those that OpenShift adds for image registries are no token Secrets.
pub fn admit(pod: &mut Value, account: Option<&Value>, version: Version, suffix: &str) {
    if !pod["metadata"]["annotations"]["kubernetes.io/config.mirror"].is_null() {
        return;
    }
    if !pod["spec"].is_object() {
        pod["spec"] = json!({});
    }
    let spec = &mut pod["spec"];
    // The deprecated alias is read when the Pod is decoded, long before the plugin.
    let names = ["serviceAccountName", "serviceAccount"].map(|key| text(spec, key).to_owned());
    let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "default".into());
    spec["serviceAccountName"] = name.as_str().into();
    spec["serviceAccount"] = name.as_str().into();

    let says = |object: &Value| object["automountServiceAccountToken"].as_bool();
    if !says(spec).or_else(|| account.and_then(says)).unwrap_or(true) {
        return;
    }
    let Some((volume_name, new_volume)) = token_volume(spec, account, version, suffix) else {
        return;
    };
    let mount = json!({"name": volume_name, "readOnly": true, "mountPath": DEFAULT_PATH});
    let mut mounted = false;
    for containers in ["initContainers", "containers"] {
        let containers = spec.get_mut(containers).and_then(Value::as_array_mut);
        for container in containers.into_iter().flatten() {
            if list(container, "volumeMounts").any(|mount| text(mount, "mountPath") == DEFAULT_PATH)
            {
                continue;
            }
            push(container, "volumeMounts", mount.clone());
            mounted = true;
        }
    }
    if let Some(volume) = new_volume
        && mounted
    {
        push(spec, "volumes", volume);
    }
}

/// The name of the volume to mount, and the volume itself unless the Pod has it. `None`: the
/// account lists no token Secret.
fn token_volume(
    spec: &Value,
    account: Option<&Value>,
    version: Version,
    suffix: &str,
) -> Option<(String, Option<Value>)> {
    match version {
        Version::Bound => {
            let prefix = "kube-api-access-";
            let mut names = list(spec, "volumes").map(|volume| text(volume, "name"));
            if let Some(name) = names.find(|name| name.starts_with(prefix)) {
                return Some((name.to_owned(), None));
            }
            let name = format!("{prefix}{suffix}");
            let volume = json!({"name": name, "projected": {"defaultMode": 420, "sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {"name": "kube-root-ca.crt", "items": [
                    {"key": "ca.crt", "path": "ca.crt"},
                ]}},
                {"downwardAPI": {"items": [{
                    "path": "namespace",
                    "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                }]}},
            ]}});
            Some((name, Some(volume)))
        }
        Version::Legacy => {
            let secret = token_secrets(account?).into_iter().next()?;
            let mut volumes = list(spec, "volumes");
            if let Some(volume) = volumes.find(|volume| secret_of(volume) == Some(&secret)) {
                return Some((text(volume, "name").to_owned(), None));
            }
            let taken = list(spec, "volumes").any(|volume| text(volume, "name") == secret);
            let name = if taken { format!("{secret}-{suffix}") } else { secret.clone() };
            let volume = json!({"name": name, "secret": {"secretName": secret}});
            Some((name, Some(volume)))
        }
    }
}

/// The names of the token Secrets that an account lists, in their order.
pub fn token_secrets(account: &Value) -> Vec<String> {
    let names = list(account, "secrets").map(|secret| text(secret, "name").to_owned());
    names.filter(|name| !name.contains("-dockercfg-")).collect()
}

/// What a container reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// A token that kubelet requests for the Pod.
    Projected,
    /// The token in the Secret of that name.
    Secret(String),
}

/// Which API tokens the containers of a Pod can read, as it stands: each container's name with
/// what it reads. `secrets` are the names of the token Secrets of the namespace.
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

/// The files of a volume that hold an API token.
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
        // Without items each key is a file of its own name.
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

/// Whether a mount shows the file at `path` of its volume: the file stands at or below the
/// `subPath`. Through a link of kubelet's (`..data`), or by an expression, any file may be meant.
fn shows(mount: &Value, path: &str) -> bool {
    let sub_path = clean(text(mount, "subPath"));
    !text(mount, "subPathExpr").is_empty()
        || sub_path.starts_with("..")
        || sub_path.is_empty()
        || clean(path) == sub_path
        || clean(path).starts_with(&format!("{sub_path}/"))
}

/// A path without `.`, empty elements and a trailing slash; the root is empty.
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

fn push(value: &mut Value, key: &str, item: Value) {
    match value[key].as_array_mut() {
        Some(list) => list.push(item),
        None => value[key] = json!([item]),
    }
}
