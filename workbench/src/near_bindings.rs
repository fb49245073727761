//! Role bindings by the namespace whose accounts they can name.
//!
//! The policy reads the whole list for each object. Of a cluster's thousands of bindings a few name
//! accounts of one namespace, and the others change no answer about it (`src/bindings.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::policy::HostCalls;

const KINDS: [&str; 2] = ["ClusterRoleBinding", "RoleBinding"];

/// A cluster, seen from each of its namespaces.
pub struct NearBindings {
    cluster: Arc<dyn HostCalls>,
    /// Of each kind its bindings, or nothing where the cluster does not list them.
    bindings: Vec<Option<Bindings>>,
    views: BTreeMap<String, Arc<dyn HostCalls>>,
}

#[derive(Default)]
struct Bindings {
    all: Vec<Value>,
    by_namespace: BTreeMap<String, Vec<usize>>,
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
        Self { cluster, bindings, views: BTreeMap::new() }
    }

    /// The cluster, for a request in that namespace.
    pub fn seen_from(&mut self, namespace: &str) -> Arc<dyn HostCalls> {
        if let Some(view) = self.views.get(namespace) {
            return Arc::clone(view);
        }
        let lists = KINDS.iter().zip(&self.bindings);
        let lists = lists.map(|(kind, bindings)| bindings.as_ref()?.list(kind, namespace));
        let view = View { cluster: Arc::clone(&self.cluster), lists: lists.collect() };
        let view: Arc<dyn HostCalls> = Arc::new(view);
        self.views.insert(namespace.to_owned(), Arc::clone(&view));
        view
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
                metadata.retain(|key, _| key == "namespace");
            }
            match namespaces(binding) {
                Some(namespaces) => {
                    for namespace in namespaces {
                        bindings.by_namespace.entry(namespace.to_owned()).or_default().push(index);
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
fn namespaces(binding: &Value) -> Option<BTreeSet<&str>> {
    let text = |value: &'_ Value| value.is_null() || value.is_string();
    let metadata = &binding["metadata"];
    let is_fine = metadata.is_null() || metadata.is_object() && text(&metadata["namespace"]);
    if !binding.is_object() || !is_fine {
        return None;
    }
    let mut found = BTreeSet::new();
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
        found.extend(namespace);
    }
    Some(found)
}

impl HostCalls for View {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        #[derive(Deserialize)]
        struct Asked<'a> {
            kind: &'a str,
        }
        if operation == "list_resources_all"
            && let Ok(Asked { kind }) = serde_json::from_slice(payload)
            && let Some(index) = KINDS.iter().position(|known| *known == kind)
            && let Some(Some(list)) = self.lists.get(index)
        {
            return Ok(list.clone());
        }
        self.cluster.call(namespace, operation, payload)
    }
}
