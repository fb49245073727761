//! What each row is: an Event, an envelope around one, or something else.

use std::borrow::Cow;

use memchr::memmem;
use serde_json::from_str;

use crate::counter::Counter;
use crate::cut::Cutter;
use crate::event::{Event, Parts};
use crate::lines::{Rows, Tried};
use crate::pieces::{Cut, Pieces};
use crate::row::{Plain, Row};

/// How many envelopes may be around an Event.
const DEEPEST: u32 = 4;

/// What was found in one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Events that were read.
    pub(crate) events: u64,
    /// Broken lines or rows, and the line of the first.
    pub(crate) unread: u64,
    pub(crate) first_unread: Option<u64>,
    /// Rows that are no audit events, and the line of the first of an unknown kind.
    pub(crate) other: u64,
    pub(crate) first_unknown: Option<u64>,
    /// Rows of a known envelope, whose content is no audit event.
    pub(crate) known: u64,
    /// Forms that are known to be no audit log that can be read.
    pub(crate) rancher: bool,
    pub(crate) legacy: bool,
    pub(crate) insights: bool,
}

/// Reads rows of one file, and counts what is in them.
pub(crate) struct Reading<'r> {
    pub(crate) counter: &'r mut Counter,
    pub(crate) found: &'r mut Found,
    /// How many envelopes are around what is read.
    pub(crate) depth: u32,
    /// The line of the file, if lines of an unpacked text are read.
    pub(crate) outer_line: Option<u64>,
}

impl Pieces for Reading<'_> {
    fn row(&mut self, json: &[u8], line: u64) {
        if self.object(json, line, true) == Tried::No {
            self.broken(line);
        }
    }

    fn text(&mut self, json: &[u8], line: u64) {
        match from_str::<String>(&String::from_utf8_lossy(json)) {
            // Loki's `values` hold times beside lines.
            Ok(text) => {
                self.within(&text, line);
            }
            Err(_) => self.broken(line),
        }
    }

    fn too_long(&mut self, line: u64) {
        self.broken(line);
    }

    fn more(&mut self) {
        self.counter.evidence_mut().sight.pages += 1;
    }
}

impl Rows for Reading<'_> {
    fn whole(&mut self, json: &[u8], line: u64) -> Tried {
        self.object(json, line, false)
    }

    fn prefix(&mut self, text: &[u8]) {
        // `oc adm node-logs` of several nodes begins each line with the node.
        let Ok(text) = std::str::from_utf8(text) else { return };
        if let Some(node) = text.strip_suffix(' ')
            && node.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
            && node.starts_with(|first: char| first.is_ascii_lowercase())
        {
            self.server(node);
        }
    }

    fn no_json(&mut self, text: &[u8], line: u64) {
        #[cfg(feature = "gzip")]
        if self.packed(text, line) {
            return;
        }
        self.found.legacy |= memmem::find(text, b"AUDIT: id=").is_some();
        self.broken(line);
    }

    fn broken(&mut self, line: u64) {
        let line = self.outer_line.unwrap_or(line);
        self.counter.evidence_mut().sight.unread += 1;
        self.found.unread += 1;
        self.found.first_unread.get_or_insert(line);
    }
}

impl Reading<'_> {
    /// Reads an object. It is not taken if it holds a list of rows, unless it is one of these.
    fn object(&mut self, json: &[u8], line: u64, in_list: bool) -> Tried {
        // What is no UTF-8 is in a text that a client chose, such as its user agent.
        // The plain check is much faster than the one that replaces.
        let text = match std::str::from_utf8(json) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(json),
        };
        let Ok(plain) = from_str::<Plain>(&text) else { return Tried::No };
        if let Some(event) = Event::plain(&plain) {
            self.event(&event);
            return Tried::Event;
        }
        match from_str::<Row>(&text) {
            Ok(row) if in_list || !row.is_list() => {
                if self.take(&row, line) {
                    Tried::Event
                } else {
                    Tried::Other
                }
            }
            _ => Tried::No,
        }
    }

    /// Takes a row. True if there is an Event in it.
    fn take(&mut self, row: &Row, line: u64) -> bool {
        if !row.columns_id.is_empty() {
            return self.columns(row, line);
        }
        if !row.proto.service.is_empty() {
            if let Some(event) = Event::google(row) {
                let origins = &mut self.counter.evidence_mut().sight.origins;
                origins.google_data_access |= row.log_name.get().ends_with("data_access");
                return self.event(&event);
            }
            return self.other(true, line);
        }
        let origins = &mut self.counter.evidence_mut().sight.origins;
        let category = row.category.get();
        origins.azure_admin |= category.eq_ignore_ascii_case("kube-audit-admin");
        origins.azure_all |= category.eq_ignore_ascii_case("kube-audit");
        for server in [&row.stream, &row.pod, &row.properties.pod] {
            self.server(server.get());
        }
        self.envelope(row, line)
    }

    /// A row that holds an Event somewhere, or none at all.
    fn envelope(&mut self, row: &Row, line: u64) -> bool {
        let texts = [
            row.message.get(),
            row.log.get(),
            row.log_s.get(),
            row.line.get(),
            row.value.get(),
            row.big_log.get(),
            row.splunk.get(),
            row.properties.log.get(),
            row.lambda.data.get(),
            row.data.get(),
            row.result.get(),
        ];
        for text in texts {
            match self.within(text, line) {
                Within::Nothing => {}
                Within::Event => return true,
                Within::Other => return false,
            }
        }
        let inner =
            [&row.source, &row.result, &row.data, &row.kubernetes.audit].map(|json| json.get());
        if let Some(json) = inner.into_iter().find(|json| json.starts_with('{')) {
            return self.nested(json.as_bytes(), line) == Within::Event;
        }
        let flattened = ["verb", "auditID", "user.username", "requestURI", "objectRef.resource"];
        self.found.insights |= flattened.contains(&row.field.get());
        self.found.rancher |= !row.rancher.is_empty() && !row.method.is_empty();
        let message = row.message.get();
        let cloudwatch = !row.entry_id.is_empty() && !message.is_empty();
        let known = !row.field.is_empty()
            || !row.stream.is_empty()
            || !row.category.is_empty()
            || cloudwatch
            || message.starts_with("CWL CONTROL MESSAGE");
        self.other(known, line)
    }

    /// A text that may be an Event, or an envelope of it.
    fn within(&mut self, text: &str, line: u64) -> Within {
        let bytes = text.trim_ascii().as_bytes();
        #[cfg(feature = "gzip")]
        if self.packed(bytes, line) {
            return Within::Event;
        }
        let likely = [b"audit.k8s.io".as_slice(), b"protoPayload"];
        if !likely.iter().any(|needle| memmem::find(bytes, needle).is_some()) {
            return Within::Nothing;
        }
        let Some(json) = memchr::memchr(b'{', bytes).and_then(|at| bytes.get(at..)) else {
            return Within::Nothing;
        };
        self.nested(json, line)
    }

    /// JSON within a row.
    fn nested(&mut self, json: &[u8], line: u64) -> Within {
        if self.depth >= DEEPEST {
            self.broken(line);
            return Within::Other;
        }
        self.depth += 1;
        let events = self.found.events;
        let tried = self.whole(json, line);
        if tried == Tried::No && !matches!(Cutter::new().push(json, line, self), Cut::Done(_)) {
            self.broken(line);
        }
        self.depth -= 1;
        if self.found.events > events { Within::Event } else { Within::Other }
    }

    fn columns(&mut self, row: &Row, line: u64) -> bool {
        let json = [
            &row.columns_user,
            &row.columns_object,
            &row.columns_status,
            &row.columns_annotations,
            &row.columns_request,
        ]
        .map(|column| column.get());
        let [user, object, status, annotations, request] = json;
        // What is no JSON is a column without content: a body that was too big, say.
        let user = from_str(user).unwrap_or_default();
        let object = from_str(object).unwrap_or_default();
        let status = from_str(status).unwrap_or_default();
        let annotations = from_str(annotations).unwrap_or_default();
        let request = from_str(request).unwrap_or_default();
        let parts = Parts {
            user: &user,
            object: &object,
            status: &status,
            annotations: &annotations,
            request: &request,
        };
        match Event::columns(row, &parts) {
            Some(event) => self.event(&event),
            None => {
                self.broken(line);
                false
            }
        }
    }

    fn event(&mut self, event: &Event) -> bool {
        self.counter.event(event);
        self.found.events += 1;
        true
    }

    fn other(&mut self, known: bool, line: u64) -> bool {
        self.counter.evidence_mut().sight.other_rows += 1;
        self.found.other += 1;
        if known {
            self.found.known += 1;
        } else {
            self.found.first_unknown.get_or_insert(self.outer_line.unwrap_or(line));
        }
        false
    }

    fn server(&mut self, name: &str) {
        if !name.is_empty() && name.len() <= 253 {
            self.counter.evidence_mut().sight.servers.entry(name);
        }
    }
}

/// What a text within a row is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Event,
    /// Something else, which is counted already.
    Other,
}
