//! Directives, and the tags that they define (`parserc.go`).

use super::syntax::{CORE, Parser};
use super::token::Kind;
use crate::Fault;

impl Parser<'_> {
    /// Reads directives; returns the line of the first.
    pub(super) fn directives(&mut self) -> Result<Option<usize>, Fault> {
        let (mut version_given, mut first) = (false, None);
        loop {
            let line = self.here()?.text_line + 1;
            match self.peek()? {
                Kind::Version(1, 1) if !version_given => version_given = true,
                Kind::Version(..) => {
                    let what =
                        "expected %YAML 1.1, at most once, because kubectl reads no other version";
                    return Err(Fault::at(line, what.into()));
                }
                Kind::TagDirective(handle, prefix) => {
                    let (handle, prefix) = (handle.clone(), prefix.clone());
                    if self.handles.contains_key(&handle) {
                        return Err(Fault::at(
                            line,
                            "expected each tag handle to be given once".into(),
                        ));
                    }
                    self.define(handle, prefix);
                }
                _ => break,
            }
            first = first.or(Some(line));
            self.scanner.take()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", CORE)] {
            if !self.handles.contains_key(handle) {
                self.define(handle.into(), prefix.into());
            }
        }
        Ok(first)
    }

    pub(super) fn define(&mut self, handle: String, prefix: String) {
        self.handles.insert(handle, self.tags.len());
        self.tags.push(prefix);
    }

    pub(super) fn full_tag(&mut self, handle: &str, suffix: String) -> Result<String, Fault> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        match self.handles.get(handle).and_then(|place| self.tags.get(*place)) {
            Some(prefix) => Ok(format!("{prefix}{suffix}")),
            None => self.expected(&format!("a tag handle that is defined, found {handle}")),
        }
    }
}
