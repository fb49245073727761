//! Surveys a live cluster.

use std::sync::Arc;

use analysis::Policy as _;
use analysis::adopt::custom_kinds::CustomKinds;
use analysis::adopt::observed::Observed;
use analysis::context::{Absent, Context, Origin};
use analysis::kinds::Kinds;
use analysis::survey::Survey;
use analysis::survey::examine::{Examiner, Surroundings};
use analysis::survey::exemptions::Reach;
use anyhow::{Result, anyhow};
use audit_log::Evidence;
use serde_json::Value;
use wasmi_host::Host;

use crate::cluster::{LiveCluster, LookedUp, Workloads};
use crate::dump::{self, Found};
use crate::facts::ClusterFacts;
use crate::inputs::source::Source;
use crate::job::Job;
use crate::parallel::in_order;
use crate::progress::Progress;

/// How a cluster is surveyed.
#[derive(Clone, Debug)]
pub struct How {
    /// Whether Secrets are looked up too.
    pub secrets: bool,
    /// Whether what is seen of the API server is added to the settings.
    pub adopts: bool,
    /// What audit logs say.
    pub evidence: Option<Arc<Evidence>>,
}

/// Reads a cluster, or one of its namespaces, judges every object as if it were created now, and
/// summarizes the results. Objects in `context` count as existing, and count for more than those
/// of the cluster.
///
/// # Errors
///
/// The API server cannot be reached or rejects the credentials, or the policy rejects the settings.
pub fn survey(
    job: Job<'_>,
    context: &[Source],
    cluster: &LiveCluster,
    namespace: Option<&str>,
    how: How,
) -> Result<(Found, ClusterFacts)> {
    let Job { module, settings, unix_seconds, .. } = job;
    let host = Host::new(module);
    // Check this first: reading the cluster can take minutes.
    if let Some(refusal) = host.refuses_settings(settings).map_err(|error| anyhow!(error))? {
        return Err(anyhow!("{}: {refusal}", job.cli.settings_name()));
    }
    let mut faults = Vec::new();
    let mut around = Context::new(Absent::NotFound);
    around.set_clock(unix_seconds);
    let mut notes = Vec::new();
    for items in dump::read(context, &mut faults) {
        let mut fault = |found| faults.push(found);
        analysis::survey::dump::fill(&mut around, Origin::Context, &items, &mut fault);
        notes.extend_from_slice(items.notes());
    }
    let repeated = around.repeated();
    let namespaces = namespace.map(|namespace| vec![namespace.to_owned()]);
    let looked_up =
        LookedUp { namespaces: namespaces.as_deref(), bindings: true, secrets: how.secrets };
    let left_out = cluster.fill(&mut around, looked_up)?;
    faults.extend(left_out.iter().map(|left| left.at(cluster)));
    let knows_bindings = !left_out.iter().any(|left| left.kind.ends_with("RoleBinding"));

    let around = Arc::new(around);
    let counts = |audience: &str| {
        let surroundings = Surroundings::new(Arc::clone(&around) as _, settings);
        Examiner::new(&host, &surroundings).counts_as_api(audience)
    };
    let facts = ClusterFacts::of(cluster, namespace, settings, &counts);
    let facts = facts.map_err(|error| anyhow!(error))?;
    // The settings to adopt also hold what was seen, and objects are judged with them.
    let observed = if how.adopts { facts.observed.clone() } else { Observed::default() };
    let custom = match how.adopts {
        true => {
            let (custom, left_out) = cluster.custom_kinds()?;
            faults.extend(left_out.iter().map(|left| left.at(cluster)));
            custom
        }
        false => CustomKinds::default(),
    };
    let settings = &custom.added_to(&observed.added_to(settings));
    let Workloads { listed, notes: not_listed, left_out } =
        cluster.workloads(&Kinds::of(settings))?;
    notes.extend(not_listed);
    faults.extend(left_out);
    let survey = Survey::new(&host, settings, Arc::clone(&around), knows_bindings);
    let mut survey = survey.map_err(|refusal| anyhow!("{}: {refusal}", job.cli.settings_name()))?;
    survey.set_observed(observed);
    survey.set_custom_kinds(custom);
    survey.set_reach(Reach { all_kinds: true, all_namespaces: namespace.is_none() });
    if let Some(evidence) = how.evidence {
        survey.set_evidence(evidence);
    }
    let bar = Progress::without_end();
    let surroundings = survey.surroundings();
    let mut read = Ok(());
    in_order(
        || Host::new(module),
        |host, object| Examiner::new(host, &surroundings).see(object),
        |give| {
            let mut give = |object: Value| {
                give(object);
                bar.step();
            };
            // Service accounts are judged too.
            around.service_accounts().cloned().for_each(&mut give);
            read = listed.iter().try_for_each(|kind| {
                let left = cluster.list(kind, namespace, &mut give)?;
                faults.extend(left.map(|left| left.at(cluster)));
                anyhow::Ok(())
            });
        },
        |seen| survey.count(seen),
    );
    read?;
    bar.finish();

    Ok((Found { report: survey.report(), faults, notes, repeated }, facts))
}
