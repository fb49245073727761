//! What to do about a workload's token, by its use.

use audit_log::{Account, Reach, Sight, Usage};
use serde::Serialize;

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

/// Why a workload is in its group, in a sentence without a full stop; empty if that is plain.
pub type Why = String;

/// The group of a workload with that use, and why.
pub fn group(
    usage: &Usage,
    has_pods: bool,
    (issued, unused): (usize, usize),
    account: Option<&Account>,
    sight: &Sight,
) -> (Group, Why) {
    match usage.reach() {
        Reach::Own => return (Group::Own, Why::new()),
        Reach::Everyone => return (Group::Everyone, Why::new()),
        Reach::Unknown => {
            let why = "the log does not say which right was used";
            return (Group::Own, why.into());
        }
        Reach::Nothing if usage.requests() > 0 => {
            let why = "all of its requests were refused, or have no end in the log";
            return (Group::Everyone, why.into());
        }
        Reach::Nothing => {}
    }
    let elsewhere = account.map_or(0, |account| account.unattributed().requests());
    if elsewhere > 0 {
        let requests = if elsewhere == 1 { "request" } else { "requests" };
        let why = format!("its account made {elsewhere} {requests} of which the log names no Pod");
        return (Group::Unknown, why);
    }
    let kinds = sight.kinds;
    if !(kinds.get || kinds.list) {
        return (Group::Unknown, "the log has no reads (get, list)".into());
    }
    if !has_pods {
        return (Group::Unknown, "no Pod of it is in the data or in the log".into());
    }
    let why = match issued {
        0 => Why::new(),
        1 if unused == 1 => "a token was issued to its Pod and never used".into(),
        _ if unused == issued => format!("{issued} tokens were issued to its Pods and never used"),
        _ => Why::new(),
    };
    (Group::Unused, why)
}
