//! Summarizes a cluster, live or from files, or prints the settings with which it passes.

use std::io::Write;
use std::sync::Arc;

use analysis::adopt::Adoption;
use analysis::input::Unreadable;
use analysis::survey::legacy::TokenSecret;
use analysis::survey::report::Report;
use anyhow::Result;
use serde::Serialize;

use crate::cli::{Cli, Command, Output};
use crate::ending::{self, Ending};
use crate::facts::ClusterFacts;
use crate::inputs::Finder;
use crate::job::{Job, exit};
use crate::live::{self, How};
use crate::output::page::clean;
use crate::{adopt, audit, dump, output};

/// Surveys the cluster, or the given files, and prints the results; returns the exit status.
///
/// # Errors
///
/// There is no cluster to read, or the policy rejects the settings.
pub fn run(job: Job<'_>, out: &mut dyn Write, errors: &mut dyn Write) -> Result<u8> {
    let Job { cli, cluster, .. } = job;
    let finder = cli.finder()?;
    let around = Finder::new(&[], None)?.find(&cli.context);
    let context = around.sources;
    let mut faults: Vec<Unreadable> = around.faults.into_iter().map(|(_, fault)| fault).collect();
    let namespace = cli.namespace.as_deref();
    let adopts = matches!(cli.command, Some(Command::Adopt { .. }));
    let logs = audit::given(cli)?;
    let evidence = logs.as_ref().map(|logs| Arc::clone(&logs.evidence));
    let (found, facts) = match cluster {
        Some(cluster) => {
            let how = How { secrets: cli.inspect_secrets, adopts, evidence };
            let (found, facts) = live::survey(job, &context, cluster, namespace, how)?;
            (found, Some(facts))
        }
        None => {
            let inputs = finder.find(cli.inputs());
            faults.extend(inputs.faults.into_iter().map(|(_, fault)| fault));
            (dump::survey(job, &context, &inputs.sources, namespace, adopts, evidence)?, None)
        }
    };
    faults.extend(found.faults);
    let mut notes = found.notes;
    if let Some(logs) = logs {
        faults.extend(logs.faults);
        notes.extend(logs.notes);
    }
    output::notes::print(&notes, &found.repeated, &[], cli.all, errors)?;
    let mut report = found.report;
    report.unreadable = faults.iter().map(ToString::to_string).collect();
    if !report.unreadable.is_empty() {
        report.exemptions.iter_mut().for_each(|one| one.doubt("not everything could be read"));
    }
    if let Some(Command::Cluster { ending_within: Some(days), .. }) = cli.command {
        let ending = Ending::new(&report, facts.as_ref(), job.unix_seconds, days);
        return ending::print(cli, &ending, out, errors);
    }
    print_report(cli, &report, facts.as_ref(), out, errors)
}

/// The JSON value that `cluster --output json` prints.
#[derive(Serialize)]
struct Json<'r> {
    /// `None` if files were read.
    cluster: Option<&'r ClusterFacts>,
    #[serde(flatten)]
    report: &'r Report,
}

/// The JSON value that `adopt --output json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Adopted<'r> {
    #[serde(flatten)]
    adopt: &'r Adoption,
    /// Secrets with tokens that never expire.
    token_secrets: &'r [TokenSecret],
}

fn print_report(
    cli: &Cli,
    report: &Report,
    facts: Option<&ClusterFacts>,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<u8> {
    let adopts = matches!(cli.command, Some(Command::Adopt { .. }));
    if report.objects == 0 {
        writeln!(errors, "No objects found.")?;
    }
    match (cli.output, adopts) {
        (Output::Json, true) => {
            let json = Adopted { adopt: &report.adopt, token_secrets: &report.token_secrets };
            output::json::pretty(&json, out)?;
        }
        (Output::Json, _) => {
            let json = Json { cluster: facts, report };
            output::json::pretty(&json, out)?;
        }
        (Output::Html, _) => output::html::print(report, facts, out)?,
        (_, true) => adopt::print(report, facts, out, errors)?,
        _ => output::survey::print(report, facts, out)?,
    }
    if let Some(Command::Adopt { patches: Some(folder), .. }) = &cli.command {
        adopt::write_patches(&report.adopt.plan, folder, errors)?;
    }
    if adopts || cli.output != Output::Table {
        for fault in &report.unreadable {
            writeln!(errors, "error: {}", clean(fault))?;
        }
    }
    let rejected = report.actions.first().is_some_and(|reject| reject.rejected > 0);
    Ok(match (report.unreadable.is_empty(), if adopts { !report.adopt.passes } else { rejected }) {
        (false, _) => exit::UNREADABLE,
        (true, true) => exit::REJECTED,
        (true, false) => exit::ACCEPTED,
    })
}
