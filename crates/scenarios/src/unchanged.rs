//! The answers of the core before it was changed, for mutation testing: a change that no scenario sees
//! may still change the answer to a call with another action, or a lookup.
//!
//! `policy.wasm` has the same answers, but an interpreter takes longer than all the other tests.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;

use analysis::Policy;

use crate::calls;

/// The file, if it is wanted.
fn path() -> Option<PathBuf> {
    std::env::var_os("CORE_ANSWERS").map(PathBuf::from)
}

/// A line for each call: a hash of the answer and the lookups, and the call's name. What the next lines
/// need is not read before they are.
fn lines(policy: &dyn Policy) -> impl Iterator<Item = String> {
    let calls = [calls::of_scenarios, calls::of_recordings].into_iter().flat_map(|calls| calls());
    calls.map(|call| {
        let outcome = call.of(policy);
        let mut hasher = DefaultHasher::new();
        outcome.answer.hash(&mut hasher);
        for exchange in &outcome.exchanges {
            exchange.operation.hash(&mut hasher);
            exchange.payload.hash(&mut hasher);
        }
        format!("{:016x} {} {}", hasher.finish(), call.function, call.name)
    })
}

/// Ends the process at the first failure, if `CORE_ANSWERS` is set: one is enough for a mutant.
pub fn end_at_first_failure() {
    if path().is_some() {
        std::panic::set_hook(Box::new(|what| {
            eprintln!("{what}");
            std::process::exit(1);
        }));
    }
}

/// Writes the answers to the file that `CORE_ANSWERS` names.
pub fn write(policy: &dyn Policy) {
    let path = path().unwrap_or_else(|| panic!("CORE_ANSWERS has to name a file"));
    let lines: String = lines(policy).map(|line| line + "\n").collect();
    fs::write(&path, lines).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Compares the answers with those in the file that `CORE_ANSWERS` names, if it does.
pub fn compare(policy: &dyn Policy) {
    let Some(path) = path() else { return };
    let expected =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut expected = expected.lines();
    for found in lines(policy) {
        assert_eq!(expected.next(), Some(&*found), "another answer or lookup");
    }
    assert_eq!(expected.next(), None);
}
