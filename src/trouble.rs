//! What is wrong with a text, told so that nobody can forge the telling.

use crate::prelude::*;

use core::fmt;

/// Why a text could not be read: where, and what was expected there.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Keys and indexes from the innermost outwards.
    path: Vec<String>,
    /// What was expected.
    pub(crate) what: Option<String>,
}

impl Trouble {
    /// A value is not as it must be.
    pub(crate) fn that(what: &str) -> Box<Self> {
        Box::new(Self { path: Vec::new(), what: Some(what.into()) })
    }

    /// Says what the path begins with; nothing where the name is empty.
    pub(crate) fn of(mut self: Box<Self>, name: &str) -> Box<Self> {
        if !name.is_empty() {
            self.at(name);
        }
        self
    }

    /// Adds the key or index that a faulty value stands at.
    pub(crate) fn at(&mut self, step: &str) {
        self.path.push(quotable(step).into_owned());
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, step) in self.path.iter().rev().enumerate() {
            if depth > 0 && !step.starts_with('[') {
                f.write_str(".")?;
            }
            f.write_str(step)?;
        }
        f.write_str(if self.path.is_empty() { "" } else { " " })?;
        f.write_str(self.what.as_deref().unwrap_or("is not valid JSON"))
    }
}

/// The longest name that Kubernetes knows.
const LONGEST_SHOWN: usize = 253;

/// Whether a character is none that is seen, but steers a terminal, hides itself, or turns the text
/// around it.
pub fn steers(c: char) -> bool {
    let code = u32::from(c);
    c.is_control() || matches!(code, 0x200b..=0x200f | 0x2028..=0x202e | 0x2066..=0x2069 | 0xfeff)
}

/// A key or name that somebody wrote, fit to be shown: not longer than names are, and without
/// characters that could forge further lines or sentences of a message.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_cannot_forge_a_message() {
        let long = "x".repeat(300);
        let cut = "x".repeat(253) + "…";
        for (text, expected) in [
            ("plain-name.7", "plain-name.7"),
            ("ümläut 日本", "ümläut 日本"),
            ("a\nb\u{1b}[31m", "a?b?[31m"),
            ("a\u{202e}b\u{200b}c\u{2028}d\u{feff}", "a?b?c?d?"),
            (&long, &cut),
        ] {
            assert_eq!(quotable(text), expected);
        }
    }
}
