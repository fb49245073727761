//! Surveys a cluster from files, such as the output of `kubectl get -A -o json`.

use std::sync::Arc;

use analysis::adopt::custom_kinds::CustomKinds;
use analysis::context::{Absent, Context, Origin, Repeated};
use analysis::input::Unreadable;
use analysis::input::items::Items;
use analysis::request::namespace_of;
use analysis::survey::dump::fill;
use analysis::survey::examine::Examiner;
use analysis::survey::report::Report;
use analysis::survey::{NAMESPACE, Survey};
use anyhow::{Result, anyhow};
use audit_log::Evidence;
use serde_json::Value;
use wasmi_host::Host;

use crate::inputs::source::Source;
use crate::job::Job;
use crate::parallel::in_order;
use crate::progress::Progress;

/// The result of a survey.
pub struct Found {
    /// The summary of the objects.
    pub report: Report,
    /// What could not be read.
    pub faults: Vec<Unreadable>,
    /// What a reader may take in another way than kubectl.
    pub notes: Vec<Unreadable>,
    /// Objects of which several documents were read.
    pub repeated: Vec<Repeated>,
}

/// Judges every object in the files, or only those in a namespace, as if it were created now, and
/// summarizes the results. `context` holds objects that are not judged. `adopts`: the custom kinds of the files
/// are added to the settings.
///
/// # Errors
///
/// The policy rejects the settings.
pub fn survey(
    job: Job<'_>,
    context: &[Source],
    sources: &[Source],
    namespace: Option<&str>,
    adopts: bool,
    evidence: Option<Arc<Evidence>>,
) -> Result<Found> {
    let Job { module, settings, unix_seconds, .. } = job;
    let mut faults = Vec::new();
    let around = read(context, &mut faults);
    let files = read(sources, &mut faults);
    // An object that is missing from the files may still exist in the cluster.
    let mut cluster = Context::new(Absent::SaysNothing);
    cluster.set_clock(unix_seconds);
    let mut knows_bindings = false;
    for items in &around {
        let mut fault = |found| faults.push(found);
        knows_bindings |= fill(&mut cluster, Origin::Context, items, &mut fault);
    }
    for items in &files {
        // What cannot be read is reported when it is judged.
        knows_bindings |= fill(&mut cluster, Origin::Input, items, &mut |_| {});
    }
    let notes = around.iter().chain(&files).flat_map(|items| items.notes().to_vec()).collect();
    let repeated = cluster.repeated();
    let host = Host::new(module);
    let custom = if adopts { custom_kinds(&[&around, &files]) } else { CustomKinds::default() };
    let settings = &custom.added_to(settings);
    let survey = Survey::new(&host, settings, Arc::new(cluster), knows_bindings);
    let mut survey = survey.map_err(|refusal| anyhow!("{}: {refusal}", job.cli.settings_name()))?;
    survey.set_custom_kinds(custom);
    if let Some(evidence) = evidence {
        survey.set_evidence(evidence);
    }
    let is_wanted =
        |object: &Value| namespace.is_none_or(|name| name == namespace_of(object, NAMESPACE));
    let bar = Progress::of(files.iter().map(Items::len).sum());
    let surroundings = survey.surroundings();
    in_order(
        || Host::new(module),
        |host, (items, index): (&Items, usize)| match items.get(index)? {
            Ok(object) if is_wanted(&object) => {
                Some(Ok(Examiner::new(host, &surroundings).see(object)))
            }
            Ok(_) => None,
            Err(fault) => Some(Err(fault)),
        },
        |give| {
            for items in &files {
                for index in 0..items.len() {
                    give((items, index));
                    bar.step();
                }
            }
        },
        |seen| match seen {
            Some(Ok(seen)) => survey.count(seen),
            Some(Err(fault)) => faults.push(fault),
            None => {}
        },
    );
    bar.finish();
    Ok(Found { report: survey.report(), faults, notes, repeated })
}

/// The known custom kinds of the objects in files, and of the definitions in them.
fn custom_kinds(files: &[&[Items]]) -> CustomKinds {
    let mut custom = CustomKinds::default();
    let kinds = CustomKinds::shown_by();
    for items in files.iter().copied().flatten() {
        for index in (0..items.len()).filter(|index| items.may_be(*index, &kinds)) {
            // What cannot be read is reported when it is judged.
            if let Some(Ok(object)) = items.get(index) {
                custom.add_object(&object);
            }
        }
    }
    custom
}

/// Reads the sources; adds to `faults` what cannot be read.
pub fn read(sources: &[Source], faults: &mut Vec<Unreadable>) -> Vec<Items> {
    let mut all = Vec::new();
    for source in sources {
        match source.text() {
            Ok(text) => {
                let may_hold_objects = source.may_hold_objects(&text);
                all.push(Items::new(source.name(), text, &mut |fault| {
                    if may_hold_objects && !source.is_something_else(&fault) {
                        faults.push(fault);
                    }
                }));
            }
            Err(fault) => faults.push(fault),
        }
    }
    all
}
