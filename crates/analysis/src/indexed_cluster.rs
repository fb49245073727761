//! Indexes the role bindings of a cluster by the names of their subjects.
//!
//! The policy reads the whole list of bindings for each object, but only a few of thousands name
//! accounts that matter for the object. This module reads the list once, and answers each request
//! with only those few. Tests check that the policy's verdict is the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::value::RawValue;
use serde_json::{Value, json};
use service_account_token_policy::cluster::bindings::{SubjectAccount, subject_names};

use crate::policy::HostCalls;

/// A cluster that answers the lookups of many requests.
pub struct IndexedCluster {
    cluster: Arc<dyn HostCalls>,
    /// The lists that were requested, by the payload of the request.
    lists: Mutex<HashMap<Vec<u8>, Arc<List>>>,
}

/// The cluster's answer to a request for a list.
enum List {
    /// Bindings by the names of their subjects.
    Indexed(Bindings),
    /// An answer to pass on unchanged: an error, something that is not a list, or a list that the
    /// policy cannot read.
    Plain(Result<Vec<u8>, String>),
}

/// A list of bindings that the policy can read.
struct Bindings {
    /// The list up to its items, as JSON.
    head: String,
    items: Vec<Box<str>>,
    by_name: HashMap<String, Vec<usize>>,
}

impl IndexedCluster {
    /// Wraps a cluster, which must always give the same answer to the same request.
    pub fn new(cluster: Arc<dyn HostCalls>) -> Arc<Self> {
        Arc::new(Self { cluster, lists: Mutex::default() })
    }

    /// The cluster as the policy sees it while it judges this AdmissionRequest.
    pub fn seen_by(self: &Arc<Self>, request: &Value) -> Arc<dyn HostCalls> {
        let mut named = Named::default();
        named.accounts.insert("default".to_owned());
        for name in [&request["name"], &request["object"]["metadata"]["name"]] {
            named.accounts.extend(name.as_str().map(str::to_owned));
        }
        for object in [&request["object"], &request["oldObject"]] {
            named.find(object, false);
        }
        Arc::new(View {
            cluster: Arc::clone(self),
            namespace: request["namespace"].as_str().unwrap_or_default().to_owned(),
            named: Mutex::new(named),
        })
    }

    /// The cluster's clock.
    #[cfg(feature = "exemptions")]
    pub fn unix_seconds(&self) -> Option<i64> {
        self.cluster.unix_seconds()
    }

    fn list(&self, operation: &str, payload: &[u8]) -> Arc<List> {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = lists.get(payload) {
            return Arc::clone(list);
        }
        let list =
            Arc::new(List::new(self.cluster.call("kubernetes", operation, payload), payload));
        lists.insert(payload.to_owned(), Arc::clone(&list));
        list
    }
}

/// The cluster while one request is judged.
struct View {
    cluster: Arc<IndexedCluster>,
    namespace: String,
    named: Mutex<Named>,
}

/// The names in a request, or in what the policy looked up for it. They are more than the policy
/// reads as names, so that none is missed.
#[derive(Default)]
struct Named {
    /// Service accounts that the policy may ask about.
    accounts: BTreeSet<String>,
    /// Secrets, which may hold the token of another account.
    secrets: BTreeSet<String>,
}

impl HostCalls for View {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        match (namespace, operation) {
            ("kubernetes", "list_resources_all") => {
                // The policy keeps the list, and may look up a Secret after that.
                self.read_secrets(&mut named);
                match &*self.cluster.list(operation, payload) {
                    List::Indexed(bindings) => Ok(bindings.of(&self.namespace, &named.accounts)),
                    List::Plain(answer) => answer.clone(),
                }
            }
            _ => {
                let answer = self.cluster.cluster.call(namespace, operation, payload)?;
                named.find_in_answer(&answer);
                Ok(answer)
            }
        }
    }

    fn unix_seconds(&self) -> Option<i64> {
        self.cluster.cluster.unix_seconds()
    }
}

impl View {
    /// Finds the accounts whose tokens are in the named Secrets.
    fn read_secrets(&self, named: &mut Named) {
        for name in std::mem::take(&mut named.secrets) {
            let question = json!({
                "api_version": "v1",
                "kind": "Secret",
                "name": name,
                "namespace": self.namespace,
                "disable_cache": true,
                "field_masks": ["type"],
            });
            let question = question.to_string();
            let answer =
                self.cluster.cluster.call("kubernetes", "get_resource", question.as_bytes());
            if let Ok(answer) = answer {
                named.find_in_answer(&answer);
            }
        }
    }
}

impl Named {
    fn find_in_answer(&mut self, answer: &[u8]) {
        if let Ok(object) = serde_json::from_slice(answer) {
            self.find(&object, false);
        }
    }

    /// Collects every text that may be a name, judging by its key or a parent key.
    fn find(&mut self, value: &Value, of_secret: bool) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let key = key.to_ascii_lowercase();
                    let of_secret = of_secret || key.contains("secret");
                    match value {
                        Value::String(text) if of_secret => {
                            self.secrets.insert(text.clone());
                        }
                        Value::String(text)
                            if key.contains("serviceaccount")
                                || key.contains("service-account") =>
                        {
                            self.accounts.insert(text.clone());
                        }
                        other => self.find(other, of_secret),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.find(item, of_secret)),
            _ => {}
        }
    }
}

impl List {
    fn new(answer: Result<Vec<u8>, String>, payload: &[u8]) -> Self {
        let asked: Value = serde_json::from_slice(payload).unwrap_or_default();
        let kind = asked["kind"].as_str().unwrap_or_default();
        let read = answer.as_ref().ok().and_then(|json| Self::read(json, kind));
        read.unwrap_or(Self::Plain(answer))
    }

    /// Reads a list; `None` if it is not one that the policy can read.
    fn read(json: &[u8], kind: &str) -> Option<Self> {
        let mut fields: BTreeMap<String, &RawValue> = serde_json::from_slice(json).ok()?;
        let items: Vec<&RawValue> = serde_json::from_str(fields.remove("items")?.get()).ok()?;
        let mut head = String::from("{");
        for (key, value) in fields {
            head.push_str(&format!("{}:{},", Value::from(key), value.get()));
        }
        head.push_str("\"items\":[");
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            let Ok(names) = subject_names(item.get(), kind) else {
                // The policy stops at the same binding, and reports its position in the list.
                let unreadable = "{},".repeat(index) + item.get();
                return Some(Self::Plain(Ok(format!("{head}{unreadable}]}}").into_bytes())));
            };
            names.into_iter().for_each(|name| by_name.entry(name).or_default().push(index));
        }
        let items = items.into_iter().map(|item| item.get().into()).collect();
        Some(Self::Indexed(Bindings { head, items, by_name }))
    }
}

impl Bindings {
    /// The list of the bindings that may name one of these accounts.
    fn of(&self, namespace: &str, accounts: &BTreeSet<String>) -> Vec<u8> {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        for account in accounts {
            for name in SubjectAccount::new(namespace, account).subject_names() {
                found.extend(self.by_name.get(name).into_iter().flatten());
            }
        }
        let items = found.into_iter().filter_map(|index| self.items.get(index));
        let items: Vec<&str> = items.map(|item| &**item).collect();
        format!("{}{}]}}", self.head, items.join(",")).into_bytes()
    }
}

#[cfg(test)]
mod tests;
