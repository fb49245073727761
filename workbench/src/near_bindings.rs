//! Role bindings by the namespace whose accounts they can name.
//!
//! The policy reads the whole list for each object. Of a cluster's thousands of bindings a few name
//! accounts of one namespace, and the others change no answer about it (`src/bindings.rs`).

use std::sync::Arc;

use serde_json::{Value, json};

use crate::policy::HostCalls;
use crate::table::Table;

const KINDS: [&str; 2] = ["ClusterRoleBinding", "RoleBinding"];

/// A cluster, seen from each of its namespaces.
pub struct NearBindings {
    cluster: Arc<dyn HostCalls>,
    /// Of each kind its bindings, or nothing where the cluster does not list them.
    bindings: Vec<Option<Bindings>>,
    views: Table<Option<Arc<dyn HostCalls>>>,
}

#[derive(Default)]
struct Bindings {
    all: Vec<Value>,
    by_namespace: Table<Vec<usize>>,
    /// Not as they must be: for the policy to tell.
    odd: Vec<usize>,
}

/// A cluster seen from one namespace.
struct View {
    cluster: Arc<dyn HostCalls>,
    /// The answers to lists of each kind.
    lists: Vec<Option<Vec<u8>>>,
}

impl NearBindings {
    /// The bindings of that cluster.
    pub fn new(cluster: Arc<dyn HostCalls>) -> Self {
        let bindings = KINDS.iter().map(|kind| Bindings::read(&*cluster, kind)).collect();
        Self { cluster, bindings, views: Table::default() }
    }

    /// The cluster, for a request in that namespace.
    pub fn seen_from(&mut self, namespace: &str) -> Arc<dyn HostCalls> {
        let view = self.views.entry(namespace.to_owned()).get_or_insert_with(|| {
            let lists = KINDS.iter().zip(&self.bindings);
            let lists = lists.map(|(kind, bindings)| bindings.as_ref()?.list(kind, namespace));
            Arc::new(View { cluster: Arc::clone(&self.cluster), lists: lists.collect() })
        });
        Arc::clone(view)
    }
}

impl Bindings {
    fn read(cluster: &dyn HostCalls, kind: &str) -> Option<Self> {
        let request = json!({
            "api_version": "rbac.authorization.k8s.io/v1",
            "kind": kind,
            "field_masks": ["subjects"],
        });
        let request = serde_json::to_vec(&request).ok()?;
        let list = cluster.call("kubernetes", "list_resources_all", &request).ok()?;
        let Value::Array(mut all) = serde_json::from_slice::<Value>(&list).ok()?["items"].take()
        else {
            return None;
        };
        let mut bindings = Self::default();
        for (index, binding) in all.iter_mut().enumerate() {
            // Nobody reads the rest of it.
            if let Some(Value::Object(metadata)) = binding.get_mut("metadata") {
                let rest = metadata.iter_mut().filter(|(key, _)| *key != "namespace");
                rest.for_each(|(_, value)| *value = Value::Null);
            }
            match namespaces(binding) {
                Some(namespaces) => {
                    for namespace in namespaces {
                        bindings.by_namespace.entry(namespace.to_owned()).push(index);
                    }
                }
                None => bindings.odd.push(index),
            }
        }
        bindings.all = all;
        Some(bindings)
    }

    fn list(&self, kind: &str, namespace: &str) -> Option<Vec<u8>> {
        let near = self.by_namespace.get(namespace).into_iter().flatten().chain(&self.odd);
        let items: Vec<&Value> = near.filter_map(|index| self.all.get(*index)).collect();
        serde_json::to_vec(&json!({"kind": format!("{kind}List"), "items": items})).ok()
    }
}

/// The namespaces whose accounts a binding can name; `None` where it is not as it must be.
fn namespaces(binding: &Value) -> Option<Vec<&str>> {
    let text = |value: &'_ Value| value.is_null() || value.is_string();
    let metadata = &binding["metadata"];
    let is_fine = metadata.is_null() || metadata.is_object() && text(&metadata["namespace"]);
    if !binding.is_object() || !is_fine {
        return None;
    }
    let mut found = Vec::new();
    if binding["subjects"].is_null() {
        return Some(found);
    }
    for subject in binding["subjects"].as_array()? {
        let fields = ["kind", "name", "namespace"];
        if !subject.is_object() || !fields.iter().all(|field| text(&subject[field])) {
            return None;
        }
        let name = subject["name"].as_str().unwrap_or_default();
        let namespace = match subject["kind"].as_str() {
            Some("ServiceAccount") => {
                let given = subject["namespace"].as_str().filter(|given| !given.is_empty());
                given.or(metadata["namespace"].as_str())
            }
            Some("User") => {
                let account = name.strip_prefix("system:serviceaccount:");
                account.and_then(|account| account.split_once(':')).map(|(namespace, _)| namespace)
            }
            Some("Group") => name.strip_prefix("system:serviceaccounts:"),
            _ => None,
        };
        found.extend(namespace.filter(|namespace| !found.contains(namespace)));
    }
    Some(found)
}

impl HostCalls for View {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        if operation == "list_resources_all"
            && let Ok(asked) = serde_json::from_slice::<Value>(payload)
            && let Some(index) = KINDS.iter().position(|kind| asked["kind"] == *kind)
            && let Some(Some(list)) = self.lists.get(index)
        {
            return Ok(list.clone());
        }
        self.cluster.call(namespace, operation, payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers lists alone.
    struct Lists(Value);

    impl HostCalls for Lists {
        fn call(&self, _: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
            let asked: Value =
                serde_json::from_slice(payload).map_err(|error| error.to_string())?;
            match (operation, &asked["kind"]) {
                ("list_resources_all", kind) if kind == "RoleBinding" => {
                    Ok(json!({"items": self.0}).to_string().into_bytes())
                }
                _ => Err("no".into()),
            }
        }
    }

    #[test]
    fn a_namespace_sees_what_can_name_its_accounts() {
        let of = |subjects: Value| json!({"metadata": {"namespace": "a"}, "subjects": subjects});
        let cases = [
            ("its own", of(json!([{"kind": "ServiceAccount", "name": "x"}])), [true, false]),
            (
                "another's",
                of(json!([{"kind": "ServiceAccount", "name": "x", "namespace": "b"}])),
                [false, true],
            ),
            (
                "both",
                of(json!([
                    {"kind": "ServiceAccount", "name": "x"},
                    {"kind": "User", "name": "system:serviceaccount:b:x"},
                ])),
                [true, true],
            ),
            (
                "a group",
                of(json!([{"kind": "Group", "name": "system:serviceaccounts:b"}])),
                [false, true],
            ),
            ("people", of(json!([{"kind": "User", "name": "jane"}])), [false, false]),
            ("nobody", of(json!(null)), [false, false]),
            ("odd subjects", of(json!("x")), [true, true]),
            ("an odd name", of(json!([{"kind": "User", "name": 1}])), [true, true]),
            ("no binding", json!(7), [true, true]),
            ("odd metadata", json!({"metadata": []}), [true, true]),
        ];
        for (note, binding, expected) in cases {
            let mut near = NearBindings::new(Arc::new(Lists(json!([binding.clone()]))));
            for (namespace, expected) in ["a", "b"].into_iter().zip(expected) {
                let view = near.seen_from(namespace);
                let list =
                    view.call("kubernetes", "list_resources_all", br#"{"kind": "RoleBinding"}"#);
                let list: Value = list
                    .map(|list| serde_json::from_slice(&list).unwrap_or_default())
                    .unwrap_or_default();
                let expected = if expected { json!([binding]) } else { json!([]) };
                assert_eq!(list["items"], expected, "{note}, seen from {namespace}");
                // What the cluster does not list, and all else, is its own answer.
                let payload = br#"{"kind": "ClusterRoleBinding"}"#;
                let other = view.call("kubernetes", "list_resources_all", payload);
                assert_eq!(other, Err("no".into()));
            }
        }
    }
}
