//! Tests requests with arbitrary fields: each gets a clear answer, at a cost that grows linearly
//! with the size of the request.

use std::sync::Arc;
use std::time::{Duration, Instant};

use analysis::verdict::Verdict;
use analysis::{HostCalls, Policy as _};
use scenarios::RecordingCluster;
use scenarios::shapes::{SHAPES, create, list, pod, pod_templates};
use serde_json::{Value, json};

use super::POLICY;

#[test]
fn cost_grows_with_the_size() {
    let account = |n: usize| {
        json!({
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": "default"},
            "secrets": list(n, |i| json!({"name": format!("s{i}")})),
        })
    };
    for (name, shape) in SHAPES {
        let cost = |n: usize| {
            let settings =
                json!({"projectedTokenMaxSeconds": 600, "podTemplates": pod_templates()});
            let payload = json!({"request": shape(n), "settings": settings}).to_string();
            let calls: Arc<dyn HostCalls> = Arc::new(RecordingCluster::new(&[account(n)]));
            let times = (0..5).map(|_| {
                let start = Instant::now();
                let answer = POLICY.call("validate", payload.as_bytes(), &calls);
                let answer = answer.unwrap_or_else(|error| panic!("{name} of {n}: {error}"));
                let time = start.elapsed();
                let verdict: Verdict =
                    serde_json::from_slice(&answer).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(verdict.accepted, verdict.message.is_none(), "{name} of {n}");
                time
            });
            times.min().unwrap_or_default()
        };
        let measure = || {
            let (small, large) = (cost(3_000), cost(12_000));
            (large, large.as_secs_f64() / small.as_secs_f64())
        };
        // Quadratic growth would be 16 times as much; where a bound is reached, the cost is far
        // lower. A busy machine may spoil one measurement, but not three.
        let (large, ratio) =
            (0..2).map(|_| measure()).find(|(_, ratio)| *ratio < 9.0).unwrap_or_else(measure);
        println!("{name}: 4 times the size, {ratio:.1} times the cost");
        assert!(ratio < 9.0, "{name}: 4 times the size, {ratio:.1} times the cost");
        assert!(large < Duration::from_secs(2), "{name} takes {large:?}");
    }
}

#[test]
fn many_role_bindings_are_read_in_time() {
    let cost = |count: usize| {
        let mut objects: Vec<Value> = (0..count)
            .map(|i| {
                json!({
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                    "metadata": {"name": format!("b{i}"), "namespace": "elsewhere"},
                    "subjects": [{"kind": "ServiceAccount", "name": format!("a{i}")}],
                })
            })
            .collect();
        objects.push(json!({"kind": "ServiceAccount", "metadata": {"name": "default"}}));
        let calls: Arc<dyn HostCalls> = Arc::new(RecordingCluster::new(&objects));
        let settings = json!({"allow": {"serviceAccountsWithRoleBindings": true}});
        let request = pod(json!({"containers": [{"name": "c"}]}));
        let times = (0..5).map(|_| {
            let start = Instant::now();
            let verdict = POLICY.validate(&request, &settings, &calls);
            let verdict = verdict.unwrap_or_else(|error| panic!("{error}"));
            assert!(verdict.message.is_some_and(|text| text.contains("No role binding gives")));
            start.elapsed()
        });
        times.min().unwrap_or_default()
    };
    let (small, large) = (cost(2_500), cost(10_000));
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    assert!(ratio < 9.0, "4 times the bindings, {ratio:.1} times the cost");
    assert!(large < Duration::from_secs(1), "10,000 bindings take {large:?}");
}

#[test]
fn too_many_mounts_of_too_many_sources_are_rejected() {
    let (_, shape) = SHAPES[3];
    let (verdict, _) =
        scenarios::judge(&*POLICY, &shape(2_000), &json!({}), RecordingCluster::new(&[]));
    assert_eq!(verdict.code, Some(400));
    assert_eq!(
        verdict.message.as_deref(),
        Some("request.object mounts more token sources into its containers than can be judged.")
    );
}

/// serde's derived structs also accept arrays as objects, which would hide their contents.
#[test]
fn arrays_are_never_accepted_as_objects() {
    let items = json!([{"key": "token", "path": "t"}]);
    let spec = json!({
        "volumes": [
            {"name": "a", "secret": {"secretName": "s", "items": items}},
            {"name": "b", "projected": {"sources": [
                {"serviceAccountToken": {"path": "t"}}, {"secret": {"name": "s", "items": items}},
            ]}},
        ],
        "initContainers": [{"name": "i"}],
        "containers": [{
            "name": "c",
            "volumeMounts": [{"name": "a", "mountPath": "/a"}],
            "env": [{"name": "E", "valueFrom": {"secretKeyRef": {"name": "s", "key": "token"}}}],
            "envFrom": [{"secretRef": {"name": "s"}}],
        }],
        "ephemeralContainers": [{"name": "e"}],
    });
    let in_spec = [
        "/volumes/0",
        "/volumes/0/secret",
        "/volumes/0/secret/items/0",
        "/volumes/1/projected",
        "/volumes/1/projected/sources/0",
        "/volumes/1/projected/sources/0/serviceAccountToken",
        "/volumes/1/projected/sources/1/secret",
        "/volumes/1/projected/sources/1/secret/items/0",
        "/initContainers/0",
        "/containers/0",
        "/containers/0/volumeMounts/0",
        "/containers/0/env/0",
        "/containers/0/env/0/valueFrom",
        "/containers/0/env/0/valueFrom/secretKeyRef",
        "/containers/0/envFrom/0",
        "/containers/0/envFrom/0/secretRef",
        "/ephemeralContainers/0",
        "",
    ];
    let of_pod = pod(spec.clone());
    let of_set = create(
        "StatefulSet",
        json!({
            "template": {"spec": spec},
            "volumeClaimTemplates": [{"metadata": {"name": "d"}}],
        }),
    );
    let mut of_cron = of_set.clone();
    of_cron["kind"] = json!({"group": "batch", "version": "v1", "kind": "CronJob"});
    of_cron["object"] = json!({"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}});
    let mut cases: Vec<(&Value, String)> = Vec::new();
    for (request, path) in [
        (&of_pod, "/object/spec"),
        (&of_set, "/object/spec/template/spec"),
        (&of_cron, "/object/spec/jobTemplate/spec/template/spec"),
    ] {
        cases.extend(in_spec.iter().map(|below| (request, format!("{path}{below}"))));
        cases.extend(["/kind", "/userInfo", "/object"].map(|path| (request, path.to_owned())));
    }
    for path in [
        "/metadata",
        "/spec",
        "/spec/template",
        "/spec/volumeClaimTemplates/0",
        "/spec/volumeClaimTemplates/0/metadata",
    ] {
        cases.push((&of_set, format!("/object{path}")));
    }
    for path in ["/spec/jobTemplate", "/spec/jobTemplate/spec", "/spec/jobTemplate/spec/template"] {
        cases.push((&of_cron, format!("/object{path}")));
    }
    for (request, path) in cases {
        let mut request = request.clone();
        let place = request.pointer_mut(&path).unwrap_or_else(|| panic!("{path}"));
        *place = json!([place.take()]);
        let (verdict, _) =
            scenarios::judge(&*POLICY, &request, &json!({}), RecordingCluster::new(&[]));
        assert_eq!((verdict.accepted, verdict.code), (false, Some(400)), "{path}");
        let field: String = path[1..]
            .split('/')
            .map(|step| match step.parse::<usize>() {
                Ok(index) => format!("[{index}]"),
                Err(_) => format!(".{step}"),
            })
            .collect();
        let expected = format!("request{field} must be an object, not a list.");
        assert_eq!(verdict.message, Some(expected));
    }
}

/// A payload that is not even a request.
#[test]
fn nonsense_is_a_rejection() {
    let deep = "[".repeat(100_000);
    let deep_object = "{\"request\": ".to_owned() + &"{\"object\": ".repeat(1_000);
    let cases = [
        ("", "is not valid JSON: EOF while parsing a value at line 1 column 0."),
        ("null", "must be an object, not null."),
        ("[]", "must be an object, not a list."),
        ("{", "is not valid JSON: EOF while parsing an object at line 1 column 1."),
        ("{}", "request is missing; it must be an AdmissionRequest."),
        ("{\"request\": 7}", "request must be an object, not a number."),
        ("{\"request\": {}} x", "is not valid JSON: trailing characters at line 1 column 17."),
        (
            "{\"request\": {\"operation\": \"CREATE\", \"operation\": \"DELETE\"}}",
            "request.operation is given twice.",
        ),
        ("\u{0}", "is not valid JSON: expected value at line 1 column 1."),
        (&deep, "must be an object, not a list."),
        (&deep_object, "request.object"),
    ];
    let cases = cases.map(|(payload, message)| (payload.as_bytes(), message));
    let no_text = [(&b"{\"request\": \"\xff\"}"[..], "is not valid UTF-8.")];
    let calls: Arc<dyn HostCalls> = Arc::new(RecordingCluster::new(&[]));
    for (payload, message) in cases.into_iter().chain(no_text) {
        let shown: String = String::from_utf8_lossy(payload).chars().take(40).collect();
        let answer = POLICY.call("validate", payload, &calls);
        let answer = answer.unwrap_or_else(|error| panic!("{shown}: {error}"));
        let verdict: Verdict =
            serde_json::from_slice(&answer).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((verdict.accepted, verdict.code), (false, Some(400)), "{shown}");
        let found = verdict.message.unwrap_or_default();
        assert!(found == message || found.starts_with(message), "{shown}: {found}");
    }
}

/// The answer must be valid JSON, even in the parts of an object that the policy does not use.
#[test]
fn unreadable_json_is_never_returned() {
    let calls: Arc<dyn HostCalls> = Arc::new(RecordingCluster::new(&[]));
    let of_pod = pod(json!({"containers": [{"name": "c", "image": "UNREAD"}]}));
    let mut of_account = of_pod.clone();
    of_account["kind"] = json!({"group": "", "version": "v1", "kind": "ServiceAccount"});
    of_account["object"] = json!({"metadata": {"name": "a", "labels": "UNREAD"}});
    let nested = "[".repeat(126) + &"]".repeat(126);
    for (unread, fault) in [
        (r#""\ud83d""#, Some("unexpected end of hex escape")),
        (r#""\udc00""#, Some("lone leading surrogate in hex escape")),
        (r#""\ud83d\u0041""#, Some("lone leading surrogate in hex escape")),
        ("1e400", Some("number out of range")),
        (&nested, Some("recursion limit exceeded")),
        (r#""\ud83d\ude00 \u00e9""#, None),
        ("[1e308, -0.0, null, true, {}]", None),
    ] {
        for request in [&of_pod, &of_account] {
            let payload = json!({
                "request": request,
                "settings": {"action": "mutate", "serviceAccountObjects": "all"},
            });
            let payload = payload.to_string().replace("\"UNREAD\"", unread);
            let answer = POLICY.call("validate", payload.as_bytes(), &calls);
            let answer = answer.unwrap_or_else(|error| panic!("{unread}: {error}"));
            let verdict: Verdict =
                serde_json::from_slice(&answer).unwrap_or_else(|error| panic!("{unread}: {error}"));
            assert_eq!(verdict.mutated_object.is_some(), fault.is_none(), "{unread}");
            let message = verdict.message.unwrap_or_default();
            let beginning =
                fault.map(|fault| format!("request.object is not valid JSON: {fault} at "));
            assert!(message.starts_with(beginning.as_deref().unwrap_or("")), "{unread}: {message}");
        }
    }
}

/// A policy server creates an instance for each request, but other hosts may reuse one.
#[test]
fn one_instance_answers_20_000_calls_alike() {
    let calls: Arc<dyn HostCalls> = Arc::new(RecordingCluster::new(&[]));
    let instance = POLICY.instance(&calls).unwrap_or_else(|error| panic!("{error}"));
    let payload = |containers: usize, settings: Value| {
        let request =
            pod(json!({"containers": list(containers, |i| json!({"name": format!("c{i}")}))}));
        json!({"request": request, "settings": settings}).to_string()
    };
    let questions = [
        ("validate", payload(1, json!({}))),
        ("validate", payload(2_000, json!({"action": "mutate"}))),
        ("validate", payload(3, json!({"allow": {"serviceAccountsWithRoleBindings": true}}))),
        ("validate", "{".into()),
        ("validate_settings", json!({"action": "warn"}).to_string()),
        ("protocol_version", String::new()),
    ];
    let ask = |(function, payload): &(&str, String)| {
        instance.call(function, payload.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
    };
    let answers: Vec<Vec<u8>> = questions.iter().map(ask).collect();
    for round in 0..20_000 {
        // The large one only occasionally, because memory would not suffice for all of them.
        let number = if round % 50 == 0 { 1 } else { round % 5 + usize::from(round % 5 > 0) };
        assert_eq!(ask(&questions[number]), answers[number], "round {round}");
    }
}

/// The lookup names exactly the fields that are read: a recorded host answers nothing else.
#[test]
fn the_lookup_has_the_format_of_kubewarden() {
    struct Exact(&'static str, &'static str);
    impl HostCalls for Exact {
        fn call(
            &self,
            namespace: &str,
            operation: &str,
            payload: &[u8],
        ) -> Result<Vec<u8>, String> {
            assert_eq!((namespace, operation), ("kubernetes", "get_resource"));
            assert_eq!(String::from_utf8_lossy(payload), self.0);
            Ok(self.1.into())
        }
    }
    let of_secret = json!({"automountServiceAccountToken": false, "containers": [
        {"name": "c", "envFrom": [{"secretRef": {"name": "s"}}]}]});
    for (spec, settings, lookup, answer) in [
        (
            json!({"containers": [{"name": "c"}]}),
            json!({}),
            "{\"api_version\":\"v1\",\"kind\":\"ServiceAccount\",\"name\":\"default\",\
             \"namespace\":\"default\",\"disable_cache\":false,\
             \"field_masks\":[\"automountServiceAccountToken\",\"secrets\"]}",
            r#"{"metadata": {"name": "default"}, "automountServiceAccountToken": false}"#,
        ),
        // What a Secret holds may have changed a moment ago, so the cache is skipped.
        (
            of_secret,
            json!({"inspectSecrets": true}),
            "{\"api_version\":\"v1\",\"kind\":\"Secret\",\"name\":\"s\",\
             \"namespace\":\"default\",\"disable_cache\":true,\"field_masks\":[\"type\"]}",
            r#"{"metadata": {"name": "s"}, "type": "Opaque"}"#,
        ),
    ] {
        let calls: Arc<dyn HostCalls> = Arc::new(Exact(lookup, answer));
        let verdict = POLICY.validate(&pod(spec), &settings, &calls);
        assert!(verdict.is_ok_and(|verdict| verdict.accepted), "{lookup}");
    }
}

#[test]
fn the_other_functions_answer() {
    let calls: Arc<dyn HostCalls> = Arc::new(RecordingCluster::new(&[]));
    let call = |function: &str, payload: &[u8]| {
        let answer = POLICY.call(function, payload, &calls);
        answer.map(|answer| String::from_utf8_lossy(&answer).into_owned())
    };
    assert_eq!(call("protocol_version", b"").ok().as_deref(), Some("\"v1\""));
    for nothing in ["", "null", "{}", " { } "] {
        let answer = call("validate_settings", nothing.as_bytes()).unwrap_or_default();
        assert_eq!(answer, "{\"valid\":true,\"message\":null}", "{nothing:?}");
    }
    let answer = call("validate_settings", b"[]").unwrap_or_default();
    assert_eq!(answer, "{\"valid\":false,\"message\":\"settings must be an object, not a list\"}");
    assert!(call("unheard_of", b"{}").is_err());
}
