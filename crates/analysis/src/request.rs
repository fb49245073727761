//! From an object to the AdmissionRequest that its CREATE sends.

use serde_json::{Value, json};

use crate::kinds::{Kind, plural};

/// The AdmissionRequest that the CREATE of an object would send.
pub fn create_request(
    object: &Value,
    namespace: &str,
    (group, version): (&str, &str),
    kind: &Kind,
) -> Value {
    let group_version_kind = json!({"group": group, "version": version, "kind": kind.kind});
    let resource = json!({"group": group, "version": version, "resource": plural(kind.kind)});
    json!({
        "uid": "token-check",
        "kind": group_version_kind,
        "resource": resource,
        "requestKind": group_version_kind,
        "requestResource": resource,
        "name": object.pointer("/metadata/name").unwrap_or(&Value::Null),
        "namespace": namespace,
        "operation": "CREATE",
        "userInfo": {"username": "token-check"},
        "object": object,
        "oldObject": null,
        "dryRun": true,
    })
}

/// The request of an AdmissionReview, of a policy's payload, or a bare AdmissionRequest; `None`
/// where it is none of them.
///
/// # Errors
///
/// It is one of them, and not as it must be.
pub fn review(value: &Value) -> Result<Option<&Value>, String> {
    match (&value["kind"], &value["request"]) {
        (Value::String(kind), request) if kind == "AdmissionReview" => match request {
            Value::Object(_) => Ok(Some(request)),
            _ => Err("expected request of this AdmissionReview to be an object".into()),
        },
        (Value::String(kind), _) if kind == "AdmissionRequest" => {
            Err("expected kind of an AdmissionRequest to be its object's group, version and kind"
                .into())
        }
        (Value::Null, request @ Value::Object(_)) => Ok(Some(request)),
        (Value::Object(_), _) => Ok(Some(value)),
        _ => Ok(None),
    }
}

/// The namespace that a document is judged in: a request's, else its own, else `namespace`.
pub fn namespace_of(document: &Value, namespace: &str) -> String {
    let request = review(document).ok().flatten();
    let named = match request {
        Some(request) => &request["namespace"],
        None => &document["metadata"]["namespace"],
    };
    named.as_str().filter(|named| !named.is_empty()).unwrap_or(namespace).to_owned()
}
