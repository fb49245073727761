//! What audit logs say of the objects that are explained.

use analysis::bindings::Bindings;
use analysis::context::Context;
use analysis::judge::Judged;
use analysis::kinds::Kinds;
use analysis::usage::Workloads;
use analysis::usage::report::{AccountUse, UsageReport, WorkloadUse};
use audit_log::Evidence;
use serde::Serialize;

use crate::inputs::source::Source;
use crate::reading;

/// How the token of an object was used.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
pub enum Use<'u> {
    /// The object is a workload, or belongs to one.
    Workload(&'u WorkloadUse),
    /// The object is an account.
    Account(&'u AccountUse),
}

/// What the logs say, and to which workload each object belongs.
#[derive(Debug)]
pub struct KnownUse {
    /// What the logs say of all workloads and accounts.
    pub report: UsageReport,
    workloads: Workloads,
}

impl KnownUse {
    /// Joins logs with the objects of the inputs.
    pub fn new(
        evidence: &Evidence,
        sources: [&[Source]; 2],
        (kinds, namespace): (&Kinds, &str),
        bindings: &Bindings,
        context: &Context,
    ) -> Self {
        let mut workloads = Workloads::default();
        for sources in sources {
            reading::each(sources, kinds, &mut |item| {
                if let Ok(object) = item.object {
                    workloads.add(&object.value, kinds, namespace);
                }
            });
        }
        Self { report: workloads.report(evidence, bindings, context), workloads }
    }

    /// How the token of an object was used; `None` if it has none, or the logs say nothing of it.
    pub fn of(&self, judged: &Judged) -> Option<Use<'_>> {
        let (kind, name) = (judged.kind.as_deref()?, judged.name.as_deref()?);
        let namespace = judged.namespace.as_deref()?;
        if kind == "ServiceAccount" {
            let mut accounts = self.report.accounts.iter();
            let account = accounts.find(|one| one.namespace == namespace && one.account == name);
            return account.map(Use::Account);
        }
        let api_version = judged.api_version.as_deref().unwrap_or_default();
        let owner = self.workloads.of((api_version, kind), namespace, name)?;
        let is_it = |one: &&WorkloadUse| {
            one.kind == owner.kind && one.namespace == owner.namespace && one.name == owner.name
        };
        let mut all = self.report.workloads.iter().filter(is_it);
        // Pods that were made before it changed may run as another account.
        let its = all.clone().find(|one| judged.accounts.contains(&one.account));
        its.or_else(|| all.next()).map(Use::Workload)
    }
}
