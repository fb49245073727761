//! `--baseline` and `--write-baseline`: findings that are known, and do not fail.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use analysis::input::{self, Unreadable};
use anyhow::{Context as _, Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::findings::{self, Finding};
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

    /// Marks the objects of which all is known; returns how many of the known findings are gone. Those in
    /// files that were not read, or not as a whole, may still be there.
    pub fn mark(&self, all: &mut [Found], sources: &[Source]) -> usize {
        let mut there = HashSet::new();
        for found in all.iter_mut() {
            let findings = Finding::of(found, &self.folder);
            found.is_known |=
                !findings.is_empty() && findings.iter().all(|finding| self.known.contains(finding));
            there.extend(findings);
        }
        let read = read(all, sources, &self.folder);
        let gone = self.known.iter().filter(|known| !there.contains(known));
        gone.filter(|known| !self.may_hold(known, &read)).count()
    }

    /// Writes the findings of all objects, and what `known` has of files that were not read; returns how
    /// many they are.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write(
        path: &Path,
        all: &[Found],
        known: Option<&Self>,
        sources: &[Source],
    ) -> Result<usize> {
        let folder = folder_of(path);
        let mut findings: Vec<Finding> =
            all.iter().flat_map(|found| Finding::of(found, &folder)).collect();
        if let Some(known) = known {
            let read = read(all, sources, &known.folder);
            let others = known.known.iter().filter(|finding| known.may_hold(finding, &read));
            findings.extend(others.map(|finding| finding.moved(&known.folder, &folder)));
        }
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

impl Baseline {
    /// Whether a finding may be in a file that is there and was not read.
    fn may_hold(&self, finding: &Finding, read: &HashSet<String>) -> bool {
        let is_there = || finding.file == "-" || self.folder.join(&finding.file).exists();
        !read.contains(&finding.file) && is_there()
    }
}

/// The files that were read as a whole, relative to a folder.
fn read(all: &[Found], sources: &[Source], folder: &Path) -> HashSet<String> {
    let names =
        sources.iter().filter_map(Source::path).map(|path| findings::relative(path, folder));
    let places = all.iter().map(|found| findings::file(&found.place, folder));
    let mut read: HashSet<String> = names.chain(places).collect();
    for found in all.iter().filter(|found| found.fault().is_some()) {
        read.remove(&findings::file(&found.place, folder));
        read.remove(&findings::relative(Path::new(&*found.place.file), folder));
    }
    read
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}
