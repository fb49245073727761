//! The single serde visitor that reads all JSON.

use crate::prelude::*;
use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::error::JsonError;
use super::key::Key;
use super::slots::{Fields, Keys, Parts, Slot, Struct, Target, Text};

/// Reads the host's bytes as text; errors call it `name`. (serde_json can check all bytes at once,
/// or each string separately, which takes more time and more code.)
///
/// # Errors
///
/// It is not valid UTF-8.
#[inline(never)]
pub fn utf8<'de>(json: &'de [u8], name: &str) -> Result<&'de str, Box<JsonError>> {
    core::str::from_utf8(json).map_err(|_| JsonError::that("is not valid UTF-8").of(name))
}

/// Reads a JSON text into `slot`; errors call the text `name`.
pub fn read<'de>(json: &'de str, name: &str, slot: Slot<'_, 'de>) -> Result<(), Box<JsonError>> {
    let mut fault = JsonError::default();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let outcome = Seed { slot, fault: &mut fault }.deserialize(&mut deserializer);
    let outcome = outcome.and_then(|found| deserializer.end().map(|()| found));
    match outcome {
        Ok(Found::Value) => return Ok(()),
        Ok(Found::Null) => fault.what = Some("must be an object, not null".into()),
        Err(error) if fault.what.is_none() => {
            fault.what = Some(format!("is not valid JSON: {error}"));
        }
        Ok(Found::Refused) | Err(_) => {}
    }
    Err(Box::new(fault).of(name))
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
    /// A value that does not belong there; the fault is recorded. (A serde_json error would say the
    /// same, but the code to create one is larger than this file's.)
    Refused,
}

impl JsonError {
    #[inline(never)]
    fn refuse_key(&mut self, key: &str, what: &str) -> Found {
        self.what = Some(what.into());
        self.at(key);
        Found::Refused
    }

    fn whole<'de>(&mut self) -> Seed<'_, '_, 'de> {
        Seed { slot: Slot::Whole, fault: self }
    }
}

/// What is read next, and where faults are recorded.
///
/// Nested objects nest the stack frames of these methods. An ordinary request should fit into one
/// page of the stack, so rare paths have their own frames (`inline(never)`).
struct Seed<'t, 's, 'de> {
    slot: Slot<'s, 'de>,
    fault: &'t mut JsonError,
}

impl<'de> Seed<'_, '_, 'de> {
    fn wanted(&self) -> &'static str {
        match self.slot {
            Slot::Text(_) => "a string",
            Slot::Texts(_) => "a list of strings",
            Slot::Bool(_) => "a boolean",
            Slot::Integer(_) => "a whole number",
            Slot::Object(_) | Slot::Optional(_) => "an object",
            Slot::List(_) => "a list of objects",
            Slot::Raw(_) | Slot::Parts(_) | Slot::Whole => "any value",
        }
    }

    #[inline(never)]
    fn refuse<E>(self, found: &str) -> Result<Found, E> {
        // A value without parts has none.
        if let Slot::Parts(_) | Slot::Whole = self.slot {
            return Ok(Found::Value);
        }
        self.fault.what = Some(format!("must be {}, not {found}", self.wanted()));
        Ok(Found::Refused)
    }

    fn text<E>(self, text: Text<'de>) -> Result<Found, E> {
        match self.slot {
            Slot::Text(place) => *place = Some(text),
            Slot::Parts(place) => *place = Parts::Text(text),
            _ => return self.refuse("a string"),
        }
        Ok(Found::Value)
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_, 'de> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        match self.slot {
            Slot::Raw(place) => {
                let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?;
                let some = raw.get() != "null";
                *place = some.then_some(raw);
                Ok(if some { Found::Value } else { Found::Null })
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_, 'de> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wanted())
    }

    fn visit_unit<E: Error>(self) -> Result<Found, E> {
        match self.slot {
            Slot::Parts(_) | Slot::Whole => Ok(Found::Value),
            _ => Ok(Found::Null),
        }
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Found, E> {
        match self.slot {
            Slot::Bool(place) => {
                *place = Some(value);
                Ok(Found::Value)
            }
            _ => self.refuse("a boolean"),
        }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Found, E> {
        match self.slot {
            Slot::Integer(place) => {
                *place = Some(value);
                Ok(Found::Value)
            }
            _ => self.refuse("a number"),
        }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Found, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => self.refuse("a number that large"),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Found, E> {
        // 1e3 is a whole number too.
        if value as i64 as f64 == value {
            self.visit_i64(value as i64)
        } else {
            self.refuse("a fraction")
        }
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Found, E> {
        self.text(Cow::Borrowed(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Found, E> {
        self.text(Cow::Owned(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Found, A::Error> {
        let Seed { mut slot, fault } = self;
        match &mut slot {
            Slot::List(list) => list.begin(),
            Slot::Texts(place) => **place = Some(Vec::new()),
            Slot::Parts(place) => {
                **place = Parts::of_seq(seq)?;
                return Ok(Found::Value);
            }
            Slot::Whole => {
                while seq.next_element_seed(fault.whole())?.is_some() {}
                return Ok(Found::Value);
            }
            _ => return Seed { slot, fault }.refuse("a list"),
        }
        for index in 0_usize.. {
            let mut text = None;
            let element = match &mut slot {
                Slot::List(list) => Slot::Optional(&mut **list),
                _ => Slot::Text(&mut text),
            };
            let seed = Seed { slot: element, fault: &mut *fault };
            let Some(outcome) = seq.next_element_seed(seed).transpose() else {
                break;
            };
            if let Ok(Found::Refused) | Err(_) = outcome {
                fault.at(&format!("[{index}]"));
                return outcome;
            }
            if let Slot::Texts(Some(texts)) = &mut slot {
                texts.push(text.unwrap_or_default());
            }
        }
        Ok(Found::Value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let Seed { slot, fault } = self;
        let Target { keys, fields } = match slot {
            Slot::Object(object) => object,
            Slot::Optional(nested) => nested.open(),
            Slot::Parts(place) => {
                *place = Parts::of_map(map)?;
                return Ok(Found::Value);
            }
            Slot::Whole => {
                while map.next_key::<Key<'de>>()?.is_some() {
                    map.next_value_seed(fault.whole())?;
                }
                return Ok(Found::Value);
            }
            _ => return Seed { slot, fault }.refuse("an object"),
        };
        let mut seen = 0_u64;
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            let Some(index) = keys.known.iter().position(|known| *known == key) else {
                if keys.strict {
                    return Ok(fault.refuse_key(&key, &keys.unknown()));
                }
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let bit = 1_u64 << (index % 64);
            if seen & bit != 0 {
                return Ok(fault.refuse_key(&key, "is given twice"));
            }
            seen |= bit;
            let seed = Seed { slot: fields.slot(index), fault: &mut *fault };
            let outcome = map.next_value_seed(seed);
            if let Ok(Found::Refused) | Err(_) = outcome {
                fault.at(&key);
                return outcome;
            }
        }
        Ok(Found::Value)
    }
}

impl<'de> Parts<'de> {
    #[inline(never)]
    fn of_map<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut entries = Vec::new();
        while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &RawValue>()? {
            entries.push((key, value.get().into()));
        }
        Ok(Self::Object(entries))
    }

    #[inline(never)]
    fn of_seq<A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Self::List(items))
    }
}

impl Keys<'_> {
    #[inline(never)]
    fn unknown(&self) -> String {
        format!("is unknown; known are {}", self.known.join(", "))
    }
}
