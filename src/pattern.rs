//! Patterns with `*`, as settings use them.

use crate::prelude::*;
use crate::trouble::quotable;

/// Whether `pattern` matches the whole of `text`; `*` stands for any run of characters.
///
/// Takes time linear in pattern times text at worst, whatever the pattern is.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return text.ends_with(piece);
        }
        // The leftmost place leaves most to the pieces that follow.
        match after(text, piece) {
            Some(rest) => text = rest,
            None => return false,
        }
    }
    true
}

/// What follows the first place where a text holds a piece.
///
/// `str::find` would be faster on texts that are longer than any here, and bring four kilobytes.
pub fn after<'t>(text: &'t str, piece: &str) -> Option<&'t str> {
    let places = 0..=text.len().checked_sub(piece.len())?;
    let ends = places.map(|at| at + piece.len());
    let found = ends.filter_map(|end| text.split_at_checked(end));
    found.filter(|(before, _)| before.ends_with(piece)).map(|(_, after)| after).next()
}

/// Whether a pattern `<namespace>/<name>` matches that service account.
pub fn matches_account(pattern: &str, namespace: &str, name: &str) -> bool {
    pattern
        .split_once('/')
        .is_some_and(|(ns, account)| matches(ns, namespace) && matches(account, name))
}

/// Whether a text can be the name of an object, a DNS subdomain as Kubernetes checks it. The host
/// puts names into URLs, where nothing else belongs.
pub fn is_object_name(name: &str) -> bool {
    let is_inner = |byte: u8| matches!(byte, b'-' | b'.');
    let is_outer = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9');
    let mut bytes = name.bytes();
    name.len() <= 253
        && bytes.clone().all(|byte| is_inner(byte) || is_outer(byte))
        && bytes.next().is_some_and(is_outer)
        && bytes.next_back().is_none_or(is_outer)
}

/// Refuses what can never match a service account.
///
/// # Errors
///
/// Says what the pattern must be.
pub fn check_account_pattern(pattern: &str) -> Result<(), String> {
    let part = |part: &str, dots: bool| {
        !part.is_empty()
            && part.bytes().all(|byte| {
                matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'*') || dots && byte == b'.'
            })
    };
    match pattern.split_once('/') {
        Some((ns, name)) if part(ns, false) && part(name, true) => Ok(()),
        _ => Err(format!(
            "must be \"<namespace>/<name>\" in lower case, where `*` matches any run of \
             characters within a part, not \"{}\"",
            quotable(pattern)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_any_run_of_characters() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("*", "abc", true),
            ("a*", "a", true),
            ("a*", "ba", false),
            ("*a", "ba", true),
            ("*a", "ab", false),
            ("a*b", "ab", true),
            ("a*b", "a", false),
            ("a*a", "a", false),
            ("a*b*c", "abc", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "acb", false),
            ("**", "x", true),
            ("https://x/*", "https://x/a/b", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn a_star_of_an_account_pattern_stays_within_its_part() {
        for (pattern, namespace, name, expected) in [
            ("ns/app", "ns", "app", true),
            ("ns/app", "ns", "app2", false),
            ("ns-*/app", "ns-1", "app", true),
            ("*/app", "a", "app", true),
            ("ns/*", "ns", "a.b", true),
            ("ns*", "ns", "app", false),
        ] {
            assert_eq!(matches_account(pattern, namespace, name), expected, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_can_never_match_is_refused() {
        for good in ["a/b", "*/*", "kube-*/a.b", "a-1/*x*"] {
            assert_eq!(check_account_pattern(good), Ok(()), "{good}");
        }
        for bad in ["", "a", "a/", "/b", "a/b/c", "A/b", "a.b/c", "a/b c", "a/?", "system:x/y"] {
            assert_eq!(
                check_account_pattern(bad).unwrap_err(),
                format!(
                    "must be \"<namespace>/<name>\" in lower case, where `*` matches any run of \
                     characters within a part, not \"{bad}\""
                )
            );
        }
    }
}
