//! Converts positions in a text to an editor's units.

use std::ops::Range;

/// A text whose byte positions are converted to UTF-16 code units.
pub struct Text<'t> {
    text: &'t str,
    is_ascii: bool,
}

impl<'t> Text<'t> {
    /// Creates a converter for this text.
    pub fn new(text: &'t str) -> Self {
        Self { text, is_ascii: text.is_ascii() }
    }

    /// The offset of a byte in UTF-16 code units.
    pub fn units(&self, byte: usize) -> usize {
        if self.is_ascii {
            return byte.min(self.text.len());
        }
        let before = self.text.char_indices().take_while(|(at, _)| *at < byte);
        before.map(|(_, c)| c.len_utf16()).sum()
    }

    /// A range of bytes in UTF-16 code units.
    pub fn range(&self, bytes: &Range<usize>) -> (usize, usize) {
        (self.units(bytes.start), self.units(bytes.end))
    }

    /// The byte range of a line, counted from 1, without surrounding blanks.
    pub fn line(&self, number: usize) -> Range<usize> {
        let mut start = 0;
        for (index, line) in self.text.split_inclusive('\n').enumerate() {
            if index + 1 == number {
                let inner = line.trim();
                let start = start + (line.len() - line.trim_start().len());
                return start..start + inner.len();
            }
            start += line.len();
        }
        start..start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_utf_16_code_units() {
        let text = Text::new("aé😀b");
        let cases = [(0, 0), (1, 1), (3, 2), (7, 4), (8, 5), (99, 5)];
        for (byte, units) in cases {
            assert_eq!(text.units(byte), units, "byte {byte}");
        }
    }

    #[test]
    fn lines_have_no_surrounding_blanks() {
        let text = Text::new("a\n  b c \r\n\n");
        let cases = [(1, 0..1), (2, 4..7), (9, 11..11)];
        for (line, expected) in cases {
            assert_eq!(text.line(line), expected, "line {line}");
        }
    }
}
