//! What is wrong with an object, known again when lines move.

use std::path::{Component, Path, PathBuf};

use analysis::exposure::How;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::found::{Found, Place};

/// One thing that is wrong with an object. Its fields are all that identify it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Finding {
    /// The file, relative to a folder.
    pub file: String,
    /// The object's kind.
    pub kind: Option<String>,
    /// Its namespace.
    pub namespace: Option<String>,
    /// Its name, or its `generateName`.
    pub name: Option<String>,
    /// The container that can read a token; `None` if the object itself is wrong.
    pub container: Option<String>,
    /// The path of its Pod template, where the kind may have several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// How it gets the token.
    pub how: Option<How>,
    /// Whose token it is.
    pub account: Option<String>,
}

impl Finding {
    /// What is wrong with a rejected object; nothing for others. Files are relative to `folder`.
    pub fn of(found: &Found, folder: &Path) -> Vec<Self> {
        let Some(judged) = found.judged().filter(|_| found.is_rejected()) else {
            return Vec::new();
        };
        let whole = Self {
            file: file(&found.place, folder),
            kind: judged.kind.clone(),
            namespace: judged.namespace.clone(),
            name: judged.name.clone().or_else(|| judged.generate_name.clone()),
            container: None,
            path: None,
            how: None,
            account: None,
        };
        let violations = judged.exposures.iter().filter(|exposure| exposure.allowed_by.is_none());
        let mut all: Vec<Self> = violations
            .map(|exposure| Self {
                container: exposure.container.clone(),
                path: exposure.path.clone(),
                how: Some(exposure.how),
                account: exposure.account.clone(),
                ..whole.clone()
            })
            .collect();
        if all.is_empty() {
            all.push(whole);
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The same, relative to another folder.
    #[must_use]
    pub fn moved(&self, from: &Path, to: &Path) -> Self {
        let is_file = self.file != "-";
        let file = if is_file { relative(&from.join(&self.file), to) } else { self.file.clone() };
        Self { file, ..self.clone() }
    }

    /// A text that is the same for the same findings, in hexadecimal digits.
    pub fn fingerprint(all: &[Self]) -> String {
        Self::digest(&all)
    }

    /// A text that is the same for the same value, in hexadecimal digits.
    pub fn digest(value: &impl Serialize) -> String {
        let digest = Sha256::digest(serde_json::to_vec(value).unwrap_or_default());
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The file of an object: what it was rendered from, or else what it was read from.
pub fn file(place: &Place, folder: &Path) -> String {
    match &place.source {
        Some(source) if place.is_rendered => relative(Path::new(source), folder),
        Some(source) if &*place.file == "-" => source.clone(),
        _ if &*place.file == "-" => "-".into(),
        _ => relative(Path::new(&*place.file), folder),
    }
}

/// A path relative to a folder, with `/` between its parts.
pub fn relative(path: &Path, folder: &Path) -> String {
    let absolute = |path: &Path| {
        // A template may not exist as a file.
        std::fs::canonicalize(path)
            .or_else(|_| std::path::absolute(path))
            .unwrap_or_else(|_| path.to_owned())
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let (path, folder) = (absolute(path), absolute(folder));
    let (path, folder): (Vec<_>, Vec<_>) =
        (path.components().collect(), folder.components().collect());
    let common = path.iter().zip(&folder).take_while(|(one, other)| one == other).count();
    let up = folder.iter().skip(common).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(path.iter().skip(common).copied()).collect();
    let parts = way.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.collect::<Vec<_>>().join("/")
}
