//! Reads the objects of the inputs, in order.

use std::collections::HashSet;
use std::sync::Arc;

use analysis::input::{self, Object, Unreadable};
use analysis::kinds::Kinds;
use manifest::Text;
use serde_json::Value;

use crate::found::Place;
use crate::inputs::source::Source;
use crate::inputs::templates::Templates;

/// A text and what is known about its parts.
#[derive(Debug)]
pub struct Input {
    /// The text.
    pub text: Text,
    templates: Templates,
}

/// An object, or what could not be read.
pub struct Item<'s> {
    /// Where its text comes from.
    pub source: &'s Source,
    /// Its text; `None` if that could not be read.
    pub input: Option<Arc<Input>>,
    /// The object.
    pub object: Result<Object, Unreadable>,
}

/// What else there is to say about texts.
#[derive(Debug, Default)]
pub struct Remarks {
    /// What a reader may take in another way than kubectl.
    pub notes: Vec<Unreadable>,
    /// How many documents in folders are no objects.
    pub something_else: usize,
    /// The files that were named and hold nothing.
    pub empty: Vec<Arc<str>>,
    /// The arguments in which there is something, by number.
    pub arguments: HashSet<usize>,
}

impl Item<'_> {
    /// Where it is.
    pub fn place(&self) -> Place {
        let nothing = Value::Null;
        let (line, value) = match &self.object {
            Ok(object) => (Some(object.line), &object.value),
            Err(fault) => (fault.line, &nothing),
        };
        let templates = self.input.as_ref().map(|input| &input.templates);
        let origin = self.source.origin();
        let source = templates.and_then(|templates| templates.source(line, value, origin));
        Place::new(self.source.name(), line, source, origin)
    }
}

/// Passes each object of each text, or the reason why it cannot be read, to `each`. `kinds` are judged.
pub fn each<'s>(sources: &'s [Source], kinds: &Kinds, each: &mut dyn FnMut(Item<'s>)) -> Remarks {
    let mut remarks = Remarks::default();
    for source in sources {
        let text = match source.text() {
            Ok(text) => text,
            Err(fault) => {
                remarks.arguments.insert(source.argument);
                each(Item { source, input: None, object: Err(fault) });
                continue;
            }
        };
        let templates = Templates::of(&text.text);
        let may_hold_objects = source.may_hold_objects(&text);
        let input = Arc::new(Input { text, templates });
        let mut is_empty = true;
        // Each document of a template is unreadable for the same reason.
        let is_template = source.is_in_folder() && input.text.text.contains("{{");
        let mut is_reported = false;
        let notes = input::objects(source.name(), input.text.documents(), kinds, &mut |object| {
            if let Err(fault) = &object
                && (!may_hold_objects || source.is_something_else(fault))
            {
                remarks.something_else += 1;
                return;
            }
            is_empty = false;
            let object = match object {
                Err(_) if is_template && is_reported => return,
                Err(fault) if is_template => {
                    is_reported = true;
                    Err(as_template(fault))
                }
                object => object,
            };
            each(Item { source, input: Some(Arc::clone(&input)), object });
        });
        // What is said of a file that holds no objects does not matter.
        if !is_empty || !source.is_in_folder() {
            remarks.notes.extend(notes);
        }
        if !is_empty {
            remarks.arguments.insert(source.argument);
        } else if !source.is_in_folder() {
            remarks.empty.push(Arc::clone(source.name()));
        }
    }
    remarks
}

/// The fault of a file that looks like a template.
fn as_template(fault: Unreadable) -> Unreadable {
    let what = format!(
        "{}; this file looks like a template, so render it first, or leave it out with --exclude",
        fault.what
    );
    Unreadable { what, ..fault }
}
