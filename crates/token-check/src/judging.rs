//! Judges manifests and prints the verdicts.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Error, Result, anyhow};

use analysis::Policy as _;
use analysis::context::{Absent, Context, Origin, Place as ContextPlace};
use analysis::indexed_cluster::IndexedCluster;
use analysis::input::{Object, Unreadable};
use analysis::judge::{Judge, Judged, named};
use analysis::plugin::Version;
use analysis::request::namespace_of;
use analysis::seen::PodDocument;
use analysis::trail::Trail;
use wasmi_host::Host;

use crate::baseline::Baseline;
use crate::cli::Output;
use crate::cluster::LookedUp;
use crate::fix::{self, Fix, Known};
use crate::found::{Found, Place, What};
use crate::inputs::source::Source;
use crate::inputs::{Finder, Inputs};
use crate::job::{Job, exit};
use crate::output::{self, Report};
use crate::parallel::in_order;
use crate::progress::Progress;
use crate::reading::{self, Item, Remarks};
use crate::trial::{Trial, helped_by, trials};

/// Judges or explains the manifests; returns the exit status.
///
/// # Errors
///
/// Nothing could be judged.
pub fn run(job: Job<'_>, out: &mut dyn Write, errors: &mut dyn Write) -> Result<u8> {
    let Job { cli, module, settings, cluster } = job;
    let host = Host::new(module);
    let namespace = cli.default_namespace();
    let baseline = cli.baseline.as_deref().map(Baseline::read).transpose()?;
    let finder = cli.finder()?;
    // An object that is missing from the files may still exist in the cluster.
    let absent = if cluster.is_some() { Absent::NotFound } else { Absent::SaysNothing };
    let mut read =
        Read { context: Context::new(absent), namespaces: Vec::new(), faults: Vec::new() };
    let around = Finder::new(&[], None)?.find(&cli.context);
    let mut notes = read.around(&around, namespace);
    let inputs = finder.find(cli.inputs());
    notes.extend(read.inputs(&inputs.sources, namespace));
    let fault = match host.refuses_settings(settings) {
        Ok(None) => None,
        Ok(Some(reason)) => {
            let file = cli.settings.as_ref().map(|path| path.display().to_string());
            Some(anyhow!("{}: {reason}", file.as_deref().unwrap_or("settings")))
        }
        Err(why) => Some(no_answer(&why, &inputs.sources, namespace)),
    };
    if let Some(fault) = fault {
        if cli.output == Output::Json {
            output::json::print(&[], false, out)?;
        }
        return Err(fault);
    }
    let Read { mut context, namespaces, mut faults } = read;
    let needs_bindings = settings["allow"]["serviceAccountsWithRoleBindings"] == true;
    if let Some(cluster) = cluster {
        let looked_up = LookedUp {
            namespaces: Some(&namespaces),
            bindings: needs_bindings || cli.fix || cli.output == Output::Sarif,
            secrets: cli.inspect_secrets,
        };
        for left in cluster.fill(&mut context, looked_up)? {
            // Without bindings, fixes say what they lack.
            if needs_bindings || !left.kind.ends_with("RoleBinding") {
                faults.push(left.at(cluster));
            }
        }
    }
    faults.extend(inputs.faults.iter().map(|(_, fault)| fault.clone()));
    let context = Arc::new(context);
    let cluster = IndexedCluster::new(Arc::clone(&context) as _);
    let known = Known::new(Arc::clone(&context), settings);
    if cli.fix {
        let known = &known;
        let how = fix::How { module, cluster: &cluster, settings, namespace, known, yes: cli.yes };
        fix::write(how, &inputs.sources, out, errors)?;
    }
    let judging = Judging {
        job,
        context: &context,
        cluster,
        known: &known,
        rejected: AtomicUsize::new(0),
        trials: output::shows_help(cli).then(|| trials(&host, settings)),
    };
    let (judged, remarks) = judging.all(&inputs.sources);
    faults.extend(nothing_in(&inputs, &remarks));
    // Objects come first, in the order of the inputs.
    let mut found = judged;
    found.extend(faults.into_iter().map(|fault| Found::unread(Place::of(&fault), fault)));
    let gone = baseline.map(|baseline| baseline.mark(&mut found));
    if let Some(path) = &cli.write_baseline {
        let count = Baseline::write(path, &found)?;
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

/// What is read of the files before anything is judged.
struct Read {
    /// The cluster that is going to be.
    context: Context,
    /// The namespaces of what is judged.
    namespaces: Vec<String>,
    faults: Vec<Unreadable>,
}

impl Read {
    /// Adds what is not judged; returns what there is to note.
    fn around(&mut self, around: &Inputs, namespace: &str) -> Vec<Unreadable> {
        self.faults.extend(around.faults.iter().map(|(_, fault)| fault.clone()));
        let remarks = reading::each(&around.sources, &mut |item| match item.object {
            Ok(object) => add(&mut self.context, Origin::Context, &object, namespace),
            Err(fault) => self.faults.push(fault),
        });
        remarks.notes
    }

    /// Adds what is judged. What cannot be read is reported then.
    fn inputs(&mut self, sources: &[Source], namespace: &str) -> Vec<Unreadable> {
        let remarks = reading::each(sources, &mut |item| {
            let Ok(object) = item.object else { return };
            add(&mut self.context, Origin::Input, &object, namespace);
            let namespace = namespace_of(&object.value, namespace);
            if !self.namespaces.contains(&namespace) {
                self.namespaces.push(namespace);
            }
        });
        remarks.notes
    }
}

fn add(context: &mut Context, origin: Origin, object: &Object, namespace: &str) {
    let place = ContextPlace { file: Arc::clone(&object.file), line: object.line };
    context.add_document(origin, place, &object.value, namespace);
}

/// What is needed to judge objects.
struct Judging<'j> {
    job: Job<'j>,
    context: &'j Context,
    cluster: Arc<IndexedCluster>,
    known: &'j Known,
    /// How many objects were rejected so far.
    rejected: AtomicUsize,
    /// `None` if nobody wants to know what would help.
    trials: Option<Vec<Trial>>,
}

impl Judging<'_> {
    /// Judges each object of the inputs on all cores.
    fn all(&self, sources: &[Source]) -> (Vec<Found>, Remarks) {
        let mut found = Vec::new();
        let mut remarks = Remarks::default();
        let bar = Progress::without_end();
        in_order(
            || Host::new(self.job.module),
            |host: &mut Host, item: Item<'_>| self.one(host, item),
            |give| {
                remarks = reading::each(sources, &mut |item| {
                    if item.object.is_ok() {
                        bar.step();
                    }
                    give(item);
                });
            },
            |one| found.push(one),
        );
        bar.finish();
        (found, remarks)
    }

    fn one(&self, host: &Host, item: Item<'_>) -> Found {
        let place = item.place();
        let Item { source, input, object } = item;
        let object = match object {
            Ok(object) => object,
            Err(fault) => return Found::unread(place, fault),
        };
        let Job { cli, settings, .. } = self.job;
        let namespace = cli.default_namespace();
        let cluster = Arc::clone(&self.cluster);
        let judge = Judge { policy: host, cluster, settings, namespace };
        let judged = match judge.judge(&object) {
            Ok(judged) => judged,
            Err(what) => {
                let fault = Unreadable::of(&object.file, what);
                return Found::unread(place, Unreadable { line: Some(object.line), ..fault });
            }
        };
        let bound_by = self.bound_by(&judged);
        let is_tried = judged.accepted == Some(false) && self.is_tried();
        let trials = self.trials.as_ref().filter(|_| is_tried);
        let helped_by =
            trials.map(|trials| helped_by(trials, &judge, &object, &judged, bound_by.is_some()));
        // Only a file can be changed.
        let wants_fix = is_tried || cli.output == Output::Sarif;
        let fix = input.filter(|_| source.path().is_some() && wants_fix);
        let fix = fix.and_then(|input| {
            match fix::of(&judge, self.known, &input.text.text, &object, &judged) {
                Fix::Mended(mended) => Some((mended.edits, input)),
                Fix::None | Fix::Not(_) => None,
            }
        });
        let trail = cli.command.is_some().then(|| self.trail(&object, &judged)).flatten();
        Found {
            bound_by,
            fix,
            helped_by: helped_by.unwrap_or_default(),
            trail,
            ..Found::new(place, What::Judged(Box::new(judged)))
        }
    }

    /// Whether it is found out what would help one more rejected object. That takes as long as
    /// judging it a few times.
    fn is_tried(&self) -> bool {
        output::shows_help(self.job.cli)
            && self.rejected.fetch_add(1, Ordering::Relaxed) < output::summary::MOST_TRIED
    }

    /// The role binding that names the account of a rejected object, if there is one.
    fn bound_by(&self, judged: &Judged) -> Option<String> {
        judged.accepted.filter(|accepted| !accepted)?;
        let namespace = judged.namespace.as_deref()?;
        let account = judged.account.as_deref()?;
        match self.known.bindings().naming(namespace, account).as_slice() {
            [] => None,
            [binding] => Some(binding.to_string()),
            [binding, more @ ..] => Some(format!("{binding} (and {} more)", more.len())),
        }
    }

    /// Who decided about each token of an object.
    fn trail(&self, object: &Object, judged: &Judged) -> Option<Trail> {
        let namespace = self.job.cli.default_namespace();
        let pod = PodDocument::of(&object.value, namespace, self.context, Version::Bound)?;
        let trail = pod.trail(self.context, &judged.exposures);
        // After a failed lookup, what the account says is unknown.
        trail.filter(|_| judged.code != Some(500))
    }
}

/// The folders and globs in which there is nothing to judge, although they were named.
fn nothing_in(inputs: &Inputs, remarks: &Remarks) -> Vec<Unreadable> {
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
fn no_answer(why: &str, sources: &[Source], namespace: &str) -> Error {
    let (mut first, mut count) = (None, 0);
    reading::each(sources, &mut |item| {
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
