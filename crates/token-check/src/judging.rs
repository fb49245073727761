//! Judges manifests and prints the verdicts.

pub mod objects;
pub mod readings;
mod surroundings;

use std::io::Write;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use analysis::Policy as _;
use analysis::indexed_cluster::IndexedCluster;
use analysis::input::Unreadable;
use analysis::judge::named;
use anyhow::{Error, Result, anyhow};
use wasmi_host::Host;

use crate::audit;
use crate::baseline::Baseline;
use crate::cli::Output;
use crate::fix::{self, Known};
use crate::found::{Found, Place};
use crate::inputs::Inputs;
use crate::inputs::source::Source;
use crate::job::{Job, exit};
use crate::known_use::KnownUse;
use crate::output::{self, Report};
use crate::reading::{self, Remarks};
use crate::trial::trials;
use objects::Judging;
use readings::{Bindings, Readings};

/// Judges or explains the manifests; returns the exit status.
///
/// # Errors
///
/// Nothing could be judged.
pub fn run(job: Job<'_>, out: &mut dyn Write, errors: &mut dyn Write) -> Result<u8> {
    let Job { cli, module, settings, kinds, cluster, .. } = job;
    let host = Host::new(module);
    let namespace = cli.default_namespace();
    let baseline = cli.baseline.as_deref().map(Baseline::read).transpose()?;
    let read = Readings::read(job, kinds, None)?;
    let logs = audit::given(cli)?;
    let fault = match host.refuses_settings(settings) {
        Ok(None) => None,
        Ok(Some(reason)) => Some(anyhow!("{}: {reason}", cli.settings_name())),
        Err(why) => Some(no_answer(&why, &read.inputs.sources, job)),
    };
    if let Some(fault) = fault {
        output::refused(cli, &fault.to_string(), out)?;
        return Err(fault);
    }
    let mut read = read;
    let needs_bindings = settings["allow"]["serviceAccountsWithRoleBindings"] == true;
    if let Some(cluster) = cluster {
        let wants_bindings = cli.fix || cli.output == Output::Sarif || logs.is_some();
        let bindings = Bindings { needed: needs_bindings, wanted: wants_bindings };
        read.fill(cluster, bindings, cli.inspect_secrets)?;
    }
    let Readings { around, inputs, context, mut faults, mut notes, .. } = read;
    faults.extend(inputs.faults.iter().map(|(_, fault)| fault.clone()));
    let context = Arc::new(context);
    let cluster = IndexedCluster::new(Arc::clone(&context) as _);
    // It remembers positions in files, which a fix changes.
    let known = || Known::new(Arc::clone(&context), settings);
    if cli.fix {
        let known = &known();
        let (cluster, yes) = (&cluster, cli.yes);
        let how = fix::How { module, cluster, settings, kinds, namespace, known, yes };
        // Only the table leaves room for the changes on stdout.
        let mut shown = Vec::new();
        let is_table = cli.output == Output::Table;
        let place: &mut dyn Write = if is_table { out } else { &mut shown };
        faults.extend(fix::write(how, &inputs.sources, place, errors)?);
        errors.write_all(&shown)?;
    }
    let known = &known();
    let usage = logs.map(|logs| {
        faults.extend(logs.faults);
        notes.extend(logs.notes);
        let sources = [&*inputs.sources, &*around.sources];
        KnownUse::new(&logs.evidence, sources, (kinds, namespace), known.bindings(), &context)
    });
    let judging = Judging {
        job,
        context: &context,
        cluster,
        known,
        rejected: AtomicUsize::new(0),
        tried: Mutex::default(),
        trials: output::shows_help(cli).then(|| trials(&host, settings)),
    };
    let (judged, remarks) = judging.all(&inputs.sources);
    faults.extend(nothing_in(&inputs, &remarks));
    // Objects come first, in the order of the inputs.
    let mut found = judged;
    found.extend(faults.into_iter().map(|fault| Found::unread(Place::of(&fault), fault)));
    let gone = baseline.as_ref().map(|known| known.mark(&mut found, &inputs.sources));
    if let Some(path) = &cli.write_baseline {
        let count = Baseline::write(path, &found, baseline.as_ref(), &inputs.sources)?;
        let findings = if count == 1 { "finding" } else { "findings" };
        writeln!(
            errors,
            "{count} {findings} in {}",
            output::page::clean(&path.display().to_string())
        )?;
        for one in found.iter_mut().filter(|one| one.is_rejected()) {
            one.is_known = true;
        }
    }
    let report = Report {
        found,
        notes,
        repeated: context.repeated(),
        empty: remarks.empty,
        something_else: remarks.something_else,
        folders: inputs.folders,
        missing_accounts: context.missing_accounts(),
        usage,
        gone,
    };
    output::print(cli, &report, out, errors)?;
    let is_unread = report.found.iter().any(|found| found.fault().is_some());
    let is_rejected = report.found.iter().any(|found| found.is_rejected() && !found.is_known);
    Ok(match (is_unread, is_rejected) {
        (true, _) => exit::UNREADABLE,
        (false, true) => exit::REJECTED,
        (false, false) => exit::ACCEPTED,
    })
}

/// The folders and globs in which there is nothing to judge, although they were named.
pub fn nothing_in(inputs: &Inputs, remarks: &Remarks) -> Vec<Unreadable> {
    let has_folder = |number| inputs.folders.iter().any(|folder| folder.argument == number);
    let has_fault = |number| inputs.faults.iter().any(|(argument, _)| *argument == number);
    let is_empty =
        |number| !remarks.arguments.contains(&number) && !has_folder(number) && !has_fault(number);
    let places = inputs.places.iter().filter(|(number, _)| is_empty(*number));
    let what = "expected Kubernetes objects, charts or kustomizations in here, found none";
    places.map(|(_, name)| Unreadable::of(name, what)).collect()
}

/// The error if the policy gives no answer about the settings. It names the first object that is
/// not judged because of that.
fn no_answer(why: &str, sources: &[Source], job: Job<'_>) -> Error {
    let namespace = job.cli.default_namespace();
    let (mut first, mut count) = (None, 0);
    reading::each(sources, job.kinds, &mut |item| {
        if let Ok(object) = item.object {
            count += 1;
            first.get_or_insert_with(|| {
                (object.file.to_string(), object.line, named(&object.value, namespace))
            });
        }
    });
    let settings = "the policy gave no answer about the settings";
    match first {
        Some((file, line, name)) if count > 1 => {
            let more = count - 1;
            anyhow!("{file}:{line}: {name} and {more} more are not judged: {settings}: {why}")
        }
        Some((file, line, name)) => {
            anyhow!("{file}:{line}: {name} is not judged: {settings}: {why}")
        }
        None => anyhow!("{settings}: {why}"),
    }
}
