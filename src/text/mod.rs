//! The ground floor: short texts, such as names, patterns and dates.
//!
//! In: names that people and Kubernetes write. Out: whether they match, an index keyed by them, and a
//! form of them that is safe to show. All that this room knows about Kubernetes is what a name looks
//! like.

mod by_name;
mod day;
mod object_name;
pub mod pattern;
mod shown;
mod written;

pub use by_name::ByName;
pub use day::Day;
pub use object_name::{generated_from, is_dns_label, is_field_name, is_object_name};
pub use pattern::{cut, holds};
pub use shown::{characters, in_quotes, name_in_sentence, quotable, steers};
pub use written::{count, decimal, push_digits, worded};
