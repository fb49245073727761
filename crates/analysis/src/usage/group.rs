//! What to do about a workload's token, by its use.

use audit_log::{Reach, Sight, Usage};
use serde::Serialize;

use super::report::Tokens;
use super::why::Why;

/// What the logs say of a workload's token, in the order in which people act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Group {
    /// Nobody used it: it can go at once.
    Unused,
    /// It was used only for what every account may do, or for what was refused: no rights are lost.
    Everyone,
    /// It was used with rights of its own: keep it.
    Own,
    /// The logs cannot tell.
    Unknown,
}

/// What else is known of a workload.
pub struct Known {
    /// Requests of its account of which the logs name no Pod.
    pub unattributed: u64,
    /// Why it is not known that a Pod of it ran; `None` if one did.
    pub absent: Option<Why>,
    /// Tokens that were issued to its Pods.
    pub issued: Option<Tokens>,
    /// Tokens that were issued to Pods of its account.
    pub account_issued: Option<Tokens>,
}

/// The group of a workload with that use, and why.
pub fn group(usage: &Usage, known: Known, sight: &Sight) -> (Group, Option<Why>) {
    match usage.reach() {
        Reach::Own => return (Group::Own, None),
        Reach::Everyone => return (Group::Everyone, None),
        Reach::Unknown => return (Group::Own, Some(Why::RightUnknown)),
        Reach::Nothing if usage.requests() > 0 => {
            return (Group::Everyone, Some(Why::NothingAllowed));
        }
        Reach::Nothing => {}
    }
    let Known { unattributed, absent, issued, account_issued } = known;
    if unattributed > 0 {
        return (Group::Unknown, Some(Why::Unattributed { requests: unattributed }));
    }
    let kinds = sight.kinds;
    if !(kinds.get || kinds.list) {
        return (Group::Unknown, Some(Why::NoReads));
    }
    if absent.is_some() {
        return (Group::Unknown, absent);
    }
    let never = |tokens: Option<Tokens>| {
        tokens.map(|of| (of.tokens, of.unused)).filter(|(all, unused)| *all > 0 && all == unused)
    };
    let why = match (never(issued), never(account_issued)) {
        (Some((tokens, _)), _) => Some(Why::Issued { tokens }),
        (None, Some((tokens, _))) => Some(Why::AccountIssued { tokens }),
        (None, None) => None,
    };
    (Group::Unused, why)
}
