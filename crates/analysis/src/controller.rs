//! Simulates the controllers: which Pod they create for a workload, and as which user.

use serde_json::{Map, Value, json};

use crate::kinds::{KINDS, Kind, Makes, POD, pod_spec};

/// A Pod that is about to be created.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPod {
    /// The Pod.
    pub pod: Value,
    /// The user that creates it.
    pub user: String,
    /// The groups of that user.
    pub groups: &'static [&'static str],
}

const SYSTEM_GROUPS: &[&str] =
    &["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"];

/// The Pod for an object of this kind: the Pod itself, or the one that a controller creates from
/// its template. `None` if there is no template, or if no controller uses it (PodTemplate).
pub fn new_pod(object: &Value, kind: &Kind, namespace: &str) -> Option<NewPod> {
    if *kind == POD {
        return Some(NewPod { pod: object.clone(), user: "kubernetes-admin".into(), groups: &[] });
    }
    let controller = pod_controller(kind)?;
    let mut spec = pod_spec(kind, object)?.clone();
    let template = kind.pod_spec()?.strip_suffix(".spec")?;
    let metadata = template.split('.').try_fold(object, |value, key| value.get(key));
    let metadata = metadata.and_then(|template| template.get("metadata"));
    let mut metadata = metadata.and_then(Value::as_object).cloned().unwrap_or_default();
    let name = object.pointer("/metadata/name").and_then(Value::as_str).unwrap_or("pod");
    metadata.insert("generateName".into(), format!("{name}-").into());
    metadata.insert("namespace".into(), namespace.into());
    if kind.has_volume_claims()
        && let Some(spec) = spec.as_object_mut()
    {
        claim_volumes(spec, &object["spec"]["volumeClaimTemplates"], name);
    }
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec});
    let user = format!("system:serviceaccount:kube-system:{controller}");
    Some(NewPod { pod, user, groups: SYSTEM_GROUPS })
}

/// The controller that finally creates the Pods for an object of that kind.
fn pod_controller(kind: &Kind) -> Option<&'static str> {
    let Makes { controller, kind: made } = kind.makes?;
    if made == POD.kind {
        return Some(controller);
    }
    KINDS.iter().find(|kind| kind.kind == made).and_then(pod_controller)
}

/// A StatefulSet's claims replace volumes of the same name
/// (`pkg/controller/statefulset/stateful_set_utils.go`, `updateStorage`).
fn claim_volumes(spec: &mut Map<String, Value>, templates: &Value, set: &str) {
    let name = |value: &Value| value["name"].as_str().map(str::to_owned);
    let claims: Vec<String> = templates
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|claim| name(&claim["metadata"]))
        .collect();
    if claims.is_empty() {
        return;
    }
    let written = spec.get("volumes").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut volumes: Vec<Value> = claims
        .iter()
        .map(|claim| {
            json!({"name": claim, "persistentVolumeClaim": {"claimName": format!("{claim}-{set}-0")}})
        })
        .collect();
    let kept = written
        .into_iter()
        .filter(|volume| !name(volume).is_some_and(|name| claims.contains(&name)));
    volumes.extend(kept);
    spec.insert("volumes".into(), volumes.into());
}
