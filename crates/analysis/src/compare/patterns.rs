//! Which patterns cover which, where `*` is any run of characters.

use service_account_token_policy::text::pattern::matches;

/// Whether `wide` matches everything that `narrow` matches. A `*` of `narrow` stands for a character of its
/// own, which only a `*` of `wide` matches.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    matches(wide, narrow)
}

/// Whether one of the patterns covers that one.
pub(super) fn any_covers<'p>(wide: impl IntoIterator<Item = &'p String>, narrow: &str) -> bool {
    wide.into_iter().any(|wide| covers(wide, narrow))
}

/// What may take the place of `*` in examples.
pub(super) const FILLINGS: [&str; 4] = ["x", "", "q0", "z-9"];

/// A text that `narrow` matches and none of `wide`; `None` if none is found.
pub(super) fn example(narrow: &str, wide: &[String]) -> Option<String> {
    let mut texts = FILLINGS.iter().map(|filling| narrow.replace('*', filling));
    texts.find(|text| !text.is_empty() && !any_covers(wide, text))
}

/// Whether some text is matched by both patterns.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // Whether the rests of `one` from here and of `other` from each position overlap, from the end.
    let rest = |list: &[char], at: usize| list.get(at).copied();
    let mut below: Vec<bool> = Vec::new();
    for first in (0..=one.len()).rev() {
        let mut row = vec![false; other.len() + 1];
        for second in (0..=other.len()).rev() {
            let after = |list: &[bool], at: usize| list.get(at).copied().unwrap_or_default();
            let is_possible = match (rest(&one, first), rest(&other, second)) {
                (None, None) => true,
                (Some('*'), Some('*')) => after(&below, second) || after(&row, second + 1),
                (Some('*'), right) => {
                    after(&below, second) || right.is_some() && after(&row, second + 1)
                }
                (left, Some('*')) => {
                    after(&row, second + 1) || left.is_some() && after(&below, second)
                }
                (Some(left), Some(right)) => left == right && after(&below, second + 1),
                (None, Some(_)) | (Some(_), None) => false,
            };
            if let Some(place) = row.get_mut(second) {
                *place = is_possible;
            }
        }
        below = row;
    }
    below.first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_what_it_matches_whole() {
        for (wide, narrow, expected) in [
            ("a", "a", true),
            ("*", "a", true),
            ("*", "*", true),
            ("*", "", true),
            ("a", "*", false),
            ("a*", "ab*", true),
            ("ab*", "a*", false),
            ("a*", "a*b", true),
            ("a*b", "a*", false),
            ("*a*", "a*a", true),
            ("*-*", "x-*-y", true),
            ("a*c*", "a*b", false),
            ("**", "*", true),
            ("*", "**", true),
            // Although both match the same texts.
            ("**a", "*a", true),
        ] {
            assert_eq!(covers(wide, narrow), expected, "{wide} {narrow}");
        }
    }

    #[test]
    fn an_example_is_matched_by_one_side_only() {
        let list = |wide: &[&str]| wide.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        for (narrow, wide, expected) in [
            ("a", &[][..], Some("a")),
            ("a", &["a"], None),
            ("a*", &["ax"], Some("a")),
            ("a*", &["*x", "a"], Some("aq0")),
            ("*", &["x", "q0"], Some("z-9")),
            ("*", &["x", "q0", "z-9"], None),
        ] {
            assert_eq!(example(narrow, &list(wide)).as_deref(), expected, "{narrow} {wide:?}");
        }
    }

    #[test]
    fn patterns_overlap_if_a_text_matches_both() {
        for (one, other, expected) in [
            ("", "", true),
            ("a", "a", true),
            ("a", "b", false),
            ("a*", "*b", true),
            ("a*", "b*", false),
            ("*a", "*b", false),
            ("a*c", "ab*", true),
            ("a*c", "abd", false),
            ("*", "", true),
            ("a", "*", true),
            ("a*", "a", true),
            ("*x*", "abc", false),
            ("*b*", "abc", true),
            ("**", "*", true),
        ] {
            assert_eq!(overlap(one, other), expected, "{one} {other}");
            assert_eq!(overlap(other, one), expected, "{other} {one}");
        }
    }
}
