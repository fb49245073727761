//! Judges manifests and prints the verdicts.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Error, Result, anyhow};

use analysis::Policy as _;
use analysis::context::{Absent, Context, Origin, Place};
use analysis::edit::Edit;
use analysis::indexed_cluster::IndexedCluster;
use analysis::input::{self, Object, Unreadable};
use analysis::judge::{Judge, Judged, named};
use analysis::plugin::Version;
use analysis::request::namespace_of;
use analysis::seen::PodDocument;
use analysis::trail::Trail;
use manifest::Text;
use wasmi_host::Host;

use crate::cli::Output;
use crate::cluster::LookedUp;
use crate::fix::{self, Fix, Known};
use crate::job::{Job, exit};
use crate::output;
use crate::output::explain::Explained;
use crate::output::sarif::Finding;
use crate::parallel::in_order;
use crate::progress::Progress;
use crate::source::{Source, sources};

/// Judges or explains the manifests; returns the exit status.
///
/// # Errors
///
/// Nothing could be judged.
pub fn run(job: Job<'_>, out: &mut dyn Write, errors: &mut dyn Write) -> Result<u8> {
    let Job { cli, module, settings, cluster } = job;
    let host = Host::new(module);
    let namespace = cli.default_namespace();
    let (context_sources, mut faults) = sources(&cli.context);
    // An object that is missing from the files may still exist in the cluster.
    let absent = if cluster.is_some() { Absent::NotFound } else { Absent::SaysNothing };
    let mut context = Context::new(absent);
    let mut namespaces = Vec::new();
    let mut add_context = |object: &Object| add(&mut context, Origin::Context, object, namespace);
    let mut notes = read(&context_sources, &mut add_context, &mut |fault| faults.push(fault));
    let (input_sources, unread) = sources(cli.inputs());
    faults.extend(unread);
    let mut add_and_note = |object: &Object| {
        add(&mut context, Origin::Input, object, namespace);
        let namespace = namespace_of(&object.value, namespace);
        if !namespaces.contains(&namespace) {
            namespaces.push(namespace);
        }
    };
    // Inputs that cannot be read are reported when they are judged.
    notes.extend(read(&input_sources, &mut add_and_note, &mut |_| {}));
    let fault = match host.refuses_settings(settings) {
        Ok(None) => None,
        Ok(Some(reason)) => {
            let file = cli.settings.as_ref().map(|path| path.display().to_string());
            Some(anyhow!("{}: {reason}", file.as_deref().unwrap_or("settings")))
        }
        Err(why) => Some(no_answer(&why, &input_sources, namespace)),
    };
    if let Some(fault) = fault {
        if cli.output == Output::Json {
            output::json::print(&[], out)?;
        }
        return Err(fault);
    }
    let needs_bindings = settings["allow"]["serviceAccountsWithRoleBindings"] == true;
    let fixes = cli.fix || cli.output == Output::Sarif;
    if let Some(cluster) = cluster {
        let looked_up = LookedUp {
            namespaces: Some(&namespaces),
            bindings: needs_bindings || fixes,
            secrets: cli.inspect_secrets,
        };
        for left in cluster.fill(&mut context, looked_up)? {
            // Without bindings, fixes say what they lack.
            if needs_bindings || !left.kind.ends_with("RoleBinding") {
                faults.push(left.at(cluster));
            }
        }
    }
    let context = Arc::new(context);
    let explains = cli.command.is_some();
    let indexed = IndexedCluster::new(Arc::clone(&context) as _);
    let known = || Known::new(Arc::clone(&context), settings);
    if cli.fix {
        let how = fix::How {
            module,
            cluster: &indexed,
            settings,
            namespace,
            known: &known(),
            yes: cli.yes,
        };
        fix::write(how, &input_sources, out, errors)?;
    }
    let known = (cli.output == Output::Sarif).then(known);
    let mut judged = Vec::new();
    let mut explained = Vec::new();
    let mut changes = Vec::new();
    let bar = Progress::without_end();
    let judge_one = |host: &mut Host, read: Read| {
        let (text, object) = read?;
        let cluster = Arc::clone(&indexed);
        let judge = Judge { policy: &*host, cluster, settings, namespace };
        let one = judge.judge(&object).map_err(|what| Unreadable {
            line: Some(object.line),
            ..Unreadable::of(&object.file, what)
        })?;
        let change =
            known.as_ref().map(|known| match fix::of(&judge, known, &text.text, &object, &one) {
                Fix::Mended(mended) => Some((mended.edits, text)),
                Fix::None | Fix::Not(_) => None,
            });
        let trail = explains.then(|| trail(&judge, &context, &object, &one));
        Ok((one, change, trail))
    };
    in_order(
        || Host::new(module),
        judge_one,
        |give| {
            each_object(&input_sources, &mut |read| {
                if read.is_ok() {
                    bar.step();
                }
                give(read);
            });
        },
        |result| match result {
            Ok((one, change, None)) => {
                judged.push(one);
                changes.push(change.flatten());
            }
            Ok((one, _, Some(Ok(trail)))) => explained.push(Explained { judged: one, trail }),
            Ok((one, _, Some(Err(what)))) => {
                faults.push(Unreadable { line: Some(one.line), ..Unreadable::of(&one.file, what) });
            }
            Err(fault) => faults.push(fault),
        },
    );
    bar.finish();
    for fault in &faults {
        writeln!(errors, "error: {fault}")?;
    }
    let repeated = context.repeated();
    if cli.output != Output::Github {
        output::notes::print(&notes, &repeated, errors)?;
    }
    match (cli.output, explains) {
        (Output::Json, true) => output::explain::print_json(&explained, out)?,
        (_, true) => output::explain::print(&explained, out)?,
        (Output::Json, _) => {
            for judged in &judged {
                for hint in &judged.misplaced {
                    writeln!(errors, "hint: {}: {hint}", judged.file)?;
                }
            }
            output::json::print(&judged, out)?;
        }
        (Output::Table, _) => output::table::print(&judged, &context.missing_accounts(), out)?,
        (Output::Sarif, _) => output::sarif::print(&findings(&judged, &changes), out)?,
        (Output::Github, _) => output::github::print(&judged, &notes, &repeated, out)?,
        (Output::Html, _) => {}
    }
    let mut all = judged.iter().chain(explained.iter().map(|explained| &explained.judged));
    let rejected = all.any(|judged| judged.accepted == Some(false));
    Ok(match (faults.is_empty(), rejected) {
        (false, _) => exit::UNREADABLE,
        (true, true) => exit::REJECTED,
        (true, false) => exit::ACCEPTED,
    })
}

/// The error if the policy gives no answer about the settings. It names the first object that is
/// not judged because of that.
fn no_answer(why: &str, sources: &[Source], namespace: &str) -> Error {
    let (mut first, mut count) = (None, 0);
    each_object(sources, &mut |read| {
        if let Ok((_, object)) = read {
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

/// An object, and the text that contains it.
type Read = Result<(Arc<Text>, Object), Unreadable>;

/// Changes, and the text to change.
type Change = Option<(Vec<Edit>, Arc<Text>)>;

fn findings<'f>(judged: &'f [Judged], changes: &'f [Change]) -> Vec<Finding<'f>> {
    let pairs = judged.iter().zip(changes);
    pairs
        .map(|(judged, change)| {
            // Stdin cannot be changed.
            let change = change.as_ref().filter(|_| judged.file != "-");
            Finding { judged, fix: change.map(|(edits, text)| (&**edits, &*text.text)) }
        })
        .collect()
}

/// Finds out who decided about each token of an object.
fn trail(
    judge: &Judge<'_>,
    context: &Context,
    object: &Object,
    judged: &Judged,
) -> Result<Option<Trail>, String> {
    let subject = PodDocument::of(&object.value, judge.namespace, context, Version::Bound);
    let trail = subject.and_then(|subject| subject.trail(context, &judged.exposures));
    // After a failed lookup, what the account says is unknown.
    Ok(trail.filter(|_| judged.code != Some(500)))
}

/// Passes each object of each source, or the reason why it cannot be read, to `each`. Returns what a
/// reader may take in another way than kubectl.
fn each_object(sources: &[Source], each: &mut dyn FnMut(Read)) -> Vec<Unreadable> {
    let mut notes = Vec::new();
    for source in sources {
        match source.text() {
            Ok(text) => {
                let text = Arc::new(text);
                let read = input::objects(&source.name(), text.documents(), &mut |object| {
                    each(object.map(|object| (Arc::clone(&text), object)));
                });
                notes.extend(read);
            }
            Err(fault) => each(Err(fault)),
        }
    }
    notes
}

fn add(context: &mut Context, origin: Origin, object: &Object, namespace: &str) {
    let place = Place { file: Arc::clone(&object.file), line: object.line };
    context.add_document(origin, place, &object.value, namespace);
}

fn read(
    sources: &[Source],
    each: &mut dyn FnMut(&Object),
    fault: &mut dyn FnMut(Unreadable),
) -> Vec<Unreadable> {
    each_object(sources, &mut |read| match read {
        Ok((_, object)) => each(&object),
        Err(unreadable) => fault(unreadable),
    })
}
