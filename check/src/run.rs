//! What the command does, from arguments to exit status.

use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context as _, Error, Result, anyhow, bail};
use serde_json::{Value, json};

use workbench::Policy as _;
use workbench::context::{Absent, Context};
use workbench::input::{self, Unreadable, yaml::Node};
use workbench::judge::{Judge, Judged};

use crate::cli::{Cli, Output};
use crate::host::HostedPolicy;
use crate::source::{Source, sources};
use crate::{POLICY_WASM, output};

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
    fill(&mut context, &context_sources, &cli.namespace, &mut |fault| faults.push(fault));
    let (input_sources, unread) = sources(&cli.inputs);
    faults.extend(unread);
    // What cannot be read is told when it is judged.
    fill(&mut context, &input_sources, &cli.namespace, &mut |_| {});

    let context = Arc::new(context);
    let policy = HostedPolicy::new(&wasm).with_context(|| match &cli.policy {
        Some(path) => path.display().to_string(),
        None => "the policy that token-check carries".into(),
    })?;
    if let Some(reason) = policy.refuses_settings(&settings).map_err(Error::msg)? {
        if cli.output == Output::Json {
            output::json::print(&[], out)?;
        }
        let file = cli.settings.as_ref().map(|path| path.display().to_string());
        let file = file.unwrap_or_else(|| "settings".into());
        bail!("{file}: {reason}");
    }
    let judge = Judge {
        policy: &policy,
        calls: Arc::clone(&context) as _,
        settings: &settings,
        namespace: &cli.namespace,
    };
    let judged = judge_all(&judge, &input_sources, &mut faults);
    for fault in &faults {
        writeln!(errors, "error: {fault}")?;
    }
    match cli.output {
        Output::Json => {
            for judged in &judged {
                for hint in &judged.misplaced {
                    writeln!(errors, "hint: {}: {hint}", judged.file)?;
                }
            }
            output::json::print(&judged, out)?;
        }
        Output::Table => output::table::print(&judged, &context.missing_accounts(), out)?,
    }
    let rejected = judged.iter().any(|judged| judged.accepted == Some(false));
    Ok(match (faults.is_empty(), rejected) {
        (false, _) => exit::UNREADABLE,
        (true, true) => exit::REJECTED,
        (true, false) => exit::ACCEPTED,
    })
}

fn judge_all(judge: &Judge<'_>, sources: &[Source], faults: &mut Vec<Unreadable>) -> Vec<Judged> {
    let mut all = Vec::new();
    for source in sources {
        let text = match source.text() {
            Ok(text) => text,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        input::objects(&source.name(), &text, &mut |object| match object {
            Ok(object) => match judge.judge(&object) {
                Ok(judged) => all.push(judged),
                Err(what) => faults.push(Unreadable {
                    file: object.file.to_string(),
                    line: Some(object.line),
                    what,
                }),
            },
            Err(fault) => faults.push(fault),
        });
    }
    all
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
