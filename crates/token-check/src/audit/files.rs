//! Which files hold audit logs.

use std::path::PathBuf;

use analysis::input::Unreadable;
use ignore::WalkBuilder;

use crate::inputs::source::shown;

/// The files that the arguments name, and all files in folders.
pub fn find(arguments: &[PathBuf], faults: &mut Vec<Unreadable>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for argument in arguments {
        if !argument.is_dir() {
            files.push(argument.clone());
            continue;
        }
        let before = files.len();
        let mut walk = WalkBuilder::new(argument);
        for entry in walk.standard_filters(false).sort_by_file_path(Ord::cmp).build() {
            match entry {
                Ok(entry) if entry.path().is_file() => files.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => faults.push(Unreadable::of(&shown(argument), error.to_string())),
            }
        }
        if files.len() == before {
            faults
                .push(Unreadable::of(&shown(argument), "expected audit logs in here, found none"));
        }
    }
    files
}
