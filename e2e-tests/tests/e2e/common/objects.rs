//! Reads manifests with the types that Kubewarden and Kubernetes define for them.

// Each test uses only a part.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;

use e2e_tests::path;
use k8s_openapi::Resource;
use k8s_openapi::api::batch::v1::CronJob;
use k8s_openapi::api::core::v1::{ConfigMap, ServiceAccount};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use kubewarden_policy_sdk::crd::policies::admission_policy::AdmissionPolicy;
use kubewarden_policy_sdk::crd::policies::cluster_admission_policy::ClusterAdmissionPolicy;
use kubewarden_policy_sdk::crd::policies::cluster_admission_policy_group::ClusterAdmissionPolicyGroup;
use packaging::files::manifests;
use packaging::metadata::Rule;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Every object, with the file that it is in.
pub fn objects() -> Vec<(String, Object)> {
    let root = path("..");
    let mut all = Vec::new();
    for file in manifests(&root).unwrap() {
        let text = fs::read_to_string(root.join(&file)).unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        for document in Object::read_all(&name, &text) {
            all.push((name.clone(), document));
        }
    }
    all
}

/// Every policy by name, including the members of groups.
pub fn all_policies() -> BTreeMap<String, Policy> {
    let mut all = BTreeMap::new();
    for (file, object) in objects() {
        for policy in object.policies(&file) {
            let name = policy.name.clone();
            assert!(all.insert(name.clone(), policy).is_none(), "{name} is there twice");
        }
    }
    all
}

/// An object of a kind that `deploy/` has.
pub enum Object {
    Role(ClusterRole),
    RoleBinding(ClusterRoleBinding),
    Cluster(ClusterAdmissionPolicy),
    Namespaced(AdmissionPolicy),
    Group(ClusterAdmissionPolicyGroup),
    /// An object that is about no policy, with its kind.
    Other(&'static str, Value),
}

/// A policy, or a member of a policy group.
pub struct Policy {
    /// File and name, and the member's own name.
    pub name: String,
    pub settings: Value,
    pub mutating: bool,
    pub rules: Vec<Rule>,
    /// `apiVersion` and `kind` of each.
    pub context_aware: Vec<(String, String)>,
    /// The whole `spec`; the group's for a member.
    pub spec: Value,
}

impl Object {
    /// Every object of a file.
    pub fn read_all(file: &str, text: &str) -> Vec<Self> {
        let documents = yaml_serde::Deserializer::from_str(text);
        documents
            .map(|document| {
                let value: Value = serde::Deserialize::deserialize(document)
                    .unwrap_or_else(|error| panic!("{file}: {error}"));
                Self::read(file, value)
            })
            .collect()
    }

    fn read(file: &str, value: Value) -> Self {
        let (version, kind) = (value["apiVersion"].as_str(), value["kind"].as_str());
        match (version.unwrap_or_default(), kind.unwrap_or_default()) {
            ("rbac.authorization.k8s.io/v1", "ClusterRole") => Self::Role(typed(file, value)),
            ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding") => {
                Self::RoleBinding(typed(file, value))
            }
            ("policies.kubewarden.io/v1", "ClusterAdmissionPolicy") => {
                Self::Cluster(typed(file, value))
            }
            ("policies.kubewarden.io/v1", "AdmissionPolicy") => {
                Self::Namespaced(typed(file, value))
            }
            ("policies.kubewarden.io/v1", "ClusterAdmissionPolicyGroup") => {
                Self::Group(typed(file, value))
            }
            ("v1", "ServiceAccount") => Self::other::<ServiceAccount>(file, value),
            ("v1", "ConfigMap") => Self::other::<ConfigMap>(file, value),
            ("batch/v1", "CronJob") => Self::other::<CronJob>(file, value),
            other => panic!("{file}: {other:?}"),
        }
    }

    fn other<T: Resource + Serialize + DeserializeOwned>(file: &str, value: Value) -> Self {
        let _: T = typed(file, value.clone());
        Self::Other(T::KIND, value)
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Self::Role(_) => "ClusterRole",
            Self::RoleBinding(_) => "ClusterRoleBinding",
            Self::Cluster(_) => "ClusterAdmissionPolicy",
            Self::Namespaced(_) => "AdmissionPolicy",
            Self::Group(_) => "ClusterAdmissionPolicyGroup",
            Self::Other(kind, _) => kind,
        }
    }

    pub fn name(&self) -> &str {
        let metadata = match self {
            Self::Role(object) => &object.metadata,
            Self::RoleBinding(object) => &object.metadata,
            Self::Cluster(object) => &object.metadata,
            Self::Namespaced(object) => &object.metadata,
            Self::Group(object) => &object.metadata,
            Self::Other(_, value) => return value["metadata"]["name"].as_str().unwrap_or_default(),
        };
        metadata.name.as_deref().unwrap_or_default()
    }

    pub fn namespace_selector(&self) -> Option<&LabelSelector> {
        match self {
            Self::Cluster(policy) => policy.spec.as_ref()?.namespace_selector.as_ref(),
            Self::Group(group) => group.spec.as_ref()?.namespace_selector.as_ref(),
            _ => None,
        }
    }

    /// The policies in the object.
    pub fn policies(&self, file: &str) -> Vec<Policy> {
        let spec = match self {
            Self::Cluster(policy) => json(&policy.spec),
            Self::Namespaced(policy) => json(&policy.spec),
            Self::Group(group) => json(&group.spec),
            Self::Role(_) | Self::RoleBinding(_) | Self::Other(..) => return Vec::new(),
        };
        let name = format!("{file}/{}", self.name());
        let of = |name: String, value: &Value| Policy {
            name,
            settings: value["settings"].clone(),
            mutating: value["mutating"].as_bool().unwrap_or_default(),
            rules: serde_json::from_value(spec["rules"].clone())
                .unwrap_or_else(|error| panic!("{file}: {error}")),
            context_aware: list(&value["contextAwareResources"])
                .map(|one| (text(&one["apiVersion"]), text(&one["kind"])))
                .collect(),
            spec: spec.clone(),
        };
        match spec["policies"].as_object() {
            None => vec![of(name, &spec)],
            Some(members) => members
                .iter()
                .filter(|(_, member)| {
                    text(&member["module"]).contains("/service-account-token-policy:")
                })
                .map(|(member, value)| of(format!("{name}.{member}"), value))
                .collect(),
        }
    }
}

/// Reads a value and checks that nothing of it is lost, because the API server would drop unknown
/// fields without an error.
fn typed<T: Serialize + DeserializeOwned>(file: &str, value: Value) -> T {
    let typed =
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{file}: {error}"));
    holds(file, "", &json(&typed), &value);
    typed
}

fn holds(file: &str, path: &str, typed: &Value, written: &Value) {
    match (typed, written) {
        (Value::Object(typed), Value::Object(written)) => {
            for (key, value) in written {
                let path = format!("{path}.{key}");
                let typed = typed.get(key).unwrap_or_else(|| panic!("{file}: {path} is no field"));
                holds(file, &path, typed, value);
            }
        }
        (Value::Array(typed), Value::Array(written)) => {
            assert_eq!(typed.len(), written.len(), "{file}: {path}");
            for (typed, written) in typed.iter().zip(written) {
                holds(file, path, typed, written);
            }
        }
        (typed, written) => assert_eq!(typed, written, "{file}: {path}"),
    }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| panic!("{error}"))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
