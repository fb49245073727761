//! Tests that `action: mutate` removes what nothing asked for from a Pod, and nothing else.

use analysis::plugin::{DEFAULT_PATH, Version, admit};
use fuzz::cluster::{CONTAINERS_ANNOTATION, Objects, choose, create, workload};
use fuzz::exposures::{odd_for_legacy, readable};
use fuzz::oracle::Token;
use fuzz::pods::spec;
use fuzz::surroundings::{WORKLOADS, cluster, maybe_chosen, settings};
use fuzz::{account_name, admitted, cluster_of, secrets, version};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::config;

const REMOVED: &str = "service-account-token-policy/removed";

/// The containers that keep what Kubernetes mounts, or that the author chose; empty if none were
/// chosen.
pub(super) fn chosen_in(pod: &Value) -> Vec<&str> {
    let chosen = pod["metadata"]["annotations"][CONTAINERS_ANNOTATION].as_str();
    chosen.map_or_else(Vec::new, |names| names.split(',').map(str::trim).collect())
}

/// The Pod as a mutating webhook sees it, with unknown fields next to those that the policy
/// changes.
pub(super) fn sent(spec: &Value, cluster: &Objects, version: Version) -> Value {
    let mut pod = admitted(spec, cluster, version);
    let unknown = json!({"a": [1.5, null, {"deep": "b"}], "empty": {}, "none": null, "list": []});
    pod["unknown"] = unknown.clone();
    pod["status"] = json!({});
    pod["spec"]["unknown"] = unknown.clone();
    pod["metadata"]["managedFields"] = json!([{"fieldsV1": {"f:spec": {".": {}}}}]);
    for list in ["volumes", "initContainers", "containers"] {
        for item in pod["spec"].get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            item["unknown"] = unknown.clone();
        }
    }
    pod
}

/// The names of the volumes in this Pod that Kubernetes injected, or that look like it.
fn injected(pod: &Value, secrets: &dyn Fn(&str) -> bool) -> Vec<String> {
    let volumes = pod["spec"]["volumes"].as_array().into_iter().flatten();
    let name = |volume: &Value| volume["name"].as_str().unwrap_or_default().to_owned();
    let has_generated_name = |volume: &&Value| {
        let name = name(volume);
        name.strip_prefix("kube-api-access-").is_some_and(|rest| {
            rest.len() == 5
                && rest.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit())
        })
    };
    let holds_what_kubernetes_injects = |volume: &&Value| {
        let sources = volume["projected"]["sources"].as_array().into_iter().flatten();
        let tokens: Vec<&Value> = sources
            .map(|source| &source["serviceAccountToken"])
            .filter(|token| token.is_object())
            .collect();
        matches!(*tokens, [token] if token["expirationSeconds"] == 3607
            && token["audience"].as_str().unwrap_or_default().is_empty())
    };
    let first = volumes.clone().find(has_generated_name);
    let first = first.filter(holds_what_kubernetes_injects).map(name);
    let is_secret = |volume: &&Value| {
        let name = name(volume);
        volume["secret"]["secretName"] == *name && secrets(&name)
    };
    first.into_iter().chain(volumes.filter(is_secret).map(name)).collect()
}

/// The Pod without the parts that the mutation may change.
fn rest(pod: &Value, injected: &[String]) -> Value {
    let is_injected = |item: &Value| injected.iter().any(|name| item["name"] == **name);
    let without = |object: &mut Map<String, Value>, key: &str, drop: &dyn Fn(&Value) -> bool| {
        if let Some(list) = object.get_mut(key).and_then(Value::as_array_mut) {
            let before = list.len();
            list.retain(|item| !drop(item));
            if list.is_empty() && before > 0 {
                object.remove(key);
            }
        }
    };
    let mut pod = pod.clone();
    if let Some(metadata) = pod["metadata"].as_object_mut() {
        let annotations = metadata.get_mut("annotations").and_then(Value::as_object_mut);
        let is_empty = annotations.is_some_and(|map| {
            map.remove(REMOVED);
            map.remove(CONTAINERS_ANNOTATION);
            map.is_empty()
        });
        if is_empty {
            metadata.remove("annotations");
        }
    }
    if let Some(spec) = pod["spec"].as_object_mut() {
        spec.remove("automountServiceAccountToken");
        without(spec, "volumes", &is_injected);
        for key in ["initContainers", "containers"] {
            for container in spec.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(container) = container.as_object_mut() {
                    let at_default_path =
                        |mount: &Value| is_injected(mount) && mount["mountPath"] == DEFAULT_PATH;
                    without(container, "volumeMounts", &at_default_path);
                }
            }
        }
    }
    pod
}

/// Mounts of missing volumes, for which the API server would reject the Pod.
pub(super) fn dangling(pod: &Value) -> Vec<String> {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let spec = &pod["spec"];
    let names: Vec<Value> =
        list(spec, "volumes").iter().map(|volume| volume["name"].clone()).collect();
    ["initContainers", "containers"]
        .iter()
        .flat_map(|key| list(spec, key))
        .flat_map(|container| list(&container, "volumeMounts"))
        .filter(|mount| !names.contains(&mount["name"]))
        .map(|mount| mount.to_string())
        .collect()
}

/// Whether two exposures have the same container, way and source.
fn same(one: &Value, other: &Value) -> bool {
    ["container", "how", "secret", "audience", "signer"].iter().all(|key| one[key] == other[key])
}

/// Whether a container mounts something outside the default path. The injected volume mounted there
/// turns from automounted to declared when the field becomes false.
pub(super) fn mounts_elsewhere(pod: &Value, container: &str) -> bool {
    ["initContainers", "containers"].iter().any(|key| {
        let mut containers = pod["spec"][key].as_array().into_iter().flatten();
        containers.any(|one| {
            let mut mounts = one["volumeMounts"].as_array().into_iter().flatten();
            one["name"] == container && mounts.any(|mount| mount["mountPath"] != DEFAULT_PATH)
        })
    })
}

proptest! {
    #![proptest_config(config())]

    /// (3) After the mutation and another run of the plugin, the policy accepts the Pod, no token
    /// remains that nothing asked for, and there is nothing left to mutate.
    #[test]
    fn a_mutated_pod_is_accepted_and_has_no_token_that_nothing_asked_for(
        spec in spec(0), cluster in cluster(), settings in settings("mutate"), version in version(),
    ) {
        let cluster = cluster_of(version, &spec, cluster);
        prop_assume!(version == Version::Bound || !odd_for_legacy(&spec, &cluster));
        let pod = sent(&spec, &cluster, version);
        let first = create("Pod", &pod, &settings, &cluster);
        let Some(mut pod) = first.mutated() else {
            return Ok(());
        };
        prop_assert!(first.accepted(), "{}", first.response);
        prop_assert_eq!(dangling(&pod), Vec::<String>::new());
        prop_assert_eq!(&pod["spec"]["automountServiceAccountToken"], &json!(false));
        let removed = pod["metadata"]["annotations"][REMOVED].as_str().unwrap_or_default();
        let name = format!("default/{}: ", account_name(&spec));
        prop_assert!(removed.starts_with(&name), "{removed}");
        let before = pod.clone();
        admit(&mut pod, cluster.account(account_name(&spec)), version, "again");
        prop_assert_eq!(&pod, &before, "the plugin had something to add");
        let second = create("Pod", &pod, &settings, &cluster);
        prop_assert_eq!(second.mutated(), None);
        prop_assert!(second.accepted(), "{}", second.response);
        // The author asked for every token that can still be read, or it is for some containers only;
        // and the container could read it before.
        for entry in second.exposures() {
            let keeps = chosen_in(&pod).iter().any(|name| entry["container"] == **name);
            let is_kept = keeps && entry["allowedBy"].is_string();
            prop_assert!(entry["askedBy"] == "pod" || is_kept, "{entry}");
            let container = entry["container"].as_str().unwrap_or_default();
            let known = first.exposures().iter().any(|known| same(known, &entry));
            // A Secret that was not looked up is recognized as a token by its name.
            let by_name = entry["how"] == "secret" && !second.asked_account();
            prop_assert!(known || by_name || mounts_elsewhere(&pod, container), "{entry}");
        }
        let strict = json!({"action": "reject", "allow": {"podAuthor": "any", "tokenSecrets": true}});
        let keeps = !chosen_in(&pod).is_empty();
        prop_assert!(keeps || create("Pod", &pod, &strict, &cluster).accepted());
    }

    /// (3) An accepted Pod has no token that nothing asked for, mutated or not.
    #[test]
    fn no_accepted_pod_has_a_token_that_nothing_asked_for(
        spec in spec(0), cluster in cluster(), mut settings in settings("mutate"),
        version in version(),
    ) {
        settings["allow"] = json!({"podAuthor": "none"});
        let cluster = cluster_of(version, &spec, cluster);
        prop_assume!(version == Version::Bound || !odd_for_legacy(&spec, &cluster));
        let pod = sent(&spec, &cluster, version);
        let answer = create("Pod", &pod, &settings, &cluster);
        if answer.accepted() {
            let pod = answer.mutated().unwrap_or(pod);
            let readable = readable(&pod, &settings, &secrets(&spec, &settings, &cluster));
            // Accounts are never read in this case, so their Secrets are unknown.
            let unseen = settings["optOutAt"] == "pod" && settings["inspectSecrets"] != true;
            let hidden = |token: &Token| unseen && matches!(token, Token::Secret(_));
            let told: Vec<_> = readable.iter().filter(|(_, token)| !hidden(token)).collect();
            prop_assert!(told.is_empty(), "{told:?} in {pod}");
        }
    }

    /// (4) The mutation changes only the field, the injected volume, its mounts at the default path
    /// and the policy's annotations. It leaves all other fields unchanged, known to the policy or not, and
    /// leaves no empty list behind.
    #[test]
    fn a_mutation_changes_nothing_else(
        spec in spec(0), cluster in cluster(), settings in settings("mutate"), version in version(),
    ) {
        let cluster = cluster_of(version, &spec, cluster);
        prop_assume!(version == Version::Bound || !odd_for_legacy(&spec, &cluster));
        let pod = sent(&spec, &cluster, version);
        let answer = create("Pod", &pod, &settings, &cluster);
        let Some(mutated) = answer.mutated() else {
            return Ok(());
        };
        let secrets = secrets(&spec, &settings, &cluster);
        // If accounts are never read, their Secrets are recognized only by their names.
        let generated = format!("{}-token-abcde", account_name(&spec));
        let by_name = settings["optOutAt"] == "pod" && settings["inspectSecrets"] != true;
        let is_token = |name: &str| {
            let missing = settings["inspectSecrets"] == true && cluster.secret(name).is_none();
            let keys = secrets.get(name).copied().unwrap_or_default();
            keys.contains(&"token") && !name.contains("-dockercfg-") && !missing
        };
        let is_secret = |name: &str| is_token(name) || by_name && name == generated;
        let injected = injected(&pod, &is_secret);
        prop_assert_eq!(rest(&mutated, &injected), rest(&pod, &injected));
        prop_assert_eq!(&pod["spec"]["automountServiceAccountToken"], &Value::Null);
        prop_assert!(mutated["spec"]["volumes"] != json!([]), "an empty list of volumes");
        for key in ["initContainers", "containers"] {
            for container in mutated["spec"][key].as_array().into_iter().flatten() {
                prop_assert!(container["volumeMounts"] != json!([]), "an empty list of mounts");
            }
        }
    }

    /// (2, 4) A template is left as written, and accepted exactly when its Pods are, whichever
    /// containers its author chose.
    #[test]
    fn templates_are_unchanged_and_accepted_like_their_pods(
        spec in spec(0), cluster in cluster(), settings in settings("mutate"),
        version in version(), kind in select(&WORKLOADS[..]), chosen in maybe_chosen(),
    ) {
        let cluster = cluster_of(version, &spec, cluster);
        prop_assume!(version == Version::Bound || !odd_for_legacy(&spec, &cluster));
        let mut template = json!({"spec": spec});
        choose(&mut template, chosen);
        let template = create(kind, &workload(kind, &template), &settings, &cluster);
        prop_assert_eq!(template.mutated(), None);
        let mut sent = sent(&spec, &cluster, version);
        choose(&mut sent, chosen);
        let pod = create("Pod", &sent, &settings, &cluster);
        // `allow.podAuthor: any` allows the author's mount of an injected volume elsewhere. Once
        // the rest is removed from the Pod, it is a declared token, which is subject to other
        // settings.
        let mut violations = pod.exposures();
        violations.retain(|entry| entry["allowedBy"].is_null());
        let declared_next = settings["allow"]["podAuthor"] == "any"
            && !violations.is_empty()
            && violations.iter().all(|entry| {
                mounts_elsewhere(&sent, entry["container"].as_str().unwrap_or_default())
            });
        let waits = cluster.account(account_name(&spec)).is_none() && account_name(&spec) != "default";
        // Whatever the day is, the template is accepted, but not what becomes of the Pod.
        let undated = cluster.unix_seconds.is_none() && pod.is_open();
        prop_assert!(
            template.accepted() == pod.accepted()
                || template.accepted() && (waits || declared_next || undated),
            "{} {}", template.message(), pod.message()
        );
    }
}
