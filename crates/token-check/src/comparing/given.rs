//! Settings as they are given to `compare`: a file of settings, or a policy's manifest.

use std::path::Path;

use analysis::compare::given::Given;
use anyhow::{Result, anyhow, bail};
use wasmi_host::Host;

use crate::inputs::Finder;
use crate::inputs::source::shown;
use crate::settings::{self, Written};

/// Settings, and where they come from.
pub struct Named {
    /// The file, and the place in it.
    pub name: String,
    /// The settings.
    pub given: Given,
}

impl Named {
    /// Reads a file, or stdin, and asks the policy whether it takes the settings.
    ///
    /// # Errors
    ///
    /// It cannot be read, holds something else, or the policy refuses it.
    pub fn read(path: &Path, inspects_secrets: bool, host: &Host, now: i64) -> Result<Self> {
        let Written { name, mut value } = written(path)?;
        if inspects_secrets {
            value["inspectSecrets"] = true.into();
        }
        let given = Given::check(host, value, Some(now)).map_err(|why| anyhow!("{name}: {why}"))?;
        Ok(Self { name, given })
    }
}

/// The settings of a file as they are written, and what to call them.
fn written(path: &Path) -> Result<Written> {
    let name = shown(path);
    let mut found = Finder::new(&[], None)?.find(&[path.to_owned()]);
    if let Some((_, fault)) = found.faults.first() {
        bail!("{fault}");
    }
    let source = match (path.is_dir(), found.sources.pop()) {
        (false, Some(source)) => source,
        _ => bail!("{name}: expected a file with settings"),
    };
    settings::read(&source)
}
