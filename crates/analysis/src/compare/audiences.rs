//! Which audiences are the API server's.
//!
//! A token is one for the API server if its audience is empty, matches `apiAudiences`, or, where
//! `otherAudiences` is given, does not match that. NEW is at least as strict if that set grows. It does if
//! each pattern of OLD's `apiAudiences` is covered by NEW's, or at least does not overlap NEW's
//! `otherAudiences`; and if each pattern of NEW's `otherAudiences` is covered by OLD's, or by NEW's
//! `apiAudiences`, which count for more.

use super::lines::{EQUAL, Line, STRICTER, Verdict, looser, no_matter, unproved};
use super::lists::not_covered;
use super::meaning::Meaning;
use super::patterns::{any_covers, overlap};

/// The lines of these settings.
pub(super) fn lines(old: &Meaning, new: &Meaning) -> [Line; 2] {
    [
        Line::new("apiAudiences", &old.api_audiences, &new.api_audiences, api(old, new)),
        Line::new("otherAudiences", &old.other_audiences, &new.other_audiences, other(old, new)),
    ]
}

fn api(old: &Meaning, new: &Meaning) -> Verdict {
    let (was, is) = (&old.api_audiences, &new.api_audiences);
    let uncovered: Vec<&String> = was.iter().filter(|pattern| !any_covers(is, pattern)).collect();
    if uncovered.is_empty() {
        return if is.iter().all(|pattern| any_covers(was, pattern)) { EQUAL } else { STRICTER };
    }
    let why = |audience: &str| {
        format!("NEW does not count audience {audience} as the API server's, OLD does")
    };
    let Some(others) = &new.other_audiences else {
        return uncovered.first().map_or(EQUAL, |pattern| not_covered(pattern, is, &why));
    };
    let overlaps = |pattern: &&&String| others.iter().any(|other| overlap(pattern, other));
    match uncovered.iter().find(overlaps) {
        None => no_matter("what NEW leaves out is not in its otherAudiences, so it counts as well"),
        Some(pattern) if any_covers(others, pattern) => not_covered(pattern, is, &why),
        Some(pattern) => unproved(format!("{pattern} overlaps otherAudiences of NEW")),
    }
}

fn other(old: &Meaning, new: &Meaning) -> Verdict {
    let (was, is) = match (&old.other_audiences, &new.other_audiences) {
        (None, None) => return EQUAL,
        (None, Some(_)) => return STRICTER,
        (Some(_), None) => return looser("NEW counts no unknown audience as the API server's"),
        (Some(was), Some(is)) => (was, is),
    };
    let covered =
        |pattern: &&String| any_covers(was, pattern) || any_covers(&new.api_audiences, pattern);
    let why =
        |audience: &str| format!("NEW knows {audience} as another system's audience, OLD does not");
    match is.iter().find(|pattern| !covered(pattern)) {
        Some(pattern) => {
            let known: Vec<String> = was.iter().chain(&new.api_audiences).cloned().collect();
            not_covered(pattern, &known, &why)
        }
        None if was.iter().all(|pattern| any_covers(is, pattern)) => EQUAL,
        None => STRICTER,
    }
}
