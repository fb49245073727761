//! The lowest layer: short texts, such as names and patterns.
//!
//! Input: names written by people and Kubernetes. Output: whether they match, an index by them, and
//! a form that is safe to show. This module knows nothing about JSON, Kubernetes objects or
//! settings.

mod by_name;
mod object_name;
pub mod pattern;
mod shown;

pub use by_name::ByName;
pub use object_name::is_object_name;
pub use shown::{quotable, steers};
