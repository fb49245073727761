//! Writes sentences and numbers. `core::fmt` could too, but it is 5 KB of the module.

use super::cut;
use crate::prelude::*;

/// A sentence with each of these words in the place of a `{}`.
///
/// At each place where it is called, it also takes less space than joining all the parts.
#[inline(never)]
pub fn worded(sentence: &str, words: &[&str]) -> String {
    debug_assert!(sentence.split("{}").count() == words.len() + 1, "a word for each place");
    let mut text = String::new();
    let mut rest = sentence;
    for word in words {
        let (before, after) = cut(rest, b'{').unwrap_or_default();
        text.push_str(before);
        text.push_str(word);
        rest = after.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// A whole number.
#[inline(never)]
pub fn decimal(number: i64) -> String {
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    push_digits(&mut text, number.unsigned_abs(), 1);
    text
}

/// A number of things.
#[inline(never)]
pub fn count(number: usize) -> String {
    let mut text = String::new();
    push_digits(&mut text, number as u64, 1);
    text
}

/// Adds the digits of a number, from that of this unit on at least, such as 1000 for a year.
#[inline(never)]
pub fn push_digits(text: &mut String, number: u64, least: u64) {
    let mut unit = least;
    while number / unit >= 10 {
        unit *= 10;
    }
    while unit > 0 {
        // A digit, so that nothing is cut off.
        text.push(char::from(b'0' + (number / unit % 10) as u8));
        unit /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_the_places_in_order() {
        for (sentence, words, expected) in [
            ("", &[][..], ""),
            ("nothing", &[], "nothing"),
            ("{}", &["a"], "a"),
            ("{}{}", &["a", "b"], "ab"),
            ("x {} y {}.", &["{}", "b"], "x {} y b."),
            ("ä {} ö", &["ü"], "ä ü ö"),
        ] {
            assert_eq!(worded(sentence, words), expected);
        }
    }

    #[test]
    fn numbers_are_written_as_by_the_standard_library() {
        for number in [0, 1, -1, 9, 10, -10, 99, 100, 101, 3607, i64::MAX, i64::MIN, i64::MIN + 1] {
            assert_eq!(decimal(number), number.to_string());
        }
        for number in [0, 1, 9, 10, 999, 1000, usize::MAX] {
            assert_eq!(count(number), number.to_string());
        }
        for number in [0, 1, 12, 999, 1000, 9999, 10_000, 123_456, u64::MAX] {
            let mut text = String::new();
            push_digits(&mut text, number, 1000);
            assert_eq!(text, format!("{number:04}"));
        }
    }
}
