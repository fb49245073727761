//! Generates random clusters and random settings for them.

use std::fmt;
use std::sync::Arc;

use analysis::Policy as _;
use analysis::context::{Absent, Context};
use analysis::core::Core;
use analysis::plugin::{Version, admit};
use proptest::bool::weighted as chance;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const NAMESPACES: [&str; 3] = ["shop", "shop-2", "data"];
const ACCOUNTS: [&str; 4] = ["default", "app", "robot.1", "gone"];
const SECRETS: [&str; 4] = ["app-token-abcde", "robot-token", "plain", "nowhere"];
const TOKEN: &str = "kubernetes.io/service-account-token";

/// A cluster and valid settings.
pub struct Sample {
    /// The cluster's objects.
    pub objects: Vec<Value>,
    /// The settings.
    pub settings: Value,
    /// The cluster as the policy sees it.
    pub context: Arc<Context>,
    absent: Absent,
}

/// Prints the objects in a format that token-check can read.
impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "settings {}, absent accounts: {:?}", self.settings, self.absent)?;
        self.objects.iter().try_for_each(|object| writeln!(f, "{object}"))
    }
}

/// Clusters with settings.
pub fn samples() -> impl Strategy<Value = Sample> {
    (
        NAMESPACES.map(accounts_and_secrets),
        vec(binding(), 0..5),
        vec(workload(), 0..16),
        settings(),
        select(vec![Absent::SaysNothing, Absent::NotFound]),
    )
        .prop_map(|(namespaces, bindings, workloads, settings, absent)| {
            let mut objects: Vec<Value> = namespaces.into_iter().flatten().flatten().collect();
            for (number, mut binding) in bindings.into_iter().enumerate() {
                binding["metadata"]["name"] = format!("binding-{number}").into();
                objects.push(binding);
            }
            objects.iter_mut().for_each(drop_nulls);
            let mut context = Context::new(absent);
            objects.iter().for_each(|object| context.add(object, "default"));
            for (number, (mut workload, admitted)) in workloads.into_iter().enumerate() {
                drop_nulls(&mut workload);
                let text = |value: &Value| value.as_str().unwrap_or("default").to_owned();
                let name = format!("{}-{number}", text(&workload["kind"]).to_lowercase());
                workload["metadata"]["name"] = name.into();
                if let Some(version) = admitted {
                    let namespace = text(&workload["metadata"]["namespace"]);
                    let account = text(&workload["spec"]["serviceAccountName"]);
                    let account = context.service_account(&namespace, &account);
                    admit(&mut workload, account, version, "x7k2p");
                }
                objects.push(workload);
            }
            Sample { objects, settings, context: Arc::new(context), absent }
        })
}

/// Removes fields that are `null`.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

fn automount() -> impl Strategy<Value = Option<bool>> {
    weighted(0.4, any::<bool>())
}

/// Each may be missing, so that shrinking a failing case can drop it.
fn accounts_and_secrets(namespace: &'static str) -> impl Strategy<Value = Vec<Option<Value>>> {
    let account = |name| {
        let secrets = select(&SECRETS[..]).prop_map(|name| json!([{"name": name}]));
        let account =
            (automount(), weighted(0.3, secrets)).prop_map(move |(automount, secrets)| {
                json!({
                    "apiVersion": "v1", "kind": "ServiceAccount",
                    "metadata": {"name": name, "namespace": namespace},
                    "automountServiceAccountToken": automount, "secrets": secrets,
                })
            });
        account.boxed()
    };
    let secret = |name, kind, account| {
        let annotations = json!({"kubernetes.io/service-account.name": account});
        let secret = json!({
            "apiVersion": "v1", "kind": "Secret", "type": kind,
            "metadata": {"name": name, "namespace": namespace, "annotations": annotations},
            "data": {"token": "c2VjcmV0"},
        });
        Just(secret).boxed()
    };
    let all = vec![
        account("default"),
        account("app"),
        account("robot.1"),
        secret("app-token-abcde", TOKEN, "app"),
        secret("robot-token", TOKEN, "robot.1"),
        secret("plain", "Opaque", ""),
    ];
    all.into_iter().map(|object| weighted(0.98, object)).collect::<Vec<_>>()
}

fn binding() -> impl Strategy<Value = Value> {
    let parts = (0..4, select(&NAMESPACES[..]), select(&ACCOUNTS[..]));
    let subject = parts.prop_map(|(form, namespace, account)| match form {
        0 => json!({"kind": "ServiceAccount", "name": account}),
        1 => json!({"kind": "ServiceAccount", "name": account, "namespace": namespace}),
        2 => {
            json!({"kind": "User", "name": format!("system:serviceaccount:{namespace}:{account}")})
        }
        _ => json!({"kind": "Group", "name": format!("system:serviceaccounts:{namespace}")}),
    });
    (subject, weighted(0.5, select(&NAMESPACES[..]))).prop_map(|(subject, namespace)| {
        json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": if namespace.is_some() { "RoleBinding" } else { "ClusterRoleBinding" },
            "metadata": {"namespace": namespace}, "subjects": [subject],
        })
    })
}

/// A Pod or an object with a Pod template, without a name, and the Kubernetes version that admitted
/// the Pod.
fn workload() -> impl Strategy<Value = (Value, Option<Version>)> {
    let kinds = vec!["Pod", "Pod", "Pod", "Deployment", "ReplicaSet", "CronJob", "Job"];
    let version = select(vec![Version::Bound, Version::Bound, Version::Legacy]);
    (
        select(kinds),
        select(&NAMESPACES[..]),
        pod_spec(),
        weighted(0.8, version),
        weighted(0.5, 0..12usize),
        chance(0.05),
    )
        .prop_map(|(kind, namespace, spec, admitted, owner, broken)| {
            let template = json!({"template": {"spec": spec}});
            let (version, controller, spec) = match kind {
                "Pod" => ("v1", Some(("apps/v1", "ReplicaSet")), spec),
                "ReplicaSet" => ("apps/v1", Some(("apps/v1", "Deployment")), template),
                "Job" => ("batch/v1", Some(("batch/v1", "CronJob")), template),
                "CronJob" => ("batch/v1", None, json!({"jobTemplate": {"spec": template}})),
                _ => ("apps/v1", None, template),
            };
            let owners = controller.zip(owner).map(|((version, kind), number)| {
                let name = format!("{}-{number}", kind.to_lowercase());
                json!([{"apiVersion": version, "kind": kind, "name": name, "controller": true}])
            });
            let object = json!({
                "apiVersion": version, "kind": kind,
                "metadata": {"namespace": namespace, "ownerReferences": owners},
                "spec": if broken { json!([]) } else { spec },
            });
            (object, admitted.filter(|_| kind == "Pod" && !broken))
        })
}

fn pod_spec() -> impl Strategy<Value = Value> {
    let own = (select(vec![600, 3600, 3607]), weighted(0.3, select(vec!["vault", "api"])))
        .prop_map(|(seconds, audience)| {
            let token =
                json!({"path": "token", "expirationSeconds": seconds, "audience": audience});
            json!({"name": "own", "projected": {"sources": [{"serviceAccountToken": token}]}})
        });
    let secret = select(&SECRETS[..])
        .prop_map(|name| json!({"name": "secret", "secret": {"secretName": name}}));
    let env = select(&SECRETS[..]).prop_map(
        |name| json!([{"name": "T", "valueFrom": {"secretKeyRef": {"name": name, "key": "token"}}}]),
    );
    (
        weighted(0.25, own),
        weighted(0.25, secret),
        weighted(0.15, env),
        chance(0.25),
        weighted(0.5, select(&ACCOUNTS[..])),
        automount(),
    )
        .prop_map(|(own, secret, env, init, account, automount)| {
            let volumes: Vec<Value> = own.into_iter().chain(secret).collect();
            let mount = |name| json!({"name": name, "mountPath": format!("/{name}")});
            let names = volumes.iter().filter_map(|volume| volume["name"].as_str());
            let mounts: Vec<Value> = names.map(mount).collect();
            json!({
                "automountServiceAccountToken": automount,
                "serviceAccountName": account,
                "initContainers": init.then(|| json!([{"name": "init"}])),
                "containers": [{"name": "main", "env": env, "volumeMounts": mounts}],
                "volumes": volumes,
            })
        })
}

fn settings() -> impl Strategy<Value = Value> {
    let values = [
        ("action", json!(["warn", "mutate", "reject"])),
        ("optOutAt", json!(["pod", "any"])),
        ("allow.podAuthor", json!(["none", "projected", "any"])),
        ("allow.serviceAccountOwner", json!([true, false])),
        ("allow.serviceAccounts", json!([[], ["shop/*"], ["*/app", "data/gone"]])),
        ("allow.serviceAccountsWithRoleBindings", json!([true, null])),
        ("allow.tokenSecrets", json!([true, false])),
        ("projectedTokenMaxSeconds", json!([3600, null])),
        ("serviceAccountObjects", json!(["all", "default"])),
        ("controllerPods", json!(["accept"])),
        ("inspectSecrets", json!([true])),
    ];
    values
        .map(|(key, values)| {
            let values = values.as_array().cloned().unwrap_or_default();
            weighted(0.33, (Just(key), select(values)))
        })
        .prop_map(|given| {
            let mut settings = json!({});
            for (key, value) in given.into_iter().flatten() {
                match key.strip_prefix("allow.") {
                    Some(key) => settings["allow"][key] = value,
                    None => settings[key] = value,
                }
            }
            settings
        })
        .prop_filter("the policy refuses them", |settings| {
            Core.refuses_settings(settings).unwrap().is_none()
        })
}
