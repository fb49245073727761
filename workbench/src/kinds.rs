//! The kinds that the policy judges, as token-check has to know them to ask it.

use serde_json::Value;

/// A kind that the policy judges.
#[derive(Debug, PartialEq, Eq)]
pub struct JudgedKind {
    /// API group; empty is the core group.
    pub group: &'static str,
    /// Kind.
    pub kind: &'static str,
    /// Plural name in URLs.
    pub resource: &'static str,
    /// Where an object of it has its PodSpec, if it has one.
    pub pod_spec: Option<&'static str>,
}

/// Every kind that the policy judges.
pub const JUDGED_KINDS: [JudgedKind; 11] = [
    kind("", "Pod", "pods", Some("spec")),
    kind("apps", "Deployment", "deployments", TEMPLATE),
    kind("apps", "ReplicaSet", "replicasets", TEMPLATE),
    kind("apps", "StatefulSet", "statefulsets", TEMPLATE),
    kind("apps", "DaemonSet", "daemonsets", TEMPLATE),
    kind("", "ReplicationController", "replicationcontrollers", TEMPLATE),
    kind("", "PodTemplate", "podtemplates", Some("template.spec")),
    kind("batch", "Job", "jobs", TEMPLATE),
    kind("batch", "CronJob", "cronjobs", Some("spec.jobTemplate.spec.template.spec")),
    kind("", "ServiceAccount", "serviceaccounts", None),
    kind("", "Secret", "secrets", None),
];

const TEMPLATE: Option<&str> = Some("spec.template.spec");

const fn kind(
    group: &'static str,
    kind: &'static str,
    resource: &'static str,
    pod_spec: Option<&'static str>,
) -> JudgedKind {
    JudgedKind { group, kind, resource, pod_spec }
}

impl JudgedKind {
    /// The judged kind of that `apiVersion` and `kind`.
    pub fn of(api_version: &str, kind: &str) -> Option<&'static Self> {
        let (group, _) = split_version(api_version);
        JUDGED_KINDS.iter().find(|judged| judged.group == group && judged.kind == kind)
    }

    /// Where `automountServiceAccountToken` has its effect.
    pub fn automount_field(&self) -> Option<String> {
        match (self.kind, self.pod_spec) {
            ("ServiceAccount", _) => Some("automountServiceAccountToken".into()),
            (_, path) => path.map(|path| format!("{path}.automountServiceAccountToken")),
        }
    }

    /// The PodSpec of an object of this kind.
    pub fn pod_spec_of<'o>(&self, object: &'o Value) -> Option<&'o Value> {
        self.pod_spec?.split('.').try_fold(object, |value, key| value.get(key))
    }

    /// The account that Pods of an object of this kind run as.
    pub fn account<'o>(&self, object: &'o Value) -> Option<&'o str> {
        self.pod_spec?;
        let spec = self.pod_spec_of(object);
        let name = |key| {
            let name = spec.and_then(|spec| spec.get(key)).and_then(Value::as_str);
            name.filter(|name| !name.is_empty())
        };
        Some(name("serviceAccountName").or_else(|| name("serviceAccount")).unwrap_or("default"))
    }
}

/// Group and version of an `apiVersion`.
pub fn split_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

/// Where something like a Pod template is in an object of an unknown kind.
pub fn pod_template_path(object: &Value) -> Option<String> {
    fn search(value: &Value, path: &str, depth: usize) -> Option<String> {
        let fields = value.as_object()?;
        if value.pointer("/spec/containers").is_some_and(Value::is_array) && !path.is_empty() {
            return Some(path.to_owned());
        }
        if depth == 0 {
            return None;
        }
        fields.iter().find_map(|(key, value)| {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            search(value, &path, depth - 1)
        })
    }
    search(object, "", 8)
}
