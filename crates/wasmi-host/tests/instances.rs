//! Tests that instances can be reused, and that the policy stays far from their limits.

use std::sync::{Arc, LazyLock};

use analysis::kinds::POD;
use analysis::request::create_request;
use analysis::{HostCalls, Policy as _};
use proptest::prelude::*;
use scenarios::shapes::{SHAPES, pod_templates};
use scenarios::{RecordingCluster, calls, policy_wasm};
use serde_json::{Value, json};
use wasmi_host::{Host, Limits, PolicyModule};

static MODULE: LazyLock<PolicyModule> =
    LazyLock::new(|| PolicyModule::new(&policy_wasm()).unwrap_or_else(|why| panic!("{why}")));

/// Reuse makes the command fast, and requires that each call starts with empty memory.
#[test]
fn a_reused_instance_answers_like_a_new_one_in_any_order() {
    let calls = calls::all();
    let fresh: Vec<_> = calls.iter().map(|call| call.of(&Host::new(&MODULE))).collect();
    let order = Just((0..calls.len()).collect::<Vec<_>>()).prop_shuffle();
    let config = ProptestConfig { max_shrink_iters: 0, ..ProptestConfig::with_cases(4) };
    proptest!(config, |(order in order)| {
        let host = Host::new(&MODULE);
        let mut before = "nothing";
        for number in order {
            let name = &calls[number].name;
            assert_eq!(calls[number].of(&host), fresh[number], "{name} after {before}");
            before = name;
        }
    });
}

/// No recording, scenario or large object comes close to running out of fuel.
#[test]
fn a_tenth_of_the_fuel_is_enough() {
    let Limits { memory, fuel, fuel_per_byte } = Limits::default();
    let tenth = Limits { memory, fuel: fuel / 10, fuel_per_byte: fuel_per_byte / 10 };
    let module =
        PolicyModule::with_limits(&policy_wasm(), tenth).unwrap_or_else(|why| panic!("{why}"));
    for call in calls::all() {
        let answer = call.of(&Host::new(&module)).answer;
        assert!(answer.is_ok(), "{}: {answer:?}", call.name);
    }
    let of_shapes = SHAPES.iter().flat_map(|(name, shape)| {
        [1_000, 10_000].map(|count| (format!("{count} {name}"), shape(count)))
    });
    let large = large().into_iter().map(|(name, request)| {
        assert!(request.to_string().len() > 2_900_000, "{name} is not that large");
        (name.to_owned(), request)
    });
    for (name, request) in of_shapes.chain(large) {
        for action in ["reject", "mutate"] {
            let settings = json!({"action": action, "podTemplates": pod_templates()});
            let answer = Host::new(&module).validate(&request, &settings, &no_cluster());
            assert!(answer.is_ok(), "{name}, {action}: {:?}", answer.err());
        }
    }
}

fn no_cluster() -> Arc<dyn HostCalls> {
    Arc::new(RecordingCluster::new(&[]))
}

/// Pods of three megabytes.
fn large() -> [(&'static str, Value); 4] {
    let list =
        |count: usize, each: &dyn Fn(usize) -> Value| (0..count).map(each).collect::<Value>();
    let label = |number: usize| (format!("example.com/{number:06}"), Value::from("x".repeat(60)));
    let labels: serde_json::Map<String, Value> = (0..36_000).map(label).collect();
    let container =
        |number: usize| json!({"name": format!("c{number}"), "image": "example.com/app:1"});
    let volume = |number: usize| {
        let token = json!({"serviceAccountToken": {"path": format!("p{number}/./token")}});
        json!({"name": format!("v{number}"), "projected": {"sources": [token]}})
    };
    let mount = |number: usize| json!({"name": format!("v{number}"), "mountPath": format!("/{number}"), "subPath": "x"});
    [
        (
            "a Pod of labels",
            json!({"metadata": {"labels": labels}, "spec": {"containers": [container(0)]}}),
        ),
        ("a Pod of containers", json!({"spec": {"containers": list(70_000, &container)}})),
        (
            "a Pod of mounts",
            json!({"spec": {
                "volumes": list(21_000, &volume),
                "containers": [{"name": "c", "volumeMounts": list(21_000, &mount)}],
            }}),
        ),
        (
            "a Pod of one text",
            json!({
                "metadata": {"annotations": {"a": "\u{e9}\"".repeat(1_000_000)}},
                "spec": {"containers": [container(0)]},
            }),
        ),
    ]
    .map(|(name, pod)| (name, create_request(&pod, "default", ("", "v1"), POD.kind)))
}
