//! Makes text from untrusted sources safe to show: it cannot forge a message or control a terminal.

use crate::prelude::*;

/// The maximum length of a Kubernetes name.
const LONGEST_SHOWN: usize = 253;

/// Whether a character is invisible and controls a terminal, hides itself, or changes the direction
/// of the text around it.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xad | 0x61c | 0x115f | 0x1160 | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e
                | 0x2060..=0x206f | 0x3164 | 0xfeff | 0xffa0 | 0xfff9..=0xfffb | 0xe0000..=0xe007f
        )
}

/// Makes a key or name from an untrusted source safe to show: no longer than names can be, and
/// without characters that could forge extra lines or sentences in a message.
pub fn quotable(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    if text.len() <= LONGEST_SHOWN && text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == LONGEST_SHOWN {
            shown.push('…');
            break;
        }
        shown.push(if steers(c) { '?' } else { c });
    }
    Cow::Owned(shown)
}

/// A name for use in a sentence, safe to show. One that could hold a sentence of its own is quoted.
pub fn name_in_sentence(name: &str) -> Cow<'_, str> {
    // Spaces of other alphabets look like spaces.
    if name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return quotable(name);
    }
    in_quotes(name).into()
}

/// A text in quotes, safe to show.
pub fn in_quotes(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in quotable(text).chars() {
        quoted.push(if c == '"' { '\'' } else { c });
    }
    quoted.push('"');
    quoted
}

/// How many characters a text has. (`Chars::count` is faster for long ones, and larger.)
pub fn characters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_be_a_sentence_is_quoted() {
        for (name, expected) in [
            ("plain-name.7", "plain-name.7"),
            ("?watch=true", "?watch=true"),
            ("x is fine. \"Really", "\"x is fine. 'Really\""),
            ("x\u{a0}is\u{3000}fine", "\"x\u{a0}is\u{3000}fine\""),
        ] {
            assert_eq!(name_in_sentence(name), expected);
        }
    }

    #[test]
    fn characters_are_counted_whatever_their_length() {
        for (text, expected) in [("", 0), ("a@", 2), ("é日😀", 3)] {
            assert_eq!(characters(text), expected, "{text}");
        }
    }

    #[test]
    fn quoted_text_cannot_forge_a_message() {
        let long = "x".repeat(300);
        let cut = "x".repeat(253) + "…";
        for (text, expected) in [
            ("plain-name.7", "plain-name.7"),
            ("ümläut 日本", "ümläut 日本"),
            ("a\nb\u{1b}[31m", "a?b?[31m"),
            ("a\u{202e}b\u{200b}c\u{2028}d\u{feff}", "a?b?c?d?"),
            ("a\u{61c}b\u{ad}c\u{2060}d\u{3164}e\u{e0041}", "a?b?c?d?e?"),
            (&long, &cut),
        ] {
            assert_eq!(quotable(text), expected);
        }
    }
}
