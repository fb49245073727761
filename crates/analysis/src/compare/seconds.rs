//! How long a projected token may live, and how long one with 3607 seconds counts.

use super::lines::{EQUAL, Line, STRICTER, Verdict, looser, no_matter};
use super::meaning::Meaning;

/// The lines of these settings.
pub(super) fn lines(old: &Meaning, new: &Meaning) -> [Line; 2] {
    let (old_max, new_max) = (old.projected_token_max_seconds, new.projected_token_max_seconds);
    let (old_extended, new_extended) = (old.extended_token_seconds, new.extended_token_seconds);
    [
        Line::new("projectedTokenMaxSeconds", old_max, new_max, max(old, new)),
        Line::new("extendedTokenSeconds", old_extended, new_extended, extended(old, new)),
    ]
}

fn max(old: &Meaning, new: &Meaning) -> Verdict {
    let (old, longest) = (old.projected_token_max_seconds, new.projected_token_max_seconds);
    match (old, longest) {
        _ if old == longest => EQUAL,
        // What else allows a token allows any lifetime.
        _ if !new.has_lives() => no_matter("no matter, as NEW has allow.podAuthor: none"),
        (None, Some(_)) => STRICTER,
        (Some(old), Some(longest)) if longest < old => STRICTER,
        (_, Some(longest)) => looser(format!("NEW allows a token that lives {longest} seconds")),
        (_, None) => looser("NEW allows a token of any lifetime"),
    }
}

/// It decides only whether a token of 3607 seconds is beyond the limit.
fn extended(old: &Meaning, new: &Meaning) -> Verdict {
    let (was, is) = (old.extended_token_seconds, new.extended_token_seconds);
    let old_max = old.projected_token_max_seconds;
    match new.projected_token_max_seconds {
        _ if was == is => EQUAL,
        _ if !new.has_lives() => no_matter("no matter, as NEW has allow.podAuthor: none"),
        None => no_matter("no matter, as NEW has no projectedTokenMaxSeconds"),
        Some(max) => match (old_max.is_some_and(|max| was > max), is > max) {
            (true, false) => looser(format!(
                "NEW allows a token that asks for 3607 seconds, as it counts as {is}"
            )),
            (false, true) => STRICTER,
            (true, true) => no_matter("a token that asks for 3607 seconds is beyond both limits"),
            (false, false) => no_matter("a token that asks for 3607 seconds is below both limits"),
        },
    }
}
