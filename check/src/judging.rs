//! What the command does with manifests: judges each, and tells.

use std::io::Write;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Error, Result, bail};
use serde_json::Value;

use workbench::Policy as _;
use workbench::context::{Absent, Context};
use workbench::edit::Edit;
use workbench::exposure::Exposure;
use workbench::input::{self, Object, Unreadable};
use workbench::judge::{Judge, Judged};
use workbench::plugin::Version;
use workbench::request::namespace_of;
use workbench::seen::PodSubject;

use crate::cli::Output;
use crate::cluster::LookedUp;
use crate::output::explain::Explained;
use crate::output::sarif::Finding;
use crate::progress::Progress;
use crate::run::{Job, exit};
use crate::source::{Source, sources};
use crate::{fix, output};

/// Judges the manifests, or explains them; answers the exit status.
///
/// # Errors
///
/// Nothing could be judged.
pub fn run(job: Job<'_>, out: &mut dyn Write, errors: &mut dyn Write) -> Result<u8> {
    let Job { cli, policy, settings, cluster } = job;
    let namespace = cli.default_namespace();
    let (context_sources, mut faults) = sources(&cli.context);
    // Files are not the cluster: what is not in them may be there.
    let absent = if cluster.is_some() { Absent::NotFound } else { Absent::SaysNothing };
    let mut context = Context::new(absent);
    let mut namespaces = Vec::new();
    fill(&mut context, &context_sources, namespace, &mut |_| {}, &mut |fault| faults.push(fault));
    let (input_sources, unread) = sources(cli.inputs());
    faults.extend(unread);
    let mut take_note = |object: &Value| {
        let namespace = namespace_of(object, namespace);
        if !namespaces.contains(&namespace) {
            namespaces.push(namespace);
        }
    };
    // What cannot be read is told when it is judged.
    fill(&mut context, &input_sources, namespace, &mut take_note, &mut |_| {});
    if let Some(reason) = policy.refuses_settings(settings).map_err(Error::msg)? {
        if cli.output == Output::Json {
            output::json::print(&[], out)?;
        }
        let file = cli.settings.as_ref().map(|path| path.display().to_string());
        let file = file.unwrap_or_else(|| "settings".into());
        bail!("{file}: {reason}");
    }
    if let Some(cluster) = cluster {
        let looked_up = LookedUp {
            namespaces: Some(&namespaces),
            bindings: settings["allow"]["serviceAccountsWithRoleBindings"] == true,
            secrets: cli.inspect_secrets,
        };
        for left in cluster.fill(&mut context, looked_up)? {
            faults.push(left.at(cluster));
        }
    }
    let context = Arc::new(context);
    let explains = cli.command.is_some();
    let judge = Judge { policy, calls: Arc::clone(&context) as _, settings, namespace };
    if cli.fix {
        fix::write(&judge, &input_sources, cli.yes, out, errors)?;
    }
    let mut judged = Vec::new();
    let mut explained = Vec::new();
    let mut changes = Vec::new();
    let bar = Progress::without_end();
    each_object(&input_sources, &mut faults, &bar, &mut |text, object| {
        let one = judge.judge(object)?;
        if explains {
            explained.push(explain(&judge, &context, object, one)?);
            return Ok(());
        }
        if cli.output == Output::Sarif {
            changes.push(fix::of(&judge, text, object, &one).map(|edit| (edit, text.clone())));
        }
        judged.push(one);
        Ok(())
    });
    bar.finish();
    for fault in &faults {
        writeln!(errors, "error: {fault}")?;
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
        (Output::Github, _) => output::github::print(&judged, out)?,
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

/// A change, and the text that it is of.
type Change = Option<(Edit, Rc<str>)>;

fn findings<'f>(judged: &'f [Judged], changes: &'f [Change]) -> Vec<Finding<'f>> {
    let pairs = judged.iter().zip(changes);
    pairs
        .map(|(judged, change)| {
            // A change to stdin changes nothing.
            let change = change.as_ref().filter(|_| judged.file != "-");
            Finding { judged, fix: change.map(|(edit, text)| (edit, &**text)) }
        })
        .collect()
}

fn explain(
    judge: &Judge<'_>,
    context: &Context,
    object: &Object,
    judged: Judged,
) -> Result<Explained, String> {
    let exposures = Exposure::read_all(&judged.exposures)?;
    let subject = PodSubject::of(&object.value, judge.namespace, context, Version::Bound);
    let trail = subject.and_then(|subject| subject.trail(context, &exposures));
    // After a lookup that failed nobody knows what the account says.
    let trail = trail.filter(|_| judged.code != Some(500));
    Ok(Explained { judged, trail })
}

/// Takes an object and the text that holds it; `Err` where it cannot be judged.
type Each<'e> = dyn FnMut(&Rc<str>, &Object) -> Result<(), String> + 'e;

/// Passes on each object; what cannot be read, or judged, is a fault.
fn each_object(
    sources: &[Source],
    faults: &mut Vec<Unreadable>,
    bar: &Progress,
    each: &mut Each<'_>,
) {
    for source in sources {
        let text: Rc<str> = match source.text() {
            Ok(text) => text.into(),
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        input::objects(&source.name(), &text, &mut |object| match object {
            Ok(object) => {
                bar.step();
                if let Err(what) = each(&text, &object) {
                    let (file, line) = (object.file.to_string(), Some(object.line));
                    faults.push(Unreadable { file, line, what });
                }
            }
            Err(fault) => faults.push(fault),
        });
    }
}

fn fill(
    context: &mut Context,
    sources: &[Source],
    namespace: &str,
    each: &mut dyn FnMut(&Value),
    fault: &mut dyn FnMut(Unreadable),
) {
    for source in sources {
        match source.text() {
            Ok(text) => input::objects(&source.name(), &text, &mut |object| match object {
                Ok(object) => {
                    context.add(&object.value, namespace);
                    each(&object.value);
                }
                Err(unreadable) => fault(unreadable),
            }),
            Err(unreadable) => fault(unreadable),
        }
    }
}
