//! Files that hold what a cluster runs, such as the output of `kubectl get -A -o json`.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;
use workbench::Policy;
use workbench::context::{Absent, Context};
use workbench::input::Unreadable;
use workbench::input::items::Items;
use workbench::survey::Survey;
use workbench::survey::dump::fill;
use workbench::survey::report::Report;

use crate::source::Source;

/// What was found in files.
pub struct Found {
    /// What the objects say, summed up.
    pub report: Report,
    /// What could not be read.
    pub faults: Vec<Unreadable>,
}

/// Judges every object of these files as its next CREATE would be judged, and sums up. `context`
/// holds objects that are not judged.
///
/// # Errors
///
/// The policy does not take the settings.
pub fn survey(
    policy: &dyn Policy,
    settings: &Value,
    context: &[Source],
    sources: &[Source],
) -> Result<Found> {
    let mut faults = Vec::new();
    let mut read = |sources: &[Source]| {
        let mut all = Vec::new();
        for source in sources {
            match source.text() {
                Ok(text) => {
                    all.push(Items::new(&source.name(), text, &mut |fault| faults.push(fault)));
                }
                Err(fault) => faults.push(fault),
            }
        }
        all
    };
    let (around, files) = (read(context), read(sources));
    // Files are not the cluster: what is not in them may be there.
    let mut cluster = Context::new(Absent::SaysNothing);
    let mut knows_bindings = false;
    for items in around.iter().chain(&files) {
        knows_bindings |= fill(&mut cluster, items);
    }
    let survey = Survey::new(policy, settings, Arc::new(cluster), knows_bindings);
    let mut survey = survey.map_err(|refusal| anyhow!("settings: {refusal}"))?;
    let bar = progress(files.iter().map(Items::len).sum());
    for items in &files {
        for index in 0..items.len() {
            match items.get(index) {
                Some(Ok(object)) => survey.add(object),
                Some(Err(fault)) => faults.push(fault),
                None => {}
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(Found { report: survey.report(), faults })
}

/// A bar on a terminal, nothing in a pipe.
pub fn progress(total: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(
        u64::try_from(total).ok(),
        ProgressDrawTarget::stderr_with_hz(10),
    );
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} objects judged");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
