//! Generates the files that repeat the version or the address where the policy is published.
//!
//! The version is set only in `Cargo.toml`, and the addresses only in `policy-metadata.yml`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::VERSION;
use crate::artifacthub::package;
use crate::metadata::{FILE, Metadata};
use crate::release::krew::TEMPLATE;

const ARTIFACT_HUB: &str = "artifacthub-pkg.yml";
/// The pages whose commands start by saying where this version is.
const PAGES: [&str; 2] = ["docs/air-gapped.md", "docs/install.md"];
/// Files that say where to report a vulnerability.
const REPORTS: [&str; 2] = [".github/ISSUE_TEMPLATE/config.yml", "SECURITY.md"];
/// Kubewarden's own policies, which are in a group together with this one.
const FOREIGN: &str = "registry://ghcr.io/kubewarden/";

/// The files whose text is out of date, with the text that they should have.
///
/// # Errors
///
/// A file cannot be read or is not valid.
pub fn stale(root: &Path, now: &str) -> Result<Vec<(PathBuf, String)>> {
    let mut files = wanted(root, now)?;
    files.retain(|(path, text)| fs::read_to_string(root.join(path)).ok().as_ref() != Some(text));
    Ok(files)
}

/// The text that each file should have, given the version and the metadata; paths are below `root`. `now`
/// is the creation time of a new version, in the format of RFC 3339.
///
/// # Errors
///
/// A file cannot be read or is not valid.
pub fn wanted(root: &Path, now: &str) -> Result<Vec<(PathBuf, String)>> {
    let read = |path: &str| fs::read_to_string(root.join(path)).context(path.to_owned());
    let text = put(&read(FILE)?, "io.kubewarden.policy.version: ", "\n", VERSION);
    let metadata = Metadata::read(&text).context(FILE)?;
    let mut files = vec![(FILE.into(), text)];

    let module = format!("registry://{}", metadata.oci_reference()?);
    let image = metadata.image()?;
    for path in manifests(root)? {
        let text = fs::read_to_string(root.join(&path)).context(path.display().to_string())?;
        let text = put(&text, " module: ", "\n", &module);
        // Only the lines with this image.
        let text = put(&text, " image: ", "/token-check:", image.trim_end_matches("/token-check"));
        files.push((path, put(&text, "/token-check:v", "\n", VERSION)));
    }

    let source = metadata.annotation("io.kubewarden.policy.source")?;
    let repository = source.splitn(4, '/').last().unwrap_or_default();
    let homepage = metadata.annotation("io.kubewarden.policy.url")?;
    let text = put(&read(TEMPLATE)?, " homepage: ", "\n", homepage);
    files.push((TEMPLATE.into(), put(&text, "{{addURIAndSha \"", "/releases/download/", source)));
    files.push(("Cargo.toml".into(), put(&read("Cargo.toml")?, "repository = \"", "\"", source)));
    let text = put(&read("Dockerfile")?, "image.source=\"", "\"", source);
    files.push(("Dockerfile".into(), text));
    for path in REPORTS {
        let text = put(&read(path)?, "https://github.com/", "/security/advisories/new", repository);
        files.push((path.into(), text));
    }
    let policy = metadata.annotation("io.kubewarden.policy.ociUrl")?;
    let variables = [
        ("VERSION=", format!("v{VERSION}")),
        ("REPOSITORY=", repository.to_owned()),
        ("POLICY=", policy.to_owned()),
        ("IMAGE=", image.clone()),
    ];
    for path in PAGES {
        let text =
            variables.iter().fold(read(path)?, |text, (name, value)| put(&text, name, "\n", value));
        files.push((path.into(), text));
    }

    let before = fs::read_to_string(root.join(ARTIFACT_HUB)).ok();
    let package = package(&metadata, &read("questions-ui.yml")?, before.as_deref(), now);
    files.push((ARTIFACT_HUB.into(), package.context(FILE)?));
    Ok(files)
}

/// The manifests directly in `deploy/`.
///
/// # Errors
///
/// The folder cannot be read.
pub fn manifests(root: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(root.join("deploy")).context("deploy")? {
        let path = Path::new("deploy").join(entry?.file_name());
        // The audit policy is a file for the API server.
        let is_object = !path.ends_with("audit-policy.yaml");
        if is_object && path.extension().is_some_and(|extension| extension == "yaml") {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    Ok(paths)
}

/// Puts a value between `start` and `end`, in each line that contains both and nothing foreign.
fn put(text: &str, start: &str, end: &str, value: &str) -> String {
    let line = |line: &str| {
        let (before, rest) = line.split_once(start)?;
        let after = &rest[rest.find(end)?..];
        (!rest.starts_with(FOREIGN)).then(|| format!("{before}{start}{value}{after}"))
    };
    text.split_inclusive('\n').map(|old| line(old).unwrap_or_else(|| old.to_owned())).collect()
}
