//! The answers of the core before it was changed, for mutation testing: a change that no scenario sees
//! may still change the answer to a call with another action, or a lookup.
//!
//! `policy.wasm` has the same answers, but an interpreter takes longer than all the other tests.

use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;

use analysis::Policy;

use crate::calls;

/// The file, if it is wanted.
fn path() -> Option<PathBuf> {
    std::env::var_os("CORE_ANSWERS").map(PathBuf::from)
}

/// A line for each call: a hash of the answer and the lookups, and the call's name.
fn lines(policy: &dyn Policy) -> String {
    let mut lines = String::new();
    for call in calls::all() {
        let outcome = call.of(policy);
        let mut hasher = DefaultHasher::new();
        outcome.answer.hash(&mut hasher);
        for exchange in &outcome.exchanges {
            exchange.operation.hash(&mut hasher);
            exchange.payload.hash(&mut hasher);
        }
        let _ = writeln!(lines, "{:016x} {} {}", hasher.finish(), call.function, call.name);
    }
    lines
}

/// Writes the answers to the file that `CORE_ANSWERS` names.
pub fn write(policy: &dyn Policy) {
    let path = path().unwrap_or_else(|| panic!("CORE_ANSWERS has to name a file"));
    fs::write(&path, lines(policy)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Compares the answers with those in the file that `CORE_ANSWERS` names, if it does.
pub fn compare(policy: &dyn Policy) {
    let Some(path) = path() else { return };
    let expected =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let found = lines(policy);
    let differs = expected.lines().zip(found.lines()).find(|(old, new)| old != new);
    assert!(expected == found, "another answer or lookup: {differs:?}");
}
