//! What the policy says that containers can read, against what they can.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use analysis::plugin::Version;

use crate::cluster::{Answer, Objects, create};
use crate::oracle::{Token, readable_tokens};
use crate::{admitted, cluster_of, secrets};

/// Whether a token for that audience is one for the API server, by these settings.
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

/// The policy's exposures are what containers can read, no more and no less.
pub fn same_as_readable(
    answer: &Answer,
    readable: &BTreeSet<(String, Token)>,
) -> Result<(), String> {
    let exposures = answer.exposures();
    let has = |container: &str, how: &str, secret: Option<&str>| {
        exposures.iter().any(|entry| {
            entry["container"] == container
                && entry["how"] == how
                && entry["secret"].as_str() == secret
        })
    };
    for (container, token) in readable {
        let found = has(container, "automount", None)
            || match token {
                Token::Projected => has(container, "projected", None),
                Token::Secret(name) => has(container, "secret", Some(name)),
            };
        if !found {
            return Err(format!("{container} can read {token:?}"));
        }
    }
    for entry in &exposures {
        let reads = readable.iter().any(|(container, token)| {
            entry["container"] == **container
                && match token {
                    Token::Projected => entry["how"] != "secret",
                    Token::Secret(name) => entry["how"] == "automount" || entry["secret"] == **name,
                }
        });
        if !reads {
            return Err(format!("no such token can be read: {entry}"));
        }
    }
    Ok(())
}

/// What any account may be asked about, since every token is a violation.
pub fn strictest(settings: &Value) -> Value {
    json!({
        "action": "warn",
        "allow": {"podAuthor": "none"},
        "apiAudiences": settings["apiAudiences"],
        "otherAudiences": settings["otherAudiences"],
        "inspectSecrets": settings["inspectSecrets"],
    })
}

/// Whether Kubernetes ≤ 1.20 does to this spec what a template cannot show: it mounts the author's
/// volume if that holds the Secret it would mount itself, takes another name if that name is
/// taken, and pays no attention to `kube-api-access-*`. And without a lookup the Secret in a Pod is
/// known by its generated name alone.
pub fn odd_for_legacy(spec: &Value, cluster: &Objects) -> bool {
    let secrets = secrets(spec, &Value::Null, cluster);
    let is_secret = |name: &Value| name.as_str().is_some_and(|name| secrets.contains(name));
    let mut volumes = spec["volumes"].as_array().into_iter().flatten();
    secrets.contains("by-hand")
        || volumes.any(|volume| {
            is_secret(&volume["name"])
                || is_secret(&volume["secret"]["secretName"])
                || volume["name"].as_str().is_some_and(|it| it.starts_with("kube-api-access-"))
        })
}

/// The audit annotation lists exactly what the containers of the admitted Pod can read, under the
/// strictest of these settings, which accept and warn.
///
/// # Errors
///
/// What it lists too much or too little.
pub fn tells_what_is_readable(
    spec: &Value,
    cluster: Objects,
    settings: &Value,
    version: Version,
) -> Result<(), String> {
    let cluster = cluster_of(version, spec, cluster);
    let settings = strictest(settings);
    let pod = admitted(spec, &cluster, version);
    let is_api = |audience: &str| is_api_audience(&settings, audience);
    let readable = readable_tokens(&pod, &is_api, &secrets(spec, &settings, &cluster));
    let answer = create("Pod", &pod, &settings, &cluster);
    if !answer.accepted() {
        return Err(format!("rejected: {}", answer.message()));
    }
    same_as_readable(&answer, &readable)
}
