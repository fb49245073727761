//! The objects of a cluster.

use serde_json::{Value, json};

/// Deployments, each with its ReplicaSet and eight Pods, as `kubectl get -o json` prints them.
pub fn dump(count: usize) -> String {
    let objects: Vec<String> = (0..count).map(|number| object(number).to_string()).collect();
    format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{}]}}"#, objects.join(",\n"))
}

/// The object with that number.
pub fn object(number: usize) -> Value {
    let app = number / 10;
    let namespace = format!("team-{}", app % 100);
    let mut spec = json!({
        "serviceAccountName": format!("app-{app}"),
        "containers": [{"name": "app", "image": format!("registry.example.com/app-{app}:1"),
            "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}}}],
    });
    let owner = |kind: &str, name: &str| json!({"apiVersion": "apps/v1", "kind": kind, "name": name, "controller": true, "uid": "u"});
    let metadata = |name: &str, owner: Option<Value>| {
        json!({"name": name, "namespace": namespace, "uid": format!("uid-{number}"),
            "labels": {"app": format!("app-{app}"), "pod-template-hash": "5b7d9c9b6"},
            "ownerReferences": owner.as_slice(),
            "managedFields": [{"manager": "kube-controller-manager", "operation": "Update",
                "fieldsV1": {"f:metadata": {"f:labels": {".": {}, "f:app": {}}},
                    "f:spec": {"f:containers": {}, "f:serviceAccountName": {}}}}]})
    };
    let (deployment, replica_set) = (format!("app-{app}"), format!("app-{app}-5b7d9c9b6"));
    match number % 10 {
        0 => json!({"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": metadata(&deployment, None), "spec": {"template": {"spec": spec}}}),
        1 => json!({"apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": metadata(&replica_set, Some(owner("Deployment", &deployment))),
            "spec": {"template": {"spec": spec}}}),
        pod => {
            let volume = "kube-api-access-x7k2p";
            spec["containers"][0]["volumeMounts"] = json!([{"name": volume, "readOnly": true,
                "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}]);
            spec["volumes"] = json!([{"name": volume, "projected": {"sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {"name": "kube-root-ca.crt"}}]}}]);
            let owner = owner("ReplicaSet", &replica_set);
            json!({"apiVersion": "v1", "kind": "Pod", "spec": spec,
                "metadata": metadata(&format!("{replica_set}-{pod}"), Some(owner)),
                "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}})
        }
    }
}
