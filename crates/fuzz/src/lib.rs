//! Random Pods, clusters and settings, and what must hold for all of them: for the properties in
//! `tests/properties`, which draw 10,000 of each, and for the fuzzer's targets in `tests/fuzzing.rs`.

pub mod cluster;
pub mod corpus;
pub mod edits;
pub mod exposures;
pub mod oracle;
pub mod pods;
pub mod surroundings;

use std::collections::BTreeSet;

// The fuzzer's build counts on its symbols in every test of the package.
use analysis::plugin::{Version, admit, token_secrets};
#[cfg(all(test, fuzzing))]
use bolero as _;
use proptest::prelude::*;
use serde_json::{Value, json};

use cluster::{NAMESPACE, Objects};
use pods::SECRETS;

/// What the simulated plugin generates; no author's volume ends so.
const SUFFIX: &str = "x7k2p";

/// The name of the account that a Pod with this spec runs as.
pub fn account_name(spec: &Value) -> &str {
    let names = ["serviceAccountName", "serviceAccount"].map(|key| spec[key].as_str());
    names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or("default")
}

/// A Pod as its author writes it.
pub fn written(spec: &Value) -> Value {
    json!({"metadata": {"name": "p", "namespace": NAMESPACE}, "spec": spec})
}

/// A Pod as a webhook sees it.
pub fn admitted(spec: &Value, cluster: &Objects, version: Version) -> Value {
    let mut pod = written(spec);
    admit(&mut pod, cluster.account(account_name(spec)), version, SUFFIX);
    pod
}

/// The token Secrets that the policy can know of: with `inspectSecrets` those that are of that
/// type, or may be once they are there; else those that the Pod's account lists.
pub fn secrets(spec: &Value, settings: &Value, cluster: &Objects) -> BTreeSet<String> {
    let is_token = |name: &str| {
        let secret = cluster.secret(name);
        secret.is_none_or(|secret| secret["type"] == "kubernetes.io/service-account-token")
    };
    if settings["inspectSecrets"] == true {
        let names = SECRETS.into_iter().filter(|name| is_token(name));
        return names.map(str::to_owned).collect();
    }
    cluster.account(account_name(spec)).into_iter().flat_map(token_secrets).collect()
}

/// A Kubernetes that mounts tokens of its own making, or one that mounts Secrets.
pub fn version() -> impl Strategy<Value = Version> {
    proptest::sample::select(vec![Version::Bound, Version::Legacy])
}

/// The cluster as that version of Kubernetes has it: up to 1.20 every account is given a token
/// Secret, and Pods are refused before it is there.
pub fn cluster_of(version: Version, spec: &Value, mut cluster: Objects) -> Objects {
    let name = account_name(spec);
    if version == Version::Bound {
        return cluster;
    }
    if cluster.account(name).is_none() {
        cluster.accounts.push(json!({"metadata": {"name": name, "namespace": NAMESPACE}}));
    }
    for account in &mut cluster.accounts {
        if account["metadata"]["name"] != name {
            continue;
        }
        if token_secrets(account).is_empty() {
            account["secrets"] = json!([{"name": format!("{name}-token-abcde")}]);
        }
        for secret in token_secrets(account) {
            cluster.secrets.retain(|known| known["metadata"]["name"] != *secret);
            cluster.secrets.push(json!({
                "metadata": {
                    "name": secret,
                    "annotations": {"kubernetes.io/service-account.name": name},
                },
                "type": "kubernetes.io/service-account-token",
            }));
        }
    }
    cluster
}
