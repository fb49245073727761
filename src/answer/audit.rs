//! The audit annotation, which lists every exposure as structured data.

use serde::Serialize;

use crate::decide::exposure::{AskedBy, Exposure, How};
use crate::decide::world::TokenAccount;
use crate::prelude::*;

/// Audit annotations: a map with a single key.
#[derive(Debug, Serialize)]
pub struct AuditAnnotations {
    #[serde(rename = "service-account-tokens")]
    exposures: String,
}

#[derive(Serialize)]
struct Entry<'e> {
    container: &'e str,
    how: &'static str,
    account: Option<Cow<'e, str>>,
    #[serde(rename = "askedBy")]
    asked_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<&'e str>,
    #[serde(rename = "allowedBy")]
    allowed_by: Option<&'static str>,
    #[serde(skip)]
    voice: Option<AskedBy>,
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
}

impl AuditAnnotations {
    /// Lists the exposures of a Pod that runs as `account`; `None` if there are none.
    pub(super) fn new(exposures: &[Exposure<'_>], namespace: &str, account: &str) -> Option<Self> {
        let account = format!("{namespace}/{account}");
        let mut entries: Vec<Entry<'_>> = Vec::new();
        for exposure in exposures {
            let reference = |how| (exposure.how == how).then_some(exposure.reference);
            let entry = Entry {
                container: exposure.container,
                how: exposure.how.name(),
                account: match &exposure.token_account {
                    TokenAccount::PodsAccount => Some(Cow::Borrowed(account.as_str())),
                    TokenAccount::Other(name) => Some(Cow::Owned(format!("{namespace}/{name}"))),
                    TokenAccount::Unknown => None,
                },
                asked_by: exposure.asked_by.map(AskedBy::name),
                audience: reference(How::Projected).filter(|audience| !audience.is_empty()),
                secret: reference(How::Secret),
                signer: reference(How::Certificate),
                allowed_by: exposure.allowed_by,
                voice: exposure.asked_by,
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
        if entries.is_empty() {
            return None;
        }
        serde_json::to_string(&entries).ok().map(|exposures| Self { exposures })
    }
}
