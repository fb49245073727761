//! Which workloads can do without a token at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::yaml::scalar;
use crate::exposure::{AskedBy, Exposure, How};
use crate::kinds::{JUDGED_KINDS, JudgedKind};
use crate::owners::{Owner, Owners};

/// A workload whose account no role binding names, and that has its token because nobody, or the
/// account alone, said anything.
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
    /// Its account, `namespace/name`.
    pub account: String,
    /// A strategic merge patch that opts out; `None` where a patch does not help.
    pub patch: Option<String>,
    /// What to do where a patch does not help.
    pub advice: Option<String>,
}

/// Collects what workloads and Pods expose.
#[derive(Debug, Default)]
pub struct Plan {
    /// Workloads that are in the data.
    workloads: BTreeMap<Owner, Tokens>,
    /// Pods, under their owners or themselves.
    pods: BTreeMap<Owner, Tokens>,
}

/// The automounted tokens of a workload.
#[derive(Debug, Default)]
struct Tokens {
    accounts: BTreeSet<String>,
    /// Some are wanted by the author of the workload.
    wanted: bool,
}

impl Tokens {
    fn add(&mut self, exposures: &[Exposure]) {
        for exposure in exposures.iter().filter(|exposure| exposure.how == How::Automount) {
            self.wanted |= exposure.asked_by == Some(AskedBy::Pod);
            self.accounts.extend(exposure.account.clone());
        }
    }

    fn merge(&mut self, other: &Self) {
        self.accounts.extend(other.accounts.iter().cloned());
        self.wanted |= other.wanted;
    }
}

impl Plan {
    /// Adds a Pod that has that owner, or is it.
    pub fn add_pod(&mut self, owner: &Owner, exposures: &[Exposure]) {
        if let Some(tokens) = self.pods.get_mut(owner) {
            tokens.add(exposures);
        } else {
            self.pods.entry(owner.clone()).or_default().add(exposures);
        }
    }

    /// Adds a workload.
    pub fn add_workload(&mut self, itself: &Owner, exposures: &[Exposure]) {
        self.workloads.entry(itself.clone()).or_default().add(exposures);
    }

    /// The workloads that can opt out, where `bound` says that their accounts are not bound.
    pub fn opt_outs(
        &self,
        owners: &Owners,
        bound: &mut dyn FnMut(&str) -> Option<bool>,
    ) -> Vec<OptOut> {
        let mut roots: BTreeMap<&Owner, Tokens> = BTreeMap::new();
        for (owner, tokens) in self.workloads.iter().chain(&self.pods) {
            let root = owners.root(owner);
            // What a workload says now counts, not what it said when these came of it.
            let from = self.workloads.get(root).unwrap_or(tokens);
            roots.entry(root).or_default().merge(from);
        }
        let mut found = Vec::new();
        for (owner, Tokens { accounts, wanted }) in roots {
            let is_bound = |account: &String| bound(account) != Some(false);
            if !wanted && !accounts.is_empty() && !accounts.iter().any(is_bound) {
                found.push(OptOut::new(owner, accounts));
            }
        }
        found
    }
}

impl OptOut {
    fn new(owner: &Owner, accounts: BTreeSet<String>) -> Self {
        let Owner { kind, name, namespace, group } = owner.clone();
        let judged = JUDGED_KINDS.iter().find(|known| known.group == group && known.kind == kind);
        let path = judged.and_then(JudgedKind::automount_field);
        let (patch, advice) = match (kind.as_str(), path) {
            ("Pod" | "Job", Some(path)) => {
                let advice = format!("it cannot be changed; create it anew with {path}: false");
                (None, Some(advice))
            }
            (_, Some(path)) => (Some(patch(owner, &path)), None),
            (_, None) => {
                let advice = format!(
                    "set automountServiceAccountToken: false where {owner} describes its Pods"
                );
                (None, Some(advice))
            }
        };
        let account = accounts.into_iter().collect::<Vec<_>>().join(", ");
        Self { kind, namespace, name, account, patch, advice }
    }
}

/// A patch that sets the field at that path to false.
fn patch(owner: &Owner, path: &str) -> String {
    let version = if owner.group.is_empty() { "v1".into() } else { format!("{}/v1", owner.group) };
    let mut patch = format!(
        "apiVersion: {version}\nkind: {}\nmetadata:\n  name: {}\n  namespace: {}\n",
        owner.kind,
        scalar(&owner.name),
        scalar(&owner.namespace)
    );
    let steps: Vec<&str> = path.split('.').collect();
    for (depth, step) in steps.iter().enumerate() {
        let value = if depth + 1 == steps.len() { " false" } else { "" };
        patch.push_str(&format!("{}{step}:{value}\n", "  ".repeat(depth)));
    }
    patch
}
