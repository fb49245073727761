//! Merge keys, which for go-yaml act in the order of the text (`merge` in `decode.go`).

use super::decode::{Decoder, fault};
use super::syntax::{CORE, Content as Tree, Syntax};
use crate::entries::Entries;
use crate::{Fault, MAX_DEPTH};

/// How the entries of a mapping are added to another.
#[derive(Clone, Copy)]
pub struct How {
    /// By this merge key, from this mapping in it.
    pub merged: Option<(usize, usize)>,
    /// Whether to record which keys are repeated.
    pub noted: bool,
}

impl Decoder<'_, '_> {
    pub(super) fn merge(
        &mut self,
        index: usize,
        into: &mut Entries,
        depth: usize,
        outer: How,
    ) -> Result<(), Fault> {
        let id = outer.merged.map_or(index, |(id, _)| id);
        let how = |source| How { merged: Some((id, source)), ..outer };
        let syntax = self.syntax(index)?;
        let line = self.place(syntax)?.0;
        let wrong = || fault(line, "expected a mapping, or a list of them, after `<<`");
        if depth > MAX_DEPTH {
            return Err(Fault::ours(line, format!("expected at most {MAX_DEPTH} levels")));
        }
        match &syntax.content {
            Tree::Sequence(items) => {
                // The first of them wins.
                for item in items.iter().rev() {
                    if !self.is_mapping(*item)? {
                        return Err(wrong());
                    }
                    self.merged(*item, into, depth + 1, how(*item))?;
                }
                Ok(())
            }
            _ if self.is_mapping(index)? => self.merged(index, into, depth + 1, how(index)),
            _ => Err(wrong()),
        }
    }

    fn is_mapping(&self, index: usize) -> Result<bool, Fault> {
        let syntax = self.syntax(index)?;
        Ok(match &syntax.content {
            Tree::Mapping(_) => true,
            Tree::Alias(_, target) => {
                matches!(self.syntax(*target)?.content, Tree::Mapping(_))
            }
            _ => false,
        })
    }

    fn merged(
        &mut self,
        index: usize,
        into: &mut Entries,
        depth: usize,
        how: How,
    ) -> Result<(), Fault> {
        let syntax = self.syntax(index)?;
        self.count(syntax)?;
        if let Tree::Alias(name, target) = &syntax.content {
            self.enter(index, name)?;
            self.merged(*target, into, depth, how)?;
            self.open.pop();
            return Ok(());
        }
        self.entries(syntax, into, depth, how)
    }
}

/// Whether a key is a merge key.
pub fn is_merge(key: &Syntax<'_>) -> bool {
    match &key.content {
        Tree::Scalar(text, implicit) => {
            let is_tagged =
                || key.tag.as_deref().and_then(|tag| tag.strip_prefix(CORE)) == Some("merge");
            text == "<<" && (*implicit || is_tagged())
        }
        _ => false,
    }
}
