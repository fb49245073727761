//! The audit annotation, which lists every exposure as structured data.

use crate::cluster::facts::Facts;
use crate::decide::case::Case;
use crate::decide::exposure::{AskedBy, Exposure, How};
use crate::json::Written;
use crate::json::text::join;
use crate::prelude::*;

/// The key of the audit annotation.
const KEY: &str = "service-account-tokens";

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
    let mut entries: Vec<&Exposure<'_>> = Vec::new();
    for exposure in exposures {
        // A container that reads one token in two ways has one token, so it gets one entry, the
        // strictest: not allowed, and asked by the strongest voice. The window keeps the cost linear.
        let strictness = |one: &Exposure<'_>| one.allowed_by.is_none().then_some(one.asked_by);
        match entries.iter_mut().rev().take(16).find(|known| is_same(known, exposure)) {
            Some(known) if strictness(known) < strictness(exposure) => *known = exposure,
            Some(_) => {}
            None => entries.push(exposure),
        }
    }
    entries.iter().map(|exposure| to_json(case, exposure, facts)).collect()
}

/// Whether two exposures are the same token in the same container.
fn is_same(one: &Exposure<'_>, other: &Exposure<'_>) -> bool {
    one.container == other.container
        && one.how == other.how
        && one.token_account == other.token_account
        && (one.how == How::Automount || one.reference == other.reference)
}

fn to_json(case: &Case<'_>, exposure: &Exposure<'_>, facts: &Facts<'_>) -> String {
    let mut entry = Written::object();
    let in_container = exposure.how != How::TokenRequest;
    entry.text_or_null("container", in_container.then_some(exposure.container));
    entry.text("how", exposure.how.name());
    let name = exposure.token_account.name(case.account, facts);
    let account = name.map(|name| [case.namespace, "/", name].concat());
    entry.text_or_null("account", account.as_deref());
    entry.text_or_null("askedBy", exposure.asked_by.map(AskedBy::name));
    let reference = match exposure.how {
        How::Automount => "",
        How::Projected | How::TokenRequest => "audience",
        How::Secret => "secret",
        How::Certificate => "signer",
    };
    let is_given = reference != "audience" || !exposure.reference.is_empty();
    if !reference.is_empty() && is_given {
        entry.text(reference, exposure.reference);
    }
    entry.text_if_any("path", case.path);
    entry.text_or_null("allowedBy", exposure.allowed_by);
    entry.finish()
}
