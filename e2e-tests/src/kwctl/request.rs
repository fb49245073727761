//! The AdmissionRequest in the form that kwctl reads.

use k8s_openapi::api::authentication::v1::UserInfo;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `AdmissionRequest` of Kubewarden's `policy-evaluator`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct AdmissionRequest {
    uid: String,
    kind: GroupVersionKind,
    resource: GroupVersionResource,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_resource: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_kind: Option<GroupVersionKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_resource: Option<GroupVersionResource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_sub_resource: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    operation: String,
    user_info: UserInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_object: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dry_run: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Value>,
}

#[derive(Deserialize, Serialize)]
struct GroupVersionKind {
    group: String,
    version: String,
    kind: String,
}

#[derive(Deserialize, Serialize)]
struct GroupVersionResource {
    group: String,
    version: String,
    resource: String,
}

/// The request as kwctl passes it to the policy. Fields that a scenario may omit, and that the
/// policy does not read, are filled in.
///
/// # Errors
///
/// The reason why kwctl cannot read it.
pub fn as_kwctl_reads_it(request: &Value) -> Result<Value, String> {
    let mut request = request.clone();
    let Some(fields) = request.as_object_mut() else {
        return Err("request: no object".into());
    };
    let kind = fields.get("kind").cloned().unwrap_or_default();
    let of_kind = |key: &str, default: &str| match kind[key].as_str() {
        Some(value) => Value::from(value),
        None => Value::from(default),
    };
    if let Some(kind) = fields.get_mut("kind").and_then(Value::as_object_mut) {
        for (key, default) in [("group", ""), ("version", "v1")] {
            kind.entry(key).or_insert_with(|| default.into());
        }
    }
    fields.entry("uid").or_insert_with(|| "scenario".into());
    fields.entry("userInfo").or_insert_with(|| serde_json::json!({"username": "scenario"}));
    fields.entry("resource").or_insert_with(|| {
        serde_json::json!({
            "group": of_kind("group", ""),
            "version": of_kind("version", "v1"),
            "resource": of_kind("kind", "").as_str().unwrap_or_default().to_lowercase() + "s",
        })
    });
    let read: AdmissionRequest =
        serde_json::from_value(request).map_err(|error| format!("request: {error}"))?;
    serde_json::to_value(read).map_err(|error| error.to_string())
}
