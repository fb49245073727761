//! The audit annotation, which lists every exposure as structured data.

use crate::cluster::facts::Facts;
use crate::decide::case::Case;
use crate::decide::exposure::{AskedBy, Exposure, How};
use crate::json::Written;
use crate::json::text::join;
use crate::prelude::*;

/// The key of the audit annotation.
const KEY: &str = "service-account-tokens";

struct Entry<'e> {
    /// `None` for a token outside of any container.
    container: Option<&'e str>,
    how: &'static str,
    account: Option<&'e str>,
    asked_by: Option<&'static str>,
    audience: Option<&'e str>,
    secret: Option<&'e str>,
    signer: Option<&'e str>,
    allowed_by: Option<&'static str>,
    voice: Option<AskedBy>,
    path: Option<&'e str>,
}

impl Entry<'_> {
    fn is(&self, other: &Self) -> bool {
        self.container == other.container
            && self.how == other.how
            && self.account == other.account
            && self.audience == other.audience
            && self.secret == other.secret
            && self.signer == other.signer
    }

    fn to_json(&self, namespace: &str) -> String {
        let mut entry = Written::object();
        entry.text_or_null("container", self.container);
        entry.text("how", self.how);
        let account = self.account.map(|name| [namespace, "/", name].concat());
        entry.text_or_null("account", account.as_deref());
        entry.text_or_null("askedBy", self.asked_by);
        entry.text_if_any("audience", self.audience);
        entry.text_if_any("secret", self.secret);
        entry.text_if_any("signer", self.signer);
        entry.text_if_any("path", self.path);
        entry.text_or_null("allowedBy", self.allowed_by);
        entry.finish()
    }
}

/// The audit annotations for these exposures: a map with a single key.
pub(super) fn annotations(entries: &[String]) -> String {
    let mut annotations = Written::object();
    annotations.text(KEY, &join(entries.iter().map(String::as_str)));
    annotations.finish()
}

/// The exposures of a case, as JSON.
pub(super) fn entries(
    case: &Case<'_>,
    exposures: &[Exposure<'_>],
    facts: &Facts<'_>,
) -> Vec<String> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for exposure in exposures {
        let reference = |how| (exposure.how == how).then_some(exposure.reference);
        let audience = reference(How::Projected).or(reference(How::TokenRequest));
        let entry = Entry {
            container: (exposure.how != How::TokenRequest).then_some(exposure.container),
            how: exposure.how.name(),
            account: exposure.token_account.name(case.account, facts),
            asked_by: exposure.asked_by.map(AskedBy::name),
            audience: audience.filter(|audience| !audience.is_empty()),
            secret: reference(How::Secret),
            signer: reference(How::Certificate),
            allowed_by: exposure.allowed_by,
            voice: exposure.asked_by,
            path: case.path,
        };
        // A container that reads one token in two ways has one token, so it gets one entry, the
        // strictest: not allowed, and asked by the strongest voice. The window keeps the cost linear.
        let strictness = |entry: &Entry<'_>| entry.allowed_by.is_none().then_some(entry.voice);
        match entries.iter_mut().rev().take(16).find(|known| known.is(&entry)) {
            Some(known) if strictness(known) < strictness(&entry) => *known = entry,
            Some(_) => {}
            None => entries.push(entry),
        }
    }
    entries.iter().map(|entry| entry.to_json(case.namespace)).collect()
}
