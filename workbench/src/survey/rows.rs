//! Containers that can read a token, summed up.

use std::collections::{BTreeMap, BTreeSet};

use super::report::Row;
use crate::exposure::{AskedBy, Exposure, How};
use crate::owners::{Owner, Owners};

/// Rows, by what tells one from another.
#[derive(Debug, Default)]
pub struct Rows {
    sums: BTreeMap<Key, Sum>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    namespace: String,
    account: Option<String>,
    how: How,
    asked_by: Option<AskedBy>,
    allowed_by: Option<String>,
}

#[derive(Debug, Default)]
struct Sum {
    pods: usize,
    containers: usize,
    /// Who owns the Pods; not yet who owns these.
    owners: BTreeSet<Owner>,
}

impl Rows {
    /// Adds a Pod; answers how many of its containers can read a token.
    pub fn add(&mut self, namespace: &str, owner: &Owner, exposures: &[Exposure]) -> usize {
        let mut containers: BTreeMap<Key, BTreeSet<&str>> = BTreeMap::new();
        for exposure in exposures {
            let key = Key {
                namespace: namespace.to_owned(),
                account: exposure.account.clone(),
                how: exposure.how,
                asked_by: exposure.asked_by,
                allowed_by: exposure.allowed_by.clone(),
            };
            containers.entry(key).or_default().insert(&exposure.container);
        }
        let all: BTreeSet<&str> = containers.values().flatten().copied().collect();
        for (key, containers) in containers {
            let sum = self.sums.entry(key).or_default();
            sum.pods += 1;
            sum.containers += containers.len();
            if !sum.owners.contains(owner) {
                sum.owners.insert(owner.clone());
            }
        }
        all.len()
    }

    /// The rows; `bound` tells whether an account is bound, if that is known.
    pub fn rows(&self, owners: &Owners, bound: &mut dyn FnMut(&str) -> Option<bool>) -> Vec<Row> {
        let row = |(key, sum): (&Key, &Sum)| {
            let roots: BTreeSet<&Owner> = sum.owners.iter().map(|one| owners.root(one)).collect();
            Row {
                namespace: key.namespace.clone(),
                account: key.account.clone(),
                how: key.how,
                asked_by: key.asked_by,
                bound: key.account.as_deref().and_then(&mut *bound),
                allowed_by: key.allowed_by.clone(),
                pods: sum.pods,
                containers: sum.containers,
                owners: roots.into_iter().cloned().collect(),
                more_owners: 0,
            }
        };
        self.sums.iter().map(row).collect()
    }
}
