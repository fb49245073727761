//! Tests hosts that answer anything: every answer to every host call leads to a clear verdict in
//! bounded time and memory, and never to a trap.

use std::sync::Arc;
use std::time::{Duration, Instant};

use analysis::context::{Absent, Context};
use analysis::kinds::POD;
use analysis::request::create_request;
use analysis::verdict::Verdict;
use analysis::{HostCalls, Policy as _};
use serde_json::{Value, json};

use super::{ENGINE, POLICY};

type Answer = Result<Vec<u8>, String>;

/// A cluster with an odd answer to one kind of call, after a delay.
struct OddHost {
    context: Context,
    operation: &'static str,
    kind: &'static str,
    answer: Answer,
    delay: Duration,
}

impl OddHost {
    fn new(operation: &'static str, kind: &'static str, answer: Answer) -> Self {
        let mut context = Context::new(Absent::NotFound);
        for (kind, name) in [("ServiceAccount", "default"), ("Secret", "s")] {
            let object = json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}});
            context.add(&object, "default");
        }
        Self { context, operation, kind, answer, delay: Duration::ZERO }
    }
}

impl HostCalls for OddHost {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Answer {
        let asked: Value = serde_json::from_slice(payload).unwrap_or_default();
        if operation == self.operation && asked["kind"] == self.kind {
            std::thread::sleep(self.delay);
            return self.answer.clone();
        }
        self.context.call(namespace, operation, payload)
    }
}

/// A Pod whose verdict depends on the lookup of this kind. If its account's token is rejected
/// anyway, the Secret is not looked up.
fn request(kind: &str) -> Value {
    let reference = json!({"secretKeyRef": {"name": "s", "key": "token"}});
    let container = json!({"name": "c", "env": [{"name": "T", "valueFrom": reference}]});
    let automount = if kind == "Secret" { json!(false) } else { Value::Null };
    let spec = json!({"automountServiceAccountToken": automount, "containers": [container]});
    let pod = json!({"metadata": {"name": "x"}, "spec": spec});
    create_request(&pod, "default", ("", "v1"), POD.kind)
}

fn settings() -> Value {
    json!({"inspectSecrets": true, "allow": {"serviceAccountsWithRoleBindings": true}})
}

fn judge(host: OddHost) -> Verdict {
    let request = request(host.kind);
    let calls: Arc<dyn HostCalls> = Arc::new(host);
    POLICY.validate(&request, &settings(), &calls).unwrap_or_else(|error| panic!("{error}"))
}

/// Operation, kind, its name in a message, and what to grant.
const CALLS: [(&str, &str, &str, &str); 5] = [
    ("get_resource", "ServiceAccount", "service account default/default", "serviceaccounts"),
    ("get_resource", "Secret", "Secret default/s", "secrets"),
    ("get_resource", "ClusterRoleBinding", "the role bindings", "rolebindings"),
    (
        "list_resources_all",
        "ClusterRoleBinding",
        "the cluster role bindings",
        "clusterrolebindings",
    ),
    ("list_resources_all", "RoleBinding", "the role bindings", "rolebindings"),
];

/// Errors from Kubewarden's host and others; which part of them is shown, and the advice.
const ERRORS: [(&str, &str, &str); 9] = [
    ("Host error: timeout\n  0: backtrace\n  1: more", "timeout", "Check that"),
    ("", "", "Check that"),
    ("\u{1b}[31mred\u{7}", "", "Check that"),
    (
        "Callback evaluation failure: ApiError: serviceaccounts is forbidden: Forbidden (403)",
        "ApiError",
        "Grant get, list and watch on",
    ),
    (
        "Policy has not been granted access to Kubernetes v1/X resources. The violation has been reported.",
        "Policy has not been granted access",
        "List ",
    ),
    (
        "Policy has not been granted access to the 'kubernetes/get_resource' host capability. x",
        "host capability",
        "List ",
    ),
    ("Cannot find resource v1/ServiceAccount", "Cannot find resource", "Check that"),
    (
        "Callback evaluation failure: Cannot find v1/ServiceAccount named 'other' inside of namespace 'Some(\"default\")'",
        "other",
        "Check that",
    ),
    (
        "error trying to connect: tcp connect error: Connection refused (os error 111)",
        "Connection refused",
        "Check that",
    ),
];

#[test]
fn every_error_of_every_call_is_reported() {
    for (operation, kind, object, resources) in CALLS {
        for (error, shown, advice) in ERRORS {
            let verdict = judge(OddHost::new(operation, kind, Err(error.into())));
            let case = format!("{operation} {kind}: {error:?}: {:?}", verdict.message);
            assert_eq!((verdict.accepted, verdict.code), (false, Some(500)), "{case}");
            let message = verdict.message.as_deref().unwrap_or_default();
            let start = format!("The answer depends on {object}");
            assert!(message.starts_with(&start) && message.contains(shown), "{case}");
            assert!(message.contains(advice), "{case}");
            assert!(
                advice != "Grant get, list and watch on" || message.contains(resources),
                "{case}"
            );
            assert!(
                !message.contains("backtrace") && !message.chars().any(char::is_control),
                "{case}"
            );
        }
    }
}

/// Answers that are not an object, or are a different one.
#[test]
fn invalid_answers_to_every_call_are_reported() {
    let deep = "[".repeat(200_000);
    let nested = format!("{}{}", "{\"metadata\":".repeat(10_000), "}".repeat(10_000));
    let texts = [
        "",
        "null",
        "7",
        "\"x\"",
        "[]",
        "[{}]",
        "{",
        "{} x",
        "\u{0}",
        &deep,
        &nested,
        "{\"metadata\": {\"name\": \"default\"}, \"metadata\": {\"name\": \"default\"}}",
        "{\"metadata\": [\"default\"]}",
        "{\"metadata\": {\"name\": \"other\"}}",
        "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"default\"}}",
        "{\"items\": 7}",
        "{\"items\": [7]}",
        "{\"items\": [[]]}",
        "{\"items\": [{\"subjects\": {}}]}",
        "{\"items\": [], \"items\": []}",
    ];
    let texts = texts.iter().map(|text| text.as_bytes().to_vec());
    for answer in texts.chain([vec![0xff, 0xfe], vec![b' '; 3 << 20]]) {
        for (operation, kind, object, _) in CALLS {
            // The content of the probe's answer is never read.
            let is_probe = (operation, kind) == ("get_resource", "ClusterRoleBinding");
            let shown: String = String::from_utf8_lossy(&answer).chars().take(60).collect();
            let verdict = judge(OddHost::new(operation, kind, Ok(answer.clone())));
            let case = format!("{operation} {kind}: {shown:?}: {:?}", verdict.message);
            let message = verdict.message.as_deref().unwrap_or_default();
            let is_list = operation == "list_resources_all";
            // An object without `items` would be a list of nothing.
            let reads =
                is_list && (shown.starts_with("{\"metadata\"") || shown.starts_with("{\"kind\""));
            if is_probe || reads && verdict.code == Some(403) {
                assert_eq!((verdict.accepted, verdict.code), (false, Some(403)), "{case}");
                continue;
            }
            assert_eq!((verdict.accepted, verdict.code), (false, Some(500)), "{case}");
            let start = format!("The answer depends on {object}");
            assert!(
                message.starts_with(&start) && message.contains("the host's answer: "),
                "{case}"
            );
            assert!(message.len() < 1_000 && !message.chars().any(char::is_control), "{case}");
        }
    }
}

/// A policy server stops a call after one to two seconds.
#[test]
fn slow_answers_are_used() {
    for (operation, kind, ..) in CALLS {
        let quick = OddHost::new(operation, kind, Err("late".into()));
        let quick = judge(quick).message;
        let start = Instant::now();
        let delay = Duration::from_millis(900);
        let slow = OddHost { delay, ..OddHost::new(operation, kind, Err("late".into())) };
        assert_eq!(judge(slow).message, quick);
        assert!(start.elapsed() >= delay, "{operation} {kind} was not asked");
    }
}

/// A bound for the largest requests and answers; the policy server's own share is not counted.
const MEMORY: usize = 64 << 20;

#[test]
fn memory_is_bounded() {
    let small = ENGINE.load_with_memory(&scenarios::policy_wasm(), MEMORY);
    let small = small.unwrap_or_else(|error| panic!("{error}"));
    let label = |number: usize| (format!("example.com/{number:06}"), "x".repeat(60).into());
    let labels: serde_json::Map<String, Value> = (0..18_000).map(label).collect();
    let containers = |count: usize| -> Value {
        let secret = |number: usize| json!({"secretRef": {"name": format!("s{number}")}});
        let container =
            |number: usize| json!({"name": format!("c{number}"), "envFrom": [secret(number)]});
        (0..count).map(container).collect()
    };
    let pod = |metadata: Value, containers: Value| {
        let pod = json!({"metadata": metadata, "spec": {"containers": containers}});
        create_request(&pod, "default", ("", "v1"), POD.kind)
    };
    let large = pod(json!({"labels": labels}), containers(1));
    assert!(large.to_string().len() > 1_500_000, "{}", large.to_string().len());
    let mounts = |count: usize| -> Value {
        let mount = |number: usize| json!({"name": "v", "mountPath": format!("/{number}-{}", "x".repeat(280))});
        let source = json!({"serviceAccountToken": {"path": "t"}});
        let pod = json!({"metadata": {"name": "x"}, "spec": {
            "volumes": [{"name": "v", "projected": {"sources": [source]}}],
            "containers": [{"name": "c", "volumeMounts": (0..count).map(mount).collect::<Value>()}],
        }});
        create_request(&pod, "default", ("", "v1"), POD.kind)
    };
    let mounted = mounts(10_000);
    assert!(mounted.to_string().len() > 2_900_000, "{}", mounted.to_string().len());
    let bindings = |count: usize| -> Vec<u8> {
        let binding = |number: usize| {
            let subject =
                json!({"kind": "ServiceAccount", "name": format!("a{number}"), "namespace": "x"});
            json!({"metadata": {"name": format!("b{number}"), "namespace": "x"}, "subjects": [subject]})
        };
        json!({"items": (0..count).map(binding).collect::<Value>()}).to_string().into_bytes()
    };
    let secrets: Value = (0..20_000).map(|number| json!({"name": format!("s{number}")})).collect();
    let account = json!({"metadata": {"name": "default"}, "secrets": secrets}).to_string();
    let cases = [
        ("1.5 MB of labels", large, "get_resource", "", Ok(vec![])),
        ("3 MB with 10,000 mounts", mounted, "get_resource", "", Ok(vec![])),
        ("1,000 containers", pod(json!({}), containers(1_000)), "get_resource", "", Ok(vec![])),
        (
            "10,000 bindings",
            request("RoleBinding"),
            "list_resources_all",
            "RoleBinding",
            Ok(bindings(10_000)),
        ),
        (
            "20,000 Secrets of an account",
            request("ServiceAccount"),
            "get_resource",
            "ServiceAccount",
            Ok(account.into_bytes()),
        ),
    ];
    for (name, request, operation, kind, answer) in cases {
        for action in ["reject", "warn", "mutate"] {
            let calls: Arc<dyn HostCalls> = Arc::new(OddHost::new(operation, kind, answer.clone()));
            let settings =
                json!({"action": action, "allow": {"serviceAccountsWithRoleBindings": true}});
            let start = Instant::now();
            let verdict = small.validate(&request, &settings, &calls);
            let verdict = verdict.unwrap_or_else(|error| panic!("{name}, {action}: {error}"));
            assert_eq!(verdict.accepted, verdict.message.is_none(), "{name}, {action}");
            assert_ne!(verdict.code, Some(500), "{name}, {action}: {:?}", verdict.message);
            assert!(
                start.elapsed() < Duration::from_secs(1),
                "{name}, {action}: {:?}",
                start.elapsed()
            );
        }
    }
}
