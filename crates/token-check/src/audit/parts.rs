//! Divides large files at line ends, so that several cores can read one.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use audit_log::divisible;

/// How much of a file shows whether it can be divided, in bytes.
const HEAD: u64 = 1 << 20;

/// A part of a file: where it begins, and where it ends, if that is not the end of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The first byte, with which a line begins.
    pub from: u64,
    /// The byte after the last one.
    pub to: Option<u64>,
}

impl Part {
    /// The whole file.
    pub const WHOLE: Self = Self { from: 0, to: None };

    /// Opens the part.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn open(self, path: &Path) -> io::Result<Box<dyn Read>> {
        if path.as_os_str() == "-" {
            return Ok(Box::new(io::stdin()));
        }
        let mut file = File::open(path)?;
        if self.from > 0 {
            file.seek(SeekFrom::Start(self.from))?;
        }
        Ok(match self.to {
            Some(to) => Box::new(file.take(to.saturating_sub(self.from))),
            None => Box::new(file),
        })
    }
}

/// The parts of a file, each about as large as `size`. What cannot be divided is one part.
pub fn parts(path: &Path, size: u64) -> Vec<Part> {
    divided(path, size).ok().flatten().unwrap_or_else(|| vec![Part::WHOLE])
}

fn divided(path: &Path, size: u64) -> io::Result<Option<Vec<Part>>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length < size.saturating_mul(2) {
        return Ok(None);
    }
    let mut head = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut head)?;
    if !divisible(&head) {
        return Ok(None);
    }
    let mut parts = Vec::new();
    let mut from = 0;
    let mut file = BufReader::new(file);
    while length - from >= size.saturating_mul(2) {
        file.seek(SeekFrom::Start(from + size))?;
        let to = from + size + file.skip_until(b'\n')? as u64;
        if to >= length {
            break;
        }
        parts.push(Part { from, to: Some(to) });
        from = to;
    }
    parts.push(Part { from, to: None });
    Ok(Some(parts))
}

/// How many lines end before a place in a file.
///
/// # Errors
///
/// The file cannot be read.
pub fn lines_before(path: &Path, place: u64) -> io::Result<u64> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?.take(place));
    let mut lines = 0;
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(lines);
        }
        lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let length = bytes.len();
        file.consume(length);
    }
}
