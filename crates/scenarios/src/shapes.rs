//! Requests with arbitrary fields of any size, whose cost must grow linearly with their size.

use analysis::request::create_request;
use serde_json::{Value, json};

/// A request that creates a Pod or an apps/v1 workload with this spec.
pub fn create(kind: &str, spec: Value) -> Value {
    let group = if kind == "Pod" { "" } else { "apps" };
    create_request(
        &json!({"metadata": {"name": "x"}, "spec": spec}),
        "default",
        (group, "v1"),
        kind,
    )
}

/// A request that creates a Pod with this spec.
pub fn pod(spec: Value) -> Value {
    create("Pod", spec)
}

/// A list of `count` items.
pub fn list(count: usize, each: impl Fn(usize) -> Value) -> Value {
    (0..count).map(each).collect()
}

/// A request that changes the image in this template's PodSpec.
fn update(spec: Value) -> Value {
    let mut request = create("Deployment", json!({"template": {"spec": spec}}));
    request["operation"] = "UPDATE".into();
    request["oldObject"] = request["object"].clone();
    request["object"]["spec"]["template"]["spec"]["containers"][0]["image"] = "new".into();
    request
}

/// A request that creates an object of a custom kind with this spec.
fn custom(spec: Value) -> Value {
    let object = json!({"metadata": {"name": "x"}, "spec": spec});
    create_request(&object, "default", ("example.com", "v1"), "Many")
}

/// The setting that has those judged.
pub fn pod_templates() -> Value {
    let entry = |path: &str| json!({"group": "example.com", "kind": "Many", "path": path});
    json!([entry("spec.jobs[*].template"), entry("spec.groups[*].jobs[*]")])
}

/// A name, and a request whose size grows with the number.
pub type Shape = (&'static str, fn(usize) -> Value);

/// The ways in which an author can make a request large.
pub const SHAPES: [Shape; 19] = [
    ("containers", |n| pod(json!({"containers": list(n, |i| json!({"name": format!("c{i}")}))}))),
    ("volumes and mounts", |n| {
        pod(json!({
            "volumes": list(n, |i| json!({"name": format!("v{i}"), "emptyDir": {}})),
            "containers": [{
                "name": "c",
                "volumeMounts": list(n, |i| json!({"name": format!("v{i}"), "mountPath": format!("/{i}")})),
            }],
        }))
    }),
    ("Secrets in the environment", |n| {
        pod(json!({
            "automountServiceAccountToken": false,
            "containers": [{
                "name": "c",
                "envFrom": list(n, |i| json!({"secretRef": {"name": format!("s{i}")}})),
            }],
        }))
    }),
    ("every source mounted by every container", |n| {
        pod(json!({
            "volumes": [{
                "name": "v",
                "projected": {"sources": list(n, |_| json!({"serviceAccountToken": {"path": "t"}}))},
            }],
            "containers": list(n, |i| json!({
                "name": format!("c{i}"), "volumeMounts": [{"name": "v", "mountPath": "/v"}],
            })),
        }))
    }),
    ("renamed keys, mounted again and again", |n| {
        pod(json!({
            "volumes": [{
                "name": "v",
                "secret": {"secretName": "s", "items": list(n, |i| json!({"key": "token", "path": format!("p{i}")}))},
            }],
            "containers": [{
                "name": "c",
                "volumeMounts": list(n, |_| json!({"name": "v", "mountPath": "/v", "subPath": "x"})),
            }],
        }))
    }),
    ("a long path, mounted again and again", |n| {
        pod(json!({
            "volumes": [{
                "name": "v",
                "projected": {"sources": [{"serviceAccountToken": {"path": "./".repeat(n) + "t"}}]},
            }],
            "containers": [{
                "name": "c",
                "volumeMounts": list(n, |_| json!({"name": "v", "mountPath": "/v", "subPath": "x"})),
            }],
        }))
    }),
    ("claim templates", |n| {
        create(
            "StatefulSet",
            json!({
                "volumeClaimTemplates": list(n, |i| json!({"metadata": {"name": format!("v{i}")}})),
                "template": {"spec": {
                    "volumes": list(n, |i| json!({"name": format!("v{i}")})),
                    "containers": [{"name": "c"}],
                }},
            }),
        )
    }),
    ("an update of everything", |n| {
        let spec = |image: &str| {
            json!({"template": {"spec": {"containers": [{
                "name": "c",
                "image": image,
                "envFrom": list(n, |i| json!({"secretRef": {"name": format!("s{i}")}})),
            }]}}})
        };
        let mut request = create("Deployment", spec("new"));
        request["operation"] = "UPDATE".into();
        request["oldObject"] = json!({"metadata": {"name": "x"}, "spec": spec("old")});
        request
    }),
    ("an update of one container with many tokens", |n| {
        update(json!({
            "automountServiceAccountToken": false,
            "volumes": [{
                "name": "v",
                "projected": {"sources": list(n, |i| json!({
                    "serviceAccountToken": {"path": format!("t{i}"), "expirationSeconds": 3600 + i},
                }))},
            }],
            "containers": [{"name": "c", "volumeMounts": [{"name": "v", "mountPath": "/v"}]}],
        }))
    }),
    ("an update of many containers", |n| {
        update(json!({"containers": list(n, |i| json!({"name": format!("c{i}")}))}))
    }),
    ("an update of many Secrets at the default path", |n| {
        let path = "/var/run/secrets/kubernetes.io/serviceaccount";
        let name = |i: usize| format!("s{i}");
        update(json!({
            "volumes": list(n, |i| json!({"name": name(i), "secret": {"secretName": name(i)}})),
            "containers": [{
                "name": "c",
                "volumeMounts": list(n, |i| json!({"name": name(i), "mountPath": path})),
            }],
        }))
    }),
    ("a long name of a Secret in every container", |n| {
        pod(json!({
            "automountServiceAccountToken": false,
            "volumes": [{"name": "v", "secret": {"secretName": "x".repeat(10 * n)}}],
            "containers": list(n, |i| json!({
                "name": format!("c{i}"), "volumeMounts": [{"name": "v", "mountPath": "/v"}],
            })),
        }))
    }),
    ("an update of sorted labels, none at its old place", |n| {
        let spec = |first: usize| {
            let labels: serde_json::Map<String, Value> =
                (first..first + n).map(|i| (format!("k{i:07}"), json!(""))).collect();
            json!({"template": {
                "metadata": {"labels": labels},
                "spec": {"automountServiceAccountToken": false, "containers": [{"name": "c"}]},
            }})
        };
        let mut request = create("Deployment", spec(0));
        request["operation"] = "UPDATE".into();
        request["oldObject"] = json!({"metadata": {"name": "x"}, "spec": spec(1)});
        request
    }),
    ("templates of a custom kind", |n| {
        custom(json!({"jobs": list(n, |_| json!({"template": {"spec": {"containers": [{}]}}}))}))
    }),
    ("items of a custom kind without a template", |n| {
        custom(json!({"jobs": list(n, |_| json!({}))}))
    }),
    ("a long key above many items", |n| {
        let key = "k".repeat(10 * n);
        custom(
            json!({"groups": {key: {"jobs": list(n, |_| json!({"spec": {"containers": [{}]}}))}}}),
        )
    }),
    ("many accounts in one object", |n| {
        custom(json!({"jobs": list(n.min(900), |i| json!({"template": {"spec": {
            "serviceAccountName": format!("a{i}"), "containers": [{"name": "c", "image": "x".repeat(n / 90)}],
        }}}))}))
    }),
    ("a change deep inside", |n| {
        let deep = |last: &str| {
            let mut value = json!(last);
            for _ in 0..100 {
                value = json!([value, list(n / 100, Value::from)]);
            }
            json!({"jobs": [{"name": "a", "template": {"odd": value,
                "spec": {"automountServiceAccountToken": false, "containers": [{"name": "c"}]}}}]})
        };
        let mut request = custom(deep("new"));
        request["operation"] = "UPDATE".into();
        request["oldObject"] = custom(deep("old"))["object"].clone();
        request
    }),
    ("what is not read", |n| {
        pod(json!({
            "tolerations": list(n, |i| json!({"key": format!("k{i}"), "operator": "Exists"})),
            "automountServiceAccountToken": false,
        }))
    }),
];
