//! Reads JSON into structs, edits JSON as text, and writes it.
//!
//! In: JSON text from the host. Out: structs that declare their [fields](slots), the text of
//! an object with some values replaced, or an error that names the faulty value. This room knows
//! nothing about Kubernetes.
//!
//! In a field, `null` equals absent. A key that no struct asks for is skipped, or refused where the struct is
//! strict. A value of the wrong type is refused with its path, and so is a known key given twice.

mod error;
mod number;
mod read;
pub mod slots;
pub mod text;
mod tokens;
mod write;

pub use error::{Fault, JsonError, must_be};
pub use read::{parse, read, read_into, read_keys, utf8};
pub use slots::{Fields, Keys, Parts, Slot, Struct, Text};
pub(crate) use slots::{fields, slot, strict};
pub use write::{Written, quoted};

#[cfg(test)]
mod tests;
