//! Surveys a live cluster.

use std::sync::Arc;

use analysis::Policy as _;
use analysis::context::{Absent, Context, Origin};
use analysis::survey::examine::Examiner;
use analysis::survey::{NAMESPACE, Survey};
use anyhow::{Result, anyhow};
use serde::Serialize;
use serde_json::Value;
use wasmi_host::{Host, PolicyModule};

use crate::cluster::kinds::workloads;
use crate::cluster::{LiveCluster, LookedUp};
use crate::dump::{self, Found};
use crate::parallel::in_order;
use crate::progress::Progress;
use crate::source::Source;

/// ClusterFacts about a cluster, in addition to its objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterFacts {
    /// The URL of its API server.
    pub server: String,
    /// The namespace that was read; `None` means all.
    pub namespace: Option<String>,
    /// The audiences of its API; `None` if they are unknown.
    pub api_audiences: Option<Vec<String>>,
    /// The audiences that the setting `apiAudiences` does not cover. Tokens for them count as
    /// tokens for another system.
    pub missed_api_audiences: Vec<String>,
    /// The reason why the audiences are unknown.
    pub api_audiences_unknown: Option<String>,
}

/// Reads a cluster, or one of its namespaces, judges every object as if it were created now, and
/// summarizes the results. Objects in `context` count as existing, and count for more than those
/// of the cluster.
///
/// # Errors
///
/// The API server cannot be reached or rejects the credentials, or the policy rejects the settings.
pub fn survey(
    module: &PolicyModule,
    settings: &Value,
    context: &[Source],
    cluster: &LiveCluster,
    namespace: Option<&str>,
    secrets: bool,
) -> Result<(Found, ClusterFacts)> {
    let host = Host::new(module);
    // Check this first: reading the cluster can take minutes.
    if let Some(refusal) = host.refuses_settings(settings).map_err(|error| anyhow!(error))? {
        return Err(anyhow!("settings: {refusal}"));
    }
    let mut faults = Vec::new();
    let mut around = Context::new(Absent::NotFound);
    for items in dump::read(context, &mut faults) {
        analysis::survey::dump::fill(&mut around, Origin::Context, &items);
    }
    let repeated = around.repeated();
    let namespaces = namespace.map(|namespace| vec![namespace.to_owned()]);
    let looked_up = LookedUp { namespaces: namespaces.as_deref(), bindings: true, secrets };
    let left_out = cluster.fill(&mut around, looked_up)?;
    faults.extend(left_out.iter().map(|left| left.at(cluster)));
    let knows_bindings = !left_out.iter().any(|left| left.kind.ends_with("RoleBinding"));

    let around = Arc::new(around);
    let survey = Survey::new(&host, settings, Arc::clone(&around), knows_bindings);
    let mut survey = survey.map_err(|refusal| anyhow!("settings: {refusal}"))?;
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
            read = workloads().iter().try_for_each(|kind| {
                let left = cluster.list(kind, namespace, &mut give)?;
                faults.extend(left.map(|left| left.at(cluster)));
                anyhow::Ok(())
            });
        },
        |seen| survey.count(seen),
    );
    read?;
    bar.finish();

    let mut facts = ClusterFacts {
        server: cluster.server().to_owned(),
        namespace: namespace.map(str::to_owned),
        api_audiences: None,
        missed_api_audiences: Vec::new(),
        api_audiences_unknown: None,
    };
    match cluster.api_audiences(namespace.unwrap_or(NAMESPACE)) {
        Ok(audiences) => {
            for audience in &audiences {
                let counts = survey.counts_as_api(audience).map_err(|error| anyhow!(error))?;
                if !counts {
                    facts.missed_api_audiences.push(audience.clone());
                }
            }
            facts.api_audiences = Some(audiences);
        }
        Err(why) => facts.api_audiences_unknown = Some(why),
    }
    Ok((Found { report: survey.report(), faults, repeated }, facts))
}
