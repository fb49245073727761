//! The files that repeat the version, or where the policy is published.
//!
//! The version is set in `Cargo.toml`, the places in `policy-metadata.yml`, and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};

use crate::VERSION;
use crate::artifacthub;
use crate::metadata::{Metadata, POLICY_VERSION, SOURCE, URL};

/// The metadata's file.
pub const METADATA: &str = "policy-metadata.yml";
const QUESTIONS: &str = "questions-ui.yml";
const ARTIFACT_HUB: &str = "artifacthub-pkg.yml";
const KREW: &str = ".krew.yaml";
const DEPLOY: &str = "deploy";
/// Policies of Kubewarden's own, which stand in a group beside this one.
const FOREIGN: Option<&str> = Some("registry://ghcr.io/kubewarden/");

/// A file, and the text that it must have.
#[derive(Debug)]
pub struct Wanted {
    /// Its path below the root.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Whether it has that text.
    pub is_there: bool,
}

/// What each of the files must hold, given the version and the metadata. `now` is the time at which
/// a new version is created, as RFC 3339 has it.
///
/// # Errors
///
/// A file cannot be read, or is not as it must be.
pub fn wanted(root: &Path, now: &str) -> Result<Vec<Wanted>, String> {
    let mut all = Vec::new();
    let mut want = |path: &Path, before: Option<String>, text: String| {
        let is_there = before.as_ref() == Some(&text);
        all.push(Wanted { path: path.to_owned(), text, is_there });
    };

    let path = Path::new(METADATA);
    let before = read(root, path)?;
    let text = with_value(&before, &format!("{POLICY_VERSION}:"), VERSION, None);
    let metadata = Metadata::read(&text).map_err(|fault| format!("{METADATA}: {fault}"))?;
    want(path, Some(before), text);

    let module = format!("registry://{}", metadata.oci_reference());
    for path in policies(root)? {
        let before = read(root, &path)?;
        let text = with_value(&before, "module:", &module, FOREIGN);
        want(&path, Some(before), text);
    }

    let path = Path::new(KREW);
    let before = read(root, path)?;
    let text = with_source(&before, metadata.annotation(SOURCE));
    let text = with_value(&text, "homepage:", metadata.annotation(URL), None);
    want(path, Some(before), text);

    let path = Path::new(ARTIFACT_HUB);
    let before = fs::read_to_string(root.join(path)).ok();
    let questions = read(root, Path::new(QUESTIONS))?;
    let text = artifacthub::package(&metadata, &questions, before.as_deref(), now);
    want(path, before, text.map_err(|fault| format!("{METADATA}: {fault}"))?);
    Ok(all)
}

/// The manifests right in `deploy/`.
///
/// # Errors
///
/// The folder cannot be read.
pub fn policies(root: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(root.join(DEPLOY)).map_err(|error| format!("{DEPLOY}: {error}"))?;
    let mut paths = Vec::new();
    for entry in entries {
        let name = entry.map_err(|error| format!("{DEPLOY}: {error}"))?.file_name();
        let path = Path::new(DEPLOY).join(name);
        if path.extension().is_some_and(|extension| extension == "yaml") {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    Ok(paths)
}

fn read(root: &Path, path: &Path) -> Result<String, String> {
    fs::read_to_string(root.join(path)).map_err(|error| format!("{}: {error}", path.display()))
}

/// Gives a key that value, on each line that begins with it, unless its value begins with `except`.
fn with_value(text: &str, key: &str, value: &str, except: Option<&str>) -> String {
    let line = |line: &str| {
        let indent = &line[..line.len() - line.trim_start().len()];
        let is_foreign =
            |before: &str| except.is_some_and(|start| before.trim_start().starts_with(start));
        match line.trim_start().strip_prefix(key) {
            Some(before) if !is_foreign(before) => format!("{indent}{key} {value}\n"),
            _ => line.to_owned(),
        }
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Lets each address of a release be below that repository.
fn with_source(text: &str, source: &str) -> String {
    let end = "/releases/download/";
    let line = |line: &str| match (line.find("https://"), line.find(end)) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{source}{}", &line[..start], &line[end..])
        }
        _ => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}
