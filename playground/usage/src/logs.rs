//! Reads audit logs in pieces, file by file.

use std::sync::Arc;

use audit_log::{Counter, Evidence, Problem, Reader, Seen, Unrecognised};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// What all logs say that were read so far.
#[wasm_bindgen]
pub struct Logs {
    seen: Arc<Seen>,
    /// Of the files that are audit logs.
    sum: Counter,
    /// The file that is being read, and what was counted in it.
    reader: Reader,
    counter: Counter,
}

/// What was in a file, or why it could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[serde(rename_all = "camelCase")]
pub struct FileRead {
    /// Whether it is an audit log.
    pub recognised: bool,
    /// Events that were counted.
    pub events: u64,
    /// Lines that could not be read.
    pub unread: u64,
    /// The first of these, or of what is not understood, from 1.
    pub line: Option<u64>,
    /// What concerns the whole file.
    pub problem: Option<FileProblem>,
    /// The same in the core's words.
    pub message: Option<String>,
}

/// What concerns a whole file, as `audit_log::Problem`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum FileProblem {
    /// The gzip data is broken or cut off.
    Gzip,
    /// The file is packed, and this build does not unpack.
    Packed,
    /// UTF-16 text.
    Utf16,
    /// The old text format.
    LegacyText,
    /// Rancher's own audit log.
    Rancher,
    /// CloudWatch's results without `@message`.
    NoMessage,
    /// Nothing that is known.
    Unknown,
}

#[wasm_bindgen]
impl Logs {
    /// No logs yet. `secret` is 16 random bytes, so that nobody can make up requests that count
    /// as one.
    ///
    /// # Errors
    ///
    /// The secret has another length.
    #[wasm_bindgen(constructor)]
    pub fn new(secret: &[u8]) -> Result<Self, JsError> {
        let secret = secret.try_into().map_err(|_| JsError::new("expected 16 random bytes"))?;
        Ok(Self::with(secret))
    }

    /// Reads the next piece of a file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.reader.push(bytes, &mut self.counter);
    }

    /// Ends the file; the next piece is the begin of another one.
    ///
    /// # Errors
    ///
    /// Never, because what was read can be serialized.
    pub fn end(&mut self) -> Result<Ts<FileRead>, JsError> {
        Ok(self.finish().into_ts()?)
    }
}

impl Logs {
    /// No logs yet.
    #[must_use]
    pub fn with(secret: [u8; 16]) -> Self {
        let seen = Arc::new(Seen::new(secret));
        let (sum, counter) = (Counter::new(&seen), Counter::new(&seen));
        Self { seen, sum, reader: Reader::new(), counter }
    }

    /// Ends the file, and says what was in it.
    pub fn finish(&mut self) -> FileRead {
        let reader = std::mem::take(&mut self.reader);
        let mut counter = std::mem::replace(&mut self.counter, Counter::new(&self.seen));
        let read = reader.finish(&mut counter);
        if read.is_ok() && self.sum.merge(counter).is_err() {
            // They share what was seen, so this cannot happen.
            debug_assert!(false, "expected counters that share what was seen");
        }
        FileRead::from(read)
    }

    /// What the logs say so far.
    #[must_use]
    pub fn evidence(&self) -> Arc<Evidence> {
        Arc::new(self.sum.evidence().clone())
    }
}

impl From<Result<audit_log::Read, Unrecognised>> for FileRead {
    fn from(read: Result<audit_log::Read, Unrecognised>) -> Self {
        let (recognised, events, unread, line, problem) = match read {
            Ok(read) => (true, read.events, read.unread, read.first_unread, read.problem),
            Err(Unrecognised { line, problem }) => (false, 0, 0, Some(line), Some(problem)),
        };
        let message = problem.map(|problem| problem.to_string());
        let problem = problem.map(FileProblem::from);
        Self { recognised, events, unread, line, problem, message }
    }
}

impl From<Problem> for FileProblem {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Gzip => Self::Gzip,
            Problem::Packed => Self::Packed,
            Problem::Utf16 => Self::Utf16,
            Problem::LegacyText => Self::LegacyText,
            Problem::Rancher => Self::Rancher,
            Problem::NoMessage => Self::NoMessage,
            Problem::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"1","stage":"ResponseComplete","requestURI":"/version","verb":"get","user":{"username":"system:serviceaccount:shop:web","groups":["system:serviceaccounts"]},"responseStatus":{"code":200},"requestReceivedTimestamp":"2026-11-28T20:44:16Z"}"#;

    fn read(logs: &mut Logs, text: &str) -> FileRead {
        for piece in text.as_bytes().chunks(7) {
            logs.push(piece);
        }
        logs.finish()
    }

    #[test]
    fn files_are_read_one_after_another() {
        let mut logs = Logs::with([1; 16]);
        let good = read(&mut logs, EVENT);
        assert_eq!((good.recognised, good.events, good.line), (true, 1, None));
        let broken = read(&mut logs, &format!("{EVENT}\n{{\"kind\":\"Event\" \n"));
        assert_eq!((broken.recognised, broken.unread, broken.line), (true, 1, Some(2)));
        let other = read(&mut logs, "just text\n");
        assert_eq!((other.recognised, other.line), (false, Some(1)));
        assert_eq!(other.problem, Some(FileProblem::Unknown));
        assert!(other.message.is_some_and(|message| message.contains("expected Events of audit")));
        let evidence = logs.evidence();
        assert_eq!(evidence.sight().unread, 1, "what is no audit log does not count");
        let requests = evidence.account("shop", "web").map(|account| account.total().requests());
        assert_eq!(requests, Some(1), "the same event in two files is one request");
    }
}
