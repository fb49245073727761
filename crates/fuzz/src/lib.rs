//! Random Pods, clusters and settings, and properties that must hold for all of them: used by
//! `tests/properties`, with 10,000 cases each, and by the fuzzer's targets in `tests/fuzzing.rs`.

pub mod cluster;
pub mod corpus;
pub mod edits;
pub mod exposures;
pub mod oracle;
pub mod pods;
pub mod surroundings;

use std::collections::BTreeMap;

// The fuzzer's build needs its symbols in every test of the package.
use analysis::plugin::{Version, admit, token_secrets};
#[cfg(all(test, fuzzing))]
use bolero as _;
use proptest::prelude::*;
use serde_json::{Value, json};

use cluster::{NAMESPACE, Objects};
use pods::SECRETS;

/// The suffix that the simulated plugin generates; no author's volume name ends with it.
const SUFFIX: &str = "x7k2p";

/// The account that a Pod with this spec runs as.
pub fn account_name(spec: &Value) -> &str {
    let names = ["serviceAccountName", "serviceAccount"].map(|key| spec[key].as_str());
    names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or("default")
}

/// A Pod as written by its author.
pub fn written(spec: &Value) -> Value {
    json!({"metadata": {"name": "p", "namespace": NAMESPACE}, "spec": spec})
}

/// A Pod as a webhook sees it.
pub fn admitted(spec: &Value, cluster: &Objects, version: Version) -> Value {
    let mut pod = written(spec);
    admit(&mut pod, cluster.account(account_name(spec)), version, SUFFIX);
    pod
}

/// Secrets that hold a token, and the keys that hold it.
pub type TokenSecrets = BTreeMap<String, &'static [&'static str]>;

const TOKEN: &[&str] = &["token"];
const PULL: &[&str] = &[".dockercfg"];
const EITHER: &[&str] = &["token", ".dockercfg"];

/// The Secrets with a token that the policy can know about: with `inspectSecrets`, those that have
/// that type or may have it once they exist; otherwise those listed by the Pod's account.
pub fn secrets(spec: &Value, settings: &Value, cluster: &Objects) -> TokenSecrets {
    let account = cluster.account(account_name(spec));
    let listed = account.into_iter().flat_map(|account| account["secrets"].as_array()).flatten();
    let listed: Vec<&str> = listed.filter_map(|one| one["name"].as_str()).collect();
    let keys = |name: &str| -> Option<&'static [&'static str]> {
        let Some(secret) = cluster.secret(name) else {
            return Some(EITHER);
        };
        let has = |key: &str| secret["metadata"]["annotations"][key].is_string();
        match secret["type"].as_str() {
            Some("kubernetes.io/service-account-token") => Some(TOKEN),
            Some("kubernetes.io/dockercfg") => {
                let by_openshift = has("openshift.io/internal-registry-auth-token.service-account");
                if settings["optOutAt"] != "pod" && listed.contains(&name) {
                    return Some(PULL);
                }
                (by_openshift || has("kubernetes.io/service-account.name")).then_some(PULL)
            }
            _ => None,
        }
    };
    if settings["inspectSecrets"] == true {
        return SECRETS.iter().filter_map(|name| Some(((*name).to_owned(), keys(name)?))).collect();
    }
    listed.into_iter().map(|name| (name.to_owned(), EITHER)).collect()
}

/// A Kubernetes version that mounts bound tokens, or one that mounts Secrets.
pub fn version() -> impl Strategy<Value = Version> {
    proptest::sample::select(vec![Version::Bound, Version::Legacy])
}

/// The cluster under this version of Kubernetes: up to 1.20, every account has a token Secret, and
/// Pods are rejected until it exists.
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
