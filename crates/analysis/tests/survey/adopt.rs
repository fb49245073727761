//! Tests how a cluster can pass: what can opt out at once, and the smallest settings.

use manifest::Node;
use serde_json::json;

use crate::{SHOP, report};

#[test]
fn the_plan_lists_what_can_opt_out_at_once() {
    let plan = report(SHOP, &json!({})).adopt.plan;
    assert_eq!(
        serde_json::to_value(plan).unwrap(),
        json!([
            {
                "kind": "Database", "namespace": "shop", "name": "db", "account": "shop/default",
                "patch": null,
                "advice": "set automountServiceAccountToken: false where Database db defines its Pods",
            },
            {
                "kind": "Deployment", "namespace": "shop", "name": "web", "account": "shop/default",
                "patch": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  \
                          namespace: shop\nspec:\n  template:\n    spec:\n      \
                          automountServiceAccountToken: false\n",
                "advice": null,
            },
        ])
    );
}

/// A workload, or a Pod.
fn workload(kind: &str, name: &str, spec: &str) -> String {
    let pod = format!("{{{spec}, containers: [{{name: main}}]}}");
    let (version, spec) = match kind {
        "Pod" => ("v1", pod),
        "CronJob" => {
            ("batch/v1", format!("{{jobTemplate: {{spec: {{template: {{spec: {pod}}}}}}}}}"))
        }
        "Job" => ("batch/v1", format!("{{template: {{spec: {pod}}}}}")),
        _ => ("apps/v1", format!("{{template: {{spec: {pod}}}}}")),
    };
    format!(
        "---
apiVersion: {version}
kind: {kind}
metadata: {{name: {name}, namespace: shop}}
spec: {spec}
"
    )
}

const BINDING: &str = "
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admin}
subjects: [{kind: ServiceAccount, name: app, namespace: shop}]
";

#[test]
fn wanted_tokens_and_bound_accounts_cannot_opt_out() {
    let cases = [
        ("unbound", "Deployment", "serviceAccountName: other", Some(true)),
        ("bound", "Deployment", "serviceAccountName: app", None),
        ("asked for", "Deployment", "automountServiceAccountToken: true", None),
        ("opted out", "Deployment", "automountServiceAccountToken: false", None),
        ("a CronJob", "CronJob", "serviceAccountName: other", Some(true)),
        ("a StatefulSet", "StatefulSet", "serviceAccountName: other", Some(true)),
        ("a Job does not change", "Job", "serviceAccountName: other", Some(false)),
        ("a Pod does not change", "Pod", "serviceAccountName: other", Some(false)),
    ];
    for (note, kind, spec, expected) in cases {
        let dump = workload(kind, "it", spec) + BINDING;
        let plan = report(&dump, &json!({})).adopt.plan;
        assert_eq!(plan.len(), usize::from(expected.is_some()), "{note}");
        let Some(opt_out) = plan.first() else {
            continue;
        };
        assert_eq!(opt_out.patch.is_some(), expected == Some(true), "{note}");
        assert_ne!(opt_out.patch.is_some(), opt_out.advice.is_some(), "{note}");
        if let Some(patch) = &opt_out.patch {
            // Following the plan leaves nothing to do.
            let patched =
                workload(kind, "it", &format!("{spec}, automountServiceAccountToken: false"));
            assert!(report(&(patched + BINDING), &json!({})).adopt.plan.is_empty(), "{note}");
            let field = "automountServiceAccountToken: false\n";
            assert!(patch.ends_with(field), "{note}: {patch}");
        }
    }
}

/// A Pod that mounts a Secret, and no other token.
const MOUNTS: &str = "volumes: [{name: t, secret: {secretName: t}}], \
    initContainers: [{name: i, volumeMounts: [{name: t, mountPath: /t}]}], \
    automountServiceAccountToken: false";

const TOKEN_SECRET: &str = "---
apiVersion: v1
kind: Secret
metadata:
  name: t
  namespace: shop
  annotations: {kubernetes.io/service-account.name: robot}
type: kubernetes.io/service-account-token
";

const DEFAULT_ACCOUNT: &str = "---
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: shop}
";

#[test]
fn the_smallest_settings_of_small_clusters() {
    let of = |spec: &str| workload("Deployment", "web", spec);
    let app = || of("serviceAccountName: app");
    let jobs = ["a", "b", "c", "d", "e"];
    let jobs = jobs.map(|name| workload("CronJob", name, "serviceAccountName: app")).concat();
    let odd = app().replace("name: web", "name: \"web\\u2028# x\"");
    let gone = MOUNTS.replace("secretName: t", "secretName: gone");
    let in_words = json!({
        "action": "mutate",
        "apiAudiences": ["a*", "b\u{85}\u{2028}"],
        "help": "Ask us.",
        "otherAudiences": null,
        "allow": {"podAuthor": "any", "serviceAccounts": ["x/*"]},
    });
    let cases = [
        (
            "nothing to allow",
            of("automountServiceAccountToken: false"),
            json!({}),
            "allow:\n  serviceAccounts: []\n",
        ),
        (
            "one account",
            app(),
            json!({}),
            "allow:\n  serviceAccounts:\n    - shop/app # Deployment web\n",
        ),
        (
            "its users",
            jobs,
            json!({}),
            "allow:
  serviceAccounts:
    - shop/app # CronJob a, CronJob b, CronJob c and 2 more
",
        ),
        (
            "an invalid name",
            odd,
            json!({}),
            "allow:\n  serviceAccounts:\n    - shop/app # Deployment web?# x\n",
        ),
        (
            "what was given stays",
            app(),
            in_words,
            "action: mutate
allow:
  podAuthor: any
  serviceAccounts:
    - x/* # given
    - shop/app # Deployment web
apiAudiences: [\"a*\", \"b\\u0085\\u2028\"]
help: Ask us.
otherAudiences: null
",
        ),
        (
            "what was given is enough",
            app(),
            json!({"allow": {"serviceAccounts": ["shop/*"]}}),
            "allow:\n  serviceAccounts:\n    - shop/* # given\n",
        ),
        (
            "an entry of several fields is enough",
            app(),
            json!({"allow": {"serviceAccounts": [
                {"owner": "team: a", "account": "shop/*", "containers": ["main*", "*"]},
                {"until": "2027-03-31", "account": "ops/*"},
            ]}}),
            "allow:
  serviceAccounts:
    - account: shop/* # given
      containers: [\"main*\", \"*\"]
      owner: \"team: a\"
    - account: ops/* # given
      until: \"2027-03-31\"
",
        ),
        (
            "another setting is enough",
            of("automountServiceAccountToken: true"),
            json!({"allow": {"podAuthor": "any"}}),
            "allow:\n  podAuthor: any\n  serviceAccounts: []\n",
        ),
        (
            "a binding is enough",
            app() + BINDING,
            json!({"allow": {"serviceAccountsWithRoleBindings": true}}),
            "allow:\n  serviceAccounts: []\n  serviceAccountsWithRoleBindings: true\n",
        ),
        (
            "a Secret of a known account",
            of(MOUNTS) + TOKEN_SECRET,
            json!({"inspectSecrets": true}),
            "allow:
  serviceAccounts:
    - shop/robot # Deployment web
inspectSecrets: true
",
        ),
        (
            "a Secret that is not there",
            of(MOUNTS),
            json!({"inspectSecrets": true}),
            "allow:
  serviceAccounts: []
  tokenSecrets: true # Deployment web
inspectSecrets: true
",
        ),
        (
            "then no account is needed for Secrets",
            of(MOUNTS) + TOKEN_SECRET + &workload("Pod", "one", &gone),
            json!({"inspectSecrets": true}),
            "allow:
  serviceAccounts: []
  tokenSecrets: true # Pod one
inspectSecrets: true
",
        ),
        (
            "accounts that are asked to say false",
            DEFAULT_ACCOUNT.into(),
            json!({"serviceAccountObjects": "all"}),
            "allow:
  serviceAccounts:
    - shop/default # ServiceAccount default
serviceAccountObjects: all
",
        ),
    ];
    for (note, dump, settings, expected) in cases {
        let adopt = report(&dump, &settings).adopt;
        assert_eq!(adopt.settings, expected, "{note}");
        assert!(adopt.passes && adopt.left.is_empty(), "{note}: {:?}", adopt.left);
        let read = Node::read(&adopt.settings).unwrap().unwrap().to_json();
        for (key, value) in settings.as_object().unwrap() {
            assert!(key == "allow" || read[key] == *value, "{note}: {key}");
        }
    }
}

#[test]
fn objects_that_no_setting_lets_pass_are_listed() {
    let odd = workload("Deployment", "web", "serviceAccountName: app").replace("shop", "\"*\"");
    let dump = format!("{odd}{}", odd.replace("name: web", "name: web2"));
    let adopt = report(&dump, &json!({})).adopt;
    assert_eq!(adopt.settings, "allow:\n  serviceAccounts: []\n");
    assert!(!adopt.passes);
    assert_eq!(adopt.left.len(), 1);
    assert!(adopt.left[0].starts_with("Deployment */web and 1 similar: container main would get"));
}
