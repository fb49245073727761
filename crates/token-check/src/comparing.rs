//! `compare`: whether settings are at least as strict as others, and which verdicts change.

mod given;
pub mod verdicts;

use std::io::Write;
use std::path::Path;

use analysis::compare::compare;
use analysis::kinds::Kinds;
use anyhow::{Result, bail};
use wasmi_host::{Host, PolicyModule};

use crate::cli::{Cli, Output};
use crate::job::{Job, exit};
use crate::output::compare::Compared;
use crate::output::{self, page::clean};
use crate::run::connect;
use given::Named;

/// Compares two settings, prints what there is to say, and returns the exit status.
///
/// # Errors
///
/// Settings cannot be read, the policy refuses them, or nothing could be judged with them.
pub fn run(
    cli: &Cli,
    module: &PolicyModule,
    settings: [&Path; 2],
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<u8> {
    let is_live = cli.is_live()?;
    let paths = settings.into_iter();
    let all = paths.chain(cli.context.iter().map(|path| path.as_path()));
    let all = all.chain(cli.inputs().iter().map(|path| path.as_path()));
    if all.filter(|path| path.as_os_str() == "-").count() > 1 {
        bail!("-: expected no more than once, because stdin is read only once");
    }
    let unix_seconds = cli.unix_seconds();
    let host = Host::new(module);
    let mut given = Vec::new();
    for path in settings {
        match Named::read(path, cli.inspect_secrets, &host, unix_seconds) {
            Ok(read) => {
                if let Some(remark) = &read.given.remark {
                    writeln!(errors, "warning: {}: {}", clean(&read.name), clean(remark))?;
                }
                given.push(read);
            }
            Err(fault) => {
                if cli.output == Output::Github {
                    output::compare_github::refused(path, &fault.to_string(), out)?;
                }
                return Err(fault);
            }
        }
    }
    let [old, new] = given.as_slice() else { bail!("expected OLD and NEW") };
    let comparison = compare(&old.given.settings, &new.given.settings);
    let cluster = match is_live {
        true => Some(connect(cli)?),
        false => None,
    };
    let verdicts = if is_live || !cli.inputs().is_empty() {
        let (settings, cluster) = (&new.given.value, cluster.as_ref());
        let kinds = &Kinds::of(settings);
        let job = Job { cli, module, settings, kinds, unix_seconds, cluster };
        Some(verdicts::of(job, &old.given.value)?)
    } else {
        None
    };
    let compared = Compared {
        old: &old.name,
        new: &new.name,
        comparison: &comparison,
        verdicts: verdicts.as_ref(),
    };
    match cli.output {
        Output::Json => output::compare_json::print(&compared, out)?,
        Output::Github => output::compare_github::print(&compared, out)?,
        _ => output::compare::print(&compared, out)?,
    }
    if let Some(verdicts) = &verdicts {
        out.flush()?;
        for fault in &verdicts.unread {
            writeln!(errors, "error: {}", clean(&fault.to_string()))?;
        }
        output::notes::print(
            &verdicts.notes,
            &verdicts.repeated,
            &verdicts.empty,
            cli.all,
            errors,
        )?;
    }
    let is_unread = verdicts.as_ref().is_some_and(|verdicts| !verdicts.unread.is_empty());
    Ok(match (is_unread, comparison.at_least_as_strict()) {
        (true, _) => exit::UNREADABLE,
        (false, true) => exit::ACCEPTED,
        (false, false) => exit::REJECTED,
    })
}
