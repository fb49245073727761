//! Finds the workloads that can opt out of their tokens at once.

use manifest::inline;
use serde::Serialize;

use super::decisions::{Decision, Decisions};
use crate::exposure::{AskedBy, Exposure, How};
use crate::kinds::Kind;
use crate::owners::{Owner, Owners};
use crate::table::Table;

/// A workload whose account has no role binding, and whose author did not ask for the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct OptOut {
    /// Its kind.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its account, as `namespace/name`.
    pub account: String,
    /// A strategic merge patch that opts out; `None` if a patch does not help.
    pub patch: Option<String>,
    /// What to do if a patch does not help.
    pub advice: Option<String>,
    /// What audit logs say, if they were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Collects what workloads and Pods expose.
#[derive(Debug, Default)]
pub struct Plan {
    /// By the number of the workload, or of a Pod without an owner.
    entries: Vec<Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    /// What its own template exposes, if the workload is in the data.
    own: Option<Tokens>,
    /// What its Pods expose, if there are any.
    pods: Option<Tokens>,
}

/// The automounted tokens of a workload.
#[derive(Clone, Debug, Default)]
struct Tokens {
    accounts: Vec<String>,
    /// Whether the author of the workload asked for any of them.
    wanted: bool,
}

impl Tokens {
    fn add(&mut self, exposures: &[Exposure]) {
        for exposure in exposures.iter().filter(|exposure| exposure.how == How::Automount) {
            self.wanted |= exposure.asked_by == Some(AskedBy::Pod);
            self.add_accounts(exposure.account.as_slice());
        }
    }

    fn add_accounts(&mut self, accounts: &[String]) {
        for account in accounts {
            if !self.accounts.contains(account) {
                self.accounts.push(account.clone());
            }
        }
    }
}

impl Plan {
    /// Adds a Pod with that owner, or that is its own owner.
    pub fn add_pod(&mut self, owner: usize, exposures: &[Exposure]) {
        self.entry(owner).pods.get_or_insert_default().add(exposures);
    }

    /// Adds a workload.
    pub fn add_workload(&mut self, itself: usize, exposures: &[Exposure]) {
        self.entry(itself).own.get_or_insert_default().add(exposures);
    }

    fn entry(&mut self, number: usize) -> &mut Entry {
        if number >= self.entries.len() {
            self.entries.resize_with(number + 1, Entry::default);
        }
        &mut self.entries[number]
    }

    /// The workloads that can opt out: those that never used their token, and of which there is no
    /// evidence, those for whose accounts `bound` returns false.
    pub fn opt_outs(
        &self,
        owners: &Owners,
        bound: &mut dyn FnMut(&str) -> Option<bool>,
        decisions: &Decisions,
    ) -> Vec<OptOut> {
        let mut roots: Table<(usize, Tokens)> = Table::default();
        for (number, entry) in self.entries.iter().enumerate() {
            let root = owners.root(number);
            let Some(owner) = owners.get(root) else {
                continue;
            };
            // What a workload says now counts, not what it said when its Pods were created.
            let now = self.entries.get(root).and_then(|entry| entry.own.as_ref());
            for tokens in entry.own.iter().chain(&entry.pods) {
                let tokens = now.unwrap_or(tokens);
                let key = [&*owner.namespace, &owner.kind, &owner.name, &owner.group].join("\0");
                let (place, all) = roots.entry(key);
                *place = root;
                all.add_accounts(&tokens.accounts);
                all.wanted |= tokens.wanted;
            }
        }
        let mut found = Vec::new();
        for (root, Tokens { accounts, wanted }) in roots.sorted() {
            let is_bound = |account: &String| bound(account) != Some(false);
            let Some(owner) = owners.get(*root).filter(|_| !accounts.is_empty()) else {
                continue;
            };
            let reason = match decisions.on(owner) {
                Some(Decision::Keep) => continue,
                Some(Decision::OptOut(reason)) => Some(reason.clone()),
                None if *wanted || accounts.iter().any(is_bound) => continue,
                None => None,
            };
            found.push(OptOut { reason, ..OptOut::new(owner, accounts) });
        }
        found
    }
}

impl OptOut {
    fn new(owner: &Owner, accounts: &[String]) -> Self {
        let Owner { kind, name, namespace, group } = owner.clone();
        let judged = Kind::of(&group, &kind);
        let path = judged.and_then(Kind::automount_field);
        let (patch, advice) = match (kind.as_str(), path) {
            ("Pod" | "Job", Some(path)) => {
                let advice = format!("it cannot be changed; create it again with {path}: false");
                (None, Some(advice))
            }
            (_, Some(path)) if !owner.is_named() => {
                (None, Some(format!("set {path}: false where it is created")))
            }
            (_, Some(path)) => (Some(patch(owner, &path)), None),
            (_, None) => {
                let advice = format!(
                    "set automountServiceAccountToken: false where {owner} defines its Pods"
                );
                (None, Some(advice))
            }
        };
        let account = accounts.join(", ");
        Self { kind, namespace, name, account, patch, advice, reason: None }
    }
}

/// A patch that sets the field at that path to false.
fn patch(owner: &Owner, path: &str) -> String {
    let version = if owner.group.is_empty() { "v1".into() } else { format!("{}/v1", owner.group) };
    let mut patch = format!(
        "apiVersion: {version}\nkind: {}\nmetadata:\n  name: {}\n  namespace: {}\n",
        owner.kind,
        inline(&owner.name.as_str().into()),
        inline(&owner.namespace.as_str().into())
    );
    let steps: Vec<&str> = path.split('.').collect();
    for (depth, step) in steps.iter().enumerate() {
        let value = if depth + 1 == steps.len() { " false" } else { "" };
        patch.push_str(&format!("{}{step}:{value}\n", "  ".repeat(depth)));
    }
    patch
}
