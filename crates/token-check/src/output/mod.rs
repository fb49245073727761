//! The output formats.

pub mod diff;
pub mod explain;
pub mod github;
pub mod html;
pub mod json;
pub mod notes;
pub mod positions;
pub mod sarif;
pub mod survey;
pub mod table;
