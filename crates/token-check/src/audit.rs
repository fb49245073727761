//! `--audit-log`: reads API server audit logs, one file on each core.

use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::input::Unreadable;
use anyhow::Result;
use audit_log::{Counter, Evidence, Reader, Seen};
use ignore::WalkBuilder;

use crate::inputs::source::shown;
use crate::parallel::in_order;
use crate::progress::Progress;

/// How much is read at once, in bytes.
const PIECE: usize = 1 << 20;

/// What the logs say, and what there is to say about the files.
pub struct Logs {
    /// What they say, all together.
    pub evidence: Arc<Evidence>,
    /// What could not be read at all.
    pub faults: Vec<Unreadable>,
    /// What was left out of files that were read.
    pub notes: Vec<Unreadable>,
}

/// A file, and what was found in it.
type FileRead = (String, io::Result<Result<audit_log::Read, audit_log::Unrecognised>>);

/// Reads files, folders with files of any name, and stdin (`-`).
pub fn read(arguments: &[PathBuf]) -> Logs {
    let mut faults = Vec::new();
    let files = files(arguments, &mut faults);
    // Nobody can make up requests that count as one.
    let half = || RandomState::new().build_hasher().finish().to_le_bytes();
    let mut secret = [0; 16];
    let (low, high) = secret.split_at_mut(8);
    low.copy_from_slice(&half());
    high.copy_from_slice(&half());
    let seen = Arc::new(Seen::new(secret));
    let bar = Progress::reading_logs();
    let mut sum = Counter::new(&seen);
    let mut notes = Vec::new();
    in_order(
        || (),
        |(), path: PathBuf| {
            let mut counter = Counter::new(&seen);
            let read = one(&path, &mut counter, &bar);
            ((shown(&path), read), counter)
        },
        |give| files.into_iter().for_each(give),
        |((name, read), counter): (FileRead, Counter)| {
            // Lines of what is no audit log do not count. The others share what was seen, so this
            // cannot fail.
            if !matches!(read, Ok(Err(_))) && sum.merge(counter).is_err() {
                faults.push(Unreadable::of(&name, "expected a counter that shares what was seen"));
            }
            match read {
                Err(error) => faults.push(Unreadable::of(&name, error.to_string())),
                Ok(Err(unknown)) => {
                    let line = usize::try_from(unknown.line).ok();
                    let fault = Unreadable::of(&name, unknown.problem.to_string());
                    faults.push(Unreadable { line, ..fault });
                }
                Ok(Ok(read)) => notes.extend(note(&name, &read)),
            }
        },
    );
    bar.finish();
    Logs { evidence: Arc::new(sum.finish()), faults, notes }
}

fn files(arguments: &[PathBuf], faults: &mut Vec<Unreadable>) -> Vec<PathBuf> {
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

fn one(
    path: &Path,
    counter: &mut Counter,
    bar: &Progress,
) -> io::Result<Result<audit_log::Read, audit_log::Unrecognised>> {
    let mut from: Box<dyn Read> = match path.as_os_str() == "-" {
        true => Box::new(io::stdin()),
        false => Box::new(File::open(path)?),
    };
    let mut reader = Reader::new();
    let mut buffer = vec![0; PIECE];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(reader.finish(counter)),
            Ok(length) => {
                reader.push(buffer.get(..length).unwrap_or_default(), counter);
                bar.step();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// What was left out of a file.
fn note(name: &str, read: &audit_log::Read) -> Option<Unreadable> {
    let line = read.first_unread.and_then(|line| usize::try_from(line).ok());
    let fault = |what: String| Some(Unreadable { line, ..Unreadable::of(name, what) });
    match (&read.problem, read.unread) {
        (Some(problem), _) => fault(format!("not all of it was read: {problem}")),
        (None, 0) => None,
        (None, 1) => fault("this line could not be read".into()),
        (None, count) => fault(format!("{count} lines could not be read; this is the first")),
    }
}
