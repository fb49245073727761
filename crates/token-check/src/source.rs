//! Finds the input texts: files, files in directories, and stdin.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use manifest::Text;
use walkdir::WalkDir;

use analysis::input::Unreadable;

/// A text that can be read any number of times.
#[derive(Debug)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// The content of stdin, which can be read only once.
    Stdin(Vec<u8>),
}

impl Source {
    /// The name to show to people; `-` is stdin.
    pub fn name(&self) -> Arc<str> {
        match self {
            Self::File(path) => path.display().to_string().into(),
            Self::Stdin(_) => "-".into(),
        }
    }

    /// Its text.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn text(&self) -> Result<Text, Unreadable> {
        let bytes = match self {
            Self::File(path) => {
                std::fs::read(path).map_err(|error| unreadable(path, &error.to_string()))?
            }
            Self::Stdin(bytes) => bytes.clone(),
        };
        Ok(Text::decode(bytes))
    }
}

/// The sources that arguments name. `-` is stdin. A directory means every `.yaml`, `.yml` and
/// `.json` file under it, sorted by name.
pub fn sources(arguments: &[PathBuf]) -> (Vec<Source>, Vec<Unreadable>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let mut stdin_read = false;
    for argument in arguments {
        if argument.as_os_str() == "-" {
            if std::mem::replace(&mut stdin_read, true) {
                faults.push(unreadable(argument, "stdin can be read only once"));
                continue;
            }
            let mut bytes = Vec::new();
            match std::io::stdin().read_to_end(&mut bytes) {
                Ok(_) => found.push(Source::Stdin(bytes)),
                Err(error) => faults.push(unreadable(argument, &error.to_string())),
            }
        } else if argument.is_dir() {
            let before = found.len() + faults.len();
            for entry in WalkDir::new(argument).sort_by_file_name() {
                match entry {
                    Ok(entry) if !entry.path().is_dir() && is_manifest(entry.path()) => {
                        found.push(Source::File(entry.into_path()));
                    }
                    Ok(_) => {}
                    Err(error) => faults.push(unreadable(argument, &error.to_string())),
                }
            }
            if found.len() + faults.len() == before {
                faults.push(unreadable(
                    argument,
                    "expected .yaml, .yml or .json files in this directory, found none",
                ));
            }
        } else {
            found.push(Source::File(argument.clone()));
        }
    }
    (found, faults)
}

fn is_manifest(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| ["yaml", "yml", "json"].contains(&extension))
}

fn unreadable(path: &Path, what: &str) -> Unreadable {
    Unreadable::of(&path.display().to_string(), what)
}
