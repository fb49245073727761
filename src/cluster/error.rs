//! Why a lookup has no answer, and how to fix that.

use crate::json::Fault;
use crate::prelude::*;
use crate::text::{cut, quotable};
use crate::text::{pattern, worded};

/// Why a lookup has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// The policy may not use this host capability, or may not read this kind.
    NotGranted(String),
    /// The API server denies access to the policy server.
    Forbidden(String),
    /// The host has no clock, or one that cannot be right.
    NoClock,
    /// Anything else, such as a connection failure, a timeout or an invalid answer.
    Failed(String),
}

impl LookupError {
    /// The host answered with something other than what was requested.
    pub fn nonsense(what: impl Into<Fault>) -> Self {
        Self::Failed(["the host's answer: ", &what.into().text()].concat())
    }

    /// The error in the host's own words.
    pub fn why(&self) -> &str {
        match self {
            Self::NotGranted(why) | Self::Forbidden(why) | Self::Failed(why) => why,
            Self::NoClock => "the host has no clock, or a wrong one",
        }
    }

    /// A sentence that says what to grant or check.
    pub fn remedy(&self, [kinds, resources, capabilities]: [&str; 3]) -> String {
        match self {
            Self::NotGranted(_) => worded(
                "List {} in the policy's contextAwareResources and {} in its hostCapabilities.",
                &[kinds, capabilities],
            ),
            Self::Forbidden(_) => worded(
                "Grant get, list and watch on {} to the service account of the policy server.",
                &[resources],
            ),
            Self::NoClock => "Check the clock of the policy server, or leave until out of the \
                 entries in allow.serviceAccounts."
                .into(),
            Self::Failed(_) => "Check that the policy server reaches the Kubernetes API server, \
                 and try again."
                .into(),
        }
    }

    /// What to grant or check, in a few words.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotGranted(_) => "list it in contextAwareResources of the policy",
            Self::Forbidden(_) => "grant get, list and watch on it to the policy server",
            Self::NoClock => "check the clock of the policy server",
            Self::Failed(_) => "see the policy server's log",
        }
    }

    /// Classifies an error from the Kubewarden host, which can span many lines.
    pub fn from_host(error: &str) -> Self {
        let mut first = first_line(error).trim_ascii();
        while let Some(rest) = first.strip_prefix("Host error: ") {
            first = rest;
        }
        let first = quotable(first.trim_end_matches('.')).into_owned();
        let says = |words| pattern::after(error, words).is_some();
        if says("Policy has not been granted access to") {
            Self::NotGranted(first)
        } else if says("ApiError") && says("Forbidden") {
            Self::Forbidden(first)
        } else {
            Self::Failed(first)
        }
    }
}

/// Whether an error from the Kubewarden host means that the object does not exist; `place` is its
/// namespace as the host formats it, `Some("ns")` or `None`.
pub fn is_not_found(error: &str, kind: &str, place: &str, name: &str) -> bool {
    let wanted = worded("Cannot find {} named '{}' inside of namespace '{}'", &[kind, name, place]);
    pattern::after(first_line(error), &wanted).is_some()
}

fn first_line(text: &str) -> &str {
    cut(text, b'\n').map_or(text, |(first, _)| first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_errors_are_classified_by_their_remedy() {
        let not_granted = |why: &str| LookupError::NotGranted(why.into());
        let forbidden = |why: &str| LookupError::Forbidden(why.into());
        let failed = |why: &str| LookupError::Failed(why.into());
        let text = "Policy has not been granted access to Kubernetes v1/Secret resources";
        let cases = [
            (text, not_granted(text)),
            ("ApiError: Forbidden", forbidden("ApiError: Forbidden")),
            // Later lines count too.
            ("failed\nApiError\n Forbidden", forbidden("failed")),
            ("ApiError: timeout", failed("ApiError: timeout")),
            ("Forbidden by a proxy", failed("Forbidden by a proxy")),
            ("Host error: gone.", failed("gone")),
            ("", failed("")),
        ];
        for (error, expected) in cases {
            assert_eq!(LookupError::from_host(error), expected, "{error:?}");
        }
    }
}
