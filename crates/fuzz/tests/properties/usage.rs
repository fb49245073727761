//! Tests what must not change the report of who uses its token: the order of lines, how they are
//! divided into files, more stages, Pods that are gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use analysis::bindings::Bindings;
use analysis::context::{Absent, Context, Origin, Place};
use analysis::kinds::Kinds;
use analysis::usage::Workloads;
use audit_log::{Counter, Reader, Seen, Stamp};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;

/// Kind, name, and its two Pods.
const WORKLOADS: [(&str, &str, [&str; 2]); 5] = [
    ("Deployment", "web", ["web-74c9fb65cf-r56vx", "web-74c9fb65cf-bbbbb"]),
    ("StatefulSet", "cache", ["cache-0", "cache-1"]),
    ("DaemonSet", "agent", ["agent-jkpjd", "agent-wcqrb"]),
    ("Job", "migrate", ["migrate-nw5z7", "migrate-2-nw5z7"]),
    ("CronJob", "report", ["report-29931645-px9br", "report-29931648-px9br"]),
];
/// 2026-11-28T20:44:00Z
const START: u32 = 29_931_644;

/// A request: workload, which Pod or none, verb, what became of it, minute, ID.
type Request = (usize, usize, &'static str, usize, u32, u8);

fn requests() -> impl Strategy<Value = Vec<Request>> {
    let verbs = select(vec!["get", "list", "create"]);
    vec((0..5_usize, 0..3_usize, verbs, 0..4_usize, 0..20_000_u32, 0..40_u8), 0..25)
}

fn event(&(workload, pod, verb, outcome, minute, id): &Request, stage: &str) -> Value {
    let (_, name, pods) = WORKLOADS[workload];
    let mut extra =
        json!({"authentication.kubernetes.io/credential-id": [format!("JTI={name}-{pod}")]});
    if let Some(pod) = pods.get(pod) {
        extra["authentication.kubernetes.io/pod-name"] = json!([pod]);
        extra["authentication.kubernetes.io/pod-uid"] = json!([format!("uid-{pod}")]);
    }
    let mut event = json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata", "stage": stage,
        // The same ID at another time is another client's; the reader takes it for one request.
        "auditID": format!("{id}-{minute}-{outcome}"), "verb": verb,
        "requestURI": "/api/v1/namespaces/shop/pods",
        "user": {
            "username": format!("system:serviceaccount:shop:{name}"), "uid": "1",
            "groups": ["system:serviceaccounts"], "extra": extra,
        },
        "objectRef": {"resource": "pods", "namespace": "shop"},
        "requestReceivedTimestamp": Stamp::of_minute(START + minute).to_string(),
    });
    if stage == "ResponseComplete" && outcome > 0 {
        let reason = match outcome {
            1 => "",
            2 => {
                "RBAC: allowed by RoleBinding \"pods/shop\" of Role \"pods\" to ServiceAccount \"x/shop\""
            }
            _ => {
                "RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole \
                  \"system:discovery\" to Group \"system:authenticated\""
            }
        };
        event["annotations"] = json!({
            "authorization.k8s.io/decision": if outcome == 1 { "forbid" } else { "allow" },
            "authorization.k8s.io/reason": reason,
        });
        event["responseStatus"] = json!({"code": if outcome == 1 { 403 } else { 200 }});
    }
    event
}

fn objects(with_pods: bool) -> Vec<Value> {
    let mut all = Vec::new();
    for (kind, name, pods) in WORKLOADS {
        let version = if kind.ends_with("Job") { "batch/v1" } else { "apps/v1" };
        let template = json!({"spec": {"serviceAccountName": name, "containers": []}});
        let spec = match kind {
            "CronJob" => {
                json!({"schedule": "*/5 * * * *", "jobTemplate": {"spec": {"template": template}}})
            }
            _ => json!({"template": template}),
        };
        let metadata = |name: &str| json!({"name": name, "namespace": "shop"});
        all.push(
            json!({"apiVersion": version, "kind": kind, "metadata": metadata(name), "spec": spec}),
        );
        for pod in pods.into_iter().filter(|_| with_pods) {
            let mut metadata = metadata(pod);
            // As if the Pods were controlled by the workload itself.
            metadata["ownerReferences"] = json!([{"apiVersion": version, "kind": kind,
                "name": name, "controller": true}]);
            all.push(json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata,
                "spec": {"serviceAccountName": name, "containers": []}}));
        }
    }
    all
}

/// The report of files with these lines.
fn report(files: &[Vec<Value>], objects: &[Value]) -> Value {
    let seen = Arc::new(Seen::new([5; 16]));
    let mut sum = Counter::new(&seen);
    for lines in files {
        let mut counter = Counter::new(&seen);
        let mut reader = Reader::new();
        for line in lines {
            reader.push(format!("{line}\n").as_bytes(), &mut counter);
        }
        reader.finish(&mut counter).unwrap();
        sum.merge(counter).unwrap();
    }
    let mut context = Context::new(Absent::SaysNothing);
    let mut workloads = Workloads::default();
    for object in objects {
        let place = Place { file: "dump.json".into(), line: 1 };
        context.add_document(Origin::Input, place, object, "default");
        workloads.add(object, &Kinds::default(), "default");
    }
    let bindings = Bindings::new(&context, &json!({}));
    serde_json::to_value(workloads.report(&sum.finish(), &bindings, &context)).unwrap()
}

fn complete(requests: &[Request]) -> Vec<Value> {
    requests.iter().map(|request| event(request, "ResponseComplete")).collect()
}

/// Group and number of requests, by workload.
fn groups(report: &Value) -> BTreeMap<String, (String, u64)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = report["workloads"].as_array().unwrap().iter();
    all.map(|one| (text(&one["name"]), (text(&one["group"]), one["requests"].as_u64().unwrap())))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: config().cases / 10, ..config() })]

    #[test]
    fn order_files_and_stages_do_not_matter(
        (requests, shuffled, cut) in requests().prop_flat_map(|requests| {
            let lines = complete(&requests);
            let length = lines.len();
            (Just(requests), Just(lines).prop_shuffle(), 0..=length)
        })
    ) {
        let objects = objects(true);
        let lines = complete(&requests);
        let expected = report(std::slice::from_ref(&lines), &objects);
        prop_assert_eq!(&report(std::slice::from_ref(&shuffled), &objects), &expected);
        let (one, other) = shuffled.split_at(cut);
        prop_assert_eq!(&report(&[other.to_vec(), one.to_vec()], &objects), &expected);
        // A stage more for each request, and all lines twice.
        let mut stages: Vec<Value> =
            requests.iter().map(|request| event(request, "RequestReceived")).collect();
        stages.extend(lines);
        let mut found = report(&[stages, shuffled], &objects);
        prop_assert_eq!(&found["events"], &json!(requests.len() * 3));
        // How many events a log has tells what a gap is.
        for field in ["events", "limits", "certainty"] {
            found[field] = expected[field].clone();
        }
        prop_assert_eq!(found, expected);
    }

    /// Pods that are gone are known by their names: no token seems to be unused because of that.
    #[test]
    fn pods_that_are_gone_leave_no_token_unused(requests in requests()) {
        let lines = [complete(&requests)];
        let (with, without) = (report(&lines, &objects(true)), report(&lines, &objects(false)));
        let (with, without) = (groups(&with), groups(&without));
        prop_assert_eq!(with.len(), WORKLOADS.len());
        prop_assert_eq!(without.len(), WORKLOADS.len());
        for (name, (group, count)) in &with {
            let (found, its) = &without[name];
            prop_assert_eq!(its, count, "{}", name);
            let expected = if group == "unused" { "unknown" } else { group };
            prop_assert_eq!(found, expected, "{}", name);
        }
    }

    /// More requests never make a token unused, and a token that was used is never unused.
    #[test]
    fn requests_are_use(requests in requests(), more in requests()) {
        let objects = objects(true);
        let before = groups(&report(&[complete(&requests)], &objects));
        let after = groups(&report(&[complete(&requests), complete(&more)], &objects));
        for (name, (group, count)) in &after {
            prop_assert!(*count == 0 || matches!(group.as_str(), "own" | "everyone"), "{name}");
            let (earlier, its) = &before[name];
            prop_assert!(its <= count, "{name}");
            prop_assert!(earlier != "own" || group == "own", "{name}");
            prop_assert!(earlier != "everyone" || group != "unused", "{name}");
        }
        for (workload, pod, ..) in requests.iter().chain(&more) {
            let (_, name, pods) = WORKLOADS[*workload];
            let (group, _) = &after[name];
            prop_assert_ne!(group, "unused", "{} {:?}", name, pods.get(*pod));
        }
    }
}
