//! One file or stream.

use std::fmt;

use crate::counter::Counter;
use crate::lines::Lines;
use crate::rows::{Found, Reading};

#[cfg(feature = "gzip")]
type Unpack = flate2::write::MultiGzDecoder<Vec<u8>>;

/// How much is unpacked at once, in packed bytes. A thousand times as much may come of it.
#[cfg(feature = "gzip")]
const STEP: usize = 4096;

/// Reads one file or stream, in pieces of any length. It recognises the form by itself, gzip
/// included, and keeps one line or row in memory, never the text.
#[derive(Default)]
pub struct Reader {
    lines: Lines,
    found: Found,
    start: Start,
}

/// What is known of the begin of the file.
#[derive(Default)]
enum Start {
    /// Nothing, or less than it takes.
    #[default]
    Unknown,
    /// One byte, which may be the first of gzip.
    One(u8),
    Plain,
    #[cfg(feature = "gzip")]
    Gzip(Box<Unpack>),
    /// Nothing more is read.
    Stopped(Problem),
}

impl fmt::Debug for Reader {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.debug_struct("Reader").field("found", &self.found).finish_non_exhaustive()
    }
}

/// What was in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Events that were counted. Lines of the same request are one each.
    pub events: u64,
    /// Lines or rows that are broken.
    pub unread: u64,
    /// The line of the first of these, from 1. In a file that is packed, of its content.
    pub first_unread: Option<u64>,
    /// Rows that are no audit events: other categories, services and programs.
    pub other_rows: u64,
    /// Something that concerns the whole file.
    pub problem: Option<Problem>,
}

/// Something that concerns a whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The gzip data is broken or cut off. What came before it was counted.
    Gzip,
    /// The file is packed, and this build does not unpack.
    Packed,
    /// UTF-16, as some shells write what a command prints.
    Utf16,
    /// A text of the old format `legacy` (`AUDIT: id=…`), which lacks what matters.
    LegacyText,
    /// Rancher's own audit log: what went through Rancher, not what the API server did.
    Rancher,
    /// Results of CloudWatch Logs Insights without `@message`.
    NoMessage,
    /// Nothing that is known.
    Unknown,
}

/// A file in which nothing is an audit event, and nothing shows that it is a known form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unrecognised {
    /// The first line that is not understood, from 1.
    pub line: u64,
    /// What it seems to be.
    pub problem: Problem,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            Problem::Gzip => "the gzip data is broken or cut off",
            Problem::Packed => "packed with gzip: unpack it first",
            Problem::Utf16 => "UTF-16 text: save it as UTF-8",
            Problem::LegacyText => {
                "the text format of --audit-log-format=legacy has neither Pods nor decisions: \
                 set --audit-log-format=json"
            }
            Problem::Rancher => {
                "Rancher's own audit log tells only what went through Rancher: take the audit log \
                 of the cluster's API server"
            }
            Problem::NoMessage => {
                "results of CloudWatch Logs Insights without @message: query `fields @timestamp, \
                 @message`"
            }
            Problem::Unknown => {
                "no audit log in a known form: expected Events of audit.k8s.io (lines, lists, or \
                 within what CloudWatch, Azure Monitor, Elasticsearch, Loki or a shipper wrap \
                 around them), AKSAudit rows, or Google Cloud audit entries"
            }
        })
    }
}

impl fmt::Display for Unrecognised {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for Unrecognised {}

impl Reader {
    /// A reader of one file.
    #[must_use]
    pub fn new() -> Reader {
        Reader::default()
    }

    /// Reads the next piece of the file, and counts the events in it.
    pub fn push(&mut self, bytes: &[u8], to: &mut Counter) {
        match &mut self.start {
            Start::Stopped(_) => {}
            Start::Plain => self.plain(bytes, to),
            #[cfg(feature = "gzip")]
            Start::Gzip(_) => self.unpack(bytes, to),
            Start::One(first) => {
                let mut all = vec![*first];
                all.extend_from_slice(bytes);
                self.begin(&all, to);
            }
            Start::Unknown => self.begin(bytes, to),
        }
    }

    /// Whether a line has ended and nothing is open, so that a reader of its own can go on from
    /// here: if a file that is [`divisible`](crate::divisible) is divided only at such places, its
    /// parts are read as the whole would be.
    #[must_use]
    pub fn is_between_rows(&self) -> bool {
        matches!(self.start, Start::Unknown | Start::Plain) && self.lines.is_between_rows()
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// If nothing in it is an audit event, and something is no part of a known form.
    pub fn finish(mut self, to: &mut Counter) -> Result<Read, Unrecognised> {
        if let Start::One(first) = self.start {
            self.plain(&[first], to);
        }
        #[cfg(feature = "gzip")]
        if let Start::Gzip(unpack) = &mut self.start {
            let whole = unpack.try_finish().is_ok();
            let rest = std::mem::take(unpack.get_mut());
            self.plain(&rest, to);
            if !whole {
                self.start = Start::Stopped(Problem::Gzip);
            }
        }
        let Reader { mut lines, mut found, start } = self;
        lines.finish(&mut reading(&mut found, to));
        let problem = match start {
            Start::Stopped(problem) => Some(problem),
            _ => found.problem(),
        };
        let line = found.first_unread.into_iter().chain(found.first_unknown).min();
        match (problem, line) {
            (Some(problem), _) if found.events == 0 => {
                Err(Unrecognised { line: line.unwrap_or(1), problem })
            }
            (None, Some(line)) if found.events == 0 && found.known == 0 => {
                Err(Unrecognised { line, problem: Problem::Unknown })
            }
            _ => Ok(Read {
                events: found.events,
                unread: found.unread,
                first_unread: found.first_unread,
                other_rows: found.other,
                problem,
            }),
        }
    }

    fn begin(&mut self, bytes: &[u8], to: &mut Counter) {
        let bytes = match bytes {
            [] => return,
            [first @ (0x1f | 0xfe | 0xff)] => {
                self.start = Start::One(*first);
                return;
            }
            [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => {
                self.start = Start::Stopped(Problem::Utf16);
                return;
            }
            [0x1f, 0x8b, ..] => return self.gzip(bytes, to),
            bytes => bytes,
        };
        self.start = Start::Plain;
        self.plain(bytes, to);
    }

    fn plain(&mut self, bytes: &[u8], to: &mut Counter) {
        self.lines.push(bytes, &mut reading(&mut self.found, to));
    }

    #[cfg(not(feature = "gzip"))]
    fn gzip(&mut self, _: &[u8], _: &mut Counter) {
        self.start = Start::Stopped(Problem::Packed);
    }

    #[cfg(feature = "gzip")]
    fn gzip(&mut self, bytes: &[u8], to: &mut Counter) {
        self.start = Start::Gzip(Box::new(Unpack::new(Vec::new())));
        self.unpack(bytes, to);
    }

    #[cfg(feature = "gzip")]
    fn unpack(&mut self, bytes: &[u8], to: &mut Counter) {
        use std::io::Write;

        for piece in bytes.chunks(STEP) {
            let Start::Gzip(unpack) = &mut self.start else { return };
            let good = unpack.write_all(piece).is_ok();
            let plain = std::mem::take(unpack.get_mut());
            self.plain(&plain, to);
            if !good {
                self.start = Start::Stopped(Problem::Gzip);
            }
        }
    }
}

impl Found {
    /// What the whole file seems to be, if it is no audit log that can be read.
    fn problem(&self) -> Option<Problem> {
        match self {
            Found { legacy: true, .. } => Some(Problem::LegacyText),
            Found { rancher: true, .. } => Some(Problem::Rancher),
            Found { insights: true, .. } => Some(Problem::NoMessage),
            _ => None,
        }
    }
}

fn reading<'r>(found: &'r mut Found, counter: &'r mut Counter) -> Reading<'r> {
    Reading { counter, found, depth: 0, outer_line: None }
}
