//! Finds the service accounts that role bindings refer to
//! (`allow.serviceAccountsWithRoleBindings`).
//!
//! Subjects are matched as in `pkg/registry/rbac/validation` of Kubernetes.

use super::LookupError;
use crate::json::{self, Text, fields};
use crate::prelude::*;
use crate::text::{holds, worded};

/// A service account, with the names by which subjects can refer to it.
pub struct SubjectAccount<'a> {
    namespace: &'a str,
    name: &'a str,
    user: String,
    group: String,
}

impl<'a> SubjectAccount<'a> {
    /// The account `namespace/name`.
    pub fn new(namespace: &'a str, name: &'a str) -> Self {
        Self {
            namespace,
            name,
            user: ["system:serviceaccount:", namespace, ":", name].concat(),
            group: ["system:serviceaccounts:", namespace].concat(),
        }
    }

    /// Whether a string in this JSON text can refer to the account.
    fn is_named_in(&self, json: &str) -> bool {
        let names = [self.name, &self.user, &self.group];
        names.iter().any(|name| holds(json, &["\"", name, "\""].concat()))
    }

    /// The names by which subjects can refer to the account: its user, and the group of its
    /// namespace. A binding that refers to it has one of them among its [`subject_names`].
    pub fn subject_names(&self) -> [&str; 2] {
        [&self.user, &self.group]
    }
}

/// The subject names in a binding of this kind; a ServiceAccount appears under its user name, as in
/// Kubernetes. A host with many bindings can use these names to find those that may refer to an
/// account; only the policy decides whether they do.
///
/// # Errors
///
/// The policy cannot read this binding, and therefore no list that contains it.
pub fn subject_names(binding: &str, kind: &str) -> Result<Vec<String>, String> {
    let binding: Binding<'_> = json::parse(binding, kind).map_err(|fault| fault.text())?;
    let own = binding.own_namespace(kind);
    let name = |subject: &Subject<'_>| match subject.kind.as_deref()? {
        "ServiceAccount" => Some(SubjectAccount::new(subject.namespace(own)?, subject.name()).user),
        "User" | "Group" => Some(subject.name().into()),
        _ => None,
    };
    Ok(binding.subjects.iter().filter_map(name).collect())
}

/// What role bindings say about an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// None refers to it.
    #[default]
    No,
    /// Those that refer to it are all to roles that need no token.
    WithoutNeed,
    /// One refers to it and gives it something to do with its token.
    Yes,
}

/// Lists of up to this many bytes are always read, so that a host's odd answer is noticed.
const SHORT: usize = 8 << 10;

/// Up to this many accounts, it takes less time to look for their names than to read a long list.
const FEW: usize = 4;

/// Finds out what a list of bindings of this kind says about each of the accounts. The groups of all
/// service accounts and of all users do not count, because they say nothing about an individual account.
///
/// A long list that looks whole is read only if it holds one of their names. Hosts write the characters of such names as they are
/// (serde_json does); to one that does not, an account has no role binding.
///
/// # Errors
///
/// The text is not such a list.
pub fn find(
    list: &str,
    kind: &str,
    accounts: &[SubjectAccount<'_>],
    needs_no_token: &dyn Fn(&str) -> bool,
    bound: &mut [Bound],
) -> Result<(), LookupError> {
    let is_long = list.len() > SHORT && accounts.len() <= FEW;
    let is_whole = list.starts_with('{') && list.ends_with('}');
    if is_long && is_whole && !accounts.iter().any(|account| account.is_named_in(list)) {
        return Ok(());
    }
    let bindings: BindingList<'_> = json::parse(list, kind).map_err(LookupError::nonsense)?;
    let is_list = |found: &str| found == "List" || found.strip_suffix("List") == Some(kind);
    let (Some(items), true) = (&bindings.items, bindings.kind.as_deref().is_none_or(is_list))
    else {
        return Err(LookupError::nonsense(worded("it is no list of {}s", &[kind])));
    };
    for (account, bound) in accounts.iter().zip(bound) {
        for binding in items {
            if *bound == Bound::Yes {
                break;
            }
            if binding.names(kind, account) {
                let role = binding.role.name.as_deref().unwrap_or_default();
                let says = if needs_no_token(role) { Bound::WithoutNeed } else { Bound::Yes };
                *bound = (*bound).max(says);
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct BindingList<'a> {
    kind: Option<Text<'a>>,
    items: Option<Vec<Binding<'a>>>,
}
fields!(BindingList<'de> { "items" => List items, "kind" => Text kind });

#[derive(Default)]
struct Binding<'a> {
    metadata: BindingMetadata<'a>,
    role: RoleRef<'a>,
    subjects: Vec<Subject<'a>>,
}
fields!(Binding<'de> {
    "metadata" => Object metadata,
    "roleRef" => Object role,
    "subjects" => List subjects,
});

#[derive(Default)]
struct RoleRef<'a> {
    name: Option<Text<'a>>,
}
fields!(RoleRef<'de> { "name" => Text name });

#[derive(Default)]
struct BindingMetadata<'a> {
    namespace: Option<Text<'a>>,
}
fields!(BindingMetadata<'de> { "namespace" => Text namespace });

#[derive(Default)]
struct Subject<'a> {
    kind: Option<Text<'a>>,
    name: Option<Text<'a>>,
    namespace: Option<Text<'a>>,
}
fields!(Subject<'de> { "kind" => Text kind, "name" => Text name, "namespace" => Text namespace });

impl Binding<'_> {
    fn names(&self, kind: &str, account: &SubjectAccount<'_>) -> bool {
        let own = self.own_namespace(kind);
        self.subjects.iter().any(|subject| match subject.kind.as_deref() {
            Some("ServiceAccount") => {
                subject.name() == account.name && subject.namespace(own) == Some(account.namespace)
            }
            Some("User") => subject.name() == account.user,
            Some("Group") => subject.name() == account.group,
            _ => false,
        })
    }

    /// The namespace of subjects that do not give one.
    fn own_namespace(&self, kind: &str) -> Option<&str> {
        match kind {
            // A subject without a namespace matches nothing there.
            "ClusterRoleBinding" => None,
            _ => self.metadata.namespace.as_deref(),
        }
    }
}

impl Subject<'_> {
    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    fn namespace<'s>(&'s self, own: Option<&'s str>) -> Option<&'s str> {
        self.namespace.as_deref().filter(|given| !given.is_empty()).or(own)
    }
}

#[cfg(test)]
mod tests;
