//! Which objects of a file kubectl would not send, because it stops at what it cannot read.

use std::sync::Arc;

use super::{Object, Unreadable};

/// How many objects a warning names.
const NAMED: usize = 5;

/// What kubectl does not send of a file.
#[derive(Default)]
pub struct Unsent {
    /// Where kubectl stops: the line, and the number of the document.
    stop: Option<(Option<usize>, usize)>,
    /// The first objects that are not sent.
    named: Vec<String>,
    count: usize,
    /// The last object and its document.
    last: Option<(String, usize)>,
}

impl Unsent {
    /// Records what cannot be read in a document. An object of the same document is not sent.
    pub fn stop(&mut self, fault: &Unreadable, number: usize) {
        if self.stop.is_some() || fault.is_ours {
            return;
        }
        self.stop = Some((fault.line, number));
        if let Some((last, document)) = self.last.take()
            && document == number
        {
            self.push(last);
        }
    }

    /// Records an object.
    pub fn add(&mut self, object: &Object, number: usize) {
        let text = |pointer| object.value.pointer(pointer).and_then(|value| value.as_str());
        let kind = text("/kind").unwrap_or("AdmissionRequest");
        let name = text("/metadata/name").or_else(|| text("/metadata/generateName"));
        let named = match name {
            Some(name) => format!("{kind} {name} in line {}", object.line),
            None => format!("{kind} in line {}", object.line),
        };
        if self.stop.is_some() {
            self.push(named);
        } else {
            self.last = Some((named, number));
        }
    }

    fn push(&mut self, named: String) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(named);
        }
    }

    /// Says what is not sent; `None` if that is nothing.
    pub fn warning(self, file: &Arc<str>) -> Option<Unreadable> {
        let (line, _) = self.stop?;
        let mut objects = self.named.join(", ");
        let more = self.count.checked_sub(self.named.len()).filter(|more| *more > 0);
        if let Some(more) = more {
            objects.push_str(&format!(" and {more} more"));
        }
        let what = format!("kubectl stops reading here, so it does not send {objects}");
        (self.count > 0).then(|| Unreadable { line, ..Unreadable::of(file, what) })
    }
}
