//! `--audit-log`: reads API server audit logs on all cores.

mod files;
mod parts;
mod reading;
#[cfg(test)]
mod tests;

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::PathBuf;
use std::sync::Arc;

use analysis::input::Unreadable;
use anyhow::{Result, bail};
use audit_log::Evidence;

use crate::cli::Cli;
use crate::inputs::source::shown;
use crate::progress::Progress;

/// How large a part of a file is that one thread reads, in bytes.
const PART: u64 = 32 << 20;

/// What the logs say, and what there is to say about the files.
pub struct Logs {
    /// What they say, all together.
    pub evidence: Arc<Evidence>,
    /// What could not be read at all.
    pub faults: Vec<Unreadable>,
    /// What was left out of files that were read.
    pub notes: Vec<Unreadable>,
}

/// Reads the logs that the arguments name; `None` if they name none.
///
/// # Errors
///
/// Stdin is named twice.
pub fn given(cli: &Cli) -> Result<Option<Logs>> {
    let (logs, is_stdin) = (cli.audit_logs(), |path: &PathBuf| path.as_os_str() == "-");
    let others = || cli.inputs().iter().chain(&cli.context);
    let count = logs.iter().filter(|path| is_stdin(path)).count();
    if count > 1 || count == 1 && others().any(is_stdin) {
        bail!("--audit-log -: expected stdin once, because it is read only once");
    }
    Ok((!logs.is_empty()).then(|| read(logs)))
}

/// Reads files, folders with files of any name, and stdin (`-`).
fn read(arguments: &[PathBuf]) -> Logs {
    let mut faults = Vec::new();
    let files = files::find(arguments, &mut faults);
    // Nobody can make up requests that count as one.
    let half = || RandomState::new().build_hasher().finish().to_le_bytes();
    let mut secret = [0; 16];
    let (low, high) = secret.split_at_mut(8);
    low.copy_from_slice(&half());
    high.copy_from_slice(&half());
    let bar = Progress::reading_logs();
    let mut logs = reading::all(&files, PART, secret, &bar);
    bar.finish();
    faults.append(&mut logs.faults);
    if faults.is_empty() && logs.evidence.sight().events == 0 {
        let names: Vec<String> = arguments.iter().map(|path| shown(path)).collect();
        faults.push(Unreadable::of(&names.join(", "), "expected audit events, found none"));
    }
    Logs { faults, ..logs }
}
