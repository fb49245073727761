//! How sure it is that nobody used a token.

use serde::Serialize;

use super::limit::Limit;

/// How sure it is that nobody used a token of which the logs have no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Certainty {
    /// The logs cover a week or more, and nothing of it is missing, as far as they show.
    High,
    /// Something is missing, or they cover less than a week.
    Medium,
    /// They cover less than a day, or more than a tenth of the time is missing.
    Low,
}

const DAY: u64 = 24 * 60;

/// How sure it is, by the limits and the length of the logs in minutes.
pub fn certainty(limits: &[Limit], minutes: u64) -> Certainty {
    let missing = |limit: &Limit| match limit {
        Limit::Gaps { gaps } => gaps.iter().map(|gap| u64::from(gap.minutes)).sum(),
        _ => 0,
    };
    let missing: u64 = limits.iter().map(missing).sum();
    let is_partial = |limit: &Limit| {
        matches!(
            limit,
            Limit::Short { .. }
                | Limit::Gaps { .. }
                | Limit::Unread { .. }
                | Limit::Truncated { .. }
                | Limit::Pages { .. }
                | Limit::NoCoreEvents
        )
    };
    match () {
        () if minutes < DAY || missing * 10 > minutes => Certainty::Low,
        () if limits.iter().any(is_partial) => Certainty::Medium,
        () => Certainty::High,
    }
}
