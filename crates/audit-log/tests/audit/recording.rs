//! The recordings, and what reading them gives.

use std::path::PathBuf;
use std::sync::Arc;

use audit_log::{Counter, Evidence, Read, Reader, Seen, Unrecognised};
use serde_json::Value;

/// A file of the recordings.
pub fn file(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../e2e-tests/recorded/audit");
    std::fs::read_to_string(folder.join(name)).expect(name)
}

/// A file of the recordings that is one JSON document.
pub fn json(name: &str) -> Value {
    serde_json::from_str(&file(name)).expect(name)
}

/// The Events of a recording.
pub fn events(name: &str) -> Vec<Value> {
    file(name).lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// Reads one file in pieces of `step` bytes.
pub fn read_with(counter: &mut Counter, text: &[u8], step: usize) -> Result<Read, Unrecognised> {
    let mut reader = Reader::new();
    for piece in text.chunks(step) {
        reader.push(piece, counter);
    }
    reader.finish(counter)
}

/// Reads one file.
pub fn read(text: impl AsRef<[u8]>) -> (Evidence, Result<Read, Unrecognised>) {
    let mut counter = Counter::new(&Arc::new(Seen::new([1; 16])));
    let read = read_with(&mut counter, text.as_ref(), 1 << 16);
    (counter.finish(), read)
}
