//! Pairs recorded Pods with the recorded workloads whose controllers created them.

use analysis::Policy;
use serde_json::Value;

use super::Recorded;
use crate::{RecordingCluster, exposures, judge};

/// (server, workload, start of the name of the Pod that its controller created).
const MADE_FROM: [(&str, &str); 15] = [
    ("Deployment-sa-unset-deploy-unset", "Pod-sa-unset-deploy-unset-"),
    ("Deployment-sa-unset-deploy-true", "Pod-sa-unset-deploy-true-"),
    ("Deployment-sa-unset-deploy-false", "Pod-sa-unset-deploy-false-"),
    ("Deployment-sa-false-deploy-unset-sa-false", "Pod-sa-false-deploy-unset-sa-false-"),
    ("Job-sa-unset-job-unset", "Pod-sa-unset-job-unset-"),
    ("Job-sa-unset-job-true", "Pod-sa-unset-job-true-"),
    ("Job-sa-false-job-unset-sa-false", "Pod-sa-false-job-unset-sa-false-"),
    ("StatefulSet-sa-unset-sts-unset", "Pod-sa-unset-sts-unset-"),
    ("StatefulSet-sa-unset-sts-true", "Pod-sa-unset-sts-true-"),
    ("StatefulSet-sa-false-sts-unset-sa-false", "Pod-sa-false-sts-unset-sa-false-"),
    ("ReplicaSet-sa-unset-rs-unset", "Pod-sa-unset-rs-unset-"),
    ("ReplicaSet-sa-unset-rs-true", "Pod-sa-unset-rs-true-"),
    ("ReplicationController-sa-unset-rc-unset", "Pod-sa-unset-rc-unset-"),
    ("ReplicationController-sa-unset-rc-true", "Pod-sa-unset-rc-true-"),
    ("ReplicationController-sa-unset-rc-false", "Pod-sa-unset-rc-false-"),
];

/// Each Pod with the workload that it comes from.
pub fn of(all: &[Recorded]) -> Vec<(&Recorded, &Recorded)> {
    let mut pairs = Vec::new();
    for server in ["v1.36", "bound", "legacy"] {
        for (workload, pod) in MADE_FROM {
            let workload = format!("{server}/validate/CREATE-{workload}");
            let pod = format!("{server}/validate/CREATE-{pod}");
            let template = all.iter().find(|recorded| recorded.name == workload);
            let template = template.unwrap_or_else(|| panic!("no recording {workload}"));
            let made = all.iter().filter(|recorded| recorded.name.starts_with(&pod));
            pairs.extend(made.map(|made| (made, template)));
        }
    }
    pairs
}

/// The verdict, and the parts of each exposure that determine it.
pub fn answer(
    policy: &dyn Policy,
    recorded: &Recorded,
    settings: &Value,
) -> (bool, Vec<[Value; 5]>) {
    let cluster = RecordingCluster::new(&recorded.accounts);
    let (verdict, _) = judge(policy, &recorded.request, settings, cluster);
    let found = exposures(&verdict);
    let identity = |exposure: &Value| {
        ["container", "how", "account", "secret", "audience"].map(|key| exposure[key].clone())
    };
    (verdict.accepted, found.iter().map(identity).collect())
}
