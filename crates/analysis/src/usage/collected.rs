//! What a survey collects of workloads and Pods, to join it with audit logs.

use std::collections::{BTreeSet, HashMap};

use audit_log::Kind as Maker;
use serde_json::Value;

use crate::kinds::{Kind, account};
use crate::owners::{Owner, Owners};

/// Workloads and Pods, by the numbers of their owners.
#[derive(Debug, Default)]
pub struct Collected {
    /// By namespace and name.
    pods: HashMap<String, usize>,
    /// Owner, account, and whether it is a Pod that was seen.
    workloads: BTreeSet<(usize, String, bool)>,
}

impl Collected {
    /// Adds an object of a judged kind; `owner` is the number of its owner.
    pub fn add(&mut self, itself: &Owner, kind: &Kind, object: &Value, owner: usize) {
        let Some(account) = account(kind, object) else {
            return;
        };
        let is_pod = kind.kind == "Pod";
        if is_pod {
            self.pods.insert(key(&itself.namespace, &itself.name), owner);
        }
        self.workloads.insert((owner, account.to_owned(), is_pod));
    }

    /// The workload of a Pod in the data.
    pub(super) fn owner_of<'o>(
        &self,
        namespace: &str,
        pod: &str,
        owners: &'o Owners,
    ) -> Option<&'o Owner> {
        owners.get(owners.root(*self.pods.get(&key(namespace, pod))?))
    }

    /// The workloads: each with an account of its Pods, and whether one of them was seen.
    pub(super) fn workloads<'o>(
        &'o self,
        owners: &'o Owners,
    ) -> impl Iterator<Item = (&'o Owner, &'o str, bool)> {
        self.workloads.iter().filter_map(|(number, account, is_pod)| {
            Some((owners.get(owners.root(*number))?, account.as_str(), *is_pod))
        })
    }
}

fn key(namespace: &str, name: &str) -> String {
    format!("{namespace}/{name}")
}

/// The kind of a workload that names its Pods.
pub(super) fn kind_of(kind: &str) -> Option<Maker> {
    let kinds = [
        Maker::Deployment,
        Maker::ReplicaSet,
        Maker::ReplicationController,
        Maker::DaemonSet,
        Maker::StatefulSet,
        Maker::Job,
        Maker::CronJob,
        Maker::Pod,
    ];
    kinds.into_iter().find(|known| format!("{known:?}") == kind)
}
