//! What a survey collects of workloads and Pods, to join it with audit logs.

use std::collections::{BTreeMap, HashMap};

use audit_log::{Kind as Maker, Stamp};
use serde_json::Value;

use super::presence::Presence;
use super::schedule::Schedule;
use crate::kinds::JudgedKind;
use crate::owners::{Owner, Owners};

/// Workloads and Pods, by the numbers of their owners.
#[derive(Debug, Default)]
pub struct Collected {
    /// By namespace and name.
    pods: HashMap<String, usize>,
    /// By owner and account.
    workloads: BTreeMap<(usize, String), Presence>,
}

impl Collected {
    /// Adds an object of a judged kind; `owner` is the number of its owner, or its own.
    pub fn add(&mut self, itself: &Owner, kind: &JudgedKind, object: &Value, owner: usize) {
        for account in kind.accounts(object) {
            let presence = self.workloads.entry((owner, account)).or_default();
            if kind.is_pod() {
                self.pods.insert(key(&itself.namespace, &itself.name), owner);
                let made = object["metadata"]["creationTimestamp"].as_str().and_then(Stamp::new);
                let restart = object["spec"]["restartPolicy"].as_str();
                let ends = matches!(restart, Some("Never" | "OnFailure"));
                presence.pods.push((made.map(Stamp::nanos), ends));
            }
            // An old ReplicaSet has no replicas either.
            if Owner::controller(object, &itself.namespace).is_none() {
                presence.has_no_replicas |= object["spec"]["replicas"] == 0;
                if kind.built_in().is_some_and(|kind| kind.kind == "CronJob") {
                    presence.schedules.extend(Schedule::of(object));
                }
            }
        }
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

    /// The workloads: each with an account of its Pods, and what is known of these.
    pub(super) fn workloads<'o>(
        &'o self,
        owners: &'o Owners,
    ) -> impl Iterator<Item = (&'o Owner, &'o str, &'o Presence)> {
        self.workloads.iter().filter_map(|((number, account), presence)| {
            Some((owners.get(owners.root(*number))?, account.as_str(), presence))
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
