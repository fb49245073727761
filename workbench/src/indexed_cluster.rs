//! A cluster whose role bindings are found by the names of their subjects.
//!
//! The policy reads the whole list of bindings for each object, and of thousands a few name accounts
//! that the object can mean. Here a list is read once, and each request is answered with those few:
//! the policy comes to the same verdict, which is a tested property.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::value::RawValue;
use serde_json::{Value, json};
use service_account_token_policy::bindings::{Account, subject_names};

use crate::policy::HostCalls;

/// A cluster that many requests ask.
pub struct IndexedCluster {
    cluster: Arc<dyn HostCalls>,
    /// The lists that were asked for, by the payload of the question.
    lists: Mutex<HashMap<Vec<u8>, Arc<List>>>,
}

/// The cluster's answer to the question for a list.
enum List {
    /// Bindings by the names of their subjects.
    Indexed(Bindings),
    /// It is handed on as it is: an error, no list, or a list that the policy cannot read.
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
    /// That cluster, which must answer the same question alike each time.
    pub fn new(cluster: Arc<dyn HostCalls>) -> Arc<Self> {
        Arc::new(Self { cluster, lists: Mutex::default() })
    }

    /// The cluster as one call of the policy sees it, by the AdmissionRequest that is judged.
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

/// What is named in a request, or in what the policy looked up for it: more than the policy reads as a
/// name, so that none is missed.
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
                // The policy keeps the list, and may look at a Secret after it.
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
}

impl View {
    /// Finds the accounts whose tokens are in the Secrets that are named.
    fn read_secrets(&self, named: &mut Named) {
        for name in std::mem::take(&mut named.secrets) {
            let question = json!({
                "api_version": "v1",
                "kind": "Secret",
                "name": name,
                "namespace": self.namespace,
                "disable_cache": false,
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

    /// Takes every text that may be a name, by the key that it has or stands below.
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
        match &answer {
            Ok(json) => match Bindings::read(json, kind) {
                Ok(bindings) => Self::Indexed(bindings),
                // The policy stops at the same binding, and names its place in the list.
                Err(Some(unreadable)) => Self::Plain(Ok(unreadable)),
                Err(None) => Self::Plain(answer),
            },
            Err(_) => Self::Plain(answer),
        }
    }
}

impl Bindings {
    /// Reads a list. Where the policy cannot read one of its items, the error is a shorter list that
    /// the policy cannot read for the same reason; where it is no such list, there is none.
    fn read(json: &[u8], kind: &str) -> Result<Self, Option<Vec<u8>>> {
        let mut fields: BTreeMap<String, &RawValue> =
            serde_json::from_slice(json).map_err(|_| None)?;
        let items = fields.remove("items").ok_or(None)?;
        let items: Vec<&RawValue> = serde_json::from_str(items.get()).map_err(|_| None)?;
        let mut head = String::from("{");
        for (key, value) in fields {
            head.push_str(&format!("{}:{},", Value::from(key), value.get()));
        }
        head.push_str("\"items\":[");
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            match subject_names(item.get(), kind) {
                Ok(names) => {
                    names.into_iter().for_each(|name| by_name.entry(name).or_default().push(index));
                }
                Err(_) => {
                    let unreadable = "{},".repeat(index) + item.get();
                    return Err(Some(format!("{head}{unreadable}]}}").into_bytes()));
                }
            }
        }
        Ok(Self { head, items: items.into_iter().map(|item| item.get().into()).collect(), by_name })
    }

    /// The list of the bindings that may name one of these accounts.
    fn of(&self, namespace: &str, accounts: &BTreeSet<String>) -> Vec<u8> {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        for account in accounts {
            for name in Account::new(namespace, account).subject_names() {
                found.extend(self.by_name.get(name).into_iter().flatten());
            }
        }
        let items = found.into_iter().filter_map(|index| self.items.get(index));
        let items: Vec<&str> = items.map(|item| &**item).collect();
        format!("{}{}]}}", self.head, items.join(",")).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers lists of RoleBindings alone, and counts how often.
    struct Lists(Vec<u8>, Mutex<usize>);

    impl HostCalls for Lists {
        fn call(&self, _: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
            let asked: Value =
                serde_json::from_slice(payload).map_err(|error| error.to_string())?;
            *self.1.lock().map_err(|error| error.to_string())? += 1;
            match (operation, &asked["kind"]) {
                ("list_resources_all", kind) if kind == "RoleBinding" => Ok(self.0.clone()),
                ("get_resource", _) => Ok(json!({"metadata": {"annotations": {
                    "kubernetes.io/service-account.name": "named-by-a-secret",
                }}})
                .to_string()
                .into_bytes()),
                _ => Err("no".into()),
            }
        }
    }

    fn lists(items: &Value) -> Arc<Lists> {
        let list = json!({"kind": "RoleBindingList", "items": items, "metadata": {}});
        Arc::new(Lists(list.to_string().into_bytes(), Mutex::default()))
    }

    const LIST: &[u8] = br#"{"kind": "RoleBinding"}"#;

    fn listed(view: &dyn HostCalls) -> Value {
        let list = view.call("kubernetes", "list_resources_all", LIST);
        list.map(|list| serde_json::from_slice(&list).unwrap_or_default()).unwrap_or_default()
    }

    #[test]
    fn a_request_sees_what_may_name_its_accounts() {
        let of = |subjects: Value| json!({"metadata": {"namespace": "a"}, "subjects": subjects});
        let cases = [
            ("its own", of(json!([{"kind": "ServiceAccount", "name": "app"}])), [true, false]),
            (
                "another namespace's",
                of(json!([{"kind": "ServiceAccount", "name": "app", "namespace": "b"}])),
                [false, true],
            ),
            (
                "both",
                of(json!([
                    {"kind": "ServiceAccount", "name": "app"},
                    {"kind": "User", "name": "system:serviceaccount:b:app"},
                ])),
                [true, true],
            ),
            (
                "a group",
                of(json!([{"kind": "Group", "name": "system:serviceaccounts:b"}])),
                [false, true],
            ),
            ("another account", of(json!([{"kind": "ServiceAccount", "name": "x"}])), [false; 2]),
            ("people", of(json!([{"kind": "User", "name": "jane"}])), [false; 2]),
            ("nobody", of(json!(null)), [false; 2]),
        ];
        for (note, binding, expected) in cases {
            let cluster = IndexedCluster::new(lists(&json!([binding.clone()])));
            for (namespace, expected) in ["a", "b"].into_iter().zip(expected) {
                let request = json!({
                    "namespace": namespace,
                    "object": {"spec": {"serviceAccountName": "app"}},
                });
                let view = cluster.seen_by(&request);
                let expected = if expected { json!([binding]) } else { json!([]) };
                let list = listed(&*view);
                assert_eq!(list["items"], expected, "{note}, seen from {namespace}");
                assert_eq!(list["kind"], "RoleBindingList");
                // What the cluster does not list is its own answer.
                let payload = br#"{"kind": "ClusterRoleBinding"}"#;
                let other = view.call("kubernetes", "list_resources_all", payload);
                assert_eq!(other, Err("no".into()));
            }
        }
    }

    #[test]
    fn every_name_in_the_request_and_in_what_was_looked_up_counts() {
        let names =
            ["default", "given", "alias", "old", "itself", "annotated", "named-by-a-secret"];
        let subject = |name: &str| json!({"kind": "ServiceAccount", "name": name});
        let binding = |name| json!({"metadata": {"namespace": "a"}, "subjects": [subject(name)]});
        let cluster = IndexedCluster::new(lists(&names.map(binding).into()));
        let request = json!({
            "namespace": "a",
            "object": {
                "metadata": {
                    "name": "itself",
                    "annotations": {"kubernetes.io/service-account.name": "annotated"},
                },
                "spec": {"template": {"spec": {"serviceAccountName": "given"}}},
            },
            "oldObject": {"list": [{"serviceAccountName": "old", "serviceAccount": "alias"}]},
        });
        let named = |list: &Value| -> Vec<String> {
            let items = list["items"].as_array().into_iter().flatten();
            items.map(|item| item["subjects"][0]["name"].as_str().unwrap_or("").into()).collect()
        };
        let view = cluster.seen_by(&request);
        assert_eq!(named(&listed(&*view)), names[..6]);
        assert!(view.call("kubernetes", "get_resource", b"{}").is_ok());
        assert_eq!(named(&listed(&*view)), names);
        // One that the policy has not looked at yet.
        let mut request = request;
        request["object"]["volumes"] = json!([{"secret": {"secretName": "s"}}]);
        assert_eq!(named(&listed(&*cluster.seen_by(&request))), names);
    }

    #[test]
    fn a_list_is_read_once() {
        let lists = lists(&json!([]));
        let cluster = IndexedCluster::new(Arc::clone(&lists) as _);
        for number in 0..10 {
            listed(&*cluster.seen_by(&json!({"namespace": format!("n{number}")})));
        }
        assert_eq!(lists.1.lock().map(|count| *count).ok(), Some(1));
    }

    /// The policy says which item it is.
    #[test]
    fn a_binding_that_the_policy_cannot_read_keeps_its_place() {
        let good = json!({"metadata": {"namespace": "a"}, "subjects": []});
        for odd in [
            json!(7),
            json!({"metadata": []}),
            json!({"subjects": "x"}),
            json!({"subjects": [{"kind": "User", "name": 1}]}),
        ] {
            let cluster = IndexedCluster::new(lists(&json!([good, good, odd, good, 8])));
            let list = listed(&*cluster.seen_by(&json!({"namespace": "a"})));
            assert_eq!(list["items"], json!([{}, {}, odd]), "{odd}");
        }
    }

    #[test]
    fn what_is_no_list_is_handed_on() {
        for answer in ["", "7", "[]", "{}", r#"{"items": null}"#, r#"{"items": {}}"#] {
            let lists = Lists(answer.into(), Mutex::default());
            let view = IndexedCluster::new(Arc::new(lists)).seen_by(&json!({}));
            let found = view.call("kubernetes", "list_resources_all", LIST);
            assert_eq!(found, Ok(answer.as_bytes().to_vec()), "{answer}");
        }
    }
}
