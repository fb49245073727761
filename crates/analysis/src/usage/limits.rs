//! What a log cannot show.

use audit_log::Sight;

/// How long a log has to be to say much, in days.
const DAYS: f64 = 7.0;
const NANOS_PER_DAY: f64 = 86_400e9;

/// Sentences about what the logs cannot show, the gravest first.
pub fn limits(sight: &Sight) -> Vec<String> {
    let mut limits = Vec::new();
    let kinds = sight.kinds;
    if sight.events == 0 {
        limits.push("The logs have no events at all: the audit policy may log nothing.".into());
        return limits;
    }
    if let Some(days) = days(sight).filter(|days| *days < DAYS) {
        limits.push(format!(
            "The logs cover {}, and not a week: what runs less often may not be in them.",
            words(days)
        ));
    }
    if !(kinds.get || kinds.list) {
        limits.push(
            "The logs have no reads (get, list), so what only reads seems to be unused.".into(),
        );
    }
    if !kinds.pods {
        limits.push(
            "The logs name no Pods, so they show the use of accounts, but not of workloads.".into(),
        );
    }
    if !(kinds.discovery || kinds.version || kinds.health) {
        limits.push("The logs have no discovery, version or health requests.".into());
    }
    if !kinds.core_events {
        limits.push(
            "The logs have no requests for core events; several clouds leave them out.".into(),
        );
    }
    for (count, what) in [
        (sight.unread, "lines could not be read"),
        (sight.truncated, "events were cut by the API server"),
        (sight.pages, "answers say that there is more of them (nextToken)"),
    ] {
        if count > 0 {
            limits.push(format!("{count} {what}."));
        }
    }
    limits.push(
        "Each API server of a cluster writes a log of its own. Tokens that are shown to other systems \
         (Vault, a cloud) leave no trace."
            .into(),
    );
    limits
}

/// How many days there are between the first and the last request.
fn days(sight: &Sight) -> Option<f64> {
    let (first, last) = (sight.span.first.as_ref()?, sight.span.last.as_ref()?);
    Some((last.nanos() - first.nanos()) as f64 / NANOS_PER_DAY)
}

/// How long the logs are, in words.
pub fn length(sight: &Sight) -> Option<String> {
    days(sight).map(words)
}

/// Whether the logs are too short to say much.
pub fn is_short(sight: &Sight) -> bool {
    days(sight).is_none_or(|days| days < DAYS)
}

/// A length of time in words.
fn words(days: f64) -> String {
    let minutes = days * 24.0 * 60.0;
    match minutes {
        minutes if minutes < 120.0 => format!("{minutes:.0} minutes"),
        minutes if minutes < 48.0 * 60.0 => format!("{:.0} hours", minutes / 60.0),
        _ => format!("{days:.1} days"),
    }
}
