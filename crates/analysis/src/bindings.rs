//! Finds the role bindings that name a service account.
//!
//! Which subjects name an account is decided by the policy's own code.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use service_account_token_policy::cluster::bindings::{Bound, SubjectAccount, find, subject_names};
use service_account_token_policy::settings::Settings;

use crate::context::{Context, Place};

/// The kinds of role bindings.
const KINDS: [&str; 2] = ["RoleBinding", "ClusterRoleBinding"];

/// A role binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// `RoleBinding` or `ClusterRoleBinding`.
    pub kind: &'static str,
    /// Its namespace; `None` for a ClusterRoleBinding.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
    /// The name of its role.
    pub role: String,
    /// Where it is; `None` if it is in the cluster.
    pub place: Option<Place>,
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{} {namespace}/{}", self.kind, self.name),
            None => write!(f, "{} {}", self.kind, self.name),
        }
    }
}

/// The role bindings of a context, without those to roles that need no token.
pub struct Bindings {
    counted: Vec<Counted>,
    /// The bindings that may name an account, by the names of their subjects.
    by_name: HashMap<String, Vec<usize>>,
    /// What was asked before: there can be many objects with one account.
    asked: Mutex<Asked>,
    are_known: bool,
    unread: Option<String>,
}

/// The numbers of the bindings that name an account, by its namespace and name.
type Asked = HashMap<(String, String), Arc<[usize]>>;

/// A binding that counts.
struct Counted {
    binding: Binding,
    /// A list with this binding alone, as JSON.
    list: String,
}

impl Bindings {
    /// The bindings of a context. Those to the roles in `allow.rolesThatNeedNoToken` of the settings
    /// do not count, and neither do those that no API server would accept.
    pub fn new(context: &Context, settings: &Value) -> Self {
        let settings = settings.to_string();
        let settings = Settings::read(settings.as_bytes()).ok();
        let needs_no_token =
            |role: &str| settings.as_ref().is_some_and(|read| read.allow.role_needs_no_token(role));
        let mut bindings = Self {
            counted: Vec::new(),
            by_name: HashMap::new(),
            asked: Mutex::default(),
            are_known: false,
            unread: KINDS.iter().find_map(|kind| context.unread(kind)),
        };
        for kind in KINDS {
            for (object, place) in context.objects_of(kind) {
                let json = object.to_string();
                let Ok(names) = subject_names(&json, kind) else {
                    continue;
                };
                bindings.are_known = true;
                let text = |pointer| object.pointer(pointer).and_then(Value::as_str);
                let role = text("/roleRef/name").unwrap_or_default().to_owned();
                if needs_no_token(&role) {
                    continue;
                }
                let namespace = text("/metadata/namespace").filter(|_| kind == "RoleBinding");
                let binding = Binding {
                    kind,
                    namespace: namespace.map(str::to_owned),
                    name: text("/metadata/name").unwrap_or_default().to_owned(),
                    role,
                    place: place.cloned(),
                };
                for name in names {
                    let numbers = bindings.by_name.entry(name).or_default();
                    if numbers.last() != Some(&bindings.counted.len()) {
                        numbers.push(bindings.counted.len());
                    }
                }
                let list = format!("{{\"items\":[{json}]}}");
                bindings.counted.push(Counted { binding, list });
            }
        }
        bindings
    }

    /// The bindings that name this account: itself, its user, or the group of its namespace.
    pub fn naming(&self, namespace: &str, account: &str) -> Vec<&Binding> {
        let numbers = self.numbers(namespace, account);
        let counted = numbers.iter().filter_map(|number| self.counted.get(*number));
        counted.map(|counted| &counted.binding).collect()
    }

    /// The first of them.
    pub fn first_naming(&self, namespace: &str, account: &str) -> Option<&Binding> {
        let number = *self.numbers(namespace, account).first()?;
        self.counted.get(number).map(|counted| &counted.binding)
    }

    /// Whether there is any binding, for whatever account.
    pub fn are_known(&self) -> bool {
        self.are_known
    }

    /// Why not all bindings of the cluster were read, if they were not.
    pub fn unread(&self) -> Option<&str> {
        self.unread.as_deref()
    }

    fn numbers(&self, namespace: &str, account: &str) -> Arc<[usize]> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (namespace.to_owned(), account.to_owned());
        let numbers = asked.entry(key).or_insert_with(|| self.find(namespace, account));
        Arc::clone(numbers)
    }

    fn find(&self, namespace: &str, account: &str) -> Arc<[usize]> {
        let account = [SubjectAccount::new(namespace, account)];
        let names = account.iter().flat_map(SubjectAccount::subject_names);
        let may = names.filter_map(|name| self.by_name.get(name)).flatten().copied();
        let mut numbers: Vec<usize> = may.collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|number| {
            let Some(Counted { binding, list }) = self.counted.get(*number) else {
                return false;
            };
            let mut bound = [Bound::No];
            let found = find(list, binding.kind, &account, &|_| false, &mut bound);
            found.is_ok() && bound == [Bound::Yes]
        });
        numbers.into()
    }
}

#[cfg(test)]
mod tests;
