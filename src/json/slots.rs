//! Declares which key of a JSON object goes into which typed slot of a struct.
//!
//! Structs in this crate declare nothing else; a single [reader](super::read) fills all of them. Derived
//! `Deserialize` implementations made up half of the module's code.

use crate::prelude::*;

/// A string in the payload: borrowed unless it contains escapes.
pub type Text<'de> = Cow<'de, str>;

/// Where a value is stored, which also determines the type it must have.
pub enum Slot<'s, 'de> {
    /// A string.
    Text(&'s mut Option<Text<'de>>),
    /// A list of strings.
    Texts(&'s mut Option<Vec<Text<'de>>>),
    /// A boolean.
    Bool(&'s mut Option<bool>),
    /// A whole number.
    Integer(&'s mut Option<i64>),
    /// Any value, kept as text.
    Raw(&'s mut Option<&'de str>),
    /// Any value, with its parts kept as text.
    Parts(&'s mut Parts<'de>),
    /// An object.
    Object(Target<'s, 'de>),
    /// An object that may be missing, which differs from an empty one.
    Optional(&'s mut dyn Nested<'de>),
    /// A list of objects.
    List(&'s mut dyn Nested<'de>),
    /// Any value. It is not kept, but is checked down to the last number and escape.
    Whole,
}

/// A value whose parts are still text.
#[derive(Default)]
pub enum Parts<'de> {
    /// The keys and values of an object.
    Object(Vec<(Text<'de>, Text<'de>)>),
    /// The items of a list.
    List(Vec<&'de str>),
    /// A string.
    Text(Text<'de>),
    /// A value without parts.
    #[default]
    Other,
}

/// A struct that is being filled from a JSON object.
pub struct Target<'s, 'de> {
    pub(super) keys: &'s Keys<'s>,
    pub(super) fields: &'s mut dyn Fields<'de>,
}

/// The keys of a struct.
pub struct Keys<'k> {
    /// The known keys, in the order of their numbers.
    pub known: &'k [&'k str],
    /// Whether unknown keys are rejected instead of skipped.
    pub strict: bool,
}

/// The fields of a struct, by number.
///
/// Every additional method would slow down every request: before the first call through a `dyn`
/// reference, the host looks the function up for each of these structs.
pub trait Fields<'de> {
    /// The slot for the value of key number `index`.
    fn slot(&mut self, index: usize) -> Slot<'_, 'de>;
}

/// A struct that is filled from a JSON object.
pub trait Struct<'de>: Fields<'de> + Sized {
    /// Its keys.
    const KEYS: &'static Keys<'static>;

    /// Returns the struct as an object to be filled.
    fn object(&mut self) -> Target<'_, 'de> {
        Target { keys: Self::KEYS, fields: self }
    }
}

/// The target for an object that may be missing, or for each object in a list.
pub trait Nested<'de> {
    /// Called at the start of a list.
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
        self.push_mut(T::default()).object()
    }
}

impl<'de, T: Struct<'de> + Default> Nested<'de> for Unfreed<Vec<T>> {
    fn open(&mut self) -> Target<'_, 'de> {
        (**self).open()
    }
}

/// A list that may be missing, which differs from an empty one.
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
            const KEYS: &'static $crate::json::Keys<'static> = &$crate::json::Keys {
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

/// Whether a struct is declared as strict.
macro_rules! strict {
    () => {
        false
    };
    (strict) => {
        true
    };
}
pub(crate) use strict;

/// The slot of a given kind for a field.
macro_rules! slot {
    (Object $($field:tt)+) => {
        $crate::json::Slot::Object($crate::json::Struct::object(&mut $($field)+))
    };
    ($kind:ident $($field:tt)+) => { $crate::json::Slot::$kind(&mut $($field)+) };
}
pub(crate) use slot;
