//! YAML as go-yaml 2.4 reads it (`go.yaml.in/yaml/v2`, which kubectl uses through
//! `sigs.k8s.io/yaml`).

mod block_scalar;
mod collections;
mod decode;
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
pub(crate) use resolve::{Resolved, plain};
pub(crate) use timestamp::is_timestamp;

/// Reads the first document of a text. What follows it is not read, as kubectl does not.
///
/// # Errors
///
/// kubectl does not read it, or its keys are such that kubectl keeps one of two at random, or it
/// has more than [`MAX_DEPTH`](crate::MAX_DEPTH) levels.
pub fn read(text: &str) -> Result<Reading, Fault> {
    // kubectl ends the last line.
    let ended = match text.ends_with('\n') {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("{text}\n")),
    };
    let tree = syntax::parse(&ended)?;
    let Some(root) = tree.root else {
        return Ok(Reading::default());
    };
    let (node, mut notes) = decode::decode(&tree.nodes, root, text.len())?;
    notes.extend(tree.unread.map(|line| Note::Unread { line }));
    Ok(Reading { node: Some(node), notes, replaced: Vec::new() })
}
