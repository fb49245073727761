//! Tests that a host may return only the role bindings that can matter, without changing a verdict.

use std::sync::Arc;

use analysis::context::{Absent, Context};
use analysis::core::Core;
use analysis::indexed_cluster::IndexedCluster;
use analysis::policy::payload;
use analysis::{HostCalls, Policy as _};
use fuzz::cluster::{NAMESPACE, Objects, request, workload};
use fuzz::pods::{SECRETS, spec};
use fuzz::surroundings::{WORKLOADS, cluster, settings};
use fuzz::{account_name, written};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;

/// Subjects of all sorts, including invalid ones.
fn subject() -> impl Strategy<Value = Value> {
    let kind = select(vec![
        json!("ServiceAccount"),
        json!("User"),
        json!("Group"),
        json!("Robot"),
        json!(null),
    ]);
    let name = select(vec![
        json!("app"),
        json!("default"),
        json!("robot"),
        json!(""),
        json!(null),
        json!("system:serviceaccount:default:app"),
        json!("system:serviceaccount:default:default"),
        json!("system:serviceaccount:other:app"),
        json!("system:serviceaccounts:default"),
        json!("system:serviceaccounts"),
        json!("system:authenticated"),
    ]);
    let namespace =
        select(vec![json!(NAMESPACE), json!("other"), json!(""), json!(null), json!(null)]);
    let readable = (kind, name, namespace).prop_map(
        |(kind, name, namespace)| json!({"kind": kind, "name": name, "namespace": namespace}),
    );
    let odd = select(vec![
        json!(7),
        json!([]),
        json!({"kind": 1}),
        json!({"kind": "User", "name": ["app"]}),
    ]);
    prop_oneof![300 => readable, 1 => odd]
}

fn bindings(kind: &'static str) -> impl Strategy<Value = Vec<Value>> {
    let subjects = prop_oneof![
        50 => vec(subject(), 0..4).prop_map(Value::from),
        1 => select(vec![json!(null), json!("x"), json!({})]),
    ];
    let namespace = select(vec![json!(NAMESPACE), json!("other"), json!(null)]);
    let binding = (subjects, namespace).prop_map(move |(subjects, namespace)| {
        json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": kind,
            "metadata": {"namespace": namespace},
            "subjects": subjects,
        })
    });
    vec(binding, 0..12).prop_map(|mut bindings| {
        for (number, binding) in bindings.iter_mut().enumerate() {
            binding["metadata"]["name"] = format!("b{number}").into();
        }
        bindings
    })
}

/// Requests that look up the bindings of an account: the Pod's, a Secret's, an old object's.
fn requests(spec: &Value, kind: &str, account: &str) -> Vec<Value> {
    let pod = written(spec);
    let template = workload(kind, &json!({"spec": spec}));
    let secret = json!({
        "metadata": {"name": "s", "annotations": {"kubernetes.io/service-account.name": account}},
        "type": "kubernetes.io/service-account-token",
    });
    let mut debug = request("Pod", &pod);
    debug["operation"] = "UPDATE".into();
    debug["subResource"] = "ephemeralcontainers".into();
    debug["oldObject"] = written(&json!({"serviceAccountName": account_name(spec)}));
    debug["object"]["spec"]["serviceAccountName"] = "forged".into();
    let mut update = request(kind, &template);
    update["operation"] = "UPDATE".into();
    update["oldObject"] = workload(kind, &json!({"spec": {}}));
    vec![request("Pod", &pod), request(kind, &template), request("Secret", &secret), debug, update]
}

fn context(objects: &Objects, more: &[Value]) -> Context {
    let mut context = Context::new(Absent::NotFound);
    for (kind, objects) in [("ServiceAccount", &objects.accounts), ("Secret", &objects.secrets)] {
        for object in objects {
            let mut object = object.clone();
            object["apiVersion"] = "v1".into();
            object["kind"] = kind.into();
            context.add(&object, NAMESPACE);
        }
    }
    more.iter().for_each(|object| context.add(object, "other"));
    context
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_verdict_is_the_same_with_the_full_list(
        spec in spec(1), kind in select(&WORKLOADS[..]), account in select(vec!["app", "default", ""]),
        cluster in cluster(), settings in settings("reject"), inspects in any::<bool>(),
        secret in select(&SECRETS[..]),
        cluster_role_bindings in bindings("ClusterRoleBinding"), role_bindings in bindings("RoleBinding"),
    ) {
        let mut settings = settings;
        settings["allow"]["serviceAccountsWithRoleBindings"] = true.into();
        settings["inspectSecrets"] = inspects.into();
        let mut spec = spec;
        // A Secret that refers to another account in the namespace.
        spec["containers"][0]["envFrom"] = json!([{"secretRef": {"name": secret}}]);
        let bindings = [cluster_role_bindings, role_bindings].concat();
        let context: Arc<dyn HostCalls> = Arc::new(context(&cluster, &bindings));
        let indexed = IndexedCluster::new(Arc::clone(&context));
        for request in requests(&spec, kind, account) {
            let payload = payload(&request, &settings).unwrap();
            let whole = Core.call("validate", &payload, &context);
            let few = Core.call("validate", &payload, &indexed.seen_by(&request));
            let text = |answer: Result<Vec<u8>, String>| answer.map(|json| String::from_utf8(json).unwrap());
            prop_assert_eq!(text(few), text(whole), "{}", request);
        }
    }
}
