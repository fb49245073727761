//! Finds the input texts: files, folders, globs and stdin, and what charts and kustomizations make.

pub mod kustomization;
mod parts;
pub mod render;
pub mod source;
pub mod templates;
mod walk;

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use analysis::input::Unreadable;
use anyhow::Result;
use ignore::overrides::Override;

use crate::progress::Progress;
use kustomization::Kustomization;
use parts::Parts;
use render::Renderer;
use source::{Origin, Source, shown};
use walk::Walked;

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
}

/// What makes the objects of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
            if argument.as_os_str() == "-" {
                match seen.stdin() {
                    Ok(Some(bytes)) => {
                        inputs.sources.push(Source::new(Origin::Stdin(bytes.into()), number));
                    }
                    Ok(None) => {}
                    Err(error) => {
                        inputs.faults.push((number, Unreadable::of("-", error.to_string())));
                    }
                }
            } else if walk::is_excluded(&self.excluded, argument) {
                // Asked for, and asked to leave out.
            } else if argument.is_dir() || walk::is_glob(argument) {
                inputs.places.push((number, shown(argument)));
                match walk::walk(argument, &self.excluded) {
                    Ok(walked) => self.add(walked, number, &mut seen, &mut inputs),
                    Err(error) => inputs.faults.push((number, error)),
                }
            } else if seen.is_new(argument) {
                inputs.sources.push(Source::new(Origin::Named(argument.clone()), number));
            }
        }
        inputs
    }

    fn add(&self, walked: Walked, number: usize, seen: &mut Seen, inputs: &mut Inputs) {
        let Walked { files, charts, kustomizations, faults } = walked;
        inputs.faults.extend(faults.into_iter().map(|fault| (number, fault)));
        let parts = Parts::of(&kustomizations, self.renderer.is_some());
        let chart = |path| Folder { kind: FolderKind::Chart, path, argument: number };
        let roots = kustomizations.iter().filter(|one| parts.is_root(one));
        let kustomized = |one: &Kustomization| Folder {
            kind: FolderKind::Kustomization,
            path: one.folder.clone(),
            argument: number,
        };
        let mut folders: Vec<Folder> = charts.into_iter().map(chart).collect();
        folders.extend(roots.map(kustomized));
        folders.sort_by(|one, other| one.path.cmp(&other.path));
        for path in files.into_iter().filter(|path| !parts.has(path)) {
            match seen.is_new(&path) {
                true => inputs.sources.push(Source::new(Origin::InFolder(path), number)),
                // What is in here belongs to an argument before.
                false => inputs.places.retain(|(place, _)| *place != number),
            }
        }
        folders.retain(|folder| seen.is_new(&folder.path));
        let bar = Progress::rendering(folders.len());
        for folder in folders {
            let Some(renderer) = &self.renderer else {
                inputs.folders.push(folder);
                continue;
            };
            bar.step();
            match renderer.render(&folder) {
                Ok(Some(bytes)) => {
                    let origin = Origin::Rendered(folder.path, bytes.into());
                    inputs.sources.push(Source::new(origin, number));
                }
                Ok(None) => inputs.folders.push(folder),
                Err(what) => {
                    inputs.faults.push((number, Unreadable::of(&shown(&folder.path), what)));
                }
            }
        }
        bar.finish();
    }
}

/// What was found so far.
#[derive(Debug, Default)]
struct Seen {
    paths: HashSet<PathBuf>,
    stdin: bool,
}

impl Seen {
    fn is_new(&mut self, path: &Path) -> bool {
        self.paths.insert(canonical(path))
    }

    /// The content of stdin; `None` if it was read before.
    fn stdin(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        if std::mem::replace(&mut self.stdin, true) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| Some(bytes))
    }
}

/// The one path of a file that has several.
fn canonical(path: impl AsRef<Path>) -> PathBuf {
    let path = path.as_ref();
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
