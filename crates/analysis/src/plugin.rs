//! Simulates the API server's `ServiceAccount` admission plugin
//! (`plugin/pkg/admission/serviceaccount/admission.go`), which changes Pods before a webhook sees
//! them.
//!
//! It shares no code with the policy. `e2e-tests/tests/plugin.rs` compares it with requests from
//! real API servers.

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

/// Changes a Pod as the plugin does on CREATE; `suffix` replaces the five characters that the
/// plugin generates.
///
/// Without an account, the real plugin rejects the Pod; here, a missing account counts as one that
/// sets nothing. In the account's `secrets`, those that OpenShift adds for image registries are not
/// token Secrets.
pub fn admit(pod: &mut Value, account: Option<&Value>, version: Version, suffix: &str) {
    if !pod["metadata"]["annotations"]["kubernetes.io/config.mirror"].is_null() {
        return;
    }
    if !pod["spec"].is_object() {
        pod["spec"] = json!({});
    }
    let spec = &mut pod["spec"];
    // The API server reads the deprecated alias when it decodes the Pod, long before the plugin.
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
        // The server accepts only objects, but people can paste anything.
        for container in containers.into_iter().flatten().filter(|one| one.is_object()) {
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

/// The name of the volume to mount, and the volume itself unless the Pod already has it. `None` if
/// the account lists no token Secret.
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

/// The names of the token Secrets that an account lists, in order. The others are those that OpenShift
/// makes to pull images, called `<account>-dockercfg-<5 characters>`.
pub fn token_secrets(account: &Value) -> Vec<String> {
    let pull = format!("{}-dockercfg-", text(&account["metadata"], "name"));
    let names = list(account, "secrets").map(|secret| text(secret, "name").to_owned());
    names.filter(|name| !name.starts_with(&pull)).collect()
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

pub(crate) fn push(value: &mut Value, key: &str, item: Value) {
    match value[key].as_array_mut() {
        Some(list) => list.push(item),
        None => value[key] = json!([item]),
    }
}
