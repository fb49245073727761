//! Generates random Pods, with an emphasis on edge cases.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Mount paths; the first three mean nearly the same to a person.
const PATHS: [&str; 7] = [
    "/var/run/secrets/kubernetes.io/serviceaccount",
    "/var/run/secrets/kubernetes.io/serviceaccount/",
    "/run/secrets/kubernetes.io/serviceaccount",
    "/var/run/secrets/tokens",
    "/data",
    "/etc/app",
    "/var/run/secrets/kubernetes.io/serviceaccount/token",
];

/// The parts of a volume that are mounted. Nothing below a file, which no kubelet can mount.
const SUB_PATHS: [&str; 26] = [
    "",
    "token",
    "./token",
    "token/",
    "ca.crt",
    "namespace",
    ".",
    "././",
    "a",
    "a/b",
    "./a//b/",
    "a/b/token",
    "a/c",
    "toke",
    "tokens",
    "..data",
    "..data/token",
    "./..data/ca.crt",
    "..2026_11_25",
    "a/..data",
    // These differ where a Pod may run on Windows.
    "TOKEN",
    "CA.crt",
    r".\token",
    r"A\b",
    r"a/B\token",
    r"a\c",
];

/// Volume names; if two are the same, the second volume is left out.
const VOLUMES: [&str; 8] = [
    "kube-api-access-abcde",
    "kube-api-access-zzzzz",
    "kube-api-access-mine",
    "app-token-abcde",
    "default-token-abcde",
    "data",
    "tokens",
    "kube-api-access-",
];

/// Names of the Secrets that Pods refer to.
pub const SECRETS: [&str; 6] =
    ["app-token-abcde", "default-token-abcde", "by-hand", "plain", "app-dockercfg-abcde", "none"];

const AUDIENCES: [&str; 6] = [
    "",
    "api",
    "https://kubernetes.default.svc",
    "https://container.googleapis.com/v1/projects/p/locations/l",
    "vault",
    "sts.example.com",
];

const TOKEN_PATHS: [&str; 6] = ["token", "token", "ca.crt", "a/b/token", "./a//token", "namespace"];

/// An object with these fields, without those that are `null`.
pub fn object(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(fields.map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
}

/// A value or nothing, with equal probability.
pub fn maybe(value: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), value]
}

/// Unset, true or false.
pub fn flag() -> impl Strategy<Value = Value> {
    select(vec![Value::Null, true.into(), false.into()])
}

fn items() -> impl Strategy<Value = Value> {
    let keys = vec!["token", "ca.crt", "namespace", ".dockercfg"];
    let item = (select(keys), select(&TOKEN_PATHS[..]));
    maybe(vec(item, 0..3).prop_map(|items| {
        items.into_iter().map(|(key, path)| json!({"key": key, "path": path})).collect()
    }))
}

fn token_source() -> impl Strategy<Value = Value> {
    let seconds = select(vec![None, Some(600), Some(3600), Some(3607), Some(86400)]);
    (maybe(select(&AUDIENCES[..]).prop_map(Value::from)), seconds, select(&TOKEN_PATHS[..]))
        .prop_map(|(audience, seconds, path)| {
            let token = object([
                ("audience", audience),
                ("expirationSeconds", json!(seconds)),
                ("path", path.into()),
            ]);
            json!({"serviceAccountToken": token})
        })
}

fn certificate_source() -> impl Strategy<Value = Value> {
    let signer = select(vec!["kubernetes.io/kube-apiserver-client-pod", "example.com/mesh"]);
    let path = || maybe(select(&TOKEN_PATHS[..]).prop_map(Value::from));
    let seconds = select(vec![None, Some(3600), Some(86400)]);
    (signer, path(), path(), path(), seconds).prop_map(|(signer, key, bundle, chain, seconds)| {
        let certificate = object([
            ("signerName", signer.into()),
            ("keyType", "ED25519".into()),
            ("keyPath", key),
            ("credentialBundlePath", bundle),
            ("certificateChainPath", chain),
            ("maxExpirationSeconds", json!(seconds)),
        ]);
        json!({"podCertificate": certificate})
    })
}

/// The contents of a volume.
fn volume_source() -> impl Strategy<Value = (&'static str, Value)> {
    let secret_source = (select(&SECRETS[..]), items()).prop_map(
        |(name, items)| json!({"secret": object([("name", name.into()), ("items", items)])}),
    );
    let config_map = Just(json!({"configMap": {"name": "kube-root-ca.crt"}}));
    let source = prop_oneof![
        4 => token_source(),
        2 => secret_source,
        1 => certificate_source(),
        1 => config_map,
    ];
    let secret = (select(&SECRETS[..]), items()).prop_map(|(name, items)| {
        ("secret", object([("secretName", name.into()), ("items", items)]))
    });
    prop_oneof![
        2 => Just(("emptyDir", json!({}))),
        5 => vec(source, 0..4).prop_map(|sources| ("projected", json!({"sources": sources}))),
        3 => secret,
    ]
}

/// Handwritten volumes that look like those Kubernetes injects.
fn injected_form() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({"name": "kube-api-access-abcde", "projected": {"sources": [
            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
            {"configMap": {"name": "kube-root-ca.crt"}},
        ]}})),
        select(vec!["app-token-abcde", "default-token-abcde"])
            .prop_map(|name| json!({"name": name, "secret": {"secretName": name}})),
    ]
}

fn volumes() -> impl Strategy<Value = Vec<Value>> {
    let any = (select(&VOLUMES[..]), volume_source())
        .prop_map(|(name, (key, source))| object([("name", name.into()), (key, source)]));
    let volume = prop_oneof![2 => any, 1 => injected_form()];
    vec(volume, 0..5).prop_map(|volumes| distinct(volumes, "name"))
}

/// Removes items whose `key` repeats an earlier one: the API server rejects them.
fn distinct(list: Vec<Value>, key: &str) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for item in list {
        if kept.iter().all(|known| known[key] != item[key]) {
            kept.push(item);
        }
    }
    kept
}

/// A container that only mounts existing volumes.
fn container(volumes: Vec<Value>) -> impl Strategy<Value = Value> {
    let names: Vec<Value> = volumes.iter().map(|volume| volume["name"].clone()).collect();
    let most = if names.is_empty() { 0 } else { 3 };
    let names = if names.is_empty() { vec![Value::Null] } else { names };
    let mount = (select(names), select(&PATHS[..]), select(&SUB_PATHS[..]), 0..12).prop_map(
        |(name, path, sub_path, dice)| {
            let (sub_path, expression) = match dice {
                0 => (Value::Null, "$(NAME)".into()),
                1..=6 => (sub_path.into(), Value::Null),
                _ => (Value::Null, Value::Null),
            };
            object([
                ("name", name),
                ("mountPath", path.into()),
                ("subPath", sub_path),
                ("subPathExpr", expression),
            ])
        },
    );
    let keys = vec!["token", "ca.crt", ".dockercfg"];
    let variable =
        (select(&SECRETS[..]), select(keys), 0..3).prop_map(|(secret, key, dice)| match dice {
            0 => json!({"name": "A", "value": "b"}),
            1 => json!({"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}),
            _ => json!({"name": "A", "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}),
        });
    let env_from = (select(&SECRETS[..]), any::<bool>()).prop_map(|(name, secret)| {
        let kind = if secret { "secretRef" } else { "configMapRef" };
        json!({kind: {"name": name}})
    });
    let rarely = |list: BoxedStrategy<Vec<Value>>| prop_oneof![4 => Just(Value::Null), 1 => list.prop_map(Value::from)];
    (
        prop_oneof![1 => Just(vec![]), 3 => vec(mount, 0..=most)],
        rarely(vec(variable, 1..3).boxed()),
        rarely(vec(env_from, 1..3).boxed()),
    )
        .prop_map(|(mounts, env, env_from)| {
            let mounts = distinct(mounts, "mountPath");
            let mounts = if mounts.is_empty() { Value::Null } else { mounts.into() };
            object([
                ("image", "nginx".into()),
                ("volumeMounts", mounts),
                ("env", env),
                ("envFrom", env_from),
            ])
        })
}

/// The `spec` of a Pod as an author writes it; `ephemeral` containers only if requested, because a
/// Pod cannot be created with them.
pub fn spec(ephemeral: usize) -> impl Strategy<Value = Value> {
    volumes().prop_flat_map(move |volumes| {
        let containers = |prefix: &'static str, least, most| {
            vec(container(volumes.clone()), least..=most).prop_map(move |mut list| {
                for (index, container) in list.iter_mut().enumerate() {
                    container["name"] = format!("{prefix}{index}").into();
                }
                if list.is_empty() { Value::Null } else { list.into() }
            })
        };
        let account =
            || select(vec![Value::Null, Value::Null, "".into(), "app".into(), "default".into()]);
        let volumes = if volumes.is_empty() { Value::Null } else { volumes.clone().into() };
        let os = select(vec![
            Value::Null,
            json!({"name": "linux"}),
            json!({"name": "windows"}),
            json!({}),
        ]);
        (
            containers("init", 0, 2),
            containers("c", 1, 4),
            containers("debug", 0, ephemeral),
            (flag(), account(), account(), os),
        )
            .prop_map(move |(init, regular, ephemeral, (automount, name, alias, os))| {
                object([
                    ("automountServiceAccountToken", automount),
                    ("serviceAccountName", name),
                    ("serviceAccount", alias),
                    ("os", os),
                    ("volumes", volumes.clone()),
                    ("initContainers", init),
                    ("containers", regular),
                    ("ephemeralContainers", ephemeral),
                ])
            })
    })
}
