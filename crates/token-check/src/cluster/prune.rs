//! Drops the parts of objects that are not needed.

use serde_json::{Map, Value, json};

use super::kinds::ListedKind;

/// Removes large fields that are irrelevant to tokens, and sets `apiVersion` and `kind`. Items of a
/// list lack these, and a metadata-only object has another kind.
pub fn prune(object: &mut Value, kind: &ListedKind, api_version: &str) {
    let Some(fields) = object.as_object_mut() else { return };
    match (&*kind.group, &*kind.kind) {
        // A server that does not support metadata-only answers sends the data too.
        ("", "Secret") => keep(fields, &["type"]),
        ("rbac.authorization.k8s.io", "ClusterRoleBinding" | "RoleBinding") => {
            keep(fields, &["roleRef", "subjects"])
        }
        _ => {
            fields.remove("status");
        }
    }
    if let Some(r#type) = kind.selected.as_ref().and_then(|selected| selected.r#type) {
        fields.insert("type".into(), json!(r#type));
    }
    fields.insert("apiVersion".into(), json!(api_version));
    fields.insert("kind".into(), json!(kind.kind));
    let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    metadata.remove("managedFields");
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
        // This annotation repeats the whole object, including the data of a Secret.
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    }
}

fn keep(fields: &mut Map<String, Value>, names: &[&str]) {
    fields.retain(|name, _| name == "metadata" || names.contains(&name.as_str()));
}
