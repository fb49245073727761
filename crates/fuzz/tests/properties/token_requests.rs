//! Tests who may ask the API server for a token.

use fuzz::cluster::{NAMESPACE, Objects, judge};
use fuzz::pods::{maybe, object};
use fuzz::surroundings::{cluster, settings};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;

/// The `spec` of a TokenRequest.
fn spec() -> impl Strategy<Value = Value> {
    let audiences = select(vec![
        json!(null),
        json!([]),
        json!(["api"]),
        json!(["vault"]),
        json!(["vault", "api"]),
        json!(["sts.example.com", "https://kubernetes.default.svc.cluster.local"]),
    ]);
    let seconds = select(vec![json!(600), json!(3600), json!(3607), json!(31_536_000)]);
    let bound = select(vec![json!({"kind": "Pod", "name": "p"}), json!({"kind": "Secret"})]);
    (audiences, maybe(seconds), maybe(bound)).prop_map(|(audiences, seconds, bound)| {
        object([
            ("audiences", audiences),
            ("expirationSeconds", seconds),
            ("boundObjectRef", bound),
        ])
    })
}

/// Settings that judge TokenRequests, whatever else they say.
fn judging() -> impl Strategy<Value = Value> {
    settings("reject").prop_map(|mut settings| {
        if settings["apiAudiences"].is_null() && settings["otherAudiences"].is_null() {
            settings["otherAudiences"] = json!(["vault"]);
        }
        settings["tokenRequests"] = "judge".into();
        settings
    })
}

fn request(name: &str, spec: &Value, user: &str, groups: &[&str]) -> Value {
    json!({
        "uid": "u",
        "kind": {"group": "authentication.k8s.io", "version": "v1", "kind": "TokenRequest"},
        "operation": "CREATE",
        "subResource": "token",
        "name": name,
        "namespace": NAMESPACE,
        "object": {"metadata": {"name": name}, "spec": spec},
        "userInfo": {"username": user, "groups": groups},
    })
}

proptest! {
    #![proptest_config(config())]

    /// (10) Nodes and the control plane get every token that they ask for, whatever the settings and
    /// the cluster, and nothing is looked up. Anything else would stop the cluster.
    #[test]
    fn nodes_and_the_control_plane_get_every_token(
        spec in spec(), settings in judging(), cluster in cluster(), unreachable in any::<bool>(),
        name in select(vec!["app", "default", "unknown"]),
        (user, group) in select(vec![
            ("system:node:node-a", "system:nodes"),
            ("system:kube-controller-manager", "system:authenticated"),
            ("system:apiserver", "system:masters"),
            ("system:serviceaccount:kube-system:tokens-controller", "system:serviceaccounts"),
            ("system:serviceaccount:kube-system:legacy-service-account-token-cleaner", "x"),
            ("system:serviceaccount:openshift-infra:x", "system:serviceaccounts:openshift-infra"),
        ]),
    ) {
        let cluster = Objects { unreachable, ..cluster };
        let answer = judge(&request(name, &spec, user, &[group]), &settings, &cluster);
        prop_assert!(answer.accepted(), "{}", answer.message());
        prop_assert!(answer.lookups.is_empty());
    }

    /// (11) A token is shown exactly where it is for the API, as one without a container; a rejection
    /// is a violation, and what is shown as allowed is accepted.
    #[test]
    fn an_api_token_is_shown_and_judged(
        spec in spec(), settings in judging(), cluster in cluster(),
        name in select(vec!["app", "default"]),
    ) {
        let answer = judge(&request(name, &spec, "author", &[]), &settings, &cluster);
        let shown = answer.exposures();
        match shown.as_slice() {
            [] => prop_assert!(answer.accepted(), "{}", answer.message()),
            [shown] => {
                prop_assert_eq!(&shown["container"], &Value::Null);
                prop_assert_eq!(&shown["how"], "tokenRequest");
                prop_assert_eq!(&shown["account"], &json!(format!("{NAMESPACE}/{name}")));
                prop_assert_eq!(answer.accepted(), !shown["allowedBy"].is_null());
            }
            _ => prop_assert!(false, "{shown:?}"),
        }
        let none = spec["audiences"].as_array().is_none_or(Vec::is_empty);
        prop_assert!(!none || !shown.is_empty());
    }

    /// (12) Following the advice of a rejection leads to a token.
    #[test]
    fn advice_leads_to_a_token(
        spec in spec(), settings in judging(), cluster in cluster(),
        name in select(vec!["app", "default"]),
    ) {
        let answer = judge(&request(name, &spec, "author", &[]), &settings, &cluster);
        prop_assume!(!answer.accepted() && answer.response["code"] == 403);
        let (mut spec, mut settings) = (spec, settings);
        let message = answer.message();
        if let Some((_, rest)) = message.split_once("--duration ") {
            let seconds = rest.split_once('s').unwrap().0;
            spec["expirationSeconds"] = seconds.parse::<i64>().unwrap().into();
        }
        if message.contains("to be added to allow.serviceAccounts") {
            settings["allow"]["serviceAccounts"] = json!([format!("{NAMESPACE}/{name}")]);
        }
        let answer = judge(&request(name, &spec, "author", &[]), &settings, &cluster);
        prop_assert!(answer.accepted(), "{}: {}", message, answer.message());
    }
}
