//! What belongs to kustomizations, and is not an object of its own.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::canonical;
use super::kustomization::Kustomization;

/// The files and folders that kustomizations use.
#[derive(Debug)]
pub struct Parts {
    files: HashSet<PathBuf>,
    roots: HashSet<PathBuf>,
}

impl Parts {
    /// `rendered`: the resources come from the tool that renders them.
    pub fn of(kustomizations: &[Kustomization], rendered: bool) -> Self {
        let by_folder: HashMap<PathBuf, &Kustomization> =
            kustomizations.iter().map(|one| (canonical(&one.folder), one)).collect();
        let used: HashSet<PathBuf> =
            kustomizations.iter().flat_map(|one| one.resources.iter().map(canonical)).collect();
        let mut found = Found { by_folder: &by_folder, reached: HashSet::new() };
        let mut roots = HashSet::new();
        let can_be_root = || kustomizations.iter().filter(|one| !one.is_component);
        let folders = || can_be_root().map(|one| canonical(&one.folder));
        // Some may use each other in a circle, which the tool has to report.
        for folder in folders().filter(|folder| !used.contains(folder)).chain(folders()) {
            if !found.reached.contains(&folder) {
                found.reach(folder.clone());
                roots.insert(folder);
            }
        }
        let mut files = HashSet::new();
        for (folder, one) in &by_folder {
            files.insert(canonical(&one.file));
            files.extend(one.parts.iter().map(canonical));
            if rendered && found.reached.contains(folder) {
                files.extend(one.resources.iter().map(canonical));
            }
        }
        Self { files, roots }
    }

    /// Whether a file is not an object of its own.
    pub fn has(&self, file: &Path) -> bool {
        self.files.contains(&canonical(file))
    }

    /// Whether no other kustomization uses it.
    pub fn is_root(&self, one: &Kustomization) -> bool {
        self.roots.contains(&canonical(&one.folder))
    }
}

/// The kustomizations that are used, directly or not, by those that were looked at.
struct Found<'k> {
    by_folder: &'k HashMap<PathBuf, &'k Kustomization>,
    reached: HashSet<PathBuf>,
}

impl Found<'_> {
    fn reach(&mut self, folder: PathBuf) {
        let mut waiting = vec![folder];
        while let Some(folder) = waiting.pop() {
            if let Some(one) = self.by_folder.get(&folder)
                && self.reached.insert(folder)
            {
                waiting.extend(one.resources.iter().map(canonical));
            }
        }
    }
}
