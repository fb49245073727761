//! What the answers say about exemptions that end, and about tokens that are for some containers only.

use super::names::containers;
use super::warning::shortened;
use super::wording::Wording;
use crate::cluster::clock::{Clock, today};
use crate::decide::exempt::Exempt;
use crate::decide::exposure::Exposure;
use crate::decide::kept::Kept;
use crate::pod::chosen::CONTAINERS_ANNOTATION;
use crate::prelude::*;
use crate::settings::{Exemption, OptOutAt, Settings};
use crate::text::{count, quotable};

impl Wording<'_> {
    /// Warnings about exemptions that end soon, or that ended where that rejects nothing.
    pub fn exemptions(&self, exposures: &[Exposure<'_>]) -> Vec<String> {
        let mut known = Vec::new();
        for exposure in exposures {
            if !known.contains(&exposure.exempt) {
                known.push(exposure.exempt);
            }
        }
        known.iter().filter_map(|exempt| short(*exempt, self.settings)).collect()
    }

    /// The containers whose token Kubernetes mounts and a setting allows: the token is for them alone.
    pub(super) fn keepers(&self) -> Vec<&Exposure<'_>> {
        let exposures = self.exposures.iter();
        exposures
            .filter(|one| {
                let is_allowed = one
                    .allowed_by
                    .is_some_and(|by| !matches!(by, "existingViolations" | "controllerPods"));
                one.is_plugins() && is_allowed
            })
            .collect()
    }

    /// Why tokens were removed, for whoever looks for the missing file.
    pub fn removed(&self, stripped: &[Exposure<'_>], kept: &Kept<'_>) -> String {
        let account = self.account();
        if kept.is_some() {
            let keepers = containers(&self.keepers());
            let who = match stripped.iter().any(|exposure| exposure.is_left_out) {
                true => CONTAINERS_ANNOTATION,
                false => "allow.serviceAccounts",
            };
            return [&account, ": the token is for ", &keepers, " only (", who, ")"].concat();
        }
        let why = match (self.settings.opt_out_at, self.account_missing) {
            // One that may get it, but has none yet, is left to the account, which is not read.
            _ if stripped.iter().any(|exposure| exposure.is_left_out)
                && self.keepers().is_empty() =>
            {
                "service-account-token-policy/containers names no container that may get it"
            }
            // It was kept on an earlier day, or written by hand.
            _ if self.case.automount == Some(false) => {
                "nothing allows the token that service-account-token-policy/containers keeps"
            }
            (OptOutAt::Pod, _) => "the Pod does not set automountServiceAccountToken",
            (OptOutAt::Any, true) => {
                "the Pod does not set automountServiceAccountToken, and the service account does \
                 not exist"
            }
            (OptOutAt::Any, false) => {
                "neither the Pod nor the service account sets automountServiceAccountToken"
            }
        };
        let mut reason = [&account, ": ", why].concat();
        let ended = stripped.iter().find_map(|exposure| ended(exposure.exempt, self.settings));
        if let Some((entry, _)) = ended {
            reason.push_str(", and its exemption ");
            reason.push_str(&end(entry, true));
        }
        reason
    }
}

/// Sentences about the entries that would have allowed what is rejected, had they not ended.
pub fn sentences(all: &[Exempt], settings: &Settings<'_>) -> String {
    let mut text = String::new();
    for (index, exempt) in all.iter().enumerate() {
        if let Some((entry, number)) = ended(*exempt, settings)
            && !all.iter().take(index).any(|known| known == exempt)
        {
            let (account, end) = (entry.account.written(), end(entry, true));
            let number = count(number);
            text.push_str(
                &[" The exemption of ", account, " (allow.serviceAccounts[", &number, "]) ", &end]
                    .concat(),
            );
            for (what, value) in [("; reason: ", &entry.reason), ("; owner: ", &entry.owner)] {
                if !value.is_empty() {
                    text.push_str(what);
                    text.push_str(&quotable(value));
                }
            }
            text.push('.');
        }
    }
    text
}

/// The warning about an exemption that ends soon or has ended.
pub fn short(exempt: Exempt, settings: &Settings<'_>) -> Option<String> {
    let (number, is_over) = match exempt {
        Exempt::EndsSoon(number) => (number, false),
        Exempt::Ended(number) => (number, true),
        Exempt::No | Exempt::Yes | Exempt::Undated => return None,
    };
    let entry = settings.allow.exemptions().get(number)?;
    let mut warning =
        ["the exemption of ", entry.account.written(), " ", &end(entry, is_over)].concat();
    if !entry.owner.is_empty() {
        warning.push_str(&[" (owner: ", &quotable(&entry.owner), ")"].concat());
    }
    Some(shortened(warning))
}

/// What to say of settings whose exemptions have ended, or cannot be known to have.
pub fn ended_entries(settings: &Settings<'_>, clock: &dyn Clock) -> Option<String> {
    let mut text = String::new();
    let mut now = None;
    for (number, entry) in settings.allow.exemptions().iter().enumerate() {
        let Some(until) = entry.until else {
            continue;
        };
        match *now.get_or_insert_with(|| today(clock)) {
            Some(today) if today > until => {
                text.push_str(&sentences(&[Exempt::Ended(number)], settings));
            }
            Some(_) => {}
            None => {
                let text = "The host has no clock, or a wrong one: what depends on until in \
                            allow.serviceAccounts will be rejected.";
                return Some(text.into());
            }
        }
    }
    (!text.is_empty()).then(|| text.trim_ascii().into())
}

fn ended<'s>(exempt: Exempt, settings: &'s Settings<'_>) -> Option<(&'s Exemption<'s>, usize)> {
    match exempt {
        Exempt::Ended(number) => Some((settings.allow.exemptions().get(number)?, number)),
        _ => None,
    }
}

fn end(entry: &Exemption<'_>, is_over: bool) -> String {
    let verb = if is_over { "ended" } else { "ends" };
    let until = entry.until.map(|until| until.text()).unwrap_or_default();
    [verb, " on ", &until].concat()
}
