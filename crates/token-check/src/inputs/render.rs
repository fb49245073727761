//! Renders charts with helm, and kustomizations with kubectl or kustomize.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::source::Source;
use super::{Folder, FolderKind};

/// How charts are rendered.
#[derive(Clone, Debug, Default)]
pub struct Renderer {
    /// Values files, for each chart.
    pub values: Vec<PathBuf>,
    /// Single values as `KEY=VALUE`, for each chart.
    pub set: Vec<String>,
    /// The namespace of the release.
    pub namespace: Option<String>,
}

/// How many lines of a tool's complaint are shown.
const LINES: usize = 5;

impl Renderer {
    /// What a tool prints for a folder.
    ///
    /// # Errors
    ///
    /// The tool is missing, or fails.
    pub fn render(&self, folder: &Folder) -> Result<Vec<u8>, String> {
        // What starts with a dash would be an option.
        let path = match folder.path.as_os_str().as_encoded_bytes().starts_with(b"-") {
            true => Path::new(".").join(&folder.path),
            false => folder.path.clone(),
        };
        match folder.kind {
            FolderKind::Chart => self.chart(&path),
            FolderKind::Kustomization => kustomization(&path, folder.uses_helm),
        }
    }

    fn chart(&self, path: &Path) -> Result<Vec<u8>, String> {
        let mut arguments: Vec<OsString> = vec!["template".into(), path.into()];
        for values in &self.values {
            arguments.extend(["--values".into(), values.into()]);
        }
        for set in &self.set {
            arguments.extend(["--set".into(), set.into()]);
        }
        if let Some(namespace) = &self.namespace {
            arguments.extend(["--namespace".into(), namespace.into()]);
        }
        match run("helm", &arguments) {
            Ok(output) => printed("helm template", &output),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Err("expected helm on PATH to render this chart".into())
            }
            Err(error) => Err(format!("helm: {error}")),
        }
    }
}

fn kustomization(path: &Path, uses_helm: bool) -> Result<Vec<u8>, String> {
    let helm: &[OsString] = if uses_helm { &["--enable-helm".into()] } else { &[] };
    for (tool, verb) in [("kubectl", "kustomize"), ("kustomize", "build")] {
        let arguments = [&[verb.into(), path.into()], helm].concat();
        match run(tool, &arguments) {
            Ok(output) => return printed(&format!("{tool} {verb}"), &output),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{tool}: {error}")),
        }
    }
    Err("expected kubectl or kustomize on PATH to render this kustomization".into())
}

fn run(tool: &str, arguments: &[OsString]) -> std::io::Result<Output> {
    Command::new(tool).args(arguments).stdin(std::process::Stdio::null()).output()
}

fn printed(command: &str, output: &Output) -> Result<Vec<u8>, String> {
    if output.status.success() {
        return Ok(output.stdout.clone());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = complaint.lines().map(plain).filter(|line| !line.is_empty()).collect();
    // What is wrong comes last, after warnings.
    let shown = lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default().join(" ");
    let shown = shown.strip_prefix("Error: ").or(shown.strip_prefix("error: ")).unwrap_or(&shown);
    Err(match shown {
        "" => format!("{command} failed ({})", output.status),
        shown => format!("{command} failed: {shown}"),
    })
}

/// A line without the head that kubectl's log library writes, such as
/// `E1129 17:09:36.939433 2789 run.go:72] "command failed" err="why"`.
fn plain(line: &str) -> &str {
    let line = line.trim();
    let is_logged = line.starts_with(['E', 'W', 'I', 'F'])
        && line.get(1..5).is_some_and(|date| date.bytes().all(|c| c.is_ascii_digit()));
    match (is_logged, line.split_once(" err=")) {
        (true, Some((_, why))) => why.trim_matches('"'),
        _ => line,
    }
}

/// Whether a chart has only templates for other charts.
pub fn is_library(chart: &Path) -> bool {
    let text = Source::file(&chart.join("Chart.yaml")).text();
    let node = text.ok().and_then(|text| manifest::Node::read(&text.text).ok().flatten());
    node.is_some_and(|node| node.to_json()["type"] == "library")
}
