//! What a survey of a small cluster tells, and the way out of it.

use analysis::core::Core;
use analysis::input::yaml::Node;
use analysis::survey::dump::Dump;
use analysis::survey::report::Report;
use serde_json::{Value, json};

const SHOP: &str = "
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: shop}}
- apiVersion: v1
  kind: ServiceAccount
  metadata: {name: robot, namespace: shop}
  automountServiceAccountToken: true
- apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata: {name: robot, namespace: shop}
  subjects: [{kind: ServiceAccount, name: robot}]
# The Pods come before what they belong to.
- apiVersion: v1
  kind: Pod
  metadata:
    name: web-1
    namespace: shop
    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d, controller: true}]
  spec: &web
    initContainers: [{name: init}]
    containers: [{name: main}, {name: proxy}]
- apiVersion: v1
  kind: Pod
  metadata:
    name: web-2
    namespace: shop
    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d, controller: true}]
  spec: *web
- apiVersion: v1
  kind: Pod
  metadata:
    name: backup-1
    namespace: shop
    ownerReferences:
    - {apiVersion: v1, kind: Other, name: none}
    - {apiVersion: batch/v1, kind: Job, name: backup-0, controller: true}
  spec: &backup
    serviceAccountName: robot
    containers: [{name: main}]
- apiVersion: v1
  kind: Pod
  metadata:
    name: db-0
    namespace: shop
    ownerReferences: [{apiVersion: acme.io/v1, kind: Database, name: db, controller: true}]
  spec: {containers: [{name: main}]}
- apiVersion: v1
  kind: Pod
  metadata: {name: lone, namespace: shop}
  spec: {automountServiceAccountToken: false, containers: [{name: main}]}
- apiVersion: apps/v1
  kind: ReplicaSet
  metadata:
    name: web-5d
    namespace: shop
    ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]
  spec: {template: {spec: *web}}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web, namespace: shop}
  spec: {template: {spec: *web}}
- apiVersion: batch/v1
  kind: Job
  metadata:
    name: backup-0
    namespace: shop
    ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: backup, controller: true}]
  spec: {template: {spec: *backup}}
- {apiVersion: v1, kind: Secret, metadata: {name: old, namespace: shop}, type: kubernetes.io/service-account-token}
";

fn report(dump: &str, settings: &Value) -> Report {
    let mut dump = Dump::new(&Core, dump.into(), settings).unwrap();
    dump.step(usize::MAX);
    dump.report()
}

#[test]
fn a_small_cluster_is_summed_up() {
    let report = report(SHOP, &json!({}));
    let all = [report.objects, report.judged, report.pods];
    assert_eq!(all, [12, 10, 5]);
    assert_eq!([report.containers, report.containers_with_token], [9, 8]);
    assert!(report.unreadable.is_empty() && report.trouble.is_empty());
    assert!(report.missing_accounts.is_empty());
    assert_eq!(
        serde_json::to_value(&report.rows).unwrap(),
        json!([
            {
                "namespace": "shop", "account": "shop/default", "how": "automount",
                "askedBy": "nobody", "bound": false, "allowedBy": null, "pods": 3, "containers": 7,
                "owners": ["Database db", "Deployment web"], "moreOwners": 0,
            },
            {
                "namespace": "shop", "account": "shop/robot", "how": "automount",
                "askedBy": "serviceAccount", "bound": true, "allowedBy": null, "pods": 1,
                "containers": 1, "owners": ["CronJob backup"], "moreOwners": 0,
            },
        ])
    );
    assert_eq!(
        serde_json::to_value(&report.actions).unwrap(),
        json!([
            {"action": "reject", "accepted": 3, "warned": 0, "changed": 0, "rejected": 7},
            {"action": "warn", "accepted": 3, "warned": 7, "changed": 0, "rejected": 0},
            {"action": "mutate", "accepted": 3, "warned": 2, "changed": 3, "rejected": 2},
        ])
    );
}

#[test]
fn bindings_that_are_not_in_the_data_are_not_known() {
    let without = SHOP.replace("kind: RoleBinding", "kind: ConfigMap");
    let report = report(&without, &json!({}));
    assert!(report.rows.iter().all(|row| row.bound.is_none()));
    assert!(report.adopt.plan.is_empty());
}

#[test]
fn rows_say_what_the_settings_allow() {
    let settings = json!({"allow": {
        "serviceAccounts": ["shop/default"],
        "serviceAccountsWithRoleBindings": true,
    }});
    let report = report(SHOP, &settings);
    let allowed: Vec<_> = report.rows.iter().map(|row| row.allowed_by.as_deref()).collect();
    let expected = ["allow.serviceAccounts", "allow.serviceAccountsWithRoleBindings"];
    assert_eq!(allowed, expected.map(Some));
    assert_eq!(report.rows[0].asked_by, Some(analysis::exposure::AskedBy::Nobody));
    assert_eq!(report.actions[0].accepted, 10);
}

#[test]
fn a_row_names_a_part_of_its_owners() {
    let row = report(SHOP, &json!({})).rows[0].clone().with_owners(1);
    assert_eq!((row.owners[0].to_string(), row.more_owners), ("Database db".into(), 1));
    assert_eq!(row.clone().with_owners(9), row);
}

#[test]
fn the_plan_is_what_can_opt_out_at_once() {
    let plan = report(SHOP, &json!({})).adopt.plan;
    assert_eq!(
        serde_json::to_value(plan).unwrap(),
        json!([
            {
                "kind": "Database", "namespace": "shop", "name": "db", "account": "shop/default",
                "patch": null,
                "advice": "set automountServiceAccountToken: false where Database db describes its Pods",
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
fn what_is_written_by_hand_or_bound_cannot_opt_out() {
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
            // Following it leaves nothing to do.
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
            "a name that is no name",
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
fn what_no_setting_lets_pass_is_told() {
    let odd = workload("Deployment", "web", "serviceAccountName: app").replace("shop", "\"*\"");
    let dump = format!("{odd}{}", odd.replace("name: web", "name: web2"));
    let adopt = report(&dump, &json!({})).adopt;
    assert_eq!(adopt.settings, "allow:\n  serviceAccounts: []\n");
    assert!(!adopt.passes);
    assert_eq!(adopt.left.len(), 1);
    assert!(
        adopt.left[0].starts_with("Deployment */web and 1 more like it: container main would get")
    );
}
