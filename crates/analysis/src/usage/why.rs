//! Why a workload is in its group.

use std::fmt;

use serde::Serialize;

/// Why a workload is in its group, where that is not plain. Shown as a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "why")]
pub enum Why {
    /// The log does not say which right was used.
    RightUnknown,
    /// Nothing that it asked for was allowed, or has an end in the log.
    NothingAllowed,
    /// Somebody used the account, and the log does not say which Pod.
    Unattributed {
        /// How often.
        requests: u64,
    },
    /// The log has no reads.
    NoReads,
    /// No Pod of it is known.
    NoPods,
    /// It is scaled to zero.
    NoReplicas,
    /// It is a CronJob that is suspended.
    Suspended,
    /// It is a CronJob that should not have run while the logs were written.
    NoRun {
        /// When it runs.
        schedule: String,
    },
    /// It is a CronJob with a schedule that cannot be read.
    UnknownSchedule {
        /// When it runs.
        schedule: String,
    },
    /// Its Pods were made after the logs end.
    PodsLater,
    /// Its Pods end, and were made before the logs begin.
    PodsBefore,
    /// Tokens were issued to its Pods, and nobody used one.
    Issued {
        /// How many.
        tokens: usize,
    },
    /// Tokens were issued to Pods of its account, and nobody used one. The log does not name the
    /// Pods.
    AccountIssued {
        /// How many.
        tokens: usize,
    },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::RightUnknown => "the log does not say which right was used",
            Self::NothingAllowed => "all of its requests were refused, or have no end in the log",
            Self::Unattributed { requests } => {
                let word = if *requests == 1 { "request" } else { "requests" };
                return write!(
                    f,
                    "its account made {requests} {word} of which the log names no Pod"
                );
            }
            Self::NoReads => "the log has no reads (get, list)",
            Self::NoPods => "no Pod of it is in the data or in the log",
            Self::NoReplicas => "it has no replicas, and no Pod of it is in the log",
            Self::Suspended => "it is suspended, and no Pod of it is in the log",
            Self::NoRun { schedule } => {
                return write!(f, "it runs at `{schedule}`, which is never in the logs' time");
            }
            Self::UnknownSchedule { schedule } => {
                return write!(
                    f,
                    "its schedule `{schedule}` cannot be read, and no Pod of it is in the log"
                );
            }
            Self::PodsLater => "its Pods were made after the logs end",
            Self::PodsBefore => "its Pods were made before the logs begin, and may have ended",
            Self::Issued { tokens: 1 } => "a token was issued to its Pod and never used",
            Self::Issued { tokens } => {
                return write!(f, "{tokens} tokens were issued to its Pods and never used");
            }
            Self::AccountIssued { tokens: 1 } => {
                "a token was issued to a Pod of its account and never used"
            }
            Self::AccountIssued { tokens } => {
                return write!(
                    f,
                    "{tokens} tokens were issued to Pods of its account, and none was used"
                );
            }
        };
        f.write_str(text)
    }
}
