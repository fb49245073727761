//! Whether a file can be read in parts at once.

use memchr::memchr;

use crate::lines::divided;
use crate::row::Row;

/// Whether a file that begins so may be divided at any line end, and each part be read by a
/// [`Reader`](crate::Reader) of its own: its first line is a whole row. A megabyte is enough.
///
/// If a row goes on in the next part ([`is_between_rows`](crate::Reader::is_between_rows)), other
/// lines are no whole rows after all. Read the file again as a whole then, and all others, with
/// another [`Seen`](crate::Seen).
#[must_use]
pub fn divisible(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let line = memchr(b'\n', head).and_then(|end| head.get(..end)).unwrap_or_default();
    if divided(line).is_some() {
        return false;
    }
    let json = memchr(b'{', line).and_then(|brace| line.get(brace..)).unwrap_or_default();
    serde_json::from_str::<Row>(&String::from_utf8_lossy(json)).is_ok_and(|row| !row.is_list())
}

#[cfg(test)]
mod tests {
    use super::divisible;

    #[test]
    fn heads() {
        let all = [
            ("{\"kind\":\"Event\"}\n{\"ki", true),
            ("\n2026-11-28T20:44:16.2Z {\"kind\":\"Event\"}\r\n", true),
            ("{\"message\":\"{}\"}\n", true),
            ("2026-11-28T20:44:16.2Z stdout F {\"kind\":\"Event\"}\n", false),
            ("{\"kind\":\"Event\"}", false),
            ("{\n \"kind\":\"Event\"}\n", false),
            ("{\"items\":[{\"kind\":\"Event\"}]}\n", false),
            ("[{\"kind\":\"Event\"},\n", false),
            ("\u{1f}\u{8b}", false),
            ("", false),
        ];
        for (head, expected) in all {
            assert_eq!(divisible(head.as_bytes()), expected, "{head}");
        }
    }
}
