//! Gives containers a projected token in place of the one that Kubernetes mounts.

use analysis::edit::{Change, Place};
use analysis::path::Step;
use analysis::plugin::DEFAULT_PATH;
use serde_json::{Value, json};

use super::{Subject, containers, items, text};

/// The name of the new volume.
const NAME: &str = "service-account-token";

/// How long the token lives, unless the settings allow less.
const SECONDS: i64 = 3600;

/// The changes.
pub fn changes(subject: &Subject<'_>, settings: &Value) -> Vec<Change> {
    let limit = settings.get("projectedTokenMaxSeconds").and_then(Value::as_i64);
    let seconds = limit.map_or(SECONDS, |limit| limit.min(SECONDS));
    let sources = [token(seconds), certificate(), namespace()];
    let standard = |name| json!({"name": name, "projected": {"sources": sources}});
    let injected = subject.injected_names();
    let has = |volume: &Value| items(subject.spec, "volumes").any(|(_, one)| one == volume);
    let mut changes = Vec::new();
    let name = match subject.injected.volume {
        Some(index) => {
            let name = free_name(subject);
            changes.extend(taken_over(subject, index, &name, seconds));
            name
        }
        None if has(&standard(NAME)) && !subject.claims.contains(&NAME) => NAME.to_owned(),
        None => {
            let name = free_name(subject);
            let item = standard(&name);
            let mapping = subject.way.clone();
            changes.push(Change::Append { mapping, key: "volumes".into(), item });
            name
        }
    };
    for (list, index, container) in
        containers(subject.spec, &["initContainers", "containers", "ephemeralContainers"])
    {
        let way = subject.to([list.into(), index.into()]);
        let mut has_token_path = false;
        for (item, mount) in items(container, "volumeMounts") {
            let at_default = text(mount, "mountPath") == DEFAULT_PATH;
            has_token_path |= at_default;
            if injected.contains(&text(mount, "name")) {
                let mount_way: Vec<Step> =
                    way.iter().cloned().chain(["volumeMounts".into(), item.into()]).collect();
                changes.push(set(mount_way.clone(), "name", name.as_str().into()));
                if at_default && mount.get("readOnly") != Some(&Value::Bool(true)) {
                    changes.push(set(mount_way, "readOnly", true.into()));
                }
            }
        }
        let needs = subject.containers.contains(&text(container, "name"));
        if needs && !has_token_path && list != "ephemeralContainers" {
            let item = json!({"name": name, "mountPath": DEFAULT_PATH, "readOnly": true});
            changes.push(Change::Append { mapping: way, key: "volumeMounts".into(), item });
        }
    }
    for (item, volume) in items(subject.spec, "volumes").rev() {
        if subject.injected.secrets.iter().any(|secret| secret == text(volume, "name")) {
            let mapping = subject.way.clone();
            changes.push(Change::Remove { mapping, key: "volumes".into(), item });
        }
    }
    changes
}

/// The injected volume becomes the author's: with another name, and a token with a life that is not
/// extended. What a distribution added to it stays.
fn taken_over(subject: &Subject<'_>, index: usize, name: &str, seconds: i64) -> Vec<Change> {
    let way = subject.to(["volumes".into(), index.into()]);
    let below = |steps: Vec<Step>| way.iter().cloned().chain(steps).collect::<Vec<_>>();
    let mut changes = vec![set(way.clone(), "name", name.into())];
    let volume = items(subject.spec, "volumes").find(|(at, _)| *at == index);
    let projected = volume.and_then(|(_, volume)| volume.get("projected"));
    let projected = projected.unwrap_or(&Value::Null);
    let (mut has_certificate, mut has_namespace) = (false, false);
    for (item, source) in items(projected, "sources") {
        if source.get("serviceAccountToken").is_some_and(Value::is_object) {
            let steps = vec!["projected".into(), "sources".into(), item.into()];
            let token = steps.into_iter().chain(["serviceAccountToken".into()]).collect();
            changes.push(set(below(token), "expirationSeconds", seconds.into()));
        }
        let holds = |kind: &str, path: &str| {
            let part = source.get(kind).unwrap_or(&Value::Null);
            items(part, "items").any(|(_, item)| text(item, "path") == path)
        };
        has_certificate |= holds("configMap", "ca.crt");
        has_namespace |= holds("downwardAPI", "namespace");
    }
    for (has, source) in [(has_certificate, certificate()), (has_namespace, namespace())] {
        if !has {
            changes.push(Change::Append {
                mapping: below(vec!["projected".into()]),
                key: "sources".into(),
                item: source,
            });
        }
    }
    changes
}

fn set(mapping: Vec<Step>, key: &str, value: Value) -> Change {
    Change::Set { mapping, key: key.into(), value, place: Place::Last }
}

/// A name that no volume has.
fn free_name(subject: &Subject<'_>) -> String {
    let is_taken = |name: &str| {
        subject.claims.contains(&name)
            || items(subject.spec, "volumes").any(|(_, volume)| text(volume, "name") == name)
    };
    let numbered = (2..).map(|number| format!("{NAME}-{number}"));
    let mut names = std::iter::once(NAME.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}

fn token(seconds: i64) -> Value {
    json!({"serviceAccountToken": {"path": "token", "expirationSeconds": seconds}})
}

fn certificate() -> Value {
    json!({"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}})
}

fn namespace() -> Value {
    let field = json!({"fieldPath": "metadata.namespace"});
    json!({"downwardAPI": {"items": [{"path": "namespace", "fieldRef": field}]}})
}
