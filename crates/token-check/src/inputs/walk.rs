//! Walks folders as they are: nothing hidden, nothing that git ignores, no `node_modules`. Charts and
//! kustomizations are found, and what belongs to a chart is left to it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use analysis::input::Unreadable;
use anyhow::{Result, anyhow};
use globset::{GlobBuilder, GlobMatcher};
use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, Walk, WalkBuilder};

use super::kustomization::{Kustomization, NAMES};
use super::source::shown;

/// The file that makes a folder a chart.
const CHART: &str = "Chart.yaml";

/// What was found in a folder, sorted by path.
#[derive(Debug, Default)]
pub struct Walked {
    /// Files that may hold objects.
    pub files: Vec<PathBuf>,
    /// Folders that are charts, without the subcharts in them.
    pub charts: Vec<PathBuf>,
    /// Kustomizations.
    pub kustomizations: Vec<Kustomization>,
    /// What could not be read.
    pub faults: Vec<Unreadable>,
}

/// What matches these patterns of `.gitignore`, relative to the working directory.
///
/// # Errors
///
/// A pattern is invalid.
pub fn excluded(patterns: &[String]) -> Result<Override> {
    let here = std::env::current_dir().unwrap_or_default();
    let mut builder = OverrideBuilder::new(here);
    for pattern in patterns {
        let what = "expected a pattern as in .gitignore";
        let wrong = |error: ignore::Error| anyhow!("--exclude {pattern}: {what}: {error}");
        if pattern.trim().is_empty() || pattern.starts_with('!') {
            return Err(anyhow!("--exclude {pattern:?}: {what}, without ! before it"));
        }
        builder.add(&format!("!{pattern}")).map_err(wrong)?;
    }
    builder.build().map_err(|error| anyhow!("--exclude: {error}"))
}

/// Whether a path or a folder above it is left out.
pub fn is_excluded(excluded: &Override, path: &Path) -> bool {
    let is_dir = path.is_dir();
    path.ancestors()
        .enumerate()
        .filter(|(_, path)| !path.as_os_str().is_empty())
        .any(|(number, path)| excluded.matched(path, number > 0 || is_dir).is_ignore())
}

/// Whether an argument is a pattern, and not the name of a file.
pub fn is_glob(argument: &Path) -> bool {
    !argument.exists() && argument.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// What is under a folder, or matches a glob.
///
/// # Errors
///
/// The glob is invalid or matches nothing.
pub fn walk(argument: &Path, excluded: &Override) -> Result<Walked, Unreadable> {
    if argument.is_dir() {
        // A part of a chart is not an object on its own.
        let above = argument.ancestors().skip(1).find(|folder| folder.join(CHART).is_file());
        return Ok(match above {
            Some(chart) if is_part_of_chart(chart, argument) => {
                Walked { charts: vec![chart.to_owned()], ..Walked::default() }
            }
            _ => walk_folder(argument, excluded, None),
        });
    }
    let fault = |what: String| Unreadable::of(&shown(argument), what);
    let pattern = argument.to_string_lossy();
    let glob = GlobBuilder::new(pattern.strip_prefix("./").unwrap_or(&pattern))
        .literal_separator(true)
        .build()
        .map_err(|error| fault(format!("expected a file, folder or glob: {}", error.kind())))?;
    let plain = argument
        .components()
        .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']));
    let base: PathBuf = plain.collect();
    let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
    let walked = walk_folder(&base, excluded, Some(&glob.compile_matcher()));
    let is_empty = walked.files.is_empty() && walked.charts.is_empty();
    if is_empty && walked.kustomizations.is_empty() && walked.faults.is_empty() {
        return Err(fault("expected a glob that matches files, found none".into()));
    }
    Ok(walked)
}

fn walk_folder(root: &Path, excluded: &Override, glob: Option<&GlobMatcher>) -> Walked {
    let mut walked = Walked::default();
    for entry in entries(root, excluded) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walked.faults.push(Unreadable::of(&shown(root), error.to_string()));
                continue;
            }
        };
        let path = entry.path();
        let plain = path.strip_prefix("./").unwrap_or(path);
        if path.is_dir() || glob.is_some_and(|glob| !glob.is_match(plain)) {
            continue;
        }
        let Some(name) = path.file_name().and_then(OsStr::to_str) else {
            continue;
        };
        let folder = path.parent().unwrap_or(root);
        if name == CHART {
            walked.charts.push(folder.to_owned());
        } else if NAMES.contains(&name) {
            match Kustomization::read(path) {
                Ok(Some(kustomization)) => walked.kustomizations.push(kustomization),
                // Flux calls its own objects by the same name.
                Ok(None) => walked.files.push(path.to_owned()),
                Err(fault) => walked.faults.push(fault),
            }
        } else if is_manifest(path) && !(folder.join(CHART).is_file() && is_for_helm(name)) {
            walked.files.push(path.to_owned());
        }
    }
    walked
}

fn entries(root: &Path, excluded: &Override) -> Walk {
    WalkBuilder::new(root)
        .git_global(false)
        .ignore(false)
        // A tree that was unpacked from an archive has the file, too.
        .require_git(false)
        .overrides(excluded.clone())
        .sort_by_file_path(Ord::cmp)
        .filter_entry(|entry| entry.depth() == 0 || is_walked(entry))
        .build()
}

fn is_walked(entry: &DirEntry) -> bool {
    if entry.file_type().is_none_or(|kind| !kind.is_dir()) {
        return true;
    }
    let is_of_chart =
        |folder: &Path| folder.join(CHART).is_file() && is_part_of_chart(folder, entry.path());
    entry.file_name() != "node_modules" && !entry.path().parent().is_some_and(is_of_chart)
}

/// Whether a path is in the templates, subcharts or other files of a chart.
fn is_part_of_chart(chart: &Path, path: &Path) -> bool {
    let first = path.strip_prefix(chart).ok().and_then(|path| path.components().next());
    let first = first.map(|part| part.as_os_str());
    first.is_some_and(|first| ["templates", "charts", "files"].iter().any(|part| first == *part))
}

/// Whether a file beside `Chart.yaml` holds something for Helm, and no objects.
fn is_for_helm(name: &str) -> bool {
    name.starts_with("values") || name.starts_with("Chart.") || name == "requirements.yaml"
}

fn is_manifest(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|extension| {
        ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}
