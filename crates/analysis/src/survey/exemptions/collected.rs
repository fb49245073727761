//! Sums up, by workload, what the entries do.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use service_account_token_policy::settings::Exemption;

use super::doubts::{Read, of_namespaces};
use super::entries::is_for;
use super::report::{Affected, Effect, ExemptionReport, State, Workload};
use super::{Entries, Touch};
use crate::context::Context;
use crate::day::between;
use crate::owners::{Owner, Owners};

/// The touches of all objects, by entry.
#[derive(Debug, Default)]
pub struct Collected {
    entries: BTreeMap<usize, OfEntry>,
    /// What was read.
    pub read: Read,
}

/// Containers by the number of their workload.
type ByOwner = BTreeMap<usize, BTreeSet<String>>;

#[derive(Debug, Default)]
struct OfEntry {
    uses: ByOwner,
    affected: ByOwner,
    effects: BTreeMap<usize, Effect>,
}

impl Collected {
    /// Adds what the entries do for an object of that owner.
    pub fn add(&mut self, owner: usize, touches: Vec<Touch>) {
        for touch in touches {
            let of = self.entries.entry(touch.entry).or_default();
            if touch.is_used {
                of.uses.entry(owner).or_default().extend(touch.containers);
            }
            if let Some((effect, containers)) = touch.affected {
                of.affected.entry(owner).or_default().extend(containers);
                let known = of.effects.entry(owner).or_insert(effect);
                *known = effect.max(*known);
            }
        }
    }

    /// What is known of each entry. `trouble` is how many objects have no verdict.
    pub fn report(
        &self,
        entries: &Entries,
        owners: &Owners,
        context: &Context,
        trouble: usize,
    ) -> Vec<ExemptionReport> {
        let reports = entries.all.iter().enumerate().map(|(number, entry)| {
            let of = self.entries.get(&number);
            let mut report = of_entry(number, entry, of, entries, owners);
            if !entries.allows_secrets && report.state != State::Ended {
                report.uses.extend(secrets(entry, context));
            }
            report.unused = Some(report.uses.is_empty() && report.affected.is_empty());
            let doubts = of_namespaces(entry.account.written(), &self.read);
            for doubt in doubts.into_iter().chain(self.read.missing_kinds()) {
                report.doubt(&doubt);
            }
            if entries.judges_requests && !entry.is_for_some() {
                report.doubt("nobody knows who asks the API server for its tokens (tokenRequests)");
            }
            if trouble > 0 {
                let objects = if trouble == 1 { "object" } else { "objects" };
                report.doubt(&format!("{trouble} {objects} could not be judged"));
            }
            report
        });
        reports.collect()
    }
}

fn of_entry(
    number: usize,
    entry: &Exemption<'_>,
    of: Option<&OfEntry>,
    entries: &Entries,
    owners: &Owners,
) -> ExemptionReport {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let state = match entry.until {
        None => State::NoEnd,
        Some(_) if entries.has_ended(entry) => State::Ended,
        Some(_) => State::Ends,
    };
    let days = entry.until.zip(entries.today).map(|(until, today)| between(today, until));
    let mut report = ExemptionReport {
        number,
        account: entry.account.written().to_owned(),
        containers: entry.containers().map(|all| all.map(str::to_owned).collect()),
        until: entry.until.map(|until| until.to_string()),
        reason: text(&entry.reason),
        owner: text(&entry.owner),
        state,
        days,
        uses: Vec::new(),
        unused: None,
        doubts: Vec::new(),
        affected: Vec::new(),
    };
    if let Some(of) = of {
        report.uses = workloads(&of.uses, owners).map(|(_, workload)| workload).collect();
        let affected = workloads(&of.affected, owners);
        report.affected = affected
            .filter_map(|(root, workload)| {
                let of_root = of.effects.iter().filter(|(owner, _)| owners.root(**owner) == root);
                let effect = of_root.map(|(_, effect)| *effect).max()?;
                Some(Affected { effect, workload })
            })
            .collect();
    }
    report
}

/// The workloads, with their containers, sorted by namespace, kind and name.
fn workloads<'o>(
    by_owner: &ByOwner,
    owners: &'o Owners,
) -> impl Iterator<Item = (usize, Workload)> + use<'o> {
    let mut by_root = ByOwner::new();
    for (owner, containers) in by_owner {
        by_root.entry(owners.root(*owner)).or_default().extend(containers.iter().cloned());
    }
    let mut all: Vec<(usize, Workload)> = by_root
        .into_iter()
        .filter_map(|(root, containers)| {
            let Owner { kind, name, namespace, .. } = owners.get(root)?.clone();
            let containers = containers.into_iter().collect();
            Some((root, Workload { namespace, kind, name, containers }))
        })
        .collect();
    let key = |one: &Workload| (one.namespace.clone(), one.kind.clone(), one.name.clone());
    all.sort_by_cached_key(|(_, workload)| key(workload));
    all.into_iter()
}

/// The Secrets with a token that an entry allows to create.
fn secrets(entry: &Exemption<'_>, context: &Context) -> Vec<Workload> {
    const TYPE: &str = "kubernetes.io/service-account-token";
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let secrets = context.objects_of("Secret").map(|(secret, _)| secret);
    let tokens = secrets.filter(|secret| secret["type"] == TYPE && !entry.is_for_some());
    let used = tokens.filter_map(|secret| {
        let metadata = &secret["metadata"];
        let namespace = text(&metadata["namespace"]);
        let account = text(&metadata["annotations"]["kubernetes.io/service-account.name"]);
        is_for(entry, &format!("{namespace}/{account}")).then(|| Workload {
            namespace,
            kind: "Secret".into(),
            name: text(&metadata["name"]),
            containers: Vec::new(),
        })
    });
    used.collect()
}
