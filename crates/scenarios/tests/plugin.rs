//! Tests that the simulated plugin does what recordings of real API servers show.

use std::path::{Path, PathBuf};

use analysis::plugin::{DEFAULT_PATH, Version, admit};
use serde_json::{Value, json};

const SERVERS: [(&str, Version); 3] =
    [("v1.36", Version::Bound), ("bound", Version::Bound), ("legacy", Version::Legacy)];

fn recorded(below: &str) -> PathBuf {
    scenarios::path("recorded").join(below)
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

fn account(server: &str, namespace: &Value, name: &Value) -> Value {
    let all = read(&recorded(server).join("service-accounts.json"));
    let mut items = list(&all, "items");
    let found = items.find(|account| {
        account["metadata"]["namespace"] == *namespace && account["metadata"]["name"] == *name
    });
    found.unwrap_or_else(|| panic!("{server} has no account {namespace}/{name}")).clone()
}

/// The created objects of a kind, with the names of their files.
fn creates(server: &str, webhook: &str, kind: &str) -> Vec<(String, Value)> {
    let directory = recorded(server).join(webhook);
    let entries = std::fs::read_dir(&directory).unwrap_or_else(|error| panic!("{error}"));
    let mut found: Vec<(String, Value)> = entries
        .map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).path())
        .filter_map(|path| {
            let name = path.file_stem()?.to_str()?.to_owned();
            let object = name.starts_with(&format!("CREATE-{kind}-"));
            object.then(|| (name, read(&path)["request"]["object"].take()))
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The parts that the plugin decides, in one form; servers fill in the default mode of volumes at
/// different times.
fn decided(pod: &Value) -> Value {
    let spec = &pod["spec"];
    let mounts = |key| -> Value {
        list(spec, key)
            .map(|one| json!([one["name"], list(one, "volumeMounts").collect::<Vec<_>>()]))
            .collect()
    };
    let volumes: Value = list(spec, "volumes")
        .map(|volume| {
            let mut volume = volume.clone();
            for source in ["projected", "secret"] {
                if let Some(source) = volume.get_mut(source).and_then(Value::as_object_mut) {
                    source.remove("defaultMode");
                }
            }
            volume
        })
        .collect();
    json!({
        "account": [spec["serviceAccountName"], spec["serviceAccount"]],
        "volumes": volumes,
        "initContainers": mounts("initContainers"),
        "containers": mounts("containers"),
    })
}

/// The name of the volume that the plugin injected.
fn injected(pod: &Value) -> Option<String> {
    let containers = list(&pod["spec"], "initContainers").chain(list(&pod["spec"], "containers"));
    let mut mounts = containers.flat_map(|container| list(container, "volumeMounts"));
    let mount = mounts.find(|mount| mount["mountPath"] == DEFAULT_PATH)?;
    mount["name"].as_str().map(str::to_owned)
}

/// Removes the injected volume and its mounts.
fn strip(pod: &mut Value) {
    let Some(name) = injected(pod) else {
        return;
    };
    let remove = |value: &mut Value, key: &str| {
        if let Some(list) = value.get_mut(key).and_then(Value::as_array_mut) {
            list.retain(|item| item["name"] != *name);
            if list.is_empty()
                && let Some(object) = value.as_object_mut()
            {
                object.remove(key);
            }
        }
    };
    let spec = &mut pod["spec"];
    remove(spec, "volumes");
    for key in ["initContainers", "containers"] {
        for container in spec.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            remove(container, "volumeMounts");
        }
    }
}

/// What the author wrote: no volume, no mounts, and the account only if it is not `default`.
fn as_written(pod: &Value) -> Value {
    let mut pod = pod.clone();
    strip(&mut pod);
    if let Some(spec) = pod["spec"].as_object_mut() {
        spec.remove("serviceAccount");
        if spec.get("serviceAccountName") == Some(&json!("default")) {
            spec.remove("serviceAccountName");
        }
    }
    pod
}

/// The five characters that the server generated, if it did.
fn suffix(pod: &Value) -> String {
    let name = injected(pod).unwrap_or_default();
    name.strip_prefix("kube-api-access-").unwrap_or("never").to_owned()
}

#[test]
fn bare_pods_are_admitted_as_recorded() {
    let (mut with_token, mut without) = (0, 0);
    for (server, version) in SERVERS {
        for webhook in ["validate", "mutate"] {
            for (file, recorded) in creates(server, webhook, "Pod") {
                let name = recorded["metadata"]["name"].as_str().unwrap_or_default();
                if !["pod-unset-", "pod-true-", "pod-false-"].iter().any(|it| name.starts_with(it))
                {
                    continue;
                }
                let (namespace, spec) = (&recorded["metadata"]["namespace"], &recorded["spec"]);
                let account = account(server, namespace, &spec["serviceAccountName"]);
                let mut pod = as_written(&recorded);
                assert_eq!(injected(&pod), None, "{server}/{webhook}/{file}");
                admit(&mut pod, Some(&account), version, &suffix(&recorded));
                assert_eq!(decided(&pod), decided(&recorded), "{server}/{webhook}/{file}");
                match injected(&recorded) {
                    Some(_) => with_token += 1,
                    None => without += 1,
                }
            }
        }
    }
    // 18 Pods on each server for validating webhooks; 18, 6 and 6 for mutating ones. Four of the
    // nine combinations of Pod and account inject nothing; of the three recorded alone, one does.
    assert_eq!((with_token, without), (48, 36));
}

#[test]
fn pods_from_controllers_are_their_admitted_templates() {
    let mut compared = 0;
    for (server, version) in SERVERS {
        for (file, recorded) in creates(server, "validate", "Pod") {
            let Some(owner) = list(&recorded["metadata"], "ownerReferences").next() else {
                continue;
            };
            let owners = creates(server, "validate", owner["kind"].as_str().unwrap_or_default());
            let metadata = &recorded["metadata"];
            let (_, owner) = owners
                .iter()
                .find(|(_, object)| {
                    object["metadata"]["name"] == owner["name"]
                        && object["metadata"]["namespace"] == metadata["namespace"]
                })
                .unwrap_or_else(|| panic!("{server}/{file}: no owner"));
            let mut pod = json!({"spec": owner["spec"]["template"]["spec"]});
            assert_eq!(injected(&pod), None, "{server}/{file}");
            let account =
                account(server, &metadata["namespace"], &recorded["spec"]["serviceAccountName"]);
            admit(&mut pod, Some(&account), version, &suffix(&recorded));
            assert_eq!(decided(&pod), decided(&recorded), "{server}/{file}");
            compared += 1;
        }
    }
    assert!(compared >= 60, "only {compared} Pods of controllers");
}

/// Any Pod, with a conflicting alias: `serviceAccountName` wins.
#[test]
fn the_alias_is_ignored_if_both_account_fields_are_set() {
    let mut compared = 0;
    for (server, version) in SERVERS {
        for (file, recorded) in creates(server, "validate", "Pod") {
            if file.contains("mutated-") {
                continue;
            }
            let (namespace, spec) = (&recorded["metadata"]["namespace"], &recorded["spec"]);
            let account = account(server, namespace, &spec["serviceAccountName"]);
            let mut pod = as_written(&recorded);
            pod["spec"]["serviceAccount"] = "another".into();
            pod["spec"]["serviceAccountName"] = spec["serviceAccountName"].clone();
            admit(&mut pod, Some(&account), version, &suffix(&recorded));
            assert_eq!(decided(&pod), decided(&recorded), "{server}/{file}");
            compared += 1;
        }
    }
    assert!(compared >= 110, "only {compared} Pods");
}

/// A mutating webhook only set the field to false: what was injected stays.
#[test]
fn the_token_stays_if_only_the_field_is_set() {
    let stored = read(&recorded("v1.36/stored-after-setfalse.json"));
    let account = account("v1.36", &json!("sa-unset"), &json!("default"));
    let mut pod = as_written(&stored);
    if let Some(spec) = pod["spec"].as_object_mut() {
        spec.remove("automountServiceAccountToken");
    }
    admit(&mut pod, Some(&account), Version::Bound, &suffix(&stored));
    pod["spec"]["automountServiceAccountToken"] = false.into();
    admit(&mut pod, Some(&account), Version::Bound, "other");
    assert_eq!(decided(&pod), decided(&stored));
    assert!(injected(&stored).is_some());
}

/// A mutating webhook also removed the volume and its mounts: nothing is injected again.
#[test]
fn nothing_is_injected_again_after_everything_was_removed() {
    let stored = read(&recorded("v1.36/stored-after-strip.json"));
    let account = account("v1.36", &json!("sa-unset"), &json!("default"));
    let mut pod = as_written(&stored);
    if let Some(spec) = pod["spec"].as_object_mut() {
        spec.remove("automountServiceAccountToken");
    }
    admit(&mut pod, Some(&account), Version::Bound, "first");
    assert_eq!(injected(&pod).as_deref(), Some("kube-api-access-first"));
    strip(&mut pod);
    pod["spec"]["automountServiceAccountToken"] = false.into();
    admit(&mut pod, Some(&account), Version::Bound, "other");
    assert_eq!(decided(&pod), decided(&stored));
    assert_eq!(injected(&stored), None);
}

/// Cases without a recording, taken from the plugin's source: the mounts and volumes it leaves
/// alone.
#[test]
fn the_authors_mounts_and_volumes_are_left_alone() {
    let mine = json!({"name": "kube-api-access-mine", "emptyDir": {}});
    let mut pod = json!({"spec": {
        "volumes": [{"name": "data", "emptyDir": {}}, mine],
        "initContainers": [{"name": "init"}],
        "containers": [
            {"name": "own", "volumeMounts": [{"name": "data", "mountPath": DEFAULT_PATH}]},
            {"name": "slash", "volumeMounts": [
                {"name": "data", "mountPath": format!("{DEFAULT_PATH}/")},
            ]},
        ],
        "ephemeralContainers": [{"name": "debug"}],
    }});
    let volumes = pod["spec"]["volumes"].clone();
    admit(&mut pod, None, Version::Bound, "x7k2p");
    let spec = &pod["spec"];
    assert_eq!(spec["volumes"], volumes);
    let injected =
        json!({"name": "kube-api-access-mine", "readOnly": true, "mountPath": DEFAULT_PATH});
    assert_eq!(spec["initContainers"][0]["volumeMounts"], json!([injected]));
    assert_eq!(spec["containers"][0]["volumeMounts"].as_array().map(Vec::len), Some(1));
    assert_eq!(spec["containers"][1]["volumeMounts"][1], injected);
    assert_eq!(spec["ephemeralContainers"], json!([{"name": "debug"}]));
    assert_eq!(spec["serviceAccountName"], "default");

    let mut mirror = json!({
        "metadata": {"annotations": {"kubernetes.io/config.mirror": "x"}},
        "spec": {"nodeName": "n", "containers": [{"name": "c"}]},
    });
    let before = mirror.clone();
    admit(&mut mirror, None, Version::Bound, "x7k2p");
    assert_eq!(mirror, before);
}

/// The same for Kubernetes ≤ 1.20, which looks at the Secret instead of the volume's name.
#[test]
fn a_volume_with_the_same_secret_is_mounted_and_a_used_name_is_avoided() {
    let secrets = json!([{"name": "app-dockercfg-abcde"}, {"name": "app-token-abcde"}]);
    let account = json!({"metadata": {"name": "app"}, "secrets": secrets});
    for (volume, mounted, volumes) in [
        (json!({"name": "mine", "secret": {"secretName": "app-token-abcde"}}), "mine", 1),
        (json!({"name": "app-token-abcde", "emptyDir": {}}), "app-token-abcde-x7k2p", 2),
        (json!({"name": "kube-api-access-abcde", "emptyDir": {}}), "app-token-abcde", 2),
    ] {
        let mut pod = json!({"spec": {"volumes": [volume], "containers": [{"name": "c"}]}});
        admit(&mut pod, Some(&account), Version::Legacy, "x7k2p");
        assert_eq!(injected(&pod).as_deref(), Some(mounted));
        assert_eq!(list(&pod["spec"], "volumes").count(), volumes);
    }
    // An account without a token Secret.
    let mut pod = json!({"spec": {"containers": [{"name": "c"}]}});
    admit(&mut pod, Some(&json!({})), Version::Legacy, "x7k2p");
    assert_eq!(injected(&pod), None);
}
