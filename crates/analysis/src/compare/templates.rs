//! `podTemplates`: more entries are stricter.

use std::collections::BTreeSet;

use super::lines::{EQUAL, Line, STRICTER, looser, unproved};
use super::meaning::Meaning;
use crate::settings::PodTemplate;

/// Where an entry leads: group, kind and the path of the PodSpec. `path: a` and `podSpec: a.spec` are the same
/// place, but only the first has the template's metadata.
type Place = (String, String, String);

fn place(entry: &PodTemplate) -> Place {
    let spec = match (&entry.path, &entry.pod_spec) {
        (Some(path), _) => format!("{path}.spec"),
        (None, spec) => spec.clone().unwrap_or_default(),
    };
    (entry.group.clone(), entry.kind.clone(), spec)
}

/// The line of `podTemplates`.
pub(super) fn line(old: &Meaning, new: &Meaning) -> Line {
    let (was, is) = (&old.pod_templates, &new.pod_templates);
    let [had, has] = [was, is].map(|entries| entries.iter().map(place).collect::<BTreeSet<_>>());
    let verdict = match had.difference(&has).next() {
        Some((group, kind, spec)) => {
            looser(format!("NEW does not judge what {kind} of {group} holds at {spec}, OLD does"))
        }
        None => match was.iter().find(|entry| is_read_otherwise(entry, is)) {
            Some(PodTemplate { kind, .. }) => unproved(format!(
                "the annotation that chooses containers is read with path, not with podSpec ({kind})"
            )),
            None if had == has => EQUAL,
            None => STRICTER,
        },
    };
    Line::new("podTemplates", was, is, verdict)
}

/// Whether an entry with `path` has become one with `podSpec`, or the other way round.
fn is_read_otherwise(entry: &PodTemplate, others: &[PodTemplate]) -> bool {
    let same = others.iter().find(|other| place(other) == place(entry));
    same.is_some_and(|other| other.path.is_some() != entry.path.is_some())
}
