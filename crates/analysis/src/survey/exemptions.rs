//! The entries of `allow.serviceAccounts`: what uses each of them, and what happens when it ends.
//!
//! The policy decides that: objects are judged again as on the day after the end, or as if an entry
//! that has ended were still on. Only objects that an entry with an end is about are judged again.

mod accounts;
mod collected;
mod doubts;
mod entries;
mod judge;
pub mod report;
#[cfg(test)]
mod tests;
mod touch;

pub use collected::Collected;
pub use doubts::Reach;
pub use entries::Entries;
pub use touch::Touch;

use std::sync::Arc;

use serde_json::Value;

use super::examine::{Examined, Examiner};
use crate::kinds::JudgedKind;
use crate::policy::HostCalls;
use crate::verdict::Verdict;

impl Examiner<'_> {
    /// The entries of `allow.serviceAccounts`, if there are any.
    pub fn entries(&self) -> Option<&Entries> {
        self.surroundings.entries.as_ref()
    }

    /// The verdict on a request in a cluster that differs from the one of the survey.
    fn judge_with(
        &self,
        request: &Value,
        settings: &Value,
        change: impl FnOnce(Arc<dyn HostCalls>) -> Arc<dyn HostCalls>,
    ) -> Result<Verdict, String> {
        let calls = change(self.surroundings.cluster.seen_by(request));
        self.policy.validate(request, settings, &calls)
    }

    /// What the entries do for an object that was examined. If the policy gives no answer to that, the
    /// object counts as one without a verdict.
    pub(super) fn with_touches(
        &self,
        request: &Value,
        kind: &JudgedKind,
        examined: Result<Examined, String>,
    ) -> (Result<Examined, String>, Vec<Touch>) {
        let touches = match (&examined, self.entries()) {
            (Ok(examined), Some(entries)) => self.touches(entries, request, kind, examined),
            _ => Ok(Vec::new()),
        };
        match touches {
            Ok(touches) => (examined, touches),
            Err(error) => (Err(error), Vec::new()),
        }
    }

    fn touches(
        &self,
        entries: &Entries,
        request: &Value,
        kind: &JudgedKind,
        examined: &Examined,
    ) -> Result<Vec<Touch>, String> {
        let unix_seconds = self.surroundings.cluster.unix_seconds();
        let again = judge::Again { examiner: self, entries, request, kind, unix_seconds };
        match kind.holds_pods() {
            true if touch::is_old_revision(&request["object"], kind) => Ok(Vec::new()),
            true => touch::touches(&again, examined),
            false => accounts::touches(&again),
        }
    }
}
