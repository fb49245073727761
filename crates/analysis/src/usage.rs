//! Who uses its token: joins what audit logs say with the workloads of a cluster.

mod certainty;
mod collected;
mod decide;
mod gaps;
mod group;
mod in_use;
mod limit;
mod limits;
mod presence;
pub mod report;
mod schedule;
#[cfg(test)]
mod tests;
mod why;
mod workloads;

use std::collections::{BTreeMap, HashSet};

use audit_log::{Account, Evidence, Right, Sight, Usage, owner_by_name};

use crate::bindings::Bindings;
use crate::context::Context;
use crate::owners::{Owner, Owners};
pub use certainty::Certainty;
use certainty::certainty;
pub use collected::Collected;
use collected::kind_of;
pub use decide::decisions;
pub use gaps::Gap;
pub use group::Group;
use group::{Known, group};
pub use in_use::{InUse, in_use};
pub use limit::Limit;
use limits::{is_short, limits, minutes};
use presence::Presence;
use report::{AccountUse, BindingUse, Tokens, UsageReport, WorkloadUse, used};
pub use why::Why;
pub use workloads::Workloads;

/// A workload, and the account that its Pods run as: kind, namespace, name, account.
type Key = (String, String, String, String);

/// What is known of a workload.
#[derive(Default)]
struct Sum {
    usage: Usage,
    /// What the data says of its Pods.
    presence: Presence,
    /// Whether the log says that a Pod of it ran.
    is_in_log: bool,
    /// Whether it is in the data.
    is_known: bool,
    /// Tokens that were issued to its Pods, if the log says so.
    issued: Tokens,
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
    for (owner, account, presence) in collected.workloads(owners) {
        let sum = sums.entry(key(owner, account)).or_default();
        sum.presence.add(presence);
        sum.is_known = true;
    }
    let known: Vec<Key> = sums.keys().cloned().collect();
    let sight = evidence.sight();
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
            sum.is_in_log = true;
            sum.issued.add(issued);
        }
        let is_known = context.service_account(namespace, name).is_some();
        accounts.push(account_use(namespace, name, account, is_known, sight));
    }
    let ran: HashSet<(&str, &str)> = evidence.cron_jobs().collect();
    for ((kind, namespace, name, _), sum) in &mut sums {
        sum.is_in_log |= kind == "CronJob" && ran.contains(&(namespace.as_str(), name.as_str()));
    }
    let mut workloads: Vec<WorkloadUse> =
        sums.into_iter().map(|(key, sum)| workload_use(key, sum, evidence, bindings)).collect();
    workloads.sort_by_key(|workload| workload.group);
    let limits = limits(sight);
    let stamp = |stamp: &Option<audit_log::Stamp>| stamp.as_ref().map(|at| at.to_string());
    UsageReport {
        from: stamp(&sight.span.first),
        to: stamp(&sight.span.last),
        events: sight.events,
        unread: sight.unread,
        minutes: minutes(sight),
        is_short: is_short(sight),
        certainty: certainty(&limits, minutes(sight).unwrap_or_default()),
        limits,
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
    let Sum { usage, presence, is_in_log, is_known, issued } = sum;
    let of_account = evidence.account(&namespace, &account);
    let sight = evidence.sight();
    let known = Known {
        unattributed: of_account.map_or(0, |account| account.unattributed().requests()),
        absent: if is_in_log { None } else { presence.doubt(sight.span) },
        issued: Some(issued).filter(|_| sight.kinds.token_requests_with_pod && knows_use(sight)),
        account_issued: of_account.and_then(|account| issued_to(account, sight)),
    };
    let issued = known.issued;
    let (group, why) = group(&usage, known, sight);
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
        issued,
        is_known,
    }
}

/// Whether the log says which tokens were issued, and which were used.
fn knows_use(sight: &Sight) -> bool {
    sight.kinds.token_requests && sight.kinds.credentials
}

/// Tokens that were issued to Pods of an account, if the log says so.
fn issued_to(account: &Account, sight: &Sight) -> Option<Tokens> {
    knows_use(sight).then(|| Tokens::from(account.total().issued()))
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

fn account_use(
    namespace: &str,
    name: &str,
    account: &Account,
    is_known: bool,
    sight: &Sight,
) -> AccountUse {
    AccountUse {
        namespace: namespace.to_owned(),
        account: name.to_owned(),
        used: used(&account.total()),
        unattributed: account.unattributed().requests(),
        elsewhere: used(&account.unattributed()),
        issued: issued_to(account, sight),
        is_known,
    }
}
