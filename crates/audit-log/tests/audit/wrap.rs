//! A recording in the forms in which people have audit logs.

use std::io::Write;

use base64::Engine;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

/// One Event a line, or whatever the values are.
pub fn lines(values: impl IntoIterator<Item = Value>) -> Vec<u8> {
    let mut text = String::new();
    for value in values {
        text.push_str(&value.to_string());
        text.push('\n');
    }
    text.into_bytes()
}

pub fn pretty(value: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(value).expect("JSON")
}

pub fn compact(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("memory");
    encoder.finish().expect("memory")
}

pub fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Each line of a text with something before it.
pub fn prefixed(events: &[Value], prefix: impl Fn(usize, &Value) -> String) -> Vec<u8> {
    let mut text = String::new();
    for (at, event) in events.iter().enumerate() {
        text.push_str(&format!("{}{event}\n", prefix(at, event)));
    }
    text.into_bytes()
}

fn stamp(event: &Value) -> &str {
    event["stageTimestamp"].as_str().expect("stageTimestamp")
}

/// Form 2.
pub fn event_list(events: &[Value]) -> Value {
    json!({"kind": "EventList", "apiVersion": "audit.k8s.io/v1", "metadata": {}, "items": events})
}

/// Form 3a.
pub fn filter_log_events(events: &[Value]) -> Value {
    let events: Vec<_> = events
        .iter()
        .map(|event| {
            json!({"logStreamName": "kube-apiserver-audit-0a1b", "timestamp": 1_795_898_656_246_u64,
                   "message": event.to_string(), "ingestionTime": 1_795_898_660_000_u64,
                   "eventId": "39"})
        })
        .collect();
    json!({"events": events, "searchedLogStreams": [], "nextToken": "Yg=="})
}

/// Form 3c.
pub fn insights(events: &[Value]) -> Value {
    let results: Vec<_> = events
        .iter()
        .map(|event| {
            json!([{"field": "@timestamp", "value": "2026-11-28 20:44:16.246"},
                   {"field": "@message", "value": event.to_string()},
                   {"field": "@ptr", "value": "CpgB"}])
        })
        .collect();
    json!({"status": "Complete", "results": results, "statistics": {"recordsMatched": 1.0}})
}

/// Form 3d: several messages, with one that carries no events.
pub fn subscription(events: &[Value]) -> Vec<Value> {
    let around = |kind: &str, events: Vec<Value>| {
        json!({"messageType": kind, "owner": "111122223333", "logGroup": "/aws/eks/demo/cluster",
               "logStream": "kube-apiserver-audit-0a1b", "subscriptionFilters": ["f"],
               "logEvents": events})
    };
    let control = json!([{"id": "", "timestamp": 1, "message":
        "CWL CONTROL MESSAGE: Checking health of destination Firehose."}]);
    let mut all = vec![around("CONTROL_MESSAGE", control.as_array().expect("list").clone())];
    for events in events.chunks(50) {
        let events = events.iter().map(
            |event| json!({"id": "3", "timestamp": 1_795_898_656_246_u64, "message": event.to_string()}),
        );
        all.push(around("DATA_MESSAGE", events.collect()));
    }
    all
}

/// Form 4a.
pub fn azure(event: &Value, category: &str) -> Value {
    json!({"category": category,
           "operationName": "Microsoft.ContainerService/managedClusters/diagnosticLogs/Read",
           "properties": {"pod": "kube-apiserver-6f-x", "containerID": "0a",
                          "log": format!("{event}\n"), "stream": "stdout"},
           "resourceId": "/SUBSCRIPTIONS/0", "serviceBuild": "na", "time": stamp(event)})
}

/// Form 4c.
pub fn azure_diagnostics(event: &Value) -> Value {
    json!({"Category": "kube-audit", "log_s": event.to_string(), "pod_s": "kube-apiserver-6f-x",
           "TimeGenerated": stamp(event)})
}

/// Form 4d.
pub fn azure_columns(event: &Value, texts: bool) -> Value {
    let column = |key: &str| match &event[key] {
        Value::Null => Value::Null,
        value if texts => value.to_string().into(),
        value => value.clone(),
    };
    json!({"AuditId": event["auditID"], "Level": event["level"], "Stage": event["stage"],
           "Verb": event["verb"], "RequestUri": event["requestURI"],
           "RequestReceivedTime": event["requestReceivedTimestamp"],
           "StageReceivedTime": event["stageTimestamp"], "TimeGenerated": event["stageTimestamp"],
           "PodName": "kube-apiserver-6f-x", "UserAgent": event["userAgent"],
           "User": column("user"), "ObjectRef": column("objectRef"),
           "ResponseStatus": column("responseStatus"), "Annotations": column("annotations"),
           "SourceIps": column("sourceIPs"), "RequestObject": "skipped-too-big-size-object"})
}

/// Form 5: one entry a request.
pub fn google(events: &[Value]) -> Vec<Value> {
    let mut seen = std::collections::HashSet::new();
    let mut all = Vec::new();
    for event in events.iter().filter(|event| event["stage"] != "RequestReceived") {
        let key =
            [&event["auditID"], &event["user"]["username"], &event["verb"], &event["requestURI"]];
        if seen.insert(key.map(ToString::to_string)) {
            all.push(google_entry(event));
        }
    }
    all
}

fn google_entry(event: &Value) -> Value {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (verb, object) = (text(&event["verb"]), &event["objectRef"]);
    let (method, resource) = if object.is_null() {
        let path = text(&event["requestURI"]);
        let path = path.split('?').next().unwrap_or_default().trim_start_matches('/').to_owned();
        (format!("io.k8s.{verb}"), path)
    } else {
        let group = match text(&object["apiGroup"]) {
            group if group.is_empty() => "core".to_owned(),
            group => group,
        };
        let mut reversed: Vec<_> = group.trim_end_matches(".k8s.io").split('.').collect();
        reversed.reverse();
        let part = |key: &str| match text(&object[key]) {
            part if part.is_empty() => None,
            part => Some(part),
        };
        let sub = part("subresource");
        let method = [
            Some("io.k8s".to_owned()),
            Some(reversed.join(".")),
            part("apiVersion"),
            part("resource"),
            sub.clone(),
            Some(verb.clone()),
        ];
        let namespace = part("namespace").filter(|_| object["resource"] != "namespaces");
        let path = [
            Some(group),
            part("apiVersion"),
            namespace.map(|namespace| format!("namespaces/{namespace}")),
            part("resource"),
            part("name"),
            sub,
        ];
        let join = |parts: [Option<String>; 6], between: &str| {
            parts.into_iter().flatten().collect::<Vec<_>>().join(between)
        };
        (join(method, "."), join(path, "/"))
    };
    let code = match event["responseStatus"]["code"].as_u64() {
        Some(401) => 16,
        Some(403) => 7,
        Some(404) => 5,
        Some(409) => 6,
        _ => 0,
    };
    let granted = match event["annotations"]["authorization.k8s.io/decision"].as_str() {
        Some(decision) => decision == "allow",
        None => code == 0,
    };
    let mut permission = json!({"permission": method, "resource": resource});
    if granted {
        permission["granted"] = true.into();
    }
    json!({"insertId": event["auditID"], "labels": event["annotations"],
           "logName": "projects/demo/logs/cloudaudit.googleapis.com%2Fdata_access",
           "operation": {"id": event["auditID"], "first": true, "last": true, "producer": "k8s.io"},
           "protoPayload": {
               "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
               "authenticationInfo": {"principalEmail": event["user"]["username"]},
               "authorizationInfo": [permission],
               "methodName": method, "resourceName": resource, "serviceName": "k8s.io",
               "requestMetadata": {"callerIp": "10.0.0.7", "callerSuppliedUserAgent": "x"},
               "status": {"code": code}},
           "resource": {"type": "k8s_cluster", "labels": {"cluster_name": "demo"}},
           "receiveTimestamp": event["stageTimestamp"],
           "timestamp": event["requestReceivedTimestamp"]})
}

/// Form 7: Elastic's integration.
pub fn elastic(event: &Value) -> Value {
    let mut audit = event.clone();
    if let Some(annotations) = event["annotations"].as_object() {
        let renamed = annotations.iter().map(|(key, value)| (key.replace('.', "_"), value.clone()));
        audit["annotations"] = renamed.collect::<serde_json::Map<_, _>>().into();
    }
    for key in ["apiVersion", "requestObject", "responseObject"] {
        audit.as_object_mut().expect("object").remove(key);
    }
    json!({"_index": "logs-kubernetes.audit_logs", "_source": {
        "@timestamp": stamp(event), "kubernetes": {"audit": audit}, "input": {"type": "filestream"}}})
}

/// Form 7: an answer of Elasticsearch.
pub fn hits(sources: impl IntoIterator<Item = Value>) -> Value {
    let hits: Vec<_> =
        sources.into_iter().map(|source| json!({"_index": "audit", "_source": source})).collect();
    json!({"took": 3, "hits": {"total": {"value": hits.len()}, "max_score": null, "hits": hits}})
}

/// Form 7: an answer of Loki.
pub fn loki(events: &[Value]) -> Value {
    let values: Vec<_> =
        events.iter().map(|event| json!(["1795898656246594000", event.to_string(), {}])).collect();
    let (first, second) = values.split_at(values.len() / 3);
    json!({"status": "success", "data": {"resultType": "streams", "result": [
        {"stream": {"job": "audit"}, "values": first},
        {"stream": {"job": "audit", "node": "b"}, "values": second}], "stats": {"summary": {}}}})
}

/// The Event's fields at the top, among those of a shipper. `level` is the shipper's.
pub fn merged(event: &Value, level: Option<&str>) -> Value {
    let mut merged = event.clone();
    merged["@timestamp"] = event["stageTimestamp"].clone();
    merged["hostname"] = "master-0".into();
    merged["log_type"] = "audit".into();
    merged["message"] = "an odd one".into();
    if let Some(key) = level {
        merged[key] = event["level"].clone();
        merged["level"] = "default".into();
    }
    merged
}

/// Form 7: a container's log, with lines divided after so many bytes.
pub fn container(events: &[Value], longest: usize) -> Vec<u8> {
    let mut text = String::new();
    for event in events {
        let line = event.to_string();
        let mut rest = line.as_str();
        while rest.len() > longest {
            let (head, tail) = rest.split_at(longest);
            text.push_str(&format!("{} stdout P {head}\n", stamp(event)));
            rest = tail;
        }
        text.push_str(&format!("{} stdout F {rest}\n", stamp(event)));
    }
    text.into_bytes()
}
