//! What to know besides the policy's message, shown below it: about role bindings, and about kinds in which its
//! advice cannot be followed.

use analysis::judge::Judged;
use analysis::kinds::split_version;
use analysis::known_kinds::known;

use super::bound;
use super::causes::{Cause, Severity};
use crate::found::Found;

/// The notes below a cause.
pub fn of_cause(cause: &Cause<'_>) -> Vec<String> {
    let mut notes: Vec<String> = bound::note(cause).into_iter().collect();
    let objects = cause.parts.iter().flat_map(|(_, objects)| objects);
    for found in objects.filter(|_| cause.severity == Severity::Rejected) {
        let note = found.judged().and_then(of_kind);
        notes.extend(note.filter(|note| !notes.contains(note)));
    }
    notes
}

/// The notes for an object; none if it is accepted.
pub fn of_object(found: &Found) -> Vec<String> {
    let rejected = found.judged().filter(|_| found.is_rejected());
    bound::note_of(found).into_iter().chain(rejected.and_then(of_kind)).collect()
}

/// What can be done in a known kind where the advice may not help.
fn of_kind(judged: &Judged) -> Option<String> {
    let (group, _) = split_version(judged.api_version.as_deref()?);
    known(group, judged.kind.as_deref()?)?.note()
}
