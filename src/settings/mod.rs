//! The policy's settings: their meaning and their defaults.
//!
//! In: settings as JSON. Out: [`Settings`], in which every word is known and every pattern
//! can match, or an error that names the setting. This room knows nothing about Pods or the
//! cluster.

mod account_pattern;
mod audiences;
mod checked;
mod words;
mod written;

pub use account_pattern::AccountPattern;
pub use audiences::{Audiences, DEFAULT_API_AUDIENCES};
pub use checked::{Allow, Settings};
pub use words::{
    Action, ControllerPods, ExistingViolations, OptOutAt, PodAuthor, ServiceAccountObjects,
};
pub use written::{SHORTEST_TOKEN_SECONDS, WrittenSettings};
