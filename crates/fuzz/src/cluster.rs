//! The cluster used by the properties, and the policy's answers. Any addition to the trait
//! `Cluster` is implemented here.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use service_account_token_policy::{Clock, Cluster, LookupError, validate, validate_settings};

/// The annotation that chooses containers.
pub const CONTAINERS_ANNOTATION: &str = "service-account-token-policy/containers";

/// The namespace of all objects.
pub const NAMESPACE: &str = "default";

/// A cluster with these objects; everything except cluster role bindings is in [`NAMESPACE`].
#[derive(Clone, Debug, Default)]
pub struct Objects {
    /// ServiceAccounts.
    pub accounts: Vec<Value>,
    /// Secrets.
    pub secrets: Vec<Value>,
    /// ClusterRoleBindings.
    pub cluster_role_bindings: Vec<Value>,
    /// RoleBindings.
    pub role_bindings: Vec<Value>,
    /// Whether every lookup fails.
    pub unreachable: bool,
    /// What the host's clock says.
    pub unix_seconds: Option<i64>,
}

impl Objects {
    /// The objects as a cluster has them, with their API version and kind.
    pub fn complete(&self) -> Vec<Value> {
        let rbac = "rbac.authorization.k8s.io/v1";
        let lists = [
            (&self.accounts, "v1", "ServiceAccount"),
            (&self.secrets, "v1", "Secret"),
            (&self.cluster_role_bindings, rbac, "ClusterRoleBinding"),
            (&self.role_bindings, rbac, "RoleBinding"),
        ];
        let objects = lists.into_iter().flat_map(|(objects, version, kind)| {
            objects.iter().map(move |object| {
                let mut object = object.clone();
                object["apiVersion"] = version.into();
                object["kind"] = kind.into();
                object
            })
        });
        objects.collect()
    }
}

/// A clock that always says the same.
pub struct At(pub Option<i64>);

impl Clock for At {
    fn unix_seconds(&self) -> Option<i64> {
        self.0
    }
}

impl Objects {
    /// The ServiceAccount with this name.
    pub fn account(&self, name: &str) -> Option<&Value> {
        self.accounts.iter().find(|account| account["metadata"]["name"] == name)
    }

    /// The same cluster with another clock.
    pub fn at(&self, unix_seconds: Option<i64>) -> Self {
        Self { unix_seconds, ..self.clone() }
    }

    /// The Secret with this name.
    pub fn secret(&self, name: &str) -> Option<&Value> {
        self.secrets.iter().find(|secret| secret["metadata"]["name"] == name)
    }
}

/// The cluster during one request.
struct Asked<'c> {
    objects: &'c Objects,
    lookups: BTreeSet<String>,
}

impl Asked<'_> {
    fn answer<T>(&mut self, lookup: String, answer: T) -> Result<T, LookupError> {
        self.lookups.insert(lookup);
        match self.objects.unreachable {
            true => Err(LookupError::Failed("nobody answers".into())),
            false => Ok(answer),
        }
    }
}

fn text(object: Option<&Value>) -> Option<String> {
    object.map(|object| object.to_string())
}

fn list(items: &[Value]) -> String {
    json!({"items": items}).to_string()
}

impl Cluster for Asked<'_> {
    fn service_account(
        &mut self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<String>, LookupError> {
        assert_eq!(namespace, NAMESPACE);
        self.answer(format!("account {name}"), text(self.objects.account(name)))
    }

    fn secret(&mut self, namespace: &str, name: &str) -> Result<Option<String>, LookupError> {
        assert_eq!(namespace, NAMESPACE);
        self.answer(format!("secret {name}"), text(self.objects.secret(name)))
    }

    fn may_read_bindings(&mut self) -> Result<(), LookupError> {
        self.answer("may read bindings".into(), ())
    }

    fn cluster_role_bindings(&mut self) -> Result<String, LookupError> {
        assert!(self.lookups.contains("may read bindings"), "a list can hang");
        self.answer("cluster role bindings".into(), list(&self.objects.cluster_role_bindings))
    }

    fn role_bindings(&mut self) -> Result<String, LookupError> {
        assert!(self.lookups.contains("may read bindings"), "a list can hang");
        self.answer("role bindings".into(), list(&self.objects.role_bindings))
    }
}

/// The policy's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its response.
    pub response: Value,
    /// The lookups it made in the cluster.
    pub lookups: BTreeSet<String>,
}

impl Answer {
    /// Whether the request is accepted.
    pub fn accepted(&self) -> bool {
        self.response["accepted"] == true
    }

    /// Whether the service account was looked up.
    pub fn asked_account(&self) -> bool {
        self.lookups.iter().any(|lookup| lookup.starts_with("account "))
    }

    /// The object as the policy changes it.
    pub fn mutated(&self) -> Option<Value> {
        let object = self.response.get("mutated_object");
        object.filter(|object| !object.is_null()).cloned()
    }

    /// Whether the answer depends on something that could not be found out.
    pub fn is_open(&self) -> bool {
        self.response["code"] == 500
    }

    /// The message of a rejection.
    pub fn message(&self) -> &str {
        self.response["message"].as_str().unwrap_or_default()
    }

    /// The entries of the audit annotation.
    pub fn exposures(&self) -> Vec<Value> {
        let text = self.response["audit_annotations"]["service-account-tokens"].as_str();
        text.map_or_else(Vec::new, |text| serde_json::from_str(text).unwrap())
    }

    /// The entries of the audit annotation that a setting allows, or those that none does.
    pub fn exposures_that_are(&self, allowed: bool) -> Vec<Value> {
        let mut all = self.exposures();
        all.retain(|entry| entry["allowedBy"].is_string() == allowed);
        all
    }

    /// The identity of each exposure, sorted: container, token, account and how it is read.
    pub fn identities(&self) -> Vec<String> {
        let mut all: Vec<String> = self.exposures().iter().map(identity).collect();
        all.sort();
        all
    }
}

/// The identity of an entry of the audit annotation.
pub fn identity(entry: &Value) -> String {
    let keys = ["container", "how", "account", "secret", "audience", "signer"];
    keys.map(|key| entry[key].to_string()).join(" ")
}

/// Judges the CREATE of an object.
pub fn create(kind: &str, object: &Value, settings: &Value, cluster: &Objects) -> Answer {
    judge(&request(kind, object), settings, cluster)
}

/// The request of a CREATE.
pub fn request(kind: &str, object: &Value) -> Value {
    let (group, version) = match kind {
        "Pod" | "PodTemplate" | "ReplicationController" => ("", "v1"),
        "Job" | "CronJob" => ("batch", "v1"),
        _ => ("apps", "v1"),
    };
    json!({
        "uid": "u",
        "kind": {"group": group, "version": version, "kind": kind},
        "operation": "CREATE",
        "namespace": NAMESPACE,
        "object": object,
        "userInfo": {"username": "author"},
    })
}

/// The request of an UPDATE.
pub fn update(kind: &str, old: Value, new: &Value) -> Value {
    let mut request = request(kind, new);
    request["operation"] = "UPDATE".into();
    request["oldObject"] = old;
    request
}

/// Judges a request.
pub fn judge(request: &Value, settings: &Value, cluster: &Objects) -> Answer {
    let payload = json!({"request": request, "settings": settings}).to_string();
    let objects = cluster;
    let mut cluster = Asked { objects, lookups: BTreeSet::new() };
    let response = serde_json::from_slice(&validate(
        payload.as_bytes(),
        &mut cluster,
        &At(objects.unix_seconds),
    ))
    .unwrap();
    Answer { response, lookups: cluster.lookups }
}

/// Writes the annotation that chooses containers into the metadata of a Pod or a Pod template.
pub fn choose(object: &mut Value, chosen: Option<&str>) {
    if let Some(chosen) = chosen {
        object["metadata"]["annotations"][CONTAINERS_ANNOTATION] = chosen.into();
    }
}

/// Whether the policy accepts these settings.
pub fn takes(settings: &Value) -> bool {
    let answer = validate_settings(settings.to_string().as_bytes(), &At(None));
    serde_json::from_slice::<Value>(&answer).unwrap()["valid"] == true
}

/// An object of this kind that contains a Pod template.
pub fn workload(kind: &str, template: &Value) -> Value {
    let metadata = json!({"name": "w", "namespace": NAMESPACE});
    match kind {
        "PodTemplate" => json!({"metadata": metadata, "template": template}),
        "CronJob" => json!({"metadata": metadata, "spec": {"schedule": "@daily", "jobTemplate":
            {"spec": {"template": template}}}}),
        _ => json!({"metadata": metadata, "spec": {"template": template}}),
    }
}
