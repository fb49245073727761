//! The path of a field, which becomes a text only where something is wrong.

use std::fmt;

/// A path, from its last part up.
#[derive(Clone, Copy)]
pub enum Path<'p> {
    /// The object.
    Root,
    /// A part of the object.
    At(&'p str),
    /// A field.
    Key(&'p Path<'p>, &'p str),
    /// An item of a list.
    Item(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::At(path) => f.write_str(path),
            Self::Key(Self::Root, key) => f.write_str(key),
            Self::Key(parent, key) => write!(f, "{parent}.{key}"),
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
