//! Finds the lines and columns of many bytes of a text.

/// How many bytes a piece has. The characters before each piece are counted once.
const PIECE: usize = 1 << 10;

/// A text, with an index of its lines and characters.
#[derive(Default)]
pub struct Positions<'t> {
    text: &'t str,
    /// The byte at which each line starts.
    lines: Vec<usize>,
    /// How many characters are before each piece.
    characters: Vec<usize>,
}

impl<'t> Positions<'t> {
    /// Makes this the text, unless it is already.
    pub fn set_text(&mut self, text: &'t str) {
        if !std::ptr::eq(self.text, text) {
            *self = Self::new(text);
        }
    }

    /// Indexes a text.
    pub fn new(text: &'t str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        let mut passed = 0;
        let mut characters = vec![0];
        for piece in text.as_bytes().chunks(PIECE) {
            passed += count(piece);
            characters.push(passed);
        }
        Self { text, lines, characters }
    }

    /// Line and column of a byte, both counted from 1.
    pub fn of(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied();
        let before = |byte| self.characters_before(byte);
        (line, before(byte) - before(start.unwrap_or_default()) + 1)
    }

    fn characters_before(&self, byte: usize) -> usize {
        let piece = byte / PIECE;
        let known = self.characters.get(piece).copied().unwrap_or_default();
        let rest = self.text.as_bytes().get(piece * PIECE..byte).unwrap_or_default();
        known + count(rest)
    }
}

/// How many characters start in these bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_1() {
        let long = format!("{}\nab", "é".repeat(PIECE));
        let end = 2 * PIECE;
        let cases = [
            ("", 0, (1, 1)),
            ("ab\n", 1, (1, 2)),
            ("ab\n", 3, (2, 1)),
            ("é😀x\r\ny", 6, (1, 3)),
            ("é😀x\r\ny", 9, (2, 1)),
            (&long, end, (1, PIECE + 1)),
            (&long, end + 1, (2, 1)),
            (&long, end + 3, (2, 3)),
        ];
        for (text, byte, expected) in cases {
            assert_eq!(Positions::new(text).of(byte), expected, "{byte}");
        }
    }
}
