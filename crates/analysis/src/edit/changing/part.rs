//! The part of a text that holds an object and can be read on its own, so that an object of a large
//! file is changed without reading the rest again.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use manifest::{CutItem, Format, Node, documents};
use serde_json::Value;

use super::{Edit, Obstacle};
use crate::input::Object;

/// The items of lists, which are found once for each list. They hold for texts that stay the same.
#[derive(Default)]
pub struct Lists {
    found: Mutex<Found>,
}

/// The items of each list, by its file and the byte at which its document starts.
type Found = HashMap<(Arc<str>, usize), Arc<Items>>;

/// The items of a list.
enum Items {
    /// Each can be read on its own: its bytes in the document, and the column of its dash.
    Apart(Vec<(Range<usize>, usize)>),
    /// For each change, the list has to be read as a whole.
    Together,
    /// The same, but that would take too long.
    TooLarge,
}

/// How many bytes may be read to change every item of a list once.
const MOST_READ: usize = 200_000_000;

/// A part of a text.
pub(super) struct Part {
    pub text: String,
    pub format: Format,
    /// Where it starts in the whole text.
    start: usize,
    /// How many blanks were added before it.
    added: usize,
    within: Within,
}

/// Where the object is in what the part says.
#[derive(Clone, Copy)]
enum Within {
    /// It is all of it.
    Whole,
    /// It is this item of a list with other objects.
    Items(usize),
    /// It is the only item of a sequence.
    Only,
}

impl Lists {
    /// The part that holds this object.
    pub(super) fn part(&self, text: &str, object: &Object) -> Result<Part, Obstacle> {
        let document = text.get(object.at.clone()).ok_or(Obstacle::Layout)?;
        let whole = Part {
            text: document.to_owned(),
            format: object.format,
            start: object.at.start,
            added: 0,
            within: object.item.map_or(Within::Whole, Within::Items),
        };
        let Some(index) = object.item else {
            return Ok(whole);
        };
        let items = self.items(document, object);
        let (at, column) = match &*items {
            Items::Apart(items) => items.get(index).ok_or(Obstacle::Layout)?,
            Items::Together => return Ok(whole),
            Items::TooLarge => return Err(Obstacle::TooLarge),
        };
        let own = document.get(at.clone()).ok_or(Obstacle::Layout)?;
        Ok(Part {
            text: " ".repeat(*column) + own,
            start: object.at.start + at.start,
            added: *column,
            within: Within::Only,
            ..whole
        })
    }

    fn items(&self, document: &str, object: &Object) -> Arc<Items> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (Arc::clone(&object.file), object.at.start);
        let items =
            found.entry(key).or_insert_with(|| Arc::new(Items::of(document, object.format)));
        Arc::clone(items)
    }
}

impl Items {
    fn of(document: &str, format: Format) -> Self {
        if let Some(items) = (format == Format::Yaml).then(|| cut(document)).flatten() {
            return Self::Apart(items);
        }
        let read = format.read(document).ok().and_then(|read| read.node);
        let items = read.as_ref().and_then(|list| list.get("items")?.items());
        match items.map_or(0, <[Node]>::len).saturating_mul(document.len()) > MOST_READ {
            true => Self::TooLarge,
            false => Self::Together,
        }
    }
}

/// The items of a YAML list that is written in lines and has no anchors.
fn cut(text: &str) -> Option<Vec<(Range<usize>, usize)>> {
    let document = documents(text).next()?;
    if document.at != (0..text.len()) || document.format != Format::Yaml {
        return None;
    }
    let cut = document.cut().ok()??;
    Some(cut.items.into_iter().map(|CutItem { at, column, .. }| (at, column)).collect())
}

impl Part {
    pub fn read(&self) -> Option<Node> {
        self.format.read(&self.text).ok()?.node
    }

    /// The object in what the part says.
    pub fn object<'n>(&self, document: &'n Node) -> Option<&'n Node> {
        match self.within {
            Within::Whole => Some(document),
            Within::Items(index) => document.get("items")?.items()?.get(index),
            Within::Only => document.items()?.first(),
        }
    }

    /// The same of its value.
    pub fn object_of_value<'v>(&self, document: &'v mut Value) -> Option<&'v mut Value> {
        match self.within {
            Within::Whole => Some(document),
            Within::Items(index) => document.get_mut("items")?.get_mut(index),
            Within::Only => document.get_mut(0),
        }
    }

    /// A change to the part as a change to the whole text.
    pub fn in_whole(&self, edit: Edit) -> Option<Edit> {
        let place = |at: usize| Some(self.start + at.checked_sub(self.added)?);
        Some(Edit { at: place(edit.at.start)?..place(edit.at.end)?, ..edit })
    }
}
