//! Tests that `compare` never says "at least as strict" of settings that accept what others reject.

use analysis::compare::compare;
use analysis::plugin::Version;
use fuzz::cluster::{NAMESPACE, Objects, judge, request, takes, update, workload};
use fuzz::pods::{flag, spec};
use fuzz::surroundings::{WORKLOADS, cluster, settings};
use fuzz::{admitted, written};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;
use super::updates::{Change, change, changed};

/// Entries of `allow.serviceAccounts`, many of which cover one another.
fn entries() -> impl Strategy<Value = Value> {
    let account =
        select(vec!["default/app", "default/default", "default/*", "*/app", "*/*", "d*/a*"]);
    let containers = select(vec![
        json!(null),
        json!(null),
        json!(["c0"]),
        json!(["c*"]),
        json!(["*"]),
        json!(["c0", "c1", "debug*"]),
        json!(["init*", "c1"]),
    ]);
    // The day of the cluster's clock, and the days around it.
    let until = select(vec![
        json!(null),
        json!(null),
        json!("2027-03-30"),
        json!("2027-03-31"),
        json!("2027-04-01"),
    ]);
    let entry = (account, containers, until).prop_map(|(account, containers, until)| {
        json!({"account": account, "containers": containers, "until": until})
    });
    vec(entry, 0..3).prop_map(Value::from)
}

/// The settings that one is changed to.
fn path() -> impl Strategy<Value = &'static str> {
    select(vec![
        "/optOutAt",
        "/allow/podAuthor",
        "/allow/podAuthor",
        "/allow/serviceAccountOwner",
        "/allow/serviceAccounts",
        "/allow/serviceAccounts",
        "/allow/serviceAccounts",
        "/allow/serviceAccountsWithRoleBindings",
        "/allow/rolesThatNeedNoToken",
        "/allow/tokenSecrets",
        "/projectedTokenMaxSeconds",
        "/extendedTokenSeconds",
        "/apiAudiences",
        "/otherAudiences",
        "/apiCertificateSigners",
        "/serviceAccountObjects",
        "/existingViolations",
        "/controllerPods",
        "/controllerPods",
        "/podTemplates",
    ])
}

/// Settings with entries and a word for ServiceAccounts.
fn any_settings() -> impl Strategy<Value = Value> {
    let objects = select(vec![json!(null), json!("ignore"), json!("default"), json!("all")]);
    let entry =
        |key: &str, path: &str| json!({"group": "example.com", "kind": "Custom", key: path});
    let templates = select(vec![
        json!(null),
        json!([entry("path", "spec.template")]),
        json!([entry("podSpec", "spec.template.spec")]),
        json!([entry("path", "spec.other"), entry("path", "spec.template")]),
        json!([entry("path", "spec.other")]),
    ]);
    (settings("reject"), entries(), any::<bool>(), objects, templates).prop_map(
        |(mut settings, entries, is_own, objects, templates)| {
            if is_own {
                settings["allow"]["serviceAccounts"] = entries;
            }
            settings["serviceAccountObjects"] = objects;
            settings["podTemplates"] = templates;
            settings
        },
    )
}

/// Two settings, of which the second often differs from the first by little.
fn pair() -> impl Strategy<Value = (Value, Value)> {
    let actions = select(vec![
        ("reject", "reject"),
        ("reject", "reject"),
        ("mutate", "mutate"),
        ("mutate", "mutate"),
        ("mutate", "reject"),
        ("warn", "reject"),
        ("reject", "mutate"),
        ("reject", "warn"),
    ]);
    (any_settings(), any_settings(), vec(path(), 1..4), actions).prop_map(
        |(mut old, other, paths, (was, is))| {
            let mut new = old.clone();
            for path in paths {
                let value = other.pointer(path).cloned().unwrap_or_default();
                match path.strip_prefix("/allow/") {
                    Some(key) => new["allow"][key] = value,
                    None => new[path.trim_start_matches('/')] = value,
                }
            }
            old["action"] = was.into();
            new["action"] = is.into();
            (old, new)
        },
    )
}

/// Whether `compare` says so.
fn is_claimed(old: &Value, new: &Value) -> bool {
    let read = |settings: &Value| serde_json::from_value(settings.clone()).unwrap();
    compare(&read(old), &read(new)).at_least_as_strict()
}

/// Objects and who writes them.
#[derive(Clone, Debug)]
struct Written {
    spec: Value,
    old: Value,
    kind: &'static str,
    /// The annotations of the Pod or template, before and now.
    annotations: (Value, Value),
    secret: (Value, Value),
    account: (Value, Value),
    user: &'static str,
}

fn objects() -> impl Strategy<Value = Written> {
    let annotations = || {
        let names = select(vec![None, None, None, Some("c0"), Some("c0, c1"), Some("init0,c1")]);
        names.prop_map(|names| json!({"service-account-token-policy/containers": names}))
    };
    let secret = || {
        let account = select(vec![json!("app"), json!("default"), json!(null)]);
        let data = select(vec![json!(null), json!({}), json!({"token": "eA=="})]);
        (account, data).prop_map(|(account, data)| {
            json!({"metadata": {"name": "s",
                "annotations": {"kubernetes.io/service-account.name": account}},
                "type": "kubernetes.io/service-account-token", "data": data})
        })
    };
    let account = || {
        (select(vec!["app", "default"]), flag()).prop_map(|(name, automount)| {
            json!({"metadata": {"name": name}, "automountServiceAccountToken": automount})
        })
    };
    let user = select(vec![
        "author",
        "author",
        "system:kube-controller-manager",
        "system:serviceaccount:kube-system:replicaset-controller",
    ]);
    (
        (spec(1), spec(1), vec(change(), 0..4), 0..4),
        select(&WORKLOADS[..]),
        (annotations(), annotations()),
        (secret(), secret()),
        (account(), account()),
        user,
    )
        .prop_map(
            |((old, other, changes, replaced), kind, annotations, secret, account, user)| {
                let changes: Vec<Change> = changes;
                let spec = if replaced == 0 { other } else { changed(&old, &changes) };
                Written { spec, old, kind, annotations, secret, account, user }
            },
        )
}

/// A request of each sort.
fn requests(written_objects: &Written, cluster: &Objects) -> Vec<Value> {
    let Written { spec, old, kind, annotations, secret, account, user } = written_objects;
    let pod = |mut pod: Value, annotations: &Value| {
        pod["metadata"]["annotations"] = annotations.clone();
        pod
    };
    let template = |spec: &Value, annotations: &Value| {
        workload(kind, &json!({"metadata": {"annotations": annotations}, "spec": spec}))
    };
    let core = |mut request: Value| {
        request["kind"]["group"] = "".into();
        request
    };
    let custom = |mut request: Value| {
        request["kind"] = json!({"group": "example.com", "kind": "Custom"});
        request
    };
    // An object with two templates.
    let both = |of_template: &Value, of_other: &Value, annotations: &Value| {
        json!({"spec": {"template": {"metadata": {"annotations": annotations}, "spec": of_template},
            "other": {"spec": of_other}}})
    };
    let new_custom = both(spec, old, &annotations.1);
    let new_template = template(spec, &annotations.1);
    let mut debug = update("Pod", pod(written(old), &annotations.0), &written(spec));
    debug["subResource"] = "ephemeralcontainers".into();
    let mut all = vec![
        request("Pod", &pod(written(spec), &annotations.1)),
        request("Pod", &pod(admitted(spec, cluster, Version::Bound), &annotations.1)),
        request("Pod", &pod(admitted(spec, cluster, Version::Legacy), &annotations.1)),
        debug,
        request(kind, &new_template),
        update(kind, template(old, &annotations.0), &new_template),
        custom(request("Custom", &new_custom)),
        custom(update("Custom", both(old, spec, &annotations.0), &new_custom)),
        core(request("Secret", &secret.1)),
        core(update("Secret", secret.0.clone(), &secret.1)),
        core(request("ServiceAccount", &account.1)),
        core(update("ServiceAccount", account.0.clone(), &account.1)),
    ];
    for request in &mut all {
        request["namespace"] = NAMESPACE.into();
        request["userInfo"]["username"] = (*user).into();
    }
    all
}

/// Whether the policy accepts this update of a workload only because of what it had before.
fn is_kept(request: &Value, settings: &Value, cluster: &Objects) -> bool {
    let mut judged = settings.clone();
    judged["existingViolations"] = "reject".into();
    request["operation"] == "UPDATE"
        && settings["existingViolations"] != "reject"
        && !judge(request, &judged, cluster).accepted()
}

proptest! {
    #![proptest_config(config())]

    /// Where NEW is said to be at least as strict, it rejects whatever OLD rejects, except for updates that
    /// keep what NEW counts as an existing violation.
    #[test]
    fn what_is_said_to_be_at_least_as_strict_rejects_as_much(
        (old, new) in pair(), objects in objects(), cluster in cluster(), odd in 0..16,
    ) {
        prop_assume!(old != new && takes(&old) && takes(&new) && is_claimed(&old, &new));
        let mut cluster = Objects { unreachable: odd == 0, ..cluster };
        if odd < 3 {
            cluster.accounts.clear();
        }
        for request in requests(&objects, &cluster) {
            let was = judge(&request, &old, &cluster);
            if was.response["code"] != 403 {
                continue;
            }
            let is = judge(&request, &new, &cluster);
            prop_assert!(
                !is.accepted() || is_kept(&request, &new, &cluster),
                "{request}\n{old}\n{new}\n{}", was.message()
            );
        }
    }
}
