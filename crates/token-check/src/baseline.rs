//! `--baseline` and `--write-baseline`: findings that are known, and do not fail.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use analysis::input::{self, Unreadable};
use anyhow::{Context as _, Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::findings::Finding;
use crate::found::Found;
use crate::inputs::source::Source;

/// The version of the file's format.
const VERSION: u64 = 1;

/// Known findings.
#[derive(Debug, Default)]
pub struct Baseline {
    folder: PathBuf,
    known: HashSet<Finding>,
}

/// The content of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    version: u64,
    findings: Vec<Finding>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is no baseline.
    pub fn read(path: &Path) -> Result<Self> {
        let source = Source::file(path);
        let text = source.text().map_err(|fault| anyhow!("{fault}"))?;
        let node = input::single(text.documents());
        let node = node.map_err(|fault| anyhow!("{}", Unreadable::new(source.name(), 0, fault)))?;
        let value = node.map(|node| node.to_json()).unwrap_or_default();
        let content: Content = serde_json::from_value(value).map_err(|error| {
            anyhow!(
                "{}: expected a baseline, as --write-baseline writes it: {error}",
                source.name()
            )
        })?;
        if content.version != VERSION {
            bail!(
                "{}: expected a baseline of version {VERSION}, found version {}; write it with \
                 --write-baseline",
                source.name(),
                content.version
            );
        }
        Ok(Self { folder: folder_of(path), known: content.findings.into_iter().collect() })
    }

    /// Marks the objects of which all is known; returns how many of the known findings are gone.
    pub fn mark(&self, all: &mut [Found]) -> usize {
        let mut gone: HashSet<&Finding> = self.known.iter().collect();
        for found in all {
            let findings = Finding::of(found, &self.folder);
            for finding in &findings {
                gone.remove(finding);
            }
            found.is_known |=
                !findings.is_empty() && findings.iter().all(|finding| self.known.contains(finding));
        }
        gone.len()
    }

    /// Writes the findings of all objects; returns how many they are.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write(path: &Path, all: &[Found]) -> Result<usize> {
        let folder = folder_of(path);
        let mut findings: Vec<Finding> =
            all.iter().flat_map(|found| Finding::of(found, &folder)).collect();
        findings.sort_unstable();
        findings.dedup();
        let count = findings.len();
        let content = Content { version: VERSION, findings };
        let mut text = serde_json::to_string_pretty(&content)?;
        text.push('\n');
        std::fs::write(path, text).with_context(|| path.display().to_string())?;
        Ok(count)
    }
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}
