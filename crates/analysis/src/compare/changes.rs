//! What another verdict on an object means.

use serde::Serialize;

use crate::judge::Judged;

/// How the verdict under NEW differs from that under OLD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
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

impl Change {
    /// The change of an object's verdict; `None` if there is none.
    pub fn of(old: &Judged, new: &Judged) -> Option<Self> {
        match (old.accepted?, new.accepted?) {
            (true, false) => Some(Self::NowRejected),
            (false, true) => Some(Self::NowAccepted),
            (false, false) => None,
            (true, true) if old.patch != new.patch => Some(Self::OtherPatch),
            (true, true) => (old.warnings != new.warnings).then_some(Self::OtherWarnings),
        }
    }
}
