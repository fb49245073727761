//! The parts of `std`'s prelude that `core`'s lacks. The policy needs no operating system, and a
//! module without `std` is half the size.

pub(crate) use alloc::borrow::{Cow, ToOwned};
pub(crate) use alloc::boxed::Box;
pub(crate) use alloc::string::String;
pub(crate) use alloc::vec;
pub(crate) use alloc::vec::Vec;

pub(crate) use crate::unfreed::Unfreed;

// Only in tests: `core::fmt` is 5 KB of the module. The core writes with `text::worded`.
#[cfg(test)]
pub(crate) use alloc::{format, string::ToString};
