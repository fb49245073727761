//! Tests that following the advice of a rejection leads to acceptance.

use analysis::plugin::{DEFAULT_PATH, Version};
use fuzz::cluster::{Answer, Objects, create, workload};
use fuzz::exposures::odd_for_legacy;
use fuzz::pods::{SECRETS, spec};
use fuzz::surroundings::{TODAY, WORKLOADS, cluster, settings};
use fuzz::{admitted, cluster_of, version};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;

/// What follows each occurrence of `start` in the text.
fn after<'t>(text: &'t str, start: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(start).map(move |(at, found)| &text[at + found.len()..])
}

/// The names in "volume a" or "volumes a, b and c".
fn volume_names(text: &str) -> Vec<&str> {
    let Some(list) = text.strip_prefix("volume") else {
        return Vec::new(); // environment variables
    };
    let end =
        [" in spec", " in template", " and what mounts"].iter().filter_map(|end| list.find(end));
    let list = &list[..end.min().unwrap_or(list.len())];
    let list = list.strip_prefix('s').unwrap_or(list);
    list.split(", ").flat_map(|part| part.split(" and ")).map(str::trim).collect()
}

/// Removes the elements of a list that satisfy the condition.
fn remove(value: &mut Value, key: &str, what: impl Fn(&Value) -> bool) {
    if let Some(list) = value.get_mut(key).and_then(Value::as_array_mut) {
        list.retain(|item| !what(item));
    }
}

fn each<'v>(value: &'v mut Value, keys: &'static [&str]) -> impl Iterator<Item = &'v mut Value> {
    let lists = value.as_object_mut().into_iter().flat_map(|object| object.iter_mut());
    lists
        .filter(|(key, _)| keys.contains(&key.as_str()))
        .flat_map(|(_, list)| list.as_array_mut().into_iter().flatten())
}

const CONTAINERS: &[&str] = &["initContainers", "containers"];

/// Removes volumes and their mounts.
fn remove_volumes(spec: &mut Value, is_meant: impl Fn(&Value) -> bool) {
    let names: Vec<Value> = spec["volumes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|volume| is_meant(volume))
        .map(|volume| volume["name"].clone())
        .collect();
    remove(spec, "volumes", is_meant);
    for container in each(spec, CONTAINERS) {
        remove(container, "volumeMounts", |mount| names.contains(&mount["name"]));
    }
}

/// Applies the advice on the sources of projected volumes with this key; `identity` and `life` are the
/// fields of their audience or signer, and of their lifetime.
fn declared(spec: &mut Value, message: &str, key: &str, identity: &str, life: &str) {
    let start = format!("the {key} source of ");
    for text in after(message, &start) {
        let names = volume_names(text);
        let (until, removed, seconds) = match (text.find("Remove that source"), seconds(text, life))
        {
            (Some(at), Some((later, _))) if at < later => (at, true, 0),
            (_, Some((at, seconds))) => (at, false, seconds),
            (Some(at), None) => (at, true, 0),
            (None, None) => panic!("no advice in {text}"),
        };
        let word = if identity == "audience" { "(audience \"" } else { "(signer \"" };
        let name = text[..until].split(word).nth(1);
        let name = name.and_then(|rest| rest.split('"').next()).unwrap_or_default();
        for volume in each(spec, &["volumes"]) {
            if !names.iter().any(|name| volume["name"] == **name) {
                continue;
            }
            let meant = |source: &Value| {
                let declared = &source[key];
                declared.is_object() && declared[identity].as_str().unwrap_or_default() == name
            };
            let projected = &mut volume["projected"];
            if removed {
                remove(projected, "sources", meant);
                continue;
            }
            for source in each(projected, &["sources"]).filter(|source| meant(source)) {
                source[key][life] = seconds.into();
            }
        }
    }
}

/// Applies the advice of a rejection to a spec as its author wrote it.
fn follow(spec: &mut Value, message: &str) {
    // Set it to false.
    if message.contains("automountServiceAccountToken: false")
        || message.contains("set it to false")
    {
        spec["automountServiceAccountToken"] = false.into();
    }
    // The injected volume, if it is written by hand.
    for text in after(message, ", and remove ") {
        let names = volume_names(text);
        remove_volumes(spec, |volume| names.iter().any(|name| volume["name"] == **name));
    }
    // A mount of it at another path than the one Kubernetes uses.
    for text in after(message, "through a mount, written by hand, of ") {
        let names = volume_names(text);
        for container in each(spec, CONTAINERS) {
            remove(container, "volumeMounts", |mount| {
                mount["mountPath"] != DEFAULT_PATH
                    && names.iter().any(|name| mount["name"] == **name)
            });
        }
    }
    // A projected token for the API server, or a certificate.
    for (key, identity, life) in [
        ("serviceAccountToken", "audience", "expirationSeconds"),
        ("podCertificate", "signerName", "maxExpirationSeconds"),
    ] {
        declared(spec, message, key, identity, life);
    }
    // A token Secret.
    let known = after(message, " that Secret ").chain(after(message, " that pull Secret "));
    for text in known.chain(after(message, " could read what Secret ")) {
        let secret = text.split(" holds, through").next().unwrap_or_default();
        remove_volumes(spec, |volume| volume["secret"]["secretName"] == secret);
        for volume in each(spec, &["volumes"]) {
            if let Some(projected) = volume.get_mut("projected") {
                remove(projected, "sources", |source| source["secret"]["name"] == secret);
            }
        }
        for container in each(spec, CONTAINERS) {
            remove(container, "env", |one| one["valueFrom"]["secretKeyRef"]["name"] == secret);
            remove(container, "envFrom", |one| one["secretRef"]["name"] == secret);
        }
    }
}

/// "Set expirationSeconds to 600 there": its position and the value.
fn seconds(text: &str, life: &str) -> Option<(usize, i64)> {
    let start = format!("Set {life} to ");
    let at = text.find(&start)?;
    let number = text[at + start.len()..].split(' ').next()?;
    Some((at, number.parse().ok()?))
}

/// Judges a spec as a Pod or in a template.
fn judged(
    spec: &Value,
    kind: &str,
    settings: &Value,
    cluster: &Objects,
    version: Version,
) -> Answer {
    match kind {
        "Pod" => create(kind, &admitted(spec, cluster, version), settings, cluster),
        _ => create(kind, &workload(kind, &json!({"spec": spec})), settings, cluster),
    }
}

/// Whether the advice turns another token from automounted, which may be allowed, into declared,
/// which may not be: it sets the field, and there is a volume like the injected one that the advice
/// on a Secret does not mention, or whose mount elsewhere `allow.podAuthor: any` allowed.
fn declares_another(message: &str, settings: &Value, spec: &Value) -> bool {
    let like_injected = [
        "kube-api-access-abcde",
        "kube-api-access-zzzzz",
        "app-token-abcde",
        "default-token-abcde",
    ];
    let all = |object: &Value, key: &str| object[key].as_array().cloned().unwrap_or_default();
    let sets_field =
        ["Remove what refers to the Secret and set ", "remove what refers to it and set "];
    if sets_field.iter().any(|advice| message.contains(advice)) {
        let volumes = all(spec, "volumes");
        return volumes.iter().any(|one| like_injected.iter().any(|name| one["name"] == **name));
    }
    let containers = CONTAINERS.iter().flat_map(|key| all(spec, key));
    let mut mounts = containers.flat_map(|container| all(&container, "volumeMounts"));
    settings["allow"]["podAuthor"] == "any"
        && mounts.any(|mount| {
            mount["mountPath"] != DEFAULT_PATH
                && like_injected.iter().any(|name| mount["name"] == **name)
        })
}

proptest! {
    #![proptest_config(config())]

    /// (5) An author who follows the message gets the object accepted: immediately if the policy
    /// knew everything relevant, otherwise after at most three rounds. (The policy knows the day.)
    #[test]
    fn following_the_advice_leads_to_acceptance(
        spec in spec(0), cluster in cluster(), settings in settings("reject"),
        version in version(), kind in prop_oneof![Just("Pod"), select(&WORKLOADS[..])],
    ) {
        let cluster = cluster_of(version, &spec, cluster).at(Some(TODAY));
        prop_assume!(version == Version::Bound || !odd_for_legacy(&spec, &cluster));
        let mut spec = spec;
        let mut told = Vec::new();
        loop {
            let answer = judged(&spec, kind, &settings, &cluster, version);
            if answer.accepted() {
                break;
            }
            prop_assert_eq!(&answer.response["code"], 403, "{}", answer.response);
            // Secrets are looked up one after another.
            let complete = (answer.asked_account() || settings["optOutAt"] == "pod")
                && settings["inspectSecrets"] != true
                && !declares_another(answer.message(), &settings, &spec);
            let before = spec.clone();
            follow(&mut spec, answer.message());
            told.push(answer.message().to_owned());
            prop_assert!(spec != before, "the advice changes nothing: {told:#?}");
            if complete {
                let answer = judged(&spec, kind, &settings, &cluster, version);
                prop_assert!(answer.accepted(), "{told:#?}\nthen {}", answer.message());
            }
            let most = if settings["inspectSecrets"] == true { 3 + SECRETS.len() } else { 3 };
            prop_assert!(told.len() <= most, "{told:#?}");
        }
    }
}
