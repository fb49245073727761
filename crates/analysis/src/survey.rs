//! Summarizes which tokens a cluster's objects get, and what the policy would do about them.
//!
//! Objects are added one by one and not kept. Memory use grows with the number of workloads in a
//! cluster, not with the number of Pods.

pub mod dump;
pub mod examine;
#[cfg(feature = "exemptions")]
pub mod exemptions;
#[cfg(feature = "usage")]
pub mod legacy;
pub mod listing;
pub mod report;
mod rows;
mod variants;

use std::sync::Arc;

use serde_json::Value;

use crate::adopt::custom_kinds::CustomKinds;
#[cfg(not(feature = "usage"))]
use crate::adopt::decisions::Decisions;
use crate::adopt::observed::Observed;
use crate::adopt::{Plan, Rejections, adopt};
use crate::context::Context;
use crate::owners::{Owner, Owners};
use crate::policy::Policy;
use crate::table::Table;
use examine::{Examined, Examiner, Outcome, Seen, SeenJudged, Surroundings};
use listing::Listing;
use report::{ActionOutcome, Report};
use rows::Rows;

/// Summarizes the objects of a cluster.
pub struct Survey<'p> {
    examiner: Examiner<'p>,
    context: Arc<Context>,
    knows_bindings: bool,
    counts: Counts,
    rows: Rows,
    owners: Owners,
    rejections: Rejections,
    plan: Plan,
    observed: Observed,
    custom: CustomKinds,
    unreadable: Listing,
    trouble: Listing,
    /// What entries of `allow.serviceAccounts` do.
    #[cfg(feature = "exemptions")]
    exemptions: exemptions::Collected,
    /// What audit logs say, and what to join it with.
    #[cfg(feature = "usage")]
    usage: Option<(Arc<audit_log::Evidence>, crate::usage::Collected)>,
}

#[derive(Default)]
struct Counts {
    objects: usize,
    judged: usize,
    pods: usize,
    containers: usize,
    containers_with_token: usize,
    outcomes: [ActionCounts; 3],
}

#[derive(Default)]
struct ActionCounts {
    accepted: usize,
    warned: usize,
    changed: usize,
    rejected: usize,
}

/// The namespace of objects that do not set one.
pub const NAMESPACE: &str = "default";

impl<'p> Survey<'p> {
    /// A survey of a cluster. `context` is a part of it; `knows_bindings` says whether that
    /// includes its role bindings.
    ///
    /// # Errors
    ///
    /// The policy rejects the settings.
    pub fn new(
        policy: &'p dyn Policy,
        settings: &Value,
        context: Arc<Context>,
        knows_bindings: bool,
    ) -> Result<Self, String> {
        if let Some(refusal) = policy.refuses_settings(settings)? {
            return Err(refusal);
        }
        let surroundings = Surroundings::new(Arc::clone(&context) as _, settings);
        Ok(Self {
            examiner: Examiner::new(policy, &surroundings),
            context,
            knows_bindings,
            counts: Counts::default(),
            rows: Rows::default(),
            owners: Owners::default(),
            rejections: Rejections::default(),
            plan: Plan::default(),
            observed: Observed::default(),
            custom: CustomKinds::default(),
            unreadable: Listing::default(),
            trouble: Listing::default(),
            #[cfg(feature = "exemptions")]
            exemptions: exemptions::Collected::default(),
            #[cfg(feature = "usage")]
            usage: None,
        })
    }

    /// Records what was seen of the API server; the settings of the survey hold it already.
    pub fn set_observed(&mut self, observed: Observed) {
        self.observed = observed;
    }

    /// Records which known custom kinds the cluster has; the settings of the survey name them already.
    pub fn set_custom_kinds(&mut self, custom: CustomKinds) {
        self.custom = custom;
    }

    /// Records what is read whole. Otherwise, what was found shows what was read.
    #[cfg(feature = "exemptions")]
    pub fn set_reach(&mut self, reach: exemptions::Reach) {
        self.exemptions.read.reach = reach;
    }

    /// Records what audit logs say. Call this before any object is added.
    #[cfg(feature = "usage")]
    pub fn set_evidence(&mut self, evidence: Arc<audit_log::Evidence>) {
        self.usage = Some((evidence, crate::usage::Collected::default()));
    }

    /// Who uses its token; `None` without audit logs.
    #[cfg(feature = "usage")]
    fn usage(&self) -> Option<crate::usage::report::UsageReport> {
        let (evidence, collected) = self.usage.as_ref()?;
        let given = Value::Object(self.examiner.variants().given().clone());
        let bindings = crate::bindings::Bindings::new(&self.context, &given);
        Some(crate::usage::report(evidence, collected, &self.owners, &bindings, &self.context))
    }

    /// Records something that could not be read.
    pub fn add_unreadable(&mut self, what: impl std::fmt::Display) {
        self.unreadable.push(|| what.to_string());
    }

    /// Judges an object of the cluster as if it were created now, and counts it. Secrets already
    /// exist, and are not judged.
    pub fn add(&mut self, object: Value) {
        self.count(self.examiner.see(object));
    }

    /// What an [`Examiner`] in another thread needs to examine objects before they are
    /// [counted](Self::count).
    pub fn surroundings(&self) -> Arc<Surroundings> {
        self.examiner.surroundings()
    }

    /// Counts an object that was examined.
    pub fn count(&mut self, seen: Seen) {
        let Seen { itself, controller, namespace, judged } = seen;
        self.counts.objects += 1;
        #[cfg(feature = "exemptions")]
        self.exemptions.read.add(&itself.kind, &namespace);
        if let Some(judged) = judged {
            let SeenJudged { kind, containers, request, examined, .. } = judged;
            self.counts.judged += 1;
            let owner = self.owners.number(controller.as_ref().unwrap_or(&itself));
            #[cfg(feature = "exemptions")]
            self.exemptions.add(owner, judged.touches);
            #[cfg(feature = "usage")]
            if let Some((_, collected)) = &mut self.usage {
                collected.add(&itself, &kind, &request["object"], owner);
            }
            match examined {
                Ok(examined) => {
                    if kind.is_pod() {
                        self.counts.pods += 1;
                        self.counts.containers += containers;
                        self.counts.containers_with_token +=
                            self.rows.add(&namespace, owner, &examined.exposures);
                        self.plan.add_pod(owner, &examined.exposures);
                    } else if kind.holds_pods() {
                        self.plan.add_workload(self.owners.number(&itself), &examined.exposures);
                    }
                    self.take(&itself, kind.name(), owner, &request, &examined);
                }
                Err(error) => self.fail(&itself, &error),
            }
        }
        let is_pod = itself.kind == "Pod" && itself.group.is_empty();
        if !is_pod && let Some(controller) = controller {
            let (object, owner) = (self.owners.number(&itself), self.owners.number(&controller));
            self.owners.set_controller(object, owner);
        }
    }

    /// Whether the settings count a token for that audience as an API token.
    ///
    /// # Errors
    ///
    /// As [`Policy::validate`].
    pub fn counts_as_api(&self, audience: &str) -> Result<bool, String> {
        self.examiner.counts_as_api(audience)
    }

    fn take(
        &mut self,
        itself: &Owner,
        kind: &str,
        owner: usize,
        request: &Value,
        examined: &Examined,
    ) {
        for (counts, outcome) in self.counts.outcomes.iter_mut().zip(examined.outcomes) {
            match outcome {
                Outcome::Accepted => counts.accepted += 1,
                Outcome::Warned => counts.warned += 1,
                Outcome::Changed => counts.changed += 1,
                Outcome::Rejected => counts.rejected += 1,
            }
        }
        let verdict = &examined.verdict;
        if verdict.accepted {
            return;
        }
        if verdict.code == Some(403) {
            self.rejections.add(kind, owner, request, examined);
        } else {
            self.fail(itself, verdict.message.as_deref().unwrap_or("no reason given"));
        }
    }

    fn fail(&mut self, Owner { kind, namespace, name, .. }: &Owner, why: &str) {
        let line = || format!("{kind} {namespace}/{name}: {why}");
        self.trouble.push(line);
        self.rejections.left.push(line);
    }

    /// The results so far.
    pub fn report(&mut self) -> Report {
        let mut known: Table<Option<Option<bool>>> = Table::default();
        let (examiner, knows_bindings) = (&self.examiner, self.knows_bindings);
        let mut bound = |account: &str| {
            let bound = || knows_bindings.then(|| examiner.is_bound(account).ok()).flatten();
            *known.entry(account.to_owned()).get_or_insert_with(bound)
        };
        let rows = self.rows.rows(&self.owners, &mut bound);
        #[cfg(feature = "usage")]
        let usage = self.usage();
        #[cfg(feature = "usage")]
        let decisions = usage.as_ref().map(crate::usage::decisions).unwrap_or_default();
        #[cfg(not(feature = "usage"))]
        let decisions = Decisions::default();
        let plan = self.plan.opt_outs(&self.owners, &mut bound, &decisions);
        let (examiner, owners) = (&self.examiner, &self.owners);
        let (observed, custom) = (&self.observed, &self.custom);
        let adopt = adopt(examiner, &self.rejections, owners, plan, observed, custom, &decisions);
        let actions = ["reject", "warn", "mutate"].into_iter().zip(&self.counts.outcomes);
        let actions = actions.map(|(action, counts)| ActionOutcome {
            action,
            accepted: counts.accepted,
            warned: counts.warned,
            changed: counts.changed,
            rejected: counts.rejected,
        });
        #[cfg(feature = "exemptions")]
        let exemptions = examiner.entries().map_or_else(Vec::new, |entries| {
            self.exemptions.report(entries, owners, &self.context, self.trouble.total())
        });
        Report {
            objects: self.counts.objects,
            judged: self.counts.judged,
            pods: self.counts.pods,
            containers: self.counts.containers,
            containers_with_token: self.counts.containers_with_token,
            unreadable: self.unreadable.lines(),
            trouble: self.trouble.lines(),
            missing_accounts: self.context.missing_accounts(),
            #[cfg(feature = "usage")]
            token_secrets: legacy::token_secrets(&self.context),
            rows,
            actions: actions.collect(),
            #[cfg(feature = "exemptions")]
            exemptions,
            adopt,
            #[cfg(feature = "usage")]
            usage,
        }
    }
}
