//! Generates what surrounds a random Pod: metadata, the cluster and settings.

use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::cluster::{NAMESPACE, Objects, takes};
use crate::pods::{SECRETS, flag, maybe, object};

/// Kinds that hold a Pod template.
pub const WORKLOADS: [&str; 8] = [
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
    "DaemonSet",
    "ReplicationController",
    "PodTemplate",
    "Job",
    "CronJob",
];

/// What the clock of a [`cluster`] says, if it has one: a moment of 2027-03-31.
pub const TODAY: i64 = 1_806_480_000;

/// What an author may write in the annotation that chooses containers.
pub fn chosen() -> impl Strategy<Value = &'static str> {
    select(vec!["c0", "c1", " c0 ,c2", "init0", "c3,init1,c0", "c0,c1,c2,c3,init0,init1", "later"])
}

/// The same, if there is one.
pub fn maybe_chosen() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![1 => Just(None), 2 => chosen().prop_map(Some)]
}

/// Entries of `allow.serviceAccounts`: for all containers or some, without an end, or with one around
/// [`TODAY`].
pub fn exemptions() -> impl Strategy<Value = Vec<Value>> {
    let account =
        select(vec!["default/app", "default/default", "*/app", "*/*", "default/*", "other/*"]);
    let containers = select(vec![
        json!(null),
        json!(["c0"]),
        json!(["c1", "init*"]),
        json!(["c*"]),
        json!(["*0"]),
        json!(["debug1", "c2"]),
    ]);
    let until = select(vec![
        json!(null),
        json!(null),
        json!("2027-03-30"),
        json!("2027-03-31"),
        json!("2027-04-14"),
        json!("2027-04-15"),
        json!("2028-01-01"),
    ]);
    let entry = (account, containers, until).prop_map(|(account, containers, until)| {
        object([
            ("account", account.into()),
            ("containers", containers),
            ("until", until),
            ("owner", "team".into()),
        ])
    });
    vec(entry, 1..4)
}

/// Settings with these exemptions.
pub fn with_exemptions(settings: &Value, exemptions: &[Value]) -> Value {
    let mut settings = settings.clone();
    settings["allow"]["serviceAccounts"] = exemptions.into();
    assert!(takes(&settings), "{settings}");
    settings
}

/// What an author may write as `metadata`, apart from the annotation that chooses containers.
pub fn metadata() -> impl Strategy<Value = Value> {
    let key = select(vec![
        "kubernetes.io/config.mirror",
        "kubernetes.io/config.source",
        "service-account-token-policy/removed",
        "automountServiceAccountToken",
        "app",
    ]);
    let texts = || {
        let text = select(vec!["", "true", "false", "default/app"]);
        maybe(hash_map(key.clone(), text, 0..3).prop_map(|texts| json!(texts)))
    };
    let timestamp = maybe(Just("2026-11-25T00:00:00Z".into()));
    let owners = maybe(Just(json!([{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "x",
        "uid": "u", "controller": true}])));
    (texts(), texts(), timestamp, owners, maybe(Just(json!(["example.com/wait"])))).prop_map(
        |(labels, annotations, timestamp, owners, finalizers)| {
            object([
                ("name", "given".into()),
                ("labels", labels),
                ("annotations", annotations),
                ("deletionTimestamp", timestamp),
                ("ownerReferences", owners),
                ("finalizers", finalizers),
            ])
        },
    )
}

/// A cluster, usually with the accounts `app` and `default`.
pub fn cluster() -> impl Strategy<Value = Objects> {
    let account = |name: &'static str| {
        let lists = select(vec![
            json!(null),
            json!([]),
            json!([{"name": format!("{name}-token-abcde")}]),
            json!([
                {"name": format!("{name}-dockercfg-abcde")},
                {"name": format!("{name}-token-abcde")},
            ]),
            json!([{"name": "by-hand"}, {"name": format!("{name}-token-abcde")}]),
        ]);
        let account = (flag(), lists).prop_map(move |(automount, secrets)| {
            object([
                ("metadata", json!({"name": name, "namespace": NAMESPACE})),
                ("automountServiceAccountToken", automount),
                ("secrets", secrets),
            ])
        });
        prop_oneof![1 => Just(None), 6 => account.prop_map(Some)]
    };
    let secrets = SECRETS.map(|name| {
        let of = |account: Value| {
            let annotations = object([("kubernetes.io/service-account.name", account)]);
            Some(json!({"metadata": {"name": name, "annotations": annotations},
                "type": "kubernetes.io/service-account-token"}))
        };
        let ordinary = Some(json!({"metadata": {"name": name}, "type": "Opaque"}));
        let pull = |key: &str, account: &str| {
            Some(json!({"metadata": {"name": name, "annotations": {key: account}},
                "type": "kubernetes.io/dockercfg"}))
        };
        let tokens = [
            of("app".into()),
            of("default".into()),
            of(Value::Null),
            pull("openshift.io/internal-registry-auth-token.service-account", "app"),
            pull("kubernetes.io/service-account.name", "default"),
            pull("example.com/registry", "app"),
        ];
        let kinds = [None, ordinary.clone(), ordinary].into_iter().chain(tokens);
        select(kinds.collect::<Vec<_>>())
    });
    let clock = select(vec![None, Some(TODAY), Some(TODAY), Some(TODAY)]);
    let bindings = (bindings(), bindings());
    (account("app"), account("default"), secrets, bindings, clock).prop_map(
        |(app, default, secrets, (cluster_role_bindings, role_bindings), unix_seconds)| Objects {
            accounts: app.into_iter().chain(default).collect(),
            secrets: secrets.into_iter().flatten().collect(),
            cluster_role_bindings,
            role_bindings,
            unreachable: false,
            unix_seconds,
        },
    )
}

/// Role bindings, mostly for irrelevant subjects.
fn bindings() -> impl Strategy<Value = Vec<Value>> {
    let subject = select(vec![
        json!({"kind": "ServiceAccount", "name": "app", "namespace": NAMESPACE}),
        json!({"kind": "ServiceAccount", "name": "app", "namespace": "other"}),
        json!({"kind": "ServiceAccount", "name": "default"}),
        json!({"kind": "Group", "name": "system:serviceaccounts"}),
        json!({"kind": "User", "name": "system:serviceaccount:default:default"}),
    ]);
    let role = select(vec!["view", "system:image-puller", "system:openshift:scc:anyuid"]);
    (vec(subject, 0..2), role).prop_map(|(subjects, role)| {
        vec![json!({"metadata": {"name": "b", "namespace": NAMESPACE}, "roleRef": {"name": role},
            "subjects": subjects})]
    })
}

/// Valid settings with this `action`.
pub fn settings(action: &'static str) -> impl Strategy<Value = Value> {
    let word = |words: &[&'static str]| {
        let words = words.iter().map(|word| Value::from(*word));
        select([Value::Null].into_iter().chain(words).collect::<Vec<_>>())
    };
    let patterns = select(vec![
        json!(null),
        json!([]),
        json!(["default/app"]),
        json!(["other/*", "default/default"]),
        json!(["*/app"]),
    ]);
    let patterns = prop_oneof![3 => patterns, 2 => exemptions().prop_map(Value::from)];
    let roles = select(vec![json!(null), json!([]), json!(["view"])]);
    let allow = (word(&["none", "projected", "any"]), flag(), patterns, (flag(), roles), flag());
    let extended = select(vec![None, None, Some(3607), Some(7_776_000)]);
    let signers = select(vec![json!(null), json!(null), json!([]), json!(["example.com/*"])]);
    let seconds = select(vec![None, None, Some(600), Some(3600), Some(3607), Some(86400)]);
    let api_audiences = select(vec![json!(null), json!(null), json!(["api"]), json!(["sts*"])]);
    let other_audiences = select(vec![json!(null), json!(null), json!(["vault"]), json!([])]);
    (
        word(&["any", "pod"]),
        allow,
        (seconds, extended, api_audiences, other_audiences, signers),
        word(&["allow", "reject"]),
        (word(&["judge", "accept"]), flag(), word(&["judge", "ignore"])),
    )
        .prop_map(move |(opt_out, allow, lives, existing, (pods, inspect, requests))| {
            let (author, owner, patterns, (bound, roles), secrets) = allow;
            let (seconds, extended, apis, others, signers) = lives;
            // The policy rejects this contradiction.
            let owner = if opt_out == "pod" { Value::Null } else { owner };
            // And this one: the audience of the API server must be known.
            let requests = if apis.is_null() && others.is_null() { Value::Null } else { requests };
            let settings = object([
                ("action", action.into()),
                ("optOutAt", opt_out),
                (
                    "allow",
                    object([
                        ("podAuthor", author),
                        ("serviceAccountOwner", owner),
                        ("serviceAccounts", patterns),
                        ("serviceAccountsWithRoleBindings", bound),
                        ("rolesThatNeedNoToken", roles),
                        ("tokenSecrets", secrets),
                    ]),
                ),
                ("projectedTokenMaxSeconds", json!(seconds)),
                ("extendedTokenSeconds", json!(extended)),
                ("apiAudiences", apis),
                ("otherAudiences", others),
                ("apiCertificateSigners", signers),
                ("existingViolations", existing),
                ("controllerPods", pods),
                ("inspectSecrets", inspect),
                ("tokenRequests", requests),
            ]);
            assert!(takes(&settings), "{settings}");
            settings
        })
}
