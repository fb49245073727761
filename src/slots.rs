//! Reading JSON into typed slots.
//!
//! A struct of this crate says only which key goes into which [`Slot`]; one
//! [`Visitor`](serde::de::Visitor) over serde_json then serves all of them. Derived `Deserialize`
//! implementations made half of the module's code (design §7).
//!
//! `null` equals absent, a key that no struct asked for is skipped, a value of the wrong type is
//! refused with its path, and so is a key given twice.

mod read;

use crate::prelude::*;
use serde_json::value::RawValue;

pub use read::{parse, read, text};

/// A string of the payload: borrowed, unless it holds escapes.
pub type Text<'de> = Cow<'de, str>;

/// The place that one value is read into, and with it the type it must have.
pub enum Slot<'s, 'de> {
    /// A string.
    Text(&'s mut Option<Text<'de>>),
    /// A list of strings.
    Texts(&'s mut Option<Vec<Text<'de>>>),
    /// A boolean.
    Bool(&'s mut Option<bool>),
    /// A whole number.
    Integer(&'s mut Option<i64>),
    /// Any value, kept as the text it is.
    Raw(&'s mut Option<&'de RawValue>),
    /// Any value, its parts kept as the texts they are.
    Parts(&'s mut Parts<'de>),
    /// An object.
    Object(Object<'s, 'de>),
    /// An object that may be missing, which is not the same as an empty one.
    Optional(&'s mut dyn Nested<'de>),
    /// A list of objects.
    List(&'s mut dyn Nested<'de>),
    /// Any value, not kept, but read to its last number and escape.
    Whole,
}

/// A value whose parts are still text.
#[derive(Default)]
pub enum Parts<'de> {
    /// The keys and values of an object.
    Object(Vec<(Text<'de>, Text<'de>)>),
    /// The items of a list.
    List(Vec<&'de RawValue>),
    /// A string.
    Text(Text<'de>),
    /// What has no parts.
    #[default]
    Other,
}

/// A struct that is being filled from a JSON object.
pub struct Object<'s, 'de> {
    keys: &'static Keys,
    fields: &'s mut dyn Fields<'de>,
}

/// The keys of a struct.
pub struct Keys {
    /// The keys that are read, in the order of their numbers.
    pub known: &'static [&'static str],
    /// Whether any other key is refused instead of skipped.
    pub strict: bool,
}

/// The fields of a struct by their numbers.
///
/// A method more here would cost every request: the host looks a function up before its first
/// call through a `dyn` reference, for each of these structs.
pub trait Fields<'de> {
    /// Where the value of key number `index` belongs.
    fn slot(&mut self, index: usize) -> Slot<'_, 'de>;
}

/// A struct that is filled from a JSON object.
pub trait Struct<'de>: Fields<'de> + Sized {
    /// Its keys.
    const KEYS: &'static Keys;

    /// The struct as an object to be filled.
    fn object(&mut self) -> Object<'_, 'de> {
        Object { keys: Self::KEYS, fields: self }
    }
}

/// What a missing object, or each object of a list, is read into.
pub trait Nested<'de> {
    /// A list starts.
    fn begin(&mut self) {}
    /// Makes room for one object.
    fn open(&mut self) -> Object<'_, 'de>;
}

impl<'de, T: Struct<'de> + Default> Nested<'de> for Option<T> {
    fn open(&mut self) -> Object<'_, 'de> {
        self.insert(T::default()).object()
    }
}

impl<'de, T: Struct<'de> + Default> Nested<'de> for Vec<T> {
    fn open(&mut self) -> Object<'_, 'de> {
        let at = self.len();
        self.push(T::default());
        self[at].object()
    }
}

/// A list that may be missing, which is not the same as an empty one.
impl<'de, T: Struct<'de> + Default> Nested<'de> for Option<Vec<T>> {
    fn begin(&mut self) {
        *self = Some(Vec::new());
    }
    fn open(&mut self) -> Object<'_, 'de> {
        self.get_or_insert_default().open()
    }
}

/// Declares which key of a struct goes into which slot.
macro_rules! fields {
    ($name:ident $(<$de:lifetime>)? $([$strict:ident])? { $($key:literal => $kind:ident $($field:ident).+),+ $(,)? }) => {
        impl<'de> $crate::slots::Struct<'de> for $name $(<$de>)? {
            const KEYS: &'static $crate::slots::Keys = &$crate::slots::Keys {
                known: &[$($key),+],
                strict: $crate::slots::strict!($($strict)?),
            };
        }
        impl<'de> $crate::slots::Fields<'de> for $name $(<$de>)? {
            #[allow(unused_assignments)]
            fn slot(&mut self, index: usize) -> $crate::slots::Slot<'_, 'de> {
                let mut number = 0;
                $(
                    if index == number {
                        return $crate::slots::slot!($kind self.$($field).+);
                    }
                    number += 1;
                )+
                $crate::slots::Slot::Whole
            }
        }
    };
}
pub(crate) use fields;

/// Whether a struct is declared strict.
macro_rules! strict {
    () => {
        false
    };
    (strict) => {
        true
    };
}
pub(crate) use strict;

/// The slot of that kind for a field.
macro_rules! slot {
    (Object $($field:tt)+) => {
        $crate::slots::Slot::Object($crate::slots::Struct::object(&mut $($field)+))
    };
    ($kind:ident $($field:tt)+) => { $crate::slots::Slot::$kind(&mut $($field)+) };
}
pub(crate) use slot;

#[cfg(test)]
mod tests;
