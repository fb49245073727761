//! A text to read, and where it comes from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::input::Unreadable;
use manifest::{Text, Why};

/// A text that can be read any number of times.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    origin: Origin,
    /// The argument that it belongs to, counted from 0.
    pub argument: usize,
}

/// Where a text comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A file that was named itself: each of its documents must be an object.
    Named(PathBuf),
    /// A file in a folder, which may hold something else.
    InFolder(PathBuf),
    /// What can be read only once, such as stdin or a pipe: its name and its content.
    Spooled(String, Arc<[u8]>),
    /// What a tool printed for a chart or kustomization in that folder.
    Rendered(PathBuf, Arc<[u8]>),
}

impl Source {
    /// A text of an argument.
    pub fn new(origin: Origin, argument: usize) -> Self {
        let name = match &origin {
            Origin::Named(path) | Origin::InFolder(path) | Origin::Rendered(path, _) => shown(path),
            Origin::Spooled(name, _) => name.clone(),
        };
        Self { name: name.into(), origin, argument }
    }

    /// A file that was named itself.
    pub fn file(path: &Path) -> Self {
        Self::new(Origin::Named(path.to_owned()), 0)
    }

    /// The name to show to people; `-` is stdin.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Where it comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The file that holds it; `None` if it is in none.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Named(path) | Origin::InFolder(path) => Some(path),
            Origin::Spooled(..) | Origin::Rendered(..) => None,
        }
    }

    /// Whether it was found in a folder, and not named itself.
    pub fn is_in_folder(&self) -> bool {
        matches!(self.origin, Origin::InFolder(_))
    }

    /// Its text.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn text(&self) -> Result<Text, Unreadable> {
        let bytes = match &self.origin {
            Origin::Named(path) | Origin::InFolder(path) => std::fs::read(path)
                .map_err(|error| Unreadable::of(&self.name, error.to_string()))?,
            Origin::Spooled(_, bytes) | Origin::Rendered(_, bytes) => bytes.to_vec(),
        };
        Ok(Text::decode(bytes))
    }

    /// Whether a fault means that a document is something else than an object, such as the values of
    /// a chart. Only a folder may hold such things.
    pub fn is_something_else(&self, fault: &Unreadable) -> bool {
        self.is_in_folder() && fault.why == Why::NoObject
    }

    /// Whether a text that cannot be read may hold objects all the same. In a folder, it needs to have
    /// the words that each object has.
    pub fn may_hold_objects(&self, text: &Text) -> bool {
        !self.is_in_folder() || ["apiVersion", "kind"].iter().all(|key| text.text.contains(key))
    }
}

/// A path as people write it.
pub fn shown(path: &Path) -> String {
    let shown = path.display().to_string();
    match shown.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => shown,
    }
}
