//! Reads all files, and adds up what they say.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::input::Unreadable;
use audit_log::{Counter, Read, Reader, Seen, Unrecognised};

use super::Logs;
use super::parts::{Part, lines_before, parts};
use crate::inputs::source::shown;
use crate::parallel::in_order;
use crate::progress::Progress;

/// How much is read at once, in bytes.
const PIECE: usize = 1 << 20;

/// What came of a part of a file.
struct Done {
    /// The number of the file.
    file: usize,
    part: Part,
    read: io::Result<Result<Read, Unrecognised>>,
    /// Whether nothing is open at its end, so that the next part is as it would be in the whole.
    is_whole: bool,
}

/// Reads files, of which large ones are divided into parts of that size where that is possible.
pub fn all(files: &[PathBuf], size: u64, secret: [u8; 16], bar: &Progress) -> Logs {
    // What can be read only once is not divided, since it may turn out that it must be read again.
    let can_repeat = files.iter().all(|path| path.is_file());
    let mut undivided: HashSet<usize> = HashSet::new();
    loop {
        let count = undivided.len();
        let divide = |(number, path): (usize, &PathBuf)| match can_repeat {
            true if !undivided.contains(&number) => parts(path, size),
            _ => vec![Part::WHOLE],
        };
        let parts: Vec<Vec<Part>> = files.iter().enumerate().map(divide).collect();
        let (logs, broken) = once(files, &parts, secret, bar);
        undivided.extend(broken);
        // A row that goes on in the next part: such a file must be read as a whole.
        if undivided.len() == count {
            return logs;
        }
    }
}

/// Reads all parts; returns also which of the files cannot be divided after all.
fn once(
    files: &[PathBuf],
    parts: &[Vec<Part>],
    secret: [u8; 16],
    bar: &Progress,
) -> (Logs, Vec<usize>) {
    let seen = Arc::new(Seen::new(secret));
    let mut sum = Counter::new(&seen);
    let (mut faults, mut notes, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    let jobs = || {
        let files = files.iter().enumerate().zip(parts);
        files
            .flat_map(|((number, path), parts)| parts.iter().map(move |part| (number, path, *part)))
    };
    let mut whole = Read::default();
    in_order(
        || vec![0; PIECE],
        |buffer, (file, path, part): (usize, &PathBuf, Part)| {
            let mut counter = Counter::new(&seen);
            let mut is_whole = true;
            let read = one(path, part, buffer, &mut counter, bar, &mut is_whole);
            (Done { file, part, read, is_whole }, counter)
        },
        |give| jobs().for_each(give),
        |(done, counter): (Done, Counter)| {
            let Some(path) = files.get(done.file) else { return };
            let name = shown(path);
            // Lines of what is no audit log do not count. The others share what was seen, so this
            // cannot fail.
            if !matches!(done.read, Ok(Err(_))) && sum.merge(counter).is_err() {
                faults.push(Unreadable::of(&name, "expected a counter that shares what was seen"));
            }
            if done.part.from == 0 {
                whole = Read::default();
            }
            let is_part = done.part != Part::WHOLE;
            let is_last = done.part.to.is_none();
            match done.read {
                Err(error) => faults.push(Unreadable::of(&name, error.to_string())),
                Ok(Err(_)) if is_part => broken.push(done.file),
                Ok(Err(unknown)) => {
                    let line = usize::try_from(unknown.line).ok();
                    let fault = Unreadable::of(&name, unknown.problem.to_string());
                    faults.push(Unreadable { line, ..fault });
                }
                Ok(Ok(_)) if is_part && !is_last && !done.is_whole => broken.push(done.file),
                Ok(Ok(read)) => {
                    add(&mut whole, read, || lines_before(path, done.part.from).unwrap_or(0));
                    if is_last {
                        notes.extend(note(&name, &whole));
                    }
                }
            }
        },
    );
    (Logs { evidence: Arc::new(sum.finish()), faults, notes }, broken)
}

fn one(
    path: &Path,
    part: Part,
    buffer: &mut [u8],
    counter: &mut Counter,
    bar: &Progress,
    is_whole: &mut bool,
) -> io::Result<Result<Read, Unrecognised>> {
    let mut from = part.open(path)?;
    let mut reader = Reader::new();
    loop {
        match from.read(buffer) {
            Ok(0) => {
                *is_whole = reader.is_between_rows();
                return Ok(reader.finish(counter));
            }
            Ok(length) => {
                reader.push(buffer.get(..length).unwrap_or_default(), counter);
                bar.step();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Adds what was in the next part of a file.
fn add(whole: &mut Read, part: Read, lines_before: impl FnOnce() -> u64) {
    whole.events += part.events;
    whole.unread += part.unread;
    whole.other_rows += part.other_rows;
    whole.problem = whole.problem.or(part.problem);
    if let (None, Some(line)) = (whole.first_unread, part.first_unread) {
        whole.first_unread = Some(line + lines_before());
    }
}

/// What was left out of a file.
fn note(name: &str, read: &Read) -> Option<Unreadable> {
    let line = read.first_unread.and_then(|line| usize::try_from(line).ok());
    let fault = |what: String| Some(Unreadable { line, ..Unreadable::of(name, what) });
    match (&read.problem, read.unread) {
        (Some(problem), _) => fault(format!("not all of it was read: {problem}")),
        (None, 0) => None,
        (None, 1) => fault("this line could not be read".into()),
        (None, count) => fault(format!("{count} lines could not be read; this is the first")),
    }
}
