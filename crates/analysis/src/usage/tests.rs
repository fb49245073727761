//! Tests of the report of use, on small logs.

mod issued;
mod limits;
mod runs;

use std::sync::Arc;

use audit_log::{Counter, Evidence, Reader, Seen, Stamp};
use serde_json::{Value, json};

use super::*;

/// What a log says.
fn evidence(log: &str) -> Evidence {
    let seen = Arc::new(Seen::new([7; 16]));
    let mut counter = Counter::new(&seen);
    let mut reader = Reader::new();
    reader.push(log.as_bytes(), &mut counter);
    reader.finish(&mut counter).unwrap();
    counter.finish()
}

/// A request of a Pod in that minute.
fn event(minute: u32, verb: &str, path: &str) -> Value {
    json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Metadata",
        "auditID": format!("{minute}-{verb}-{path}"), "stage": "ResponseComplete", "verb": verb,
        "requestURI": path,
        "user": {
            "username": "system:serviceaccount:shop:web", "groups": ["system:serviceaccounts"],
            "extra": {
                "authentication.kubernetes.io/pod-name": ["web-0"],
                "authentication.kubernetes.io/pod-uid": ["1"],
                "authentication.kubernetes.io/credential-id": ["JTI=web-0"],
            },
        },
        "objectRef": if path.starts_with("/api/v1/") {
            json!({"resource": path.rsplit('/').next(), "namespace": "shop"})
        } else {
            Value::Null
        },
        "responseStatus": {"code": 200},
        "requestReceivedTimestamp": Stamp::of_minute(minute).to_string(),
        "annotations": {"authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": ""},
    })
}

const EVENTS: &str = "/api/v1/namespaces/shop/events";
/// 2026-11-01T00:00:00Z
const START: u32 = 29_891_520;
const DAY: u32 = 24 * 60;

/// All that a log of so many days has, an event each hour, but for some hours.
fn days(days: u32, is_missing: impl Fn(u32) -> bool) -> Vec<Value> {
    let hours = (0..=days * 24).filter(|hour| !is_missing(*hour));
    let one = |hour: u32| {
        let verb = if hour.is_multiple_of(2) { "get" } else { "list" };
        [event(START + hour * 60, verb, EVENTS), event(START + hour * 60, "get", "/version")]
    };
    hours.flat_map(one).collect()
}

fn lines(events: &[Value]) -> String {
    events.iter().map(|event| format!("{event}\n")).collect()
}
