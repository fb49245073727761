//! What the command does, from arguments to exit status.

use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context as _, Error, Result, anyhow, bail};
use clap::CommandFactory as _;
use serde_json::{Value, json};

use workbench::Policy as _;
use workbench::context::{Absent, Context};
use workbench::edit::Edit;
use workbench::exposure::Exposure;
use workbench::input::{self, Object, Unreadable, yaml::Node};
use workbench::judge::{Judge, Judged};
use workbench::plugin::Version;
use workbench::seen::PodSubject;
use workbench::survey::report::Report;

use crate::cli::{Cli, Command, Output};
use crate::dump::{self, Found};
use crate::host::HostedPolicy;
use crate::output::explain::Explained;
use crate::output::sarif::Finding;
use crate::source::{Source, sources};
use crate::{POLICY_WASM, adopt, fix, output};

/// Exit statuses.
pub mod exit {
    /// All is accepted.
    pub const ACCEPTED: u8 = 0;
    /// Something is rejected.
    pub const REJECTED: u8 = 1;
    /// An input could not be read, or the settings are refused.
    pub const UNREADABLE: u8 = 2;
}

/// Runs the command; answers the exit status.
///
/// # Errors
///
/// Nothing could be judged.
pub fn run(cli: &Cli, out: &mut dyn Write, errors: &mut dyn Write) -> Result<u8> {
    match cli.command {
        Some(Command::Completions { shell }) => {
            // The library panics where it cannot write.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "token-check", &mut script);
            out.write_all(&script)?;
            return Ok(exit::ACCEPTED);
        }
        Some(Command::Man) => {
            clap_mangen::Man::new(Cli::command()).render(out)?;
            return Ok(exit::ACCEPTED);
        }
        _ => {}
    }
    check_output(cli)?;
    let wasm = match &cli.policy {
        Some(path) => std::fs::read(path).with_context(|| path.display().to_string())?,
        None => POLICY_WASM.to_vec(),
    };
    let settings = match &cli.settings {
        Some(path) => read_settings(path)?,
        None => json!({}),
    };
    let mut faults = Vec::new();
    let mut context = Context::new(Absent::SaysNothing);
    let (context_sources, unread) = sources(&cli.context);
    faults.extend(unread);
    if matches!(cli.command, Some(Command::Cluster { .. } | Command::Adopt { .. })) {
        let policy = hosted(cli, &wasm)?;
        let (input_sources, unread) = sources(cli.inputs());
        let Found { mut report, faults: unreadable } =
            dump::survey(&policy, &settings, &context_sources, &input_sources)?;
        faults.extend(unread.into_iter().chain(unreadable));
        report.unreadable = faults.iter().map(ToString::to_string).collect();
        return tell(cli, &report, out, errors);
    }
    fill(&mut context, &context_sources, &cli.namespace, &mut |fault| faults.push(fault));
    let (input_sources, unread) = sources(cli.inputs());
    faults.extend(unread);
    // What cannot be read is told when it is judged.
    fill(&mut context, &input_sources, &cli.namespace, &mut |_| {});

    let context = Arc::new(context);
    let policy = hosted(cli, &wasm)?;
    if let Some(reason) = policy.refuses_settings(&settings).map_err(Error::msg)? {
        if cli.output == Output::Json {
            output::json::print(&[], out)?;
        }
        let file = cli.settings.as_ref().map(|path| path.display().to_string());
        let file = file.unwrap_or_else(|| "settings".into());
        bail!("{file}: {reason}");
    }
    let explains = cli.command.is_some();
    let judge = Judge {
        policy: &policy,
        calls: Arc::clone(&context) as _,
        settings: &settings,
        namespace: &cli.namespace,
    };
    if cli.fix {
        fix::write(&judge, &input_sources, cli.yes, out, errors)?;
    }
    let mut judged = Vec::new();
    let mut explained = Vec::new();
    let mut changes = Vec::new();
    each_object(&input_sources, &mut faults, &mut |text, object| {
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

/// Refuses what a command cannot print.
fn check_output(cli: &Cli) -> Result<()> {
    let (name, takes) = match cli.command {
        None => ("judging", "table, json, sarif or github"),
        Some(Command::Explain { .. }) => ("explain", "table or json"),
        Some(Command::Cluster { .. }) => ("cluster", "table, json or html"),
        Some(Command::Adopt { .. }) => ("adopt", "table or json"),
        Some(Command::Completions { .. } | Command::Man) => return Ok(()),
    };
    let output = format!("{:?}", cli.output).to_lowercase();
    if !takes.split([',', ' ']).any(|taken| taken == output) {
        bail!("--output {output}: expected {takes} with {name}");
    }
    Ok(())
}

fn hosted(cli: &Cli, wasm: &[u8]) -> Result<HostedPolicy> {
    HostedPolicy::new(wasm).with_context(|| match &cli.policy {
        Some(path) => path.display().to_string(),
        None => "the policy that token-check carries".into(),
    })
}

/// Tells what a cluster's objects say; answers the exit status.
fn tell(cli: &Cli, report: &Report, out: &mut dyn Write, errors: &mut dyn Write) -> Result<u8> {
    let adopts = matches!(cli.command, Some(Command::Adopt { .. }));
    if report.objects == 0 {
        writeln!(errors, "No objects found.")?;
    }
    match (cli.output, adopts) {
        (Output::Json, true) => writeln!(out, "{}", serde_json::to_string_pretty(&report.adopt)?)?,
        (Output::Json, _) => writeln!(out, "{}", serde_json::to_string_pretty(report)?)?,
        (Output::Html, _) => output::html::print(report, out)?,
        (_, true) => adopt::print(&report.adopt, out, errors)?,
        _ => output::survey::print(report, out)?,
    }
    if let Some(Command::Adopt { patches: Some(folder), .. }) = &cli.command {
        adopt::write_patches(&report.adopt.plan, folder, errors)?;
    }
    if adopts || cli.output != Output::Table {
        for fault in &report.unreadable {
            writeln!(errors, "error: {fault}")?;
        }
    }
    let rejected = report.actions.first().is_some_and(|reject| reject.rejected > 0);
    Ok(match (report.unreadable.is_empty(), if adopts { !report.adopt.passes } else { rejected }) {
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
fn each_object(sources: &[Source], faults: &mut Vec<Unreadable>, each: &mut Each<'_>) {
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
    fault: &mut dyn FnMut(Unreadable),
) {
    for source in sources {
        match source.text() {
            Ok(text) => input::objects(&source.name(), &text, &mut |object| match object {
                Ok(object) => context.add(&object.value, namespace),
                Err(unreadable) => fault(unreadable),
            }),
            Err(unreadable) => fault(unreadable),
        }
    }
}

fn read_settings(path: &Path) -> Result<Value> {
    let source = Source::File(path.to_owned());
    let text = source.text().map_err(|fault| anyhow!("{fault}"))?;
    let name: Rc<str> = source.name();
    let node =
        Node::read(&text).map_err(|fault| anyhow!("{}", Unreadable::new(&name, 0, fault)))?;
    match node.map(|node| node.to_json()) {
        None => Ok(json!({})),
        Some(settings @ Value::Object(_)) => Ok(settings),
        Some(_) => bail!("{name}: expected settings, a mapping such as `action: warn`"),
    }
}
