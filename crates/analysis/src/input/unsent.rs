//! Which objects of a file kubectl would not send, because it stops at what it cannot read.

use std::sync::Arc;

use manifest::Why;

use super::{Object, Unreadable};
use crate::judge::name_to_show;

/// How many objects a warning names.
const NAMED: usize = 5;

/// What kubectl does not send of a file.
#[derive(Default)]
pub struct Unsent {
    /// Where kubectl stops: a line.
    stop: Option<Option<usize>>,
    unsent: Named,
    /// The objects of the last document, which are not sent if kubectl stops in it.
    last: Named,
    last_document: usize,
}

/// How many objects there are, and the first of them.
#[derive(Default)]
struct Named {
    first: Vec<String>,
    count: usize,
}

impl Named {
    fn push(&mut self, object: &Object) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(named(object));
        }
    }
}

impl Unsent {
    /// Records what cannot be read in a document. The objects of the same document are not sent.
    pub fn stop(&mut self, fault: &Unreadable, document: usize) {
        if self.stop.is_some() || fault.why == Why::Ours {
            return;
        }
        self.stop = Some(fault.line);
        if self.last_document == document {
            self.unsent = std::mem::take(&mut self.last);
        }
    }

    /// Records an object.
    pub fn add(&mut self, object: &Object, document: usize) {
        if self.stop.is_some() {
            return self.unsent.push(object);
        }
        if self.last_document != document {
            (self.last, self.last_document) = (Named::default(), document);
        }
        self.last.push(object);
    }

    /// Says what is not sent; `None` if that is nothing.
    pub fn warning(self, file: &Arc<str>) -> Option<Unreadable> {
        let line = self.stop?;
        let Named { first, count } = self.unsent;
        let more = match count - first.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let objects = first.join(", ");
        let what = format!("kubectl stops reading here, so it does not send {objects}{more}");
        (count > 0).then(|| Unreadable { line, ..Unreadable::of(file, what) })
    }
}

fn named(object: &Object) -> String {
    let text = |pointer| object.value.pointer(pointer).and_then(|value| value.as_str());
    let kind = text("/kind").unwrap_or("AdmissionRequest");
    match (text("/metadata/name"), text("/metadata/generateName")) {
        (None, None) => format!("{kind} in line {}", object.line),
        (name, prefix) => format!("{kind} {} in line {}", name_to_show(name, prefix), object.line),
    }
}
