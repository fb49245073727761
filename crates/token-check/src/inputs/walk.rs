//! Walks folders as they are: nothing hidden, nothing that git ignores, no `node_modules`. Charts and
//! kustomizations are found, and what belongs to a chart is left to it.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

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
    let mut builder = OverrideBuilder::new(&here);
    for pattern in patterns {
        let what = "expected a pattern as in .gitignore";
        let wrong = |error: ignore::Error| anyhow!("--exclude {pattern}: {what}: {error}");
        if pattern.trim().is_empty() || pattern.starts_with('!') {
            return Err(anyhow!("--exclude {pattern:?}: {what}, without ! before it"));
        }
        if pattern.starts_with("../") {
            return Err(anyhow!("--exclude {pattern}: {what}, below the working directory"));
        }
        // People also write paths.
        let below = Path::new(pattern).strip_prefix(&here).ok().and_then(Path::to_str);
        let pattern = match below.or(pattern.strip_prefix("./")) {
            Some(path) => format!("/{path}"),
            None => pattern.clone(),
        };
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
        return Ok(match chart_around(argument) {
            Some(chart) => Walked { charts: vec![chart], ..Walked::default() },
            None => walk_folder(argument, excluded, None),
        });
    }
    let fault = |what: String| Unreadable::of(&shown(argument), what);
    // Without `.` and doubled slashes.
    let plain: PathBuf = argument.components().filter(|part| *part != Component::CurDir).collect();
    let glob = GlobBuilder::new(&plain.to_string_lossy())
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

/// The chart whose templates, subcharts or files a folder is in.
fn chart_around(folder: &Path) -> Option<PathBuf> {
    let is_around =
        |chart: &Path, path: &Path| chart.join(CHART).is_file() && is_part_of_chart(chart, path);
    let chart = folder.ancestors().skip(1).find(|chart| is_around(chart, folder));
    if let Some(chart) = chart {
        let is_here = chart.as_os_str().is_empty();
        return Some(if is_here { PathBuf::from(".") } else { chart.to_owned() });
    }
    // It may be above the working directory.
    let folder = std::fs::canonicalize(folder).ok()?;
    folder.ancestors().skip(1).find(|chart| is_around(chart, &folder)).map(Path::to_owned)
}

fn walk_folder(root: &Path, excluded: &Override, glob: Option<&GlobMatcher>) -> Walked {
    let mut walked = Walked::default();
    for entry in entries(root, excluded) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walked.faults.push(fault(root, &error));
                continue;
            }
        };
        let path = entry.path();
        let plain = path.strip_prefix("./").unwrap_or(path);
        // A pattern may match a folder, as in a shell.
        let is_meant = glob.is_none_or(|glob| plain.ancestors().any(|path| glob.is_match(path)));
        // A pipe would never end, and a link may lead nowhere.
        if !is_meant || !path.is_file() {
            continue;
        }
        let Some(name) = path.file_name().map(OsStr::to_string_lossy) else {
            continue;
        };
        let name = name.as_ref();
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

/// What could not be read, with its path once.
fn fault(root: &Path, error: &ignore::Error) -> Unreadable {
    match error {
        ignore::Error::WithPath { path, err } => {
            let inner = err.io_error().map(ToString::to_string);
            Unreadable::of(&shown(path), inner.unwrap_or_else(|| err.to_string()))
        }
        ignore::Error::WithDepth { err, .. } => fault(root, err),
        _ => Unreadable::of(&shown(root), error.to_string()),
    }
}

fn entries(root: &Path, excluded: &Override) -> Walk {
    let absolute = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    let in_repository = absolute.ancestors().any(|folder| folder.join(".git").exists());
    WalkBuilder::new(root)
        .git_global(false)
        .ignore(false)
        // A tree that was unpacked from an archive has the file, too. There, nothing above counts.
        .require_git(in_repository)
        .parents(in_repository)
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
    let extension = path.extension().map(OsStr::to_string_lossy);
    extension.is_some_and(|extension| {
        ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}
