//! What holds for every Pod, whatever its author wrote: checked on random ones.

#[path = "properties/advice.rs"]
mod advice;
#[path = "properties/cluster.rs"]
mod cluster;
#[path = "properties/mutation.rs"]
mod mutation;
#[path = "properties/pods.rs"]
mod pods;
#[path = "properties/surroundings.rs"]
mod surroundings;
#[path = "properties/verdicts.rs"]
mod verdicts;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use workbench::plugin::{Version, admit, token_secrets};

use cluster::{NAMESPACE, Objects};
use pods::SECRETS;

/// What the simulated plugin generates; no author's volume ends so.
const SUFFIX: &str = "x7k2p";

/// How often each property is checked: on the same cases each time, so that a change is to blame
/// for what fails. `PROPTEST_CASES=1000000` looks for new ones.
fn config() -> ProptestConfig {
    let cases = ProptestConfig::default().cases.max(10_000);
    ProptestConfig {
        cases,
        rng_seed: if cases > 10_000 { RngSeed::Random } else { RngSeed::Fixed(3607) },
        failure_persistence: None,
        max_shrink_iters: 20_000,
        max_global_rejects: u32::MAX,
        ..ProptestConfig::default()
    }
}

/// The name of the account that a Pod with this spec runs as.
fn account_name(spec: &Value) -> &str {
    let names = ["serviceAccountName", "serviceAccount"].map(|key| spec[key].as_str());
    names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or("default")
}

/// A Pod as its author writes it.
fn written(spec: &Value) -> Value {
    json!({"metadata": {"name": "p", "namespace": NAMESPACE}, "spec": spec})
}

/// A Pod as a webhook sees it.
fn admitted(spec: &Value, cluster: &Objects, version: Version) -> Value {
    let mut pod = written(spec);
    admit(&mut pod, cluster.account(account_name(spec)), version, SUFFIX);
    pod
}

/// The token Secrets that the policy can know of: with `inspectSecrets` those that are of that
/// type, or may be once they are there; else those that the Pod's account lists.
fn secrets(spec: &Value, settings: &Value, cluster: &Objects) -> BTreeSet<String> {
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

fn version() -> impl Strategy<Value = Version> {
    proptest::sample::select(vec![Version::Bound, Version::Legacy])
}

/// The cluster as that version of Kubernetes has it: up to 1.20 every account is given a token
/// Secret, and Pods are refused before it is there.
fn cluster_of(version: Version, spec: &Value, mut cluster: Objects) -> Objects {
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
