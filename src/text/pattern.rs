//! Matches patterns in which `*` is any run of characters.

/// Whether `pattern` matches the whole of `text`; `*` matches any run of characters.
///
/// Takes at most time proportional to pattern length times text length.
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
        // The leftmost match leaves the most text for the remaining pieces.
        match after(text, piece) {
            Some(rest) => text = rest,
            None => return false,
        }
    }
    true
}

/// The rest of a text after the first occurrence of a piece.
///
/// `str::find` is faster only for texts longer than any here, and would add four kilobytes.
pub fn after<'t>(text: &'t str, piece: &str) -> Option<&'t str> {
    let places = 0..=text.len().checked_sub(piece.len())?;
    let ends = places.map(|at| at + piece.len());
    let found = ends.filter_map(|end| text.split_at_checked(end));
    found.filter(|(before, _)| before.ends_with(piece)).map(|(_, after)| after).next()
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
}
