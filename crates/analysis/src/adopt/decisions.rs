//! What audit logs decide about workloads and accounts.

use std::collections::HashMap;

use crate::owners::Owner;

/// Decisions by evidence, each with its reason. Without audit logs there are none.
#[derive(Debug, Default)]
pub struct Decisions {
    /// By kind, namespace and name of a workload.
    workloads: HashMap<String, Decision>,
    /// By account, as `namespace/name`: what the logs say, for a comment.
    accounts: HashMap<String, String>,
}

/// What to do about a workload's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It was used, so it stays.
    Keep,
    /// It was never used, so the workload opts out, for this reason.
    OptOut(String),
}

impl Decisions {
    /// Records the decision about a workload. Of several, `Keep` counts: it has several accounts.
    pub fn decide(&mut self, kind: &str, namespace: &str, name: &str, decision: Decision) {
        let known = self.workloads.entry(key(kind, namespace, name));
        known
            .and_modify(|known| {
                if decision == Decision::Keep {
                    *known = Decision::Keep;
                }
            })
            .or_insert(decision);
    }

    /// Records what the logs say of an account.
    pub fn note(&mut self, account: String, what: String) {
        self.accounts.insert(account, what);
    }

    /// The decision about a workload, if there is evidence.
    pub fn on(&self, owner: &Owner) -> Option<&Decision> {
        self.workloads.get(&key(&owner.kind, &owner.namespace, &owner.name))
    }

    /// What the logs say of an account.
    pub fn about(&self, account: &str) -> Option<&str> {
        self.accounts.get(account).map(String::as_str)
    }
}

fn key(kind: &str, namespace: &str, name: &str) -> String {
    format!("{kind} {namespace}/{name}")
}
