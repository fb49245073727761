//! Runs the command, from its arguments to its exit status.

use std::borrow::Cow;
use std::io::Write;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::CommandFactory as _;
use serde_json::json;

use analysis::Policy as _;
use analysis::kinds::Kinds;
use analysis::verdict::SettingsVerdict;
use wasmi_host::{Host, PolicyModule};

use crate::cli::{Cli, Command};
use crate::cluster::LiveCluster;
use crate::inputs::source::Source;
use crate::job::{Job, exit};
use crate::output::page::clean;
use crate::{POLICY_WASM, comparing, judging, settings, surveying};

/// Runs the command; returns the exit status.
///
/// # Errors
///
/// Nothing could be judged.
pub fn run(cli: &Cli, out: &mut dyn Write, errors: &mut dyn Write) -> Result<u8> {
    match cli.command {
        Some(Command::Completions { shell }) => {
            // The library panics if it cannot write.
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
    check_options(cli)?;
    if let Some(Command::Compare { old, new, .. }) = &cli.command {
        let wasm = policy(cli)?;
        return comparing::run(cli, &module(cli, &wasm)?, [old, new], out, errors);
    }
    let is_live = cli.is_live()?;
    let wasm = policy(cli)?;
    let mut settings = match &cli.settings {
        Some(path) => settings::read(&Source::file(path))?.value,
        None => json!({}),
    };
    if cli.inspect_secrets {
        settings["inspectSecrets"] = true.into();
    }
    let module = module(cli, &wasm)?;
    let unix_seconds = cli.unix_seconds();
    // What refuses settings says so where they are used.
    if let Ok(SettingsVerdict { valid: true, message: Some(message) }) =
        Host::new(&module).check_settings(&settings, Some(unix_seconds))
    {
        writeln!(errors, "warning: {}: {}", clean(&cli.settings_name()), clean(&message))?;
    }
    let cluster = match is_live {
        true => Some(connect(cli)?),
        false => None,
    };
    let run = if cli.surveys() { surveying::run } else { judging::run };
    let kinds = &Kinds::of(&settings);
    let (module, settings, cluster) = (&module, &settings, cluster.as_ref());
    let job = Job { cli, module, settings, kinds, unix_seconds, cluster };
    run(job, out, errors)
}

/// The policy's module.
fn policy(cli: &Cli) -> Result<Cow<'static, [u8]>> {
    Ok(match &cli.policy {
        Some(path) => std::fs::read(path).with_context(|| path.display().to_string())?.into(),
        None => POLICY_WASM.into(),
    })
}

/// The live cluster that the arguments name.
///
/// # Errors
///
/// It is not known, or cannot be used.
pub fn connect(cli: &Cli) -> Result<LiveCluster> {
    let context = cli.kube_context.as_deref();
    match &cli.kubeconfig {
        Some(file) => LiveCluster::of_kubeconfig(file, context),
        None => LiveCluster::connect(context),
    }
}

/// Checks that the command supports the output format.
fn check_output(cli: &Cli) -> Result<()> {
    let (name, takes) = match cli.command {
        None => ("judging", "table, json, sarif, github, gitlab or junit"),
        Some(Command::Explain { .. }) => ("explain", "table or json"),
        Some(Command::Cluster { ending_within: Some(_), .. }) => {
            ("cluster --ending-within", "table, json, html or github")
        }
        Some(Command::Cluster { .. }) => {
            ("cluster, and github with --ending-within", "table, json or html")
        }
        Some(Command::Adopt { .. }) => ("adopt", "table or json"),
        Some(Command::Compare { .. }) => ("compare", "table, json or github"),
        Some(Command::Completions { .. } | Command::Man) => return Ok(()),
    };
    let output = format!("{:?}", cli.output).to_lowercase();
    if !takes.split([',', ' ']).any(|taken| taken == output) {
        bail!("--output {output}: expected {takes} with {name}");
    }
    Ok(())
}

/// Checks that the command supports the options.
fn check_options(cli: &Cli) -> Result<()> {
    if !cli.misplaced_audit_log.is_empty() {
        bail!(
            "--audit-log: expected only after cluster, adopt or explain, as in `token-check cluster \
             --audit-log FILE`"
        );
    }
    if cli.settings.is_some() && matches!(cli.command, Some(Command::Compare { .. })) {
        bail!(
            "--settings: expected none with compare, which takes both settings as arguments, as in \
             `token-check compare OLD NEW`"
        );
    }
    let given = [
        ("--fix", cli.fix),
        ("--baseline", cli.baseline.is_some()),
        ("--write-baseline", cli.write_baseline.is_some()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((option, _)) if cli.command.is_some() => {
            bail!("{option}: expected only without a command, where files are judged")
        }
        _ => Ok(()),
    }
}

fn module(cli: &Cli, wasm: &[u8]) -> Result<PolicyModule> {
    PolicyModule::new(wasm).map_err(|why| match &cli.policy {
        Some(path) => anyhow!("{}: {why}", path.display()),
        None => anyhow!("the built-in policy: {why}"),
    })
}
