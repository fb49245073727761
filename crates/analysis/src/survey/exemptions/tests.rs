//! Tests what is reported of entries, in small clusters.

mod described;

use std::sync::Arc;

use serde_json::{Value, json};

use super::report::{ExemptionReport, Workload};
use crate::context::{Absent, Context};
use crate::core::Core;
use crate::day::last_second;
use crate::survey::Survey;

/// The day of all tests.
const TODAY: &str = "2027-03-15";

fn reports(settings: &Value, objects: &[Value]) -> Vec<ExemptionReport> {
    let mut context = Context::new(Absent::SaysNothing);
    context.set_clock(last_second(TODAY).unwrap());
    objects.iter().for_each(|object| context.add(object, "default"));
    let mut survey = Survey::new(&Core, settings, Arc::new(context), true).unwrap();
    objects.iter().for_each(|object| survey.add(object.clone()));
    survey.report().exemptions
}

fn shown(workload: &Workload) -> String {
    let Workload { kind, namespace, name, containers } = workload;
    format!("{kind} {namespace}/{name} {}", containers.join(",")).trim_end().to_owned()
}

/// What uses an entry, and what its end affects, a line each.
fn summary(report: &ExemptionReport) -> String {
    let mut lines: Vec<String> = report.uses.iter().map(shown).collect();
    let affected = report.affected.iter();
    lines.extend(affected.map(|one| format!("{:?}: {}", one.effect, shown(&one.workload))));
    lines.join("\n")
}

fn pod(name: &str, account: &str, containers: &[&str]) -> Value {
    let containers: Vec<Value> = containers.iter().map(|name| json!({"name": name})).collect();
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"serviceAccountName": account, "containers": containers},
    })
}

fn workload(kind: &str, name: &str, account: &str, containers: &[&str]) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"replicas": 1, "template": pod("any", account, containers)},
    })
}

fn owned(mut object: Value, kind: &str, name: &str) -> Value {
    object["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "apps/v1", "kind": kind, "name": name, "controller": true}]);
    object
}

/// A Deployment with its ReplicaSet and a Pod.
fn deployment(account: &str, containers: &[&str]) -> Vec<Value> {
    vec![
        workload("Deployment", "web", account, containers),
        owned(workload("ReplicaSet", "web-1", account, containers), "Deployment", "web"),
        owned(pod("web-1-x", account, containers), "ReplicaSet", "web-1"),
    ]
}

fn binding() -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "web", "namespace": "shop"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "web"},
        "subjects": [{"kind": "ServiceAccount", "name": "web", "namespace": "shop"}],
    })
}

const SOON: &str = "2027-03-20";
const LATER: &str = "2027-06-30";
const OVER: &str = "2027-03-14";

#[test]
fn an_entry_counts_only_where_it_makes_the_difference() {
    let until = |day: &str| json!({"account": "shop/web", "until": day});
    let of = |containers: Value, day: &str| json!({"account": "shop/web", "containers": containers, "until": day});
    let web = || deployment("web", &["app"]);
    let two = || deployment("web", &["app", "proxy"]);
    let bound = || [web(), vec![binding()]].concat();
    let says_true = || {
        let mut pod = pod("one", "web", &["app"]);
        pod["spec"]["automountServiceAccountToken"] = true.into();
        vec![pod]
    };
    let opts_out = || {
        let mut pod = pod("one", "web", &["app"]);
        pod["spec"]["automountServiceAccountToken"] = false.into();
        vec![pod]
    };
    let left_out = || {
        let mut pod = pod("one", "web", &["app"]);
        pod["metadata"]["annotations"] =
            json!({"service-account-token-policy/containers": "other"});
        vec![pod]
    };
    let old_revision = || {
        let mut set = workload("ReplicaSet", "web-1", "web", &["app"]);
        set["spec"]["replicas"] = 0.into();
        vec![owned(set, "Deployment", "web")]
    };
    let secret = || {
        vec![json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "kubernetes.io/service-account-token",
            "metadata": {
                "name": "ci",
                "namespace": "shop",
                "annotations": {"kubernetes.io/service-account.name": "web"},
            },
        })]
    };
    let account = |automount: Option<bool>| {
        let automount = automount.map_or(Value::Null, Value::from);
        vec![json!({
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "web", "namespace": "shop"},
            "automountServiceAccountToken": automount,
        })]
    };
    let with = |more: Value, entries: Value| {
        let mut settings = json!({"allow": {"serviceAccounts": entries}});
        let more = more.as_object().unwrap().clone();
        for (key, value) in more {
            match value {
                Value::Object(fields) => {
                    fields.into_iter().for_each(|(field, value)| settings[&key][field] = value)
                }
                value => settings[key] = value,
            }
        }
        settings
    };
    let plain = |entries: Value| with(json!({}), entries);
    let uses = "Deployment shop/web app";
    let (stops, loses) = (format!("{uses}\nStops: {uses}"), format!("{uses}\nLosesToken: {uses}"));
    let by_bindings = json!({"allow": {"serviceAccountsWithRoleBindings": true}});
    let accept = json!({"controllerPods": "accept"});
    let all = json!({"serviceAccountObjects": "all"});
    let cases: Vec<(&str, Value, Vec<Value>, Vec<&str>)> = vec![
        ("no entry", json!({}), web(), vec![]),
        ("a pattern", plain(json!(["shop/*", "shop/other"])), web(), vec![uses, ""]),
        ("it ends", plain(json!([until(SOON)])), web(), vec![&stops]),
        ("on its last day", plain(json!([until(TODAY)])), web(), vec![&stops]),
        (
            "it has ended",
            plain(json!([until(OVER)])),
            web(),
            vec!["Stops: Deployment shop/web app"],
        ),
        ("another has no end", plain(json!([until(SOON), "shop/web"])), web(), vec![uses, uses]),
        (
            "another ends later",
            plain(json!([until(SOON), until(LATER)])),
            web(),
            vec![uses, &stops],
        ),
        ("both end at once", plain(json!([until(SOON), until(SOON)])), web(), vec![&stops, &stops]),
        (
            "another replaces one that has ended",
            plain(json!([until(OVER), until(LATER)])),
            web(),
            vec!["", &stops],
        ),
        (
            "both have ended, each for a container",
            plain(json!([of(json!(["app"]), OVER), of(json!(["proxy"]), OVER)])),
            two(),
            vec!["Stops: Deployment shop/web app", "Stops: Deployment shop/web proxy"],
        ),
        (
            "each for a container",
            plain(json!([of(json!(["app"]), SOON), of(json!(["pro*"]), LATER)])),
            two(),
            vec![&stops, "Deployment shop/web proxy\nStops: Deployment shop/web proxy"],
        ),
        (
            "another container is rejected anyway",
            plain(json!([of(json!(["app"]), SOON), of(json!(["app"]), OVER)])),
            two(),
            vec![uses, ""],
        ),
        ("a binding", with(by_bindings.clone(), json!([until(SOON)])), bound(), vec![uses]),
        ("a binding, ended", with(by_bindings.clone(), json!([until(OVER)])), bound(), vec![""]),
        ("unbound", with(by_bindings, json!([until(SOON)])), web(), vec![&stops]),
        (
            "a setting",
            with(json!({"allow": {"podAuthor": "any"}}), json!([until(SOON)])),
            says_true(),
            vec![""],
        ),
        ("nothing to allow", plain(json!([until(SOON), "shop/web"])), opts_out(), vec!["", ""]),
        (
            "the author left it out",
            plain(json!([until(SOON), until(OVER)])),
            left_out(),
            vec!["", ""],
        ),
        ("an old revision", plain(json!([until(SOON), "shop/web"])), old_revision(), vec!["", ""]),
        ("mutate", with(json!({"action": "mutate"}), json!([until(SOON)])), web(), vec![&loses]),
        (
            "mutate, ended",
            with(json!({"action": "mutate"}), json!([until(OVER)])),
            web(),
            vec!["LosesToken: Deployment shop/web app"],
        ),
        (
            "mutate, but the author asked",
            with(json!({"action": "mutate"}), json!([until(SOON)])),
            says_true(),
            vec!["Pod shop/one app\nStops: Pod shop/one app"],
        ),
        (
            "warn",
            with(json!({"action": "warn"}), json!([until(SOON)])),
            web(),
            vec!["Deployment shop/web app\nWarned: Deployment shop/web app"],
        ),
        (
            "controllerPods",
            with(accept.clone(), json!([until(SOON)])),
            web(),
            vec!["Deployment shop/web app\nControllerPods: Deployment shop/web app"],
        ),
        (
            "controllerPods, ended",
            with(accept.clone(), json!([until(OVER)])),
            web(),
            vec!["ControllerPods: Deployment shop/web app"],
        ),
        (
            "controllerPods, but no controller",
            with(accept, json!([until(SOON)])),
            says_true(),
            vec!["Pod shop/one app\nStops: Pod shop/one app"],
        ),
        (
            "a token Secret",
            plain(json!(["shop/web", until(OVER)])),
            secret(),
            vec!["Secret shop/ci", ""],
        ),
        (
            "a token Secret that needs no entry",
            with(json!({"allow": {"tokenSecrets": true}}), json!(["shop/web"])),
            secret(),
            vec![""],
        ),
        ("accounts are not judged", plain(json!([until(SOON)])), account(None), vec![""]),
        (
            "accounts are judged",
            with(all.clone(), json!([until(SOON), of(json!(["app"]), SOON), until(OVER)])),
            account(None),
            vec!["ServiceAccount shop/web\nStops: ServiceAccount shop/web", "", ""],
        ),
        (
            "an account without its entry",
            with(all.clone(), json!([until(OVER)])),
            account(None),
            vec!["Stops: ServiceAccount shop/web"],
        ),
        ("an account that passes", with(all, json!([until(SOON)])), account(Some(false)), vec![""]),
    ];
    for (name, settings, objects, expected) in cases {
        let reports = reports(&settings, &objects);
        let found: Vec<String> = reports.iter().map(summary).collect();
        assert_eq!(found, expected, "{name}");
        assert!(reports.iter().enumerate().all(|(number, report)| report.number == number));
    }
}
