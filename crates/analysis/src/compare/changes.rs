//! What another verdict on an object means.

use serde::Serialize;

use crate::judge::Judged;

/// How the verdict under NEW differs from that under OLD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// OLD accepts it, NEW rejects it.
    NowRejected,
    /// OLD rejects it, NEW accepts it.
    NowAccepted,
    /// Both accept it, and change it in different ways, or only one does.
    OtherPatch,
    /// Both accept it, with different warnings.
    OtherWarnings,
}

/// What only one of two settings judges is accepted with the other (`podTemplates`).
pub fn accept_what_one_judges(old: &mut Judged, new: &mut Judged) {
    if old.accepted.is_some() != new.accepted.is_some() {
        let namespace = old.namespace.clone().or_else(|| new.namespace.clone());
        for one in [old, new] {
            one.accepted.get_or_insert(true);
            one.namespace.clone_from(&namespace);
        }
    }
}

/// What other settings do to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It gets another verdict.
    Changed(Change),
    /// It gets the same verdict.
    Unchanged,
    /// The policy does not judge it.
    NotJudged,
}

impl Effect {
    /// The effect on an object, by its verdicts.
    pub fn of(old: &Judged, new: &Judged) -> Self {
        let change = match (old.accepted, new.accepted) {
            (None, _) | (_, None) => return Self::NotJudged,
            (Some(true), Some(false)) => Some(Change::NowRejected),
            (Some(false), Some(true)) => Some(Change::NowAccepted),
            (Some(false), Some(false)) => None,
            (Some(true), Some(true)) if old.patch != new.patch => Some(Change::OtherPatch),
            (Some(true), Some(true)) => {
                (old.warnings != new.warnings).then_some(Change::OtherWarnings)
            }
        };
        change.map_or(Self::Unchanged, Self::Changed)
    }
}

/// The warnings that only one of the settings leads to.
pub fn only<'w>(own: &'w [String], other: &[String]) -> Vec<&'w str> {
    own.iter().filter(|warning| !other.contains(warning)).map(String::as_str).collect()
}
