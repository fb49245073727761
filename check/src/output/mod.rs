//! What is printed.

pub mod diff;
pub mod json;
pub mod table;
