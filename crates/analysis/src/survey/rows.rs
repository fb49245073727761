//! Groups containers that can read a token into rows.

use super::report::Row;
use crate::exposure::Exposure;
use crate::owners::Owners;
use crate::table::Table;

/// The rows, by the values that distinguish them.
#[derive(Debug, Default)]
pub struct Rows {
    sums: Table<Sum>,
}

#[derive(Debug, Default)]
struct Sum {
    namespace: String,
    /// One of the exposures. They differ only in the container and the Secret.
    exposure: Option<Exposure>,
    pods: usize,
    containers: usize,
    /// The owners of the Pods. The owners of these are found later.
    owners: Vec<usize>,
}

impl Rows {
    /// Adds a Pod; returns how many of its containers can read a token.
    pub fn add(&mut self, namespace: &str, owner: usize, exposures: &[Exposure]) -> usize {
        let mut containers: Vec<&str> = Vec::new();
        let mut seen: Vec<(String, &str)> = Vec::new();
        for exposure in exposures {
            let container = exposure.place();
            if !containers.contains(&container) {
                containers.push(container);
            }
            let key = key(namespace, exposure);
            let mut same = seen.iter().filter(|(known, _)| *known == key).peekable();
            let is_first = same.peek().is_none();
            if same.any(|(_, known)| *known == container) {
                continue;
            }
            let sum = self.sums.entry(key.clone());
            if is_first {
                sum.namespace = namespace.to_owned();
                sum.exposure = Some(exposure.clone());
                sum.pods += 1;
                // The Pods of an owner often come one after the other.
                if sum.owners.last() != Some(&owner) {
                    sum.owners.push(owner);
                }
            }
            sum.containers += 1;
            seen.push((key, container));
        }
        containers.len()
    }

    /// The rows; `bound` returns whether an account has a role binding, if that is known.
    pub fn rows(&self, owners: &Owners, bound: &mut dyn FnMut(&str) -> Option<bool>) -> Vec<Row> {
        let mut rows = Vec::new();
        for sum in self.sums.sorted() {
            if let Some(exposure) = sum.exposure.clone() {
                rows.push(Row {
                    namespace: sum.namespace.clone(),
                    bound: exposure.account.as_deref().and_then(&mut *bound),
                    account: exposure.account,
                    how: exposure.how,
                    asked_by: exposure.asked_by,
                    allowed_by: exposure.allowed_by,
                    pods: sum.pods,
                    containers: sum.containers,
                    owners: owners.roots(&sum.owners).into_iter().cloned().collect(),
                    more_owners: 0,
                });
            }
        }
        rows
    }
}

fn key(namespace: &str, exposure: &Exposure) -> String {
    let Exposure { account, how, asked_by, allowed_by, .. } = exposure;
    let account = account.as_deref().unwrap_or_default();
    format!("{namespace}\0{account}\0{how:?}\0{asked_by:?}\0{allowed_by:?}")
}
