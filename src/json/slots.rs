//! Which key of a JSON object goes into which typed slot of a struct.
//!
//! That is all that a struct of this crate declares; one [`Visitor`](serde::de::Visitor) over serde_json then
//! fills all of them. Derived `Deserialize` implementations made up half of the module's code.

use crate::prelude::*;
use serde_json::value::RawValue;

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
    Object(Target<'s, 'de>),
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
pub struct Target<'s, 'de> {
    pub(super) keys: &'static Keys,
    pub(super) fields: &'s mut dyn Fields<'de>,
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
    fn object(&mut self) -> Target<'_, 'de> {
        Target { keys: Self::KEYS, fields: self }
    }
}

/// What a missing object, or each object of a list, is read into.
pub trait Nested<'de> {
    /// A list starts.
    fn begin(&mut self) {}
    /// Makes room for one object.
    fn open(&mut self) -> Target<'_, 'de>;
}

impl<'de, T: Struct<'de> + Default> Nested<'de> for Option<T> {
    fn open(&mut self) -> Target<'_, 'de> {
        self.insert(T::default()).object()
    }
}

impl<'de, T: Struct<'de> + Default> Nested<'de> for Vec<T> {
    fn open(&mut self) -> Target<'_, 'de> {
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
    fn open(&mut self) -> Target<'_, 'de> {
        self.get_or_insert_default().open()
    }
}

/// Declares which key of a struct goes into which slot.
macro_rules! fields {
    ($name:ident $(<$de:lifetime>)? $([$strict:ident])? { $($key:literal => $kind:ident $($field:ident).+),+ $(,)? }) => {
        impl<'de> $crate::json::Struct<'de> for $name $(<$de>)? {
            const KEYS: &'static $crate::json::Keys = &$crate::json::Keys {
                known: &[$($key),+],
                strict: $crate::json::strict!($($strict)?),
            };
        }
        impl<'de> $crate::json::Fields<'de> for $name $(<$de>)? {
            #[allow(unused_assignments)]
            fn slot(&mut self, index: usize) -> $crate::json::Slot<'_, 'de> {
                let mut number = 0;
                $(
                    if index == number {
                        return $crate::json::slot!($kind self.$($field).+);
                    }
                    number += 1;
                )+
                $crate::json::Slot::Whole
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
        $crate::json::Slot::Object($crate::json::Struct::object(&mut $($field)+))
    };
    ($kind:ident $($field:tt)+) => { $crate::json::Slot::$kind(&mut $($field)+) };
}
pub(crate) use slot;
