//! Something that the logs cannot show, and what to do about it.

use std::fmt;

use serde::Serialize;

use super::gaps::Gap;

/// How many names are in a sentence.
const NAMES: usize = 5;

/// Something that the logs cannot show. Shown as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "limit")]
pub enum Limit {
    /// There are no events.
    NoEvents,
    /// The logs cover less than a week.
    Short {
        /// What they cover.
        minutes: u64,
    },
    /// There are stretches without any event.
    Gaps {
        /// All of them, the first one first.
        gaps: Vec<Gap>,
    },
    /// There are no reads: neither get nor list.
    NoReads,
    /// Of Azure's categories, only `kube-audit-admin` was read, which has no reads.
    AzureAdmin,
    /// Google Cloud's log of reads is missing: it is off by default.
    GoogleNoReads,
    /// No request names a Pod.
    NoPods,
    /// Google Cloud never names a Pod.
    GoogleNoPods,
    /// Lines that could not be read.
    Unread {
        /// How many.
        count: u64,
    },
    /// Events that the API server cut.
    Truncated {
        /// How many.
        count: u64,
    },
    /// Answers that are a page of several.
    Pages {
        /// How many.
        count: u64,
    },
    /// The API servers that the logs name.
    Servers {
        /// Their names.
        names: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// The logs do not name their API servers.
    UnnamedServers,
    /// There is no discovery, `/version` or health check.
    NoDiscovery,
    /// There are no requests for core events.
    NoCoreEvents,
    /// What other systems do with tokens is in no log.
    OtherSystems,
}

impl Limit {
    /// What must hold for that limit to change nothing about a token that was not used. `None`
    /// for what rarely matters, or what makes a workload one of which the logs cannot tell.
    pub fn doubt(&self) -> Option<String> {
        match self {
            Self::Short { minutes } => {
                Some(format!("{} of logs are enough to know", length(*minutes)))
            }
            Self::Gaps { gaps } => {
                let gaps = if gaps.len() == 1 { "gap" } else { "gaps" };
                Some(format!("nobody used it in the {gaps} of the logs"))
            }
            Self::Unread { .. } | Self::Truncated { .. } => {
                Some("nobody used it in what could not be read".into())
            }
            Self::Pages { .. } => Some("nobody used it on the pages that are missing".into()),
            Self::UnnamedServers => Some("these are the logs of all API servers".into()),
            Self::Servers { names, .. } => Some(match names.as_slice() {
                [_] => "the cluster has only this one API server".into(),
                _ => "the cluster has only these API servers".into(),
            }),
            _ => None,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NoEvents => "The logs have no events at all: the audit policy may log nothing.",
            Self::Short { minutes } => {
                let length = length(*minutes);
                return write!(
                    f,
                    "The logs cover {length}, and not a week: what runs less often may not be in them."
                );
            }
            Self::Gaps { gaps } => {
                let shown: Vec<String> = gaps.iter().take(NAMES).map(Gap::to_string).collect();
                let shown = list(&shown, gaps.len().saturating_sub(NAMES));
                return write!(
                    f,
                    "The logs have no event at all {shown}: files may be missing. A live API server \
                     always has requests."
                );
            }
            Self::NoReads => {
                "The logs have no reads (get, list), so what only reads seems to be unused. Change \
                 the audit policy to log them at level Metadata."
            }
            Self::AzureAdmin => {
                "The logs are of Azure's category kube-audit-admin, which has no reads (get, list), \
                 so what only reads seems to be unused. Turn on the category kube-audit."
            }
            Self::GoogleNoReads => {
                "The logs have no reads: Google Cloud leaves them out by default. Turn on the Data \
                 Access audit logs (ADMIN_READ and DATA_READ) of the Kubernetes Engine API."
            }
            Self::NoPods => {
                "The logs name no Pods, so they show the use of accounts, but not of workloads."
            }
            Self::GoogleNoPods => {
                "Google Cloud never names Pods, so the logs show the use of accounts, but not of \
                 workloads. Give each workload an account of its own to know more."
            }
            Self::Unread { count } => {
                let lines = if *count == 1 { "line" } else { "lines" };
                return write!(f, "{count} {lines} could not be read.");
            }
            Self::Truncated { count } => {
                let (events, were) =
                    if *count == 1 { ("event", "was") } else { ("events", "were") };
                return write!(f, "{count} {events} {were} cut by the API server.");
            }
            Self::Pages { count: 1 } => {
                "One answer says that there is more of it (nextToken): get the next pages too."
            }
            Self::Pages { count } => {
                return write!(
                    f,
                    "{count} answers say that there is more of them (nextToken): get the next \
                     pages too."
                );
            }
            Self::Servers { names, more } => {
                let shown: Vec<String> = names.iter().take(NAMES).cloned().collect();
                let more = more + names.len().saturating_sub(NAMES);
                let servers = match shown.len() + more {
                    1 => "one API server".into(),
                    count => format!("{count} API servers"),
                };
                return write!(
                    f,
                    "The logs are of {servers}: {}. If the cluster has more of them, give their \
                     logs, too.",
                    list(&shown, more)
                );
            }
            Self::UnnamedServers => {
                "Each API server of a cluster writes a log of its own, and these logs do not name \
                 theirs: give the logs of all of them."
            }
            Self::NoDiscovery => "The logs have no discovery, version or health requests.",
            Self::NoCoreEvents => {
                "The logs have no requests for core events; several clouds leave them out. A \
                 program that only writes events seems to be unused."
            }
            Self::OtherSystems => {
                "Tokens that are shown to other systems (Vault, a cloud) leave no trace."
            }
        };
        f.write_str(text)
    }
}

/// Words with commas, and `and` before the last.
pub(super) fn list(words: &[String], more: usize) -> String {
    let more = (more > 0).then(|| format!("{more} more"));
    let words: Vec<&str> = words.iter().chain(&more).map(String::as_str).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// A length of time in words.
pub(super) fn length(minutes: u64) -> String {
    // Exact up to 2^53.
    let hours = minutes as f64 / 60.0;
    match minutes {
        1 => "1 minute".into(),
        0..120 => format!("{minutes} minutes"),
        120..2_880 => format!("{hours:.0} hours"),
        _ => format!("{:.1} days", hours / 24.0),
    }
}
