//! Finds the input texts: files, folders, globs and stdin, and what charts and kustomizations make.

pub mod kustomization;
mod parts;
pub mod render;
pub mod source;
pub mod templates;
mod walk;

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use analysis::input::Unreadable;
use anyhow::Result;
use ignore::overrides::Override;

use crate::progress::Progress;
use parts::Parts;
use render::Renderer;
use source::{Origin, Source, shown};
use walk::Walked;

/// How much is read of what can be read only once, and is kept in memory.
const MOST_SPOOLED: u64 = 4 << 30;

/// What arguments name.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The texts, in order.
    pub sources: Vec<Source>,
    /// The charts and kustomizations that were not rendered.
    pub folders: Vec<Folder>,
    /// What could not be found or rendered, with the number of the argument.
    pub faults: Vec<(usize, Unreadable)>,
    /// The arguments that are folders or globs, by number.
    pub places: Vec<(usize, String)>,
}

/// A folder whose objects a tool makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// What it is.
    pub kind: FolderKind,
    /// Its path.
    pub path: PathBuf,
    /// The argument that it belongs to, counted from 0.
    pub argument: usize,
    /// Whether it is a kustomization that makes objects with Helm.
    pub uses_helm: bool,
}

/// What makes the objects of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FolderKind {
    /// Helm.
    Chart,
    /// kustomize.
    Kustomization,
}

impl Folder {
    /// The command that prints its objects.
    pub fn command(&self) -> String {
        let tool = match self.kind {
            FolderKind::Chart => "helm template",
            FolderKind::Kustomization => "kubectl kustomize",
        };
        format!("{tool} {}", quoted(&shown(&self.path)))
    }
}

/// A word for a shell.
fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@%+=,".contains(c);
    match !word.is_empty() && !word.starts_with('-') && word.chars().all(is_plain) {
        true => word.into(),
        false if word.starts_with('-') => quoted(&format!("./{word}")).into_owned().into(),
        false => format!("'{}'", word.replace('\'', "'\\''")).into(),
    }
}

/// How inputs are found.
#[derive(Clone, Debug)]
pub struct Finder {
    /// What not to read.
    excluded: Override,
    /// What renders charts and kustomizations, if they are to be rendered.
    renderer: Option<Renderer>,
}

impl Finder {
    /// A finder that leaves out what matches a pattern of `.gitignore`.
    ///
    /// # Errors
    ///
    /// A pattern is invalid.
    pub fn new(excluded: &[String], renderer: Option<Renderer>) -> Result<Self> {
        Ok(Self { excluded: walk::excluded(excluded)?, renderer })
    }

    /// The texts that arguments name. `-` is stdin. A folder means every `.yaml`, `.yml` and `.json`
    /// file under it, sorted by name. A file that is named twice is read once.
    pub fn find(&self, arguments: &[PathBuf]) -> Inputs {
        let mut inputs = Inputs::default();
        let mut seen = Seen::default();
        for (number, argument) in arguments.iter().enumerate() {
            let name = shown(argument);
            if argument.as_os_str() == "-" {
                if !std::mem::replace(&mut seen.stdin, true) {
                    inputs.spool(&name, std::io::stdin(), number);
                }
            } else if walk::is_excluded(&self.excluded, argument) {
                // Asked for, and asked to leave out.
            } else if argument.is_dir() || walk::is_glob(argument) {
                inputs.places.push((number, name));
                match walk::walk(argument, &self.excluded) {
                    Ok(walked) => self.add(walked, number, &mut seen, &mut inputs),
                    Err(error) => inputs.faults.push((number, error)),
                }
            } else if std::fs::metadata(argument).is_ok_and(|about| !about.is_file()) {
                match std::fs::File::open(argument) {
                    Ok(file) => inputs.spool(&name, file, number),
                    Err(error) => inputs.fault(&name, &error.to_string(), number),
                }
            } else if seen.files.insert(canonical(argument)) {
                inputs.sources.push(Source::new(Origin::Named(argument.clone()), number));
            }
        }
        inputs
    }

    fn add(&self, walked: Walked, number: usize, seen: &mut Seen, inputs: &mut Inputs) {
        let Walked { files, charts, kustomizations, faults } = walked;
        if !charts.is_empty() || !kustomizations.is_empty() {
            inputs.is_not_empty(number);
        }
        inputs.faults.extend(faults.into_iter().map(|fault| (number, fault)));
        let parts = Parts::of(&kustomizations, self.renderer.is_some());
        let folder = |kind, path, uses_helm| Folder { kind, path, argument: number, uses_helm };
        // A library has only templates for other charts.
        let charts = charts.into_iter().filter(|chart| !render::is_library(chart));
        let roots = kustomizations.iter().filter(|one| parts.is_root(one));
        let roots =
            roots.map(|one| folder(FolderKind::Kustomization, one.folder.clone(), one.uses_helm));
        let mut folders: Vec<Folder> =
            charts.map(|chart| folder(FolderKind::Chart, chart, false)).chain(roots).collect();
        folders.sort_by(|one, other| one.path.cmp(&other.path));
        for path in files.into_iter().filter(|path| !parts.has(path)) {
            match seen.files.insert(canonical(&path)) {
                true => inputs.sources.push(Source::new(Origin::InFolder(path), number)),
                // What is in here belongs to an argument before.
                false => inputs.is_not_empty(number),
            }
        }
        folders.retain(|folder| seen.folders.insert((folder.kind, canonical(&folder.path))));
        let Some(renderer) = &self.renderer else {
            return inputs.folders.extend(folders);
        };
        let bar = Progress::rendering(folders.len());
        for folder in folders {
            bar.step();
            match renderer.render(&folder) {
                Ok(bytes) => {
                    let origin = Origin::Rendered(folder.path, bytes.into());
                    inputs.sources.push(Source::new(origin, number));
                }
                Err(what) => inputs.fault(&shown(&folder.path), &what, number),
            }
        }
        bar.finish();
    }
}

impl Inputs {
    /// Adds the content of what can be read only once.
    fn spool(&mut self, name: &str, from: impl Read, number: usize) {
        let mut bytes = Vec::new();
        match from.take(MOST_SPOOLED + 1).read_to_end(&mut bytes) {
            Ok(read) if read as u64 > MOST_SPOOLED => {
                self.fault(name, "expected at most 4 GiB from what can be read only once", number);
            }
            Ok(_) => {
                let origin = Origin::Spooled(name.to_owned(), bytes.into());
                self.sources.push(Source::new(origin, number));
            }
            Err(error) => self.fault(name, &error.to_string(), number),
        }
    }

    fn fault(&mut self, name: &str, what: &str, number: usize) {
        self.faults.push((number, Unreadable::of(name, what)));
    }

    /// Records that an argument has something in it.
    fn is_not_empty(&mut self, number: usize) {
        self.places.retain(|(place, _)| *place != number);
    }
}

/// What was found so far.
#[derive(Debug, Default)]
struct Seen {
    files: HashSet<PathBuf>,
    folders: HashSet<(FolderKind, PathBuf)>,
    stdin: bool,
}

/// The one path of a file that has several.
fn canonical(path: impl AsRef<Path>) -> PathBuf {
    let path = path.as_ref();
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
