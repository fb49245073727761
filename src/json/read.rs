//! Reads every JSON text into the slots of structs.

use crate::prelude::*;
use crate::text::{count, worded};

use super::error::JsonError;
use super::number;
use super::slots::{Fields, Keys, Nested, Parts, Slot, Struct, Target, Text};
use super::tokens::{Invalid, Tokens};

/// Reads the host's bytes as text; errors call it `name`.
///
/// # Errors
///
/// It is not valid UTF-8.
#[inline(never)]
pub fn utf8<'de>(json: &'de [u8], name: &str) -> Result<&'de str, Box<JsonError>> {
    core::str::from_utf8(json).map_err(|_| JsonError::that("is not valid UTF-8").of(name))
}

/// Reads a JSON text into `slot`; errors call the text `name`.
///
/// # Errors
///
/// Names the value that is not valid.
pub fn read<'de>(json: &'de str, name: &str, slot: Slot<'_, 'de>) -> Result<(), Box<JsonError>> {
    let mut reader = Reader { tokens: Tokens::of(json), fault: JsonError::default() };
    let outcome = match reader.value(slot) {
        // What follows a value of the wrong type has not been read.
        Ok(Found::Refused) => Ok(Found::Refused),
        outcome => outcome.and_then(|found| reader.tokens.end().map(|()| found)),
    };
    match outcome {
        Ok(Found::Value) => return Ok(()),
        Ok(Found::Null) => reader.fault.what = Some("must be an object, not null".into()),
        Ok(Found::Refused) => {}
        Err(Invalid) => reader.fault.what = Some(reader.tokens.why()),
    }
    Err(Box::new(reader.fault).of(name))
}

/// Reads a JSON object into a struct, like [`read`]. (To return the struct by value would take more space.)
///
/// # Errors
///
/// Names the field that is not valid.
pub fn read_into<'de>(
    target: &mut impl Struct<'de>,
    json: &'de str,
    name: &str,
) -> Result<(), Box<JsonError>> {
    read(json, name, Slot::Object(target.object()))
}

/// Reads a JSON object as a `T`, like [`read`].
///
/// # Errors
///
/// Names the field that is not valid.
pub fn parse<'de, T: Default + Struct<'de>>(
    json: &'de str,
    name: &str,
) -> Result<T, Box<JsonError>> {
    let mut target = T::default();
    read_into(&mut target, json, name)?;
    Ok(target)
}

/// Reads a JSON object whose keys are known only at run time into fields, like [`read`].
///
/// # Errors
///
/// Names the field that is not valid.
pub fn read_keys<'de>(
    json: &'de str,
    name: &str,
    known: &[&str],
    fields: &mut dyn Fields<'de>,
) -> Result<(), Box<JsonError>> {
    let keys = Keys { known, strict: false };
    read(json, name, Slot::Object(Target { keys: &keys, fields }))
}

/// What was found where a value was read.
enum Found {
    /// A value, which is now in its slot.
    Value,
    /// `null`, which means absent.
    Null,
    /// A value that does not belong there; the fault is recorded.
    Refused,
}

/// What is left of the text, and what is wrong with it.
///
/// Nested objects nest the stack frames of these methods. An ordinary request should fit into one
/// page of the stack, so rare paths have their own frames (`inline(never)`).
struct Reader<'de> {
    tokens: Tokens<'de>,
    fault: JsonError,
}

impl<'de> Reader<'de> {
    fn value(&mut self, slot: Slot<'_, 'de>) -> Result<Found, Invalid> {
        match (self.tokens.peek(), slot) {
            (_, Slot::Raw(place)) => {
                let raw = self.tokens.raw()?;
                *place = (raw != "null").then_some(raw);
                return Ok(if place.is_some() { Found::Value } else { Found::Null });
            }
            (_, Slot::Whole) => self.tokens.whole()?,
            (b'{', Slot::Object(object)) => return self.object(object),
            (b'{', Slot::Optional(nested)) => return self.object(nested.open()),
            (b'{', Slot::Parts(place)) => *place = self.entries()?,
            (b'[', Slot::List(list)) => return self.list(list),
            (b'[', Slot::Texts(place)) => return self.texts(place.insert(Vec::new())),
            (b'[', Slot::Parts(place)) => *place = self.items()?,
            (b'"', Slot::Text(place)) => *place = Some(self.tokens.string()?),
            (b'"', Slot::Parts(place)) => *place = Parts::Text(self.tokens.string()?),
            (b'-' | b'0'..=b'9', Slot::Integer(place)) => {
                match number::whole(self.tokens.number()?) {
                    Ok(value) => *place = Some(value),
                    Err(found) => return self.refuse(Slot::Integer(place), found),
                }
            }
            (b't' | b'f', Slot::Bool(place)) => *place = self.tokens.word()?,
            (first, slot) => return self.other(first, slot),
        }
        Ok(Found::Value)
    }

    /// A value that the slot does not want, or none.
    #[inline(never)]
    fn other(&mut self, first: u8, slot: Slot<'_, 'de>) -> Result<Found, Invalid> {
        let found = match first {
            b'{' => "an object",
            b'[' => "a list",
            b'"' => "a string",
            b'-' | b'0'..=b'9' => {
                self.tokens.number()?;
                "a number"
            }
            _ => match self.tokens.word()? {
                Some(_) => "a boolean",
                None if matches!(slot, Slot::Parts(_)) => return Ok(Found::Value),
                None => return Ok(Found::Null),
            },
        };
        self.refuse(slot, found)
    }

    #[inline(never)]
    fn refuse(&mut self, slot: Slot<'_, 'de>, found: &str) -> Result<Found, Invalid> {
        let wanted = match slot {
            Slot::Text(_) => "a string",
            Slot::Texts(_) => "a list of strings",
            Slot::Bool(_) => "a boolean",
            Slot::Integer(_) => "a whole number",
            Slot::Object(_) | Slot::Optional(_) => "an object",
            Slot::List(_) => "a list of objects",
            // A value without parts has none.
            Slot::Raw(_) | Slot::Parts(_) | Slot::Whole => return Ok(Found::Value),
        };
        self.fault.what = Some(["must be ", wanted, ", not ", found].concat());
        Ok(Found::Refused)
    }

    #[inline(never)]
    fn refuse_key(&mut self, key: &str, what: &str) -> Result<Found, Invalid> {
        self.fault.what = Some(what.into());
        self.fault.at(key);
        Ok(Found::Refused)
    }

    fn object(&mut self, object: Target<'_, 'de>) -> Result<Found, Invalid> {
        let Target { keys, fields } = object;
        let (mut seen, mut is_start) = (0_u64, true);
        while self.tokens.more(b'}', is_start)? {
            is_start = false;
            let key = self.tokens.key()?;
            let Some(index) = keys.position(&key) else {
                if keys.strict {
                    return self.refuse_key(&key, &keys.unknown());
                }
                self.tokens.raw()?;
                continue;
            };
            let bit = 1_u64 << (index % 64);
            if seen & bit != 0 {
                return self.refuse_key(&key, "is given twice");
            }
            seen |= bit;
            let outcome = self.value(fields.slot(index));
            if let Ok(Found::Refused) | Err(_) = outcome {
                self.fault.at(&key);
                return outcome;
            }
        }
        Ok(Found::Value)
    }

    fn list(&mut self, list: &mut dyn Nested<'de>) -> Result<Found, Invalid> {
        list.begin();
        let mut index = 0;
        while self.tokens.more(b']', index == 0)? {
            let outcome = self.value(Slot::Optional(&mut *list));
            if let Ok(Found::Refused) | Err(_) = outcome {
                return self.at_item(index, outcome);
            }
            index += 1;
        }
        Ok(Found::Value)
    }

    fn texts(&mut self, texts: &mut Vec<Text<'de>>) -> Result<Found, Invalid> {
        while self.tokens.more(b']', texts.is_empty())? {
            let mut text = None;
            let outcome = self.value(Slot::Text(&mut text));
            if let Ok(Found::Refused) | Err(_) = outcome {
                return self.at_item(texts.len(), outcome);
            }
            texts.push(text.unwrap_or_default());
        }
        Ok(Found::Value)
    }

    #[inline(never)]
    fn at_item(&mut self, index: usize, outcome: Result<Found, Invalid>) -> Result<Found, Invalid> {
        self.fault.at(&worded("[{}]", &[&count(index)]));
        outcome
    }

    #[inline(never)]
    fn entries(&mut self) -> Result<Parts<'de>, Invalid> {
        let mut entries = Vec::new();
        while self.tokens.more(b'}', entries.is_empty())? {
            entries.push((self.tokens.key()?, self.tokens.raw()?.into()));
        }
        Ok(Parts::Object(entries))
    }

    #[inline(never)]
    fn items(&mut self) -> Result<Parts<'de>, Invalid> {
        let mut items = Vec::new();
        while self.tokens.more(b']', items.is_empty())? {
            items.push(self.tokens.raw()?);
        }
        Ok(Parts::List(items))
    }
}

impl Keys<'_> {
    fn position(&self, key: &str) -> Option<usize> {
        // Most keys differ in their first byte.
        let first = key.as_bytes().first();
        self.known.iter().position(|known| known.as_bytes().first() == first && *known == key)
    }

    #[inline(never)]
    fn unknown(&self) -> String {
        ["is unknown; known are ", &self.known.join(", ")].concat()
    }
}
