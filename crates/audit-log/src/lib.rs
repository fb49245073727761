#![doc = include_str!("../README.md")]

mod account;
mod activity;
mod bounded;
mod counter;
mod cut;
mod divide;
mod event;
mod evidence;
mod few;
mod google;
mod ids;
mod inner;
mod lines;
mod lists;
mod outcome;
mod owner;
#[cfg(feature = "gzip")]
mod packed;
mod path;
mod pieces;
mod reader;
mod right;
mod row;
mod rows;
mod seen;
mod sight;
mod text;
mod time;
mod usage;

pub use account::{Account, Pod};
pub use activity::Activity;
pub use bounded::Bounded;
pub use counter::{Counter, NotShared};
pub use divide::divisible;
pub use evidence::Evidence;
pub use owner::{Kind, owner_by_name};
pub use reader::{Problem, Read, Reader, Unrecognised};
pub use right::{Binding, Right};
pub use seen::Seen;
pub use sight::{Kinds, Levels, Origins, Sight, Stages};
pub use time::{Span, Stamp};
pub use usage::{Issued, Reach, Tokens, Usage, Use};
