//! Compares the exposures that the policy reports with what containers can really read.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use analysis::plugin::Version;

use crate::cluster::{Answer, Objects, create};
use crate::oracle::{Credentials, Token, readable_tokens};
use crate::{TokenSecrets, admitted, cluster_of, secrets};

/// Whether a token for this audience is one for the API server under these settings.
pub fn is_api_audience(settings: &Value, audience: &str) -> bool {
    let matches = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => audience.starts_with(start),
        None => audience == pattern,
    };
    let listed = |list: &Value| {
        list.as_array().map(|list| list.iter().filter_map(Value::as_str).any(matches))
    };
    let own = ["https://kubernetes.default.svc", "api"].contains(&audience)
        || audience.starts_with("https://container.googleapis.com/v1/projects/");
    listed(&settings["apiAudiences"]).unwrap_or(own)
        || listed(&settings["otherAudiences"]) == Some(false)
}

/// Whether a certificate of this signer is one for the API server under these settings.
pub fn is_api_signer(settings: &Value, signer: &str) -> bool {
    match settings["apiCertificateSigners"].as_array() {
        Some(list) => !list.is_empty() && signer.starts_with("example.com/"),
        None => signer == "kubernetes.io/kube-apiserver-client-pod",
    }
}

/// The credentials for the API server that the containers of this Pod can read under these settings.
pub fn readable(
    pod: &Value,
    settings: &Value,
    secrets: &TokenSecrets,
) -> BTreeSet<(String, Token)> {
    let audience = |audience: &str| is_api_audience(settings, audience);
    let signer = |signer: &str| is_api_signer(settings, signer);
    readable_tokens(pod, &Credentials { audience: &audience, signer: &signer, secrets })
}

/// Checks that the policy's exposures are exactly what containers can read.
pub fn same_as_readable(
    answer: &Answer,
    readable: &BTreeSet<(String, Token)>,
) -> Result<(), String> {
    let exposures = answer.exposures();
    let has = |container: &str, how: &str, key: &str, name: &str| {
        exposures.iter().any(|entry| {
            entry["container"] == container
                && entry["how"] == how
                && entry[key].as_str().unwrap_or_default() == name
        })
    };
    for (container, token) in readable {
        let automounted = || has(container, "automount", "", "");
        let found = match token {
            Token::Projected { audience, .. } => {
                automounted() || has(container, "projected", "audience", audience)
            }
            Token::Certificate { signer, .. } => has(container, "certificate", "signer", signer),
            Token::Secret(name) => automounted() || has(container, "secret", "secret", name),
        };
        if !found {
            return Err(format!("{container} can read {token:?}"));
        }
    }
    for entry in &exposures {
        let reads = readable.iter().any(|(container, token)| {
            entry["container"] == **container
                && match token {
                    Token::Projected { .. } => {
                        entry["how"] == "automount" || entry["how"] == "projected"
                    }
                    Token::Certificate { signer, .. } => entry["signer"] == **signer,
                    Token::Secret(name) => entry["how"] == "automount" || entry["secret"] == **name,
                }
        });
        if !reads {
            return Err(format!("no such token can be read: {entry}"));
        }
    }
    Ok(())
}

/// Settings under which every token is a violation, so that any account may be looked up.
pub fn strictest(settings: &Value) -> Value {
    json!({
        "action": "warn",
        "allow": {"podAuthor": "none"},
        "apiAudiences": settings["apiAudiences"],
        "otherAudiences": settings["otherAudiences"],
        "apiCertificateSigners": settings["apiCertificateSigners"],
        "inspectSecrets": settings["inspectSecrets"],
    })
}

/// Whether Kubernetes ≤ 1.20 treats this spec in a way that no template can show: it mounts the
/// author's volume if that holds the Secret it would mount itself, picks another name if its name
/// is taken, and ignores `kube-api-access-*`. In addition, without a lookup the Secret in a Pod is
/// recognized only by its generated name.
pub fn odd_for_legacy(spec: &Value, cluster: &Objects) -> bool {
    let secrets = secrets(spec, &Value::Null, cluster);
    let is_secret = |name: &Value| name.as_str().is_some_and(|name| secrets.contains_key(name));
    let mut volumes = spec["volumes"].as_array().into_iter().flatten();
    secrets.contains_key("by-hand")
        || volumes.any(|volume| {
            is_secret(&volume["name"])
                || is_secret(&volume["secret"]["secretName"])
                || volume["name"].as_str().is_some_and(|it| it.starts_with("kube-api-access-"))
        })
}

/// Checks that the audit annotation lists exactly what the containers of the admitted Pod can read,
/// under the strictest version of these settings that accepts and warns.
///
/// # Errors
///
/// What is missing from the list, or should not be in it.
pub fn tells_what_is_readable(
    spec: &Value,
    cluster: Objects,
    settings: &Value,
    version: Version,
) -> Result<(), String> {
    let cluster = cluster_of(version, spec, cluster);
    let settings = strictest(settings);
    let pod = admitted(spec, &cluster, version);
    let readable = readable(&pod, &settings, &secrets(spec, &settings, &cluster));
    let answer = create("Pod", &pod, &settings, &cluster);
    if !answer.accepted() {
        return Err(format!("rejected: {}", answer.message()));
    }
    same_as_readable(&answer, &readable)
}
