//! The tokens of a document.

use std::borrow::Cow;

use super::input::Mark;

/// A token and its place.
#[derive(Debug)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind<'t>,
    /// Where it starts.
    pub start: Mark,
    /// Where it ends.
    pub end: Mark,
}

/// What a token is, in the terms of the YAML specification.
#[derive(Debug)]
pub enum Kind<'t> {
    /// The end of the text.
    StreamEnd,
    /// `%YAML major.minor`.
    Version(u8, u8),
    /// `%TAG handle prefix`.
    TagDirective(String, String),
    /// `---`.
    DocumentStart,
    /// `...`.
    DocumentEnd,
    /// The start of a block sequence.
    BlockSequence,
    /// The start of a block mapping.
    BlockMapping,
    /// The end of a block sequence or mapping.
    BlockEnd,
    /// `[`.
    FlowSequence,
    /// `]`.
    FlowSequenceEnd,
    /// `{`.
    FlowMapping,
    /// `}`.
    FlowMappingEnd,
    /// `-` before an item.
    BlockEntry,
    /// `,`.
    FlowEntry,
    /// A key follows.
    Key,
    /// A value follows.
    Value,
    /// `*name`.
    Alias(&'t str),
    /// `&name`.
    Anchor(&'t str),
    /// A tag: its handle and the rest.
    Tag(String, String),
    /// A scalar, and whether it is without quotes and in no block.
    Scalar(Cow<'t, str>, bool),
}
