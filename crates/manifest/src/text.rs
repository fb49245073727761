//! The characters of a file: kubectl reads UTF-8, and UTF-16 with a byte order mark
//! (`FileVisitor` in `k8s.io/cli-runtime/pkg/resource/visitor.go`).

use crate::Documents;

/// How the characters of a file are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8WithMark,
    /// UTF-16, little end first, after a byte order mark.
    Utf16Le,
    /// UTF-16, big end first, after a byte order mark.
    Utf16Be,
}

/// The content of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its characters, without a byte order mark. What is no character is U+FFFD, as in kubectl.
    pub text: String,
    /// How they were encoded.
    pub encoding: Encoding,
    /// Where bytes were that are no character.
    invalid: Vec<usize>,
}

impl Text {
    /// Reads bytes as kubectl does.
    pub fn decode(bytes: Vec<u8>) -> Self {
        match bytes.as_slice() {
            [0xef, 0xbb, 0xbf, rest @ ..] => {
                // Go's JSON reader replaces them, and replaces each byte.
                let (text, invalid) = of_utf8(rest.to_vec(), true);
                Self { text, encoding: Encoding::Utf8WithMark, invalid }
            }
            [0xff, 0xfe, rest @ ..] => {
                let (text, invalid) = of_utf16(rest, u16::from_le_bytes);
                Self { text, encoding: Encoding::Utf16Le, invalid }
            }
            [0xfe, 0xff, rest @ ..] => {
                let (text, invalid) = of_utf16(rest, u16::from_be_bytes);
                Self { text, encoding: Encoding::Utf16Be, invalid }
            }
            _ => {
                let (text, invalid) = of_utf8(bytes, false);
                Self { text, encoding: Encoding::Utf8, invalid }
            }
        }
    }

    /// Its documents. kubectl does not replace what is no character after a byte order mark of
    /// UTF-8, so it does not read a YAML document with such bytes.
    pub fn documents(&self) -> Documents<'_> {
        let refused: &[usize] = match self.encoding {
            Encoding::Utf8WithMark => &self.invalid,
            _ => &[],
        };
        Documents::new(&self.text, refused)
    }

    /// Whether some bytes are no character, so that the file cannot be written back.
    pub fn is_lossy(&self) -> bool {
        !self.invalid.is_empty()
    }
}

impl Encoding {
    /// The bytes of a text.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8WithMark => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Self::Utf16Le => {
                [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
            }
            Self::Utf16Be => {
                [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
            }
        }
    }
}

fn of_utf8(bytes: Vec<u8>, each_byte: bool) -> (String, Vec<usize>) {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, Vec::new()),
        Err(error) => error,
    };
    let (mut text, mut invalid) = (String::new(), Vec::new());
    for chunk in error.as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            invalid.push(text.len());
            let count = if each_byte { chunk.invalid().len() } else { 1 };
            text.extend(std::iter::repeat_n(char::REPLACEMENT_CHARACTER, count));
        }
    }
    (text, invalid)
}

fn of_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Vec<usize>) {
    let (pairs, rest) = bytes.as_chunks();
    let (mut text, mut invalid) = (String::new(), Vec::new());
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        if c.is_err() {
            invalid.push(text.len());
        }
        text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !rest.is_empty() {
        invalid.push(text.len());
        text.push(char::REPLACEMENT_CHARACTER);
    }
    (text, invalid)
}

/// The text with U+FFFD for each byte that is not UTF-8, as Go writes JSON.
pub fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.push_str(valid);
                return text;
            }
            Err(error) => {
                let (valid, invalid) = rest.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(valid).unwrap_or_default());
                text.push(char::REPLACEMENT_CHARACTER);
                rest = invalid.get(1..).unwrap_or_default();
            }
        }
    }
}
