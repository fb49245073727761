//! Who uses its token: joins what audit logs say with the workloads of a cluster.

mod collected;
mod decide;
mod group;
mod in_use;
mod limits;
pub mod report;

use std::collections::BTreeMap;

use audit_log::{Account, Evidence, Right, Usage, owner_by_name};

use crate::bindings::Bindings;
use crate::context::Context;
use crate::owners::{Owner, Owners};
pub use collected::Collected;
use collected::kind_of;
pub use decide::decisions;
use group::group;
pub use group::{Group, Why};
pub use in_use::{InUse, in_use};
use limits::{is_short, length, limits};
use report::{AccountUse, BindingUse, UsageReport, WorkloadUse, used};

/// A workload, and the account that its Pods run as: kind, namespace, name, account.
type Key = (String, String, String, String);

/// What is known of a workload.
#[derive(Default)]
struct Sum {
    usage: Usage,
    /// Whether a Pod of it is in the data or in the log.
    has_pods: bool,
    /// Tokens that were issued to its Pods, if the log says so, and those never used.
    issued: (usize, usize),
}

/// The workloads and accounts, and how each uses its token.
pub fn report(
    evidence: &Evidence,
    collected: &Collected,
    owners: &Owners,
    bindings: &Bindings,
    context: &Context,
) -> UsageReport {
    let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
    for (owner, account, has_pods) in collected.workloads(owners) {
        let sum = sums.entry(key(owner, account)).or_default();
        sum.has_pods |= has_pods;
    }
    let known: Vec<Key> = sums.keys().cloned().collect();
    let mut accounts = Vec::new();
    for (name, account) in evidence.accounts().iter() {
        let Some((namespace, name)) = name.split_once('/') else {
            continue;
        };
        for pod in account.pods() {
            let issued = pod.usage.issued();
            if pod.usage.requests() == 0 && issued.tokens == 0 {
                continue;
            }
            let owner = owner_of(evidence, collected, owners, &known, namespace, pod.name);
            let sum = sums.entry(key(&owner, name)).or_default();
            sum.usage = Usage::sum([&sum.usage, pod.usage]);
            sum.has_pods = true;
            sum.issued.0 += issued.tokens;
            sum.issued.1 += issued.unused;
        }
        let is_known = context.service_account(namespace, name).is_some();
        accounts.push(account_use(namespace, name, account, is_known));
    }
    let mut workloads: Vec<WorkloadUse> =
        sums.into_iter().map(|(key, sum)| workload_use(key, sum, evidence, bindings)).collect();
    workloads.sort_by_key(|workload| workload.group);
    let sight = evidence.sight();
    let stamp = |stamp: &Option<audit_log::Stamp>| stamp.as_ref().map(|at| at.to_string());
    UsageReport {
        from: stamp(&sight.span.first),
        to: stamp(&sight.span.last),
        events: sight.events,
        unread: sight.unread,
        length: length(sight),
        is_short: is_short(sight),
        limits: limits(sight),
        workloads,
        accounts,
        unauthenticated: evidence.unauthenticated(),
    }
}

fn key(owner: &Owner, account: &str) -> Key {
    (owner.kind.clone(), owner.namespace.clone(), owner.name.clone(), account.to_owned())
}

/// The workload of a Pod that the log names: by the data, or else by names.
fn owner_of(
    evidence: &Evidence,
    collected: &Collected,
    owners: &Owners,
    known: &[Key],
    namespace: &str,
    pod: &str,
) -> Owner {
    if let Some(owner) = collected.owner_of(namespace, pod, owners) {
        return owner.clone();
    }
    let owner = |kind: &str, name: &str| Owner {
        kind: kind.to_owned(),
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        group: String::new(),
    };
    if let Some(name) = evidence.cron_job_of(namespace, pod) {
        return owner("CronJob", name);
    }
    let candidates = known.iter().filter(|(_, its_namespace, ..)| its_namespace == namespace);
    let mut candidates: Vec<(audit_log::Kind, &str)> =
        candidates.filter_map(|(kind, _, name, _)| Some((kind_of(kind)?, name.as_str()))).collect();
    candidates.sort_unstable();
    candidates.dedup();
    match owner_by_name(pod, candidates) {
        Some((kind, name)) => owner(&format!("{kind:?}"), name),
        None => owner("Pod", pod),
    }
}

fn workload_use(key: Key, sum: Sum, evidence: &Evidence, bindings: &Bindings) -> WorkloadUse {
    let (kind, namespace, name, account) = key;
    let Sum { usage, has_pods, issued } = sum;
    let of_account = evidence.account(&namespace, &account);
    let (group, why) = group(&usage, has_pods, issued, of_account, evidence.sight());
    WorkloadUse {
        bindings: bindings_of(&usage, &namespace, &account, bindings),
        used: used(&usage),
        activity: usage.activity().clone(),
        namespace,
        kind,
        name,
        account,
        group,
        why,
    }
}

/// The role bindings of an account, and whether one of them gave a right that was used.
fn bindings_of(
    usage: &Usage,
    namespace: &str,
    account: &str,
    bindings: &Bindings,
) -> Vec<BindingUse> {
    let mut all: Vec<BindingUse> = Vec::new();
    let given = bindings.naming(namespace, account);
    all.extend(given.iter().map(|binding| BindingUse {
        kind: binding.kind.to_owned(),
        namespace: binding.namespace.clone(),
        name: binding.name.clone(),
        used: false,
    }));
    for (right, _) in usage.rights() {
        let Right::Binding(binding) = &right else { continue };
        if right.everyone() {
            continue;
        }
        let its = Some(binding.namespace.to_owned()).filter(|namespace| !namespace.is_empty());
        let known = all.iter_mut().find(|known| {
            known.kind == binding.kind && known.name == binding.name && known.namespace == its
        });
        match known {
            Some(known) => known.used = true,
            None => all.push(BindingUse {
                kind: binding.kind.to_owned(),
                namespace: its,
                name: binding.name.to_owned(),
                used: true,
            }),
        }
    }
    all
}

fn account_use(namespace: &str, name: &str, account: &Account, is_known: bool) -> AccountUse {
    AccountUse {
        namespace: namespace.to_owned(),
        account: name.to_owned(),
        used: used(&account.total()),
        unattributed: account.unattributed().requests(),
        is_known,
    }
}
