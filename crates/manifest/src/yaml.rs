//! YAML as go-yaml 2.4 reads it (`go.yaml.in/yaml/v2`, which kubectl uses through
//! `sigs.k8s.io/yaml`).

mod block_scalar;
mod collections;
mod cut;
mod decode;
mod directives;
mod input;
mod merge;
mod resolve;
mod scalars;
mod scanner;
mod simple_keys;
mod syntax;
mod tags;
mod timestamp;
mod token;

use std::borrow::Cow;

use crate::{Fault, Note, Reading};
pub use cut::{Cut, CutItem, Outline};
pub(crate) use resolve::{Resolved, plain};
pub(crate) use timestamp::is_timestamp;

/// Reads the first document of a text. What follows it is not read, as kubectl does not.
///
/// # Errors
///
/// kubectl does not read it, or its keys are such that kubectl keeps one of two at random, or it
/// has more than [`MAX_DEPTH`](crate::MAX_DEPTH) levels.
pub fn read(text: &str) -> Result<Reading, Fault> {
    let ended = ended(text);
    let tree = syntax::parse(&ended)?;
    let Some(root) = tree.root else {
        return Ok(Reading::default());
    };
    let (node, mut notes) = decode::decode(&tree.nodes, root, text.len())?;
    notes.extend(tree.unread.map(|line| Note::Unread { line }));
    Ok(Reading { node: Some(node), notes, replaced: Vec::new() })
}

/// Cuts a list into its items; see [`cut::cut`].
pub fn cut(text: &str) -> Result<Option<Cut>, Fault> {
    cut::cut(&ended(text), text.len())
}

/// kubectl ends the last line.
fn ended(text: &str) -> Cow<'_, str> {
    match text.ends_with('\n') {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("{text}\n")),
    }
}
