//! Checks the exchanges between policy and host against Kubewarden's own types: those of the
//! kubewarden-policy-sdk crate, which policies are written with and which policy servers match.

use std::collections::BTreeSet;

use analysis::HostCalls;
use analysis::kinds::KINDS;
use analysis::request::create_request;
use e2e_tests::POLICY;
use kubewarden_policy_sdk::host_capabilities::kubernetes::{
    GetResourceRequest, ListAllResourcesRequest,
};
use kubewarden_policy_sdk::request::ValidationRequest;
use kubewarden_policy_sdk::response::ValidationResponse;
use kubewarden_policy_sdk::settings::SettingsValidationResponse;
use scenarios::calls::{self, Answered, Call};
use scenarios::{RecordingCluster, recorded};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Removes nulls: a field may be missing or null.
fn given(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            fields.map(|(key, value)| (key, given(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(given).collect(),
        other => other,
    }
}

/// Reads a text as a type of the SDK and writes it again; nothing may be lost or unknown.
fn through<T: DeserializeOwned + Serialize>(json: &[u8], what: &str) -> T {
    let shown = || String::from_utf8_lossy(json).into_owned();
    let read: T =
        serde_json::from_slice(json).unwrap_or_else(|error| panic!("{what}: {error}: {}", shown()));
    let again = serde_json::to_value(&read).unwrap_or_else(|error| panic!("{what}: {error}"));
    let value: Value = serde_json::from_slice(json).unwrap_or_default();
    assert_eq!(given(value), given(again), "{what}");
    read
}

fn outcomes() -> impl Iterator<Item = (Call, Answered)> {
    calls::all().into_iter().map(|call| {
        let outcome = call.of(&POLICY);
        (call, outcome)
    })
}

#[test]
fn answers_match_the_sdk() {
    let (mut rejected, mut mutated, mut refused) = (0, 0, 0);
    for (call, outcome) in outcomes() {
        let answer = outcome.answer.unwrap_or_else(|why| panic!("{}: {why}", call.name));
        match call.function {
            "validate" => {
                let response: ValidationResponse = through(&answer, &call.name);
                rejected += usize::from(!response.accepted);
                mutated += usize::from(response.mutated_object.is_some());
            }
            "validate_settings" => {
                let response: SettingsValidationResponse = through(&answer, &call.name);
                refused += usize::from(!response.valid);
                // Of valid settings, only an exemption with an end says something.
                let is_said = response.message.is_some();
                assert!(response.valid || is_said, "{}", call.name);
                assert!(!response.valid || !is_said || call.is_dated, "{}", call.name);
            }
            _ => assert_eq!(answer, b"\"v1\""),
        }
    }
    assert!(rejected > 500 && mutated > 30 && refused >= 10, "{rejected} {mutated} {refused}");
}

#[test]
fn lookups_match_the_sdk() {
    let mut asked = BTreeSet::new();
    for (call, outcome) in outcomes() {
        for exchange in outcome.exchanges {
            let kind = match exchange.operation.as_str() {
                "get_resource" => through::<GetResourceRequest>(&exchange.payload, &call.name).kind,
                "list_resources_all" => {
                    through::<ListAllResourcesRequest>(&exchange.payload, &call.name).kind
                }
                other => panic!("{}: {other}", call.name),
            };
            asked.insert(format!("{} {kind}", exchange.operation));
        }
    }
    let expected = [
        "get_resource ClusterRoleBinding",
        "get_resource Secret",
        "get_resource ServiceAccount",
        "list_resources_all ClusterRoleBinding",
        "list_resources_all RoleBinding",
    ];
    assert_eq!(asked, expected.map(str::to_owned).into());
}

/// The SDK can also read what a host passes on, and what `token-check` makes from a manifest.
#[test]
fn the_sdk_can_read_requests() {
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {}});
    let made = KINDS.iter().map(|kind| {
        let request = create_request(&pod, "ns", (kind.group, "v1"), kind.kind);
        (format!("a {} of token-check", kind.kind), request)
    });
    let recorded = recorded::all().into_iter().map(|one| (one.name, one.request));
    for (name, request) in made.chain(recorded) {
        let given = given(request.clone());
        let payload = json!({"request": given, "settings": {"action": "warn"}});
        let read: ValidationRequest<Value> =
            serde_json::from_value(payload).unwrap_or_else(|error| panic!("{name}: {error}"));
        let read = read.request;
        let text = |pointer| request.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        for (pointer, found) in [
            ("/kind/group", &read.kind.group),
            ("/kind/version", &read.kind.version),
            ("/kind/kind", &read.kind.kind),
            ("/resource/group", &read.resource.group),
            ("/operation", &read.operation),
            ("/namespace", &read.namespace),
            ("/subResource", &read.sub_resource),
            ("/userInfo/username", &read.user_info.username),
        ] {
            assert_eq!(found, text(pointer), "{name}: {pointer}");
        }
        assert_eq!(read.object, given["object"], "{name}");
        assert_eq!(read.old_object, given["oldObject"], "{name}");
    }
}

fn ask(calls: &dyn HostCalls, operation: &str, question: &impl Serialize) -> Result<Value, String> {
    let question = serde_json::to_vec(question).map_err(|error| error.to_string())?;
    let answer = calls.call("kubernetes", operation, &question)?;
    serde_json::from_slice(&answer).map_err(|error| error.to_string())
}

/// The command's cluster answers lookups by policies that are written with the SDK.
#[test]
fn the_cluster_answers_lookups_from_the_sdk() {
    let account = json!({"apiVersion": "v1", "kind": "ServiceAccount", "secrets": [],
        "metadata": {"name": "app", "namespace": "ns"}, "automountServiceAccountToken": false});
    let binding = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
        "metadata": {"name": "b", "namespace": "ns"}, "subjects": [], "roleRef": {}});
    let cluster = RecordingCluster::new(&[account, binding]);
    let get = |name: &str, masks: Option<&[&str]>| GetResourceRequest {
        api_version: "v1".into(),
        kind: "ServiceAccount".into(),
        name: name.into(),
        namespace: Some("ns".into()),
        disable_cache: true,
        field_masks: masks.map(|masks| masks.iter().map(|mask| (*mask).into()).collect()),
    };
    let whole = ask(&cluster, "get_resource", &get("app", None)).unwrap_or_default();
    assert_eq!((&whole["kind"], &whole["secrets"]), (&json!("ServiceAccount"), &json!([])));
    let pruned = ask(&cluster, "get_resource", &get("app", Some(&["secrets"]))).unwrap_or_default();
    assert_eq!(pruned, json!({"metadata": {"name": "app", "namespace": "ns"}, "secrets": []}));
    assert_eq!(
        ask(&cluster, "get_resource", &get("gone", None)),
        Err("Callback evaluation failure: Cannot find v1/ServiceAccount named 'gone' inside of \
             namespace 'Some(\"ns\")'"
            .into())
    );
    let list = ListAllResourcesRequest {
        api_version: "rbac.authorization.k8s.io/v1".into(),
        kind: "RoleBinding".into(),
        label_selector: None,
        field_selector: None,
        field_masks: Some(["subjects".to_owned()].into()),
    };
    let list = ask(&cluster, "list_resources_all", &list).unwrap_or_default();
    let metadata = json!({"name": "b", "namespace": "ns"});
    assert_eq!(list["items"], json!([{"metadata": metadata, "subjects": []}]));
}
