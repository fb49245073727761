//! The cluster that the policy sees: answers host calls from objects that were read, as a
//! Kubewarden host does.

mod documents;

use std::collections::HashMap;
use std::sync::Mutex;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::kinds::{Kinds, split_version};
use crate::plugin;
use crate::policy::HostCalls;
use documents::Documents;
pub use documents::{Origin, Place, Repeated};

/// The kinds that the policy can look up, with their groups.
pub const CONTEXT_KINDS: [(&str, &str); 4] = [
    ("", "ServiceAccount"),
    ("", "Secret"),
    ("rbac.authorization.k8s.io", "RoleBinding"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
];

/// How a lookup of a missing object is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// With an error, as a cluster would.
    NotFound,
    /// With an account that sets nothing, because an account that is missing from the files may
    /// still exist in the cluster.
    SaysNothing,
}

/// Objects by kind, namespace and name.
pub struct Context {
    absent: Absent,
    /// In the order in which they were added.
    objects: Vec<Value>,
    /// The documents of each object in `objects`.
    documents: Vec<Documents>,
    /// The index of each object in `objects`, or in `others`.
    places: HashMap<Name, usize>,
    /// The documents of objects that are judged and cannot be looked up, with their titles.
    others: Vec<(String, Documents)>,
    /// Accounts that were looked up but are not in any input, as `namespace/name`.
    missing_accounts: Mutex<Vec<String>>,
    refusals: Vec<Refusal>,
    unix_seconds: Option<i64>,
    kinds: Kinds,
}

/// Objects that could not all be read, so that it is unknown which of them do not exist.
struct Refusal {
    kind: String,
    /// The namespace; `None` means all.
    namespace: Option<String>,
    why: String,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Name {
    kind: String,
    namespace: String,
    name: String,
}

/// `GetResourceRequest` of the Kubewarden SDK.
#[derive(Deserialize)]
struct GetResource {
    api_version: String,
    kind: String,
    name: String,
    namespace: Option<String>,
    #[serde(default)]
    field_masks: Option<Vec<String>>,
}

/// `ListAllResourcesRequest` of the Kubewarden SDK.
#[derive(Deserialize)]
struct ListAllResources {
    api_version: String,
    kind: String,
    #[serde(default)]
    field_masks: Option<Vec<String>>,
}

impl Context {
    /// An empty cluster.
    pub fn new(absent: Absent) -> Self {
        Self {
            absent,
            objects: Vec::new(),
            documents: Vec::new(),
            places: HashMap::new(),
            others: Vec::new(),
            missing_accounts: Mutex::default(),
            refusals: Vec::new(),
            unix_seconds: None,
            kinds: Kinds::default(),
        }
    }

    /// Sets the clock: seconds since 1970-01-01T00:00:00Z. Without it, there is none.
    pub fn set_clock(&mut self, unix_seconds: i64) {
        self.unix_seconds = Some(unix_seconds);
    }

    /// Sets the kinds that are judged; without it, those of Kubernetes.
    pub fn set_kinds(&mut self, kinds: Kinds) {
        self.kinds = kinds;
    }

    /// Records that not all objects of a kind could be read, in a namespace or anywhere. Looking up
    /// a missing one, or listing them, then returns an error.
    pub fn refuse(&mut self, kind: &str, namespace: Option<&str>, why: &str) {
        let (kind, why) = (kind.to_owned(), why.to_owned());
        self.refusals.push(Refusal { kind, namespace: namespace.map(str::to_owned), why });
    }

    fn refusal(&self, kind: &str, namespace: Option<&str>) -> Option<String> {
        let refusal = self.refusals.iter().find(|refusal| {
            let everywhere = refusal.namespace.is_none() || namespace.is_none();
            refusal.kind == kind && (everywhere || refusal.namespace.as_deref() == namespace)
        })?;
        Some(format!("{kind}s of the cluster were not all read: {}", refusal.why))
    }

    /// Adds an object of the cluster if the policy can look up its kind. An object without a
    /// namespace goes to `namespace`.
    pub fn add(&mut self, object: &Value, namespace: &str) {
        self.add_from(Origin::Cluster, None, object, namespace);
    }

    /// Adds an object from a place in a file, as [`add`](Self::add) does. Of several with the same
    /// name, that of the greatest [`Origin`] counts, and of those the last.
    pub fn add_document(&mut self, origin: Origin, place: Place, object: &Value, namespace: &str) {
        self.add_from(origin, Some(place), object, namespace);
    }

    fn add_from(&mut self, origin: Origin, place: Option<Place>, object: &Value, namespace: &str) {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
        let (Some(kind), Some(name)) = (text("/kind"), text("/metadata/name")) else {
            return;
        };
        let (group, _) = split_version(text("/apiVersion").unwrap_or_default());
        let is_looked_up = CONTEXT_KINDS.contains(&(group, kind));
        let is_judged =
            || self.kinds.judged(text("/apiVersion").unwrap_or_default(), kind).is_some();
        if !is_looked_up && (origin != Origin::Input || !is_judged()) {
            return;
        }
        let own = text("/metadata/namespace").filter(|namespace| !namespace.is_empty());
        let namespace = match kind {
            "ClusterRoleBinding" => "",
            _ => own.unwrap_or(namespace),
        };
        // Of what can be looked up, the kind says it all.
        let of_kind = if is_looked_up { kind.to_owned() } else { format!("{group}/{kind}") };
        let known = Name { kind: of_kind, namespace: namespace.to_owned(), name: name.to_owned() };
        if !is_looked_up {
            match self.places.get(&known).and_then(|index| self.others.get_mut(*index)) {
                Some((_, documents)) => _ = documents.add(origin, place),
                None => {
                    let title = format!("{kind} {namespace}/{name}");
                    self.places.insert(known, self.others.len());
                    self.others.push((title, Documents::new(origin, place)));
                }
            }
            return;
        }
        let index = self.places.get(&known).copied();
        if let Some(documents) = index.and_then(|index| self.documents.get_mut(index))
            && !documents.add(origin, place.clone())
        {
            return;
        }
        let mut object = object.clone();
        if let Some(Value::Object(metadata)) = object.get_mut("metadata")
            && !namespace.is_empty()
        {
            metadata.insert("namespace".into(), namespace.into());
        }
        if let Some(old) = index.and_then(|index| self.objects.get_mut(index)) {
            *old = object;
            return;
        }
        self.places.insert(known, self.objects.len());
        self.objects.push(object);
        self.documents.push(Documents::new(origin, place));
    }

    /// Objects with several documents of the origin that counts: those that can be looked up, and then
    /// others that are judged, each in the order of their first documents.
    pub fn repeated(&self) -> Vec<Repeated> {
        let pairs = self.documents.iter().zip(&self.objects);
        let looked_up =
            pairs.filter_map(|(documents, object)| documents.repeated(&title(object), true));
        let others = self.others.iter();
        let others = others.filter_map(|(title, documents)| documents.repeated(title, false));
        looked_up.chain(others).collect()
    }

    /// Why not all objects of a kind were read, if they were not.
    pub fn unread(&self, kind: &str) -> Option<String> {
        self.refusal(kind, None)
    }

    /// All objects of a kind, each with the place of the document that counts, in the order in which
    /// they were added.
    pub fn objects_of(&self, kind: &str) -> impl Iterator<Item = (&Value, Option<&Place>)> {
        let pairs = self.objects.iter().zip(&self.documents);
        pairs
            .filter(move |(object, _)| object["kind"] == kind)
            .map(|(object, documents)| (object, documents.last()))
    }

    /// The ServiceAccount with that name.
    pub fn service_account(&self, namespace: &str, name: &str) -> Option<&Value> {
        self.object("ServiceAccount", namespace, name)
    }

    /// All ServiceAccounts, in the order in which they were added.
    pub fn service_accounts(&self) -> impl Iterator<Item = &Value> {
        self.objects.iter().filter(|object| object["kind"] == "ServiceAccount")
    }

    fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<&Value> {
        let (kind, namespace, name) = (kind.into(), namespace.into(), name.into());
        let place = self.places.get(&Name { kind, namespace, name })?;
        self.objects.get(*place)
    }

    /// Adds a token Secret to every ServiceAccount that lists none, as Kubernetes ≤ 1.23 does
    /// (`pkg/controller/serviceaccount/tokens_controller.go`).
    pub fn add_token_secrets(&mut self) {
        let accounts = self.objects.iter_mut().filter(|object| object["kind"] == "ServiceAccount");
        for account in accounts {
            if plugin::token_secrets(account).is_empty() {
                let name = account["metadata"]["name"].as_str().unwrap_or_default().to_owned();
                plugin::push(account, "secrets", json!({"name": format!("{name}-token-5qnst")}));
            }
        }
    }

    /// Accounts, as `namespace/name`, that were looked up but are not in any input.
    pub fn missing_accounts(&self) -> Vec<String> {
        let missing = self.missing_accounts.lock().map(|missing| missing.clone());
        let mut missing = missing.unwrap_or_default();
        missing.sort_unstable();
        missing
    }

    fn get(&self, request: GetResource) -> Result<Value, String> {
        let GetResource { api_version, kind, name, namespace, field_masks } = request;
        let place = namespace.clone().unwrap_or_default();
        match self.object(&kind, &place, &name) {
            Some(object) => Ok(pruned(object, field_masks.as_deref())),
            None if let Some(refusal) = self.refusal(&kind, Some(&place)) => Err(refusal),
            None if kind == "ServiceAccount" && self.absent == Absent::SaysNothing => {
                let account = format!("{place}/{name}");
                if let Ok(mut missing) = self.missing_accounts.lock()
                    && !missing.contains(&account)
                {
                    missing.push(account);
                }
                Ok(json!({
                    "apiVersion": "v1",
                    "kind": "ServiceAccount",
                    "metadata": {"name": name, "namespace": place},
                }))
            }
            None => Err(format!(
                "Callback evaluation failure: Cannot find {api_version}/{kind} named '{name}' \
                 inside of namespace '{namespace:?}'"
            )),
        }
    }
}

impl Context {
    fn list(&self, request: &ListAllResources) -> Result<Value, String> {
        if let Some(refusal) = self.refusal(&request.kind, None) {
            return Err(refusal);
        }
        let objects = self.objects.iter().filter(|object| object["kind"] == request.kind.as_str());
        let masks = request.field_masks.as_deref();
        let items: Vec<Value> = objects.map(|object| pruned(object, masks)).collect();
        Ok(json!({
            "apiVersion": request.api_version,
            "kind": format!("{}List", request.kind),
            "metadata": {},
            "items": items,
        }))
    }
}

impl HostCalls for Context {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        let answer = match (namespace, operation) {
            ("kubernetes", "get_resource") => {
                let request = serde_json::from_slice(payload).map_err(|error| error.to_string())?;
                self.get(request)?
            }
            ("kubernetes", "list_resources_all") => {
                let request = serde_json::from_slice(payload).map_err(|error| error.to_string())?;
                self.list(&request)?
            }
            _ => return Err(format!("unknown host call {namespace}/{operation}")),
        };
        serde_json::to_vec(&answer).map_err(|error| error.to_string())
    }

    fn unix_seconds(&self) -> Option<i64> {
        self.unix_seconds
    }
}

/// Kind, namespace and name of an object.
fn title(object: &Value) -> String {
    let text = |pointer| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (kind, name) = (text("/kind"), text("/metadata/name"));
    match kind {
        "ClusterRoleBinding" => format!("{kind} {name}"),
        _ => format!("{kind} {}/{name}", text("/metadata/namespace")),
    }
}

/// Keeps the fields that the masks name, and `metadata`, as a Kubewarden host does.
fn pruned(object: &Value, masks: Option<&[String]>) -> Value {
    let Some(masks) = masks.filter(|masks| !masks.is_empty()) else {
        return object.clone();
    };
    let mut kept = Map::new();
    if let Some(metadata) = object.get("metadata") {
        kept.insert("metadata".into(), metadata.clone());
    }
    // The policy's masks name top-level fields only.
    for mask in masks {
        if let Some(value) = object.get(mask) {
            kept.insert(mask.clone(), value.clone());
        }
    }
    Value::Object(kept)
}

#[cfg(test)]
mod tests;
