#![doc = include_str!("../README.md")]

mod entries;
mod json;
mod json_list;
mod metadata;
mod node;
mod note;
mod number;
mod objects;
mod stream;
mod text;
mod write;
mod yaml;

pub use node::{Content, Fault, Key, MAX_DEPTH, Node, Reading, Replaced, Why};
pub use note::Note;
pub use objects::{ListHead, Objects, objects, type_of};
pub use stream::{Document, Documents, Format, documents};
pub use text::{Encoding, Text};
pub use write::{inline, write};
pub use yaml::{Cut, CutItem, Outline};
