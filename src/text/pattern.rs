//! Matches patterns in which `*` is any run of characters, and cuts texts.

/// Whether `pattern` matches the whole of `text`; `*` matches any run of characters.
///
/// Takes at most time proportional to pattern length times text length.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = cut(pattern, b'*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut rest = rest;
    while let Some((piece, others)) = cut(rest, b'*') {
        // The leftmost match leaves the most text for the remaining pieces.
        match after(text, piece) {
            Some(after) => (text, rest) = (after, others),
            None => return false,
        }
    }
    text.ends_with(rest)
}

/// What is before and after the first place of an ASCII character.
///
/// `str::split_once` is faster only for texts longer than any here, and takes more space at each place.
#[inline(never)]
pub fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
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

/// Whether a long text holds a piece, which is not empty (Boyer, Moore and Horspool's search).
///
/// It reads one byte for each length of the piece, so that hundreds of kilobytes take a tenth of a millisecond.
/// (`str::contains` takes longer, and five kilobytes of the module.)
#[inline(never)]
pub fn holds(text: &str, piece: &str) -> bool {
    let Some((last, start)) = piece.as_bytes().split_last() else {
        return true;
    };
    let step = |distance: usize| distance.min(255) as u8;
    // How far the end of the piece may move if it is at a byte of the text.
    let mut steps = [step(piece.len()); 256];
    for (at, byte) in start.iter().enumerate() {
        steps[usize::from(*byte)] = step(start.len() - at);
    }
    let (text, mut end) = (text.as_bytes(), start.len());
    while let Some(byte) = text.get(end) {
        if byte == last && text.get(end - start.len()..end) == Some(start) {
            return true;
        }
        end += usize::from(steps[usize::from(*byte)]);
    }
    false
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
    fn a_text_holds_what_str_finds_in_it() {
        let long = "x".repeat(300);
        let longer = ["y", &long, "z"].concat();
        for text in
            ["", "a", "ab", "aab", "abab", "aaab", "a\"b\"", "äöü", "ababac", &long, &longer]
        {
            for piece in ["a", "b", "ab", "aab", "ba", "\"b\"", "ö", "abac", "c", &long, "xz", "yx"]
            {
                assert_eq!(holds(text, piece), text.contains(piece), "{piece} in {text}");
            }
        }
    }
}
