//! Base64 of gzip within JSON, as CloudWatch hands subscriptions on to Lambda and Kinesis.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;

use crate::lines::{Lines, Rows};
use crate::rows::Reading;

/// How many may be within one another.
const DEEPEST: u32 = 2;

impl Reading<'_> {
    /// Reads a text, if it is base64 of gzip.
    pub(crate) fn packed(&mut self, text: &[u8], line: u64) -> bool {
        if !text.starts_with(b"H4sI") {
            return false;
        }
        let Ok(bytes) = STANDARD.decode(text) else { return false };
        if self.depth >= DEEPEST {
            self.broken(line);
            return true;
        }
        let mut within = Reading {
            counter: &mut *self.counter,
            found: &mut *self.found,
            depth: self.depth + 1,
            outer_line: Some(self.outer_line.unwrap_or(line)),
        };
        let mut lines = Lines::default();
        let mut decoder = MultiGzDecoder::new(bytes.as_slice());
        let mut buffer = vec![0; 1 << 16];
        loop {
            match decoder.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => lines.push(buffer.get(..length).unwrap_or_default(), &mut within),
                Err(_) => {
                    within.broken(line);
                    break;
                }
            }
        }
        lines.finish(&mut within);
        true
    }
}
