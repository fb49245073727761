//! Builds the AdmissionRequest for the creation of an object.

use serde_json::{Value, json};

use crate::kinds::plural;

/// The AdmissionRequest for the creation of an object of that kind.
pub fn create_request(
    object: &Value,
    namespace: &str,
    (group, version): (&str, &str),
    kind: &str,
) -> Value {
    let group_version_kind = json!({"group": group, "version": version, "kind": kind});
    let resource = json!({"group": group, "version": version, "resource": plural(kind)});
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

/// The request of an AdmissionReview or of a policy's payload, or a bare AdmissionRequest; `None`
/// for other values.
///
/// # Errors
///
/// It is one of them, but not valid.
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

/// The namespace in which a document is judged: that of its request, or else its own, or else
/// `namespace`.
pub fn namespace_of(document: &Value, namespace: &str) -> String {
    let request = review(document).ok().flatten();
    let named = match request {
        Some(request) => &request["namespace"],
        None => &document["metadata"]["namespace"],
    };
    named.as_str().filter(|named| !named.is_empty()).unwrap_or(namespace).to_owned()
}
