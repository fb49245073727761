//! What the answers say about exemptions that end, and about tokens that are for some containers only.

use super::names::containers;
use super::warning::shortened;
use super::wording::Wording;
use crate::cluster::clock::{Clock, today};
use crate::decide::exempt::Exempt;
use crate::decide::exposure::{Exposure, How};
use crate::decide::kept::Kept;
use crate::pod::chosen::CONTAINERS_ANNOTATION;
use crate::prelude::*;
use crate::settings::{Exemption, OptOutAt, Settings};
use crate::text::quotable;

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
                one.how == How::Automount && !one.authors_mount && one.allowed_by.is_some()
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
            return format!("{account}: the token is for {keepers} only ({who})");
        }
        let why = match (self.settings.opt_out_at, self.account_missing) {
            _ if stripped.iter().any(|exposure| exposure.is_left_out) => {
                "service-account-token-policy/containers names no container that may get it"
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
        let mut reason = format!("{account}: {why}");
        let ended = stripped.iter().find_map(|exposure| ended(exposure.exempt, self.settings));
        if let Some((entry, _)) = ended {
            reason.push_str(&format!(", and its exemption {}", end(entry, true)));
        }
        reason
    }
}

/// Sentences about the entries that would have allowed what is rejected, had they not ended.
pub fn sentences(exempt: impl Iterator<Item = Exempt>, settings: &Settings<'_>) -> String {
    let mut text = String::new();
    let mut known = Vec::new();
    for exempt in exempt {
        if let Some((entry, number)) = ended(exempt, settings)
            && !known.contains(&number)
        {
            known.push(number);
            text.push_str(&format!(
                " The exemption of {} (allow.serviceAccounts[{number}]) {}",
                entry.account,
                end(entry, true)
            ));
            for (what, value) in [("reason", &entry.reason), ("owner", &entry.owner)] {
                if !value.is_empty() {
                    text.push_str(&format!("; {what}: {}", quotable(value)));
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
    let mut warning = format!("the exemption of {} {}", entry.account, end(entry, is_over));
    if !entry.owner.is_empty() {
        warning.push_str(&format!(" (owner: {})", quotable(&entry.owner)));
    }
    Some(shortened(warning))
}

/// What to say of settings whose exemptions have ended, or cannot be known to have.
pub fn ended_entries(settings: &Settings<'_>, clock: &dyn Clock) -> Option<String> {
    let dated = |(_, entry): &(usize, &Exemption<'_>)| entry.until.is_some();
    let mut entries = settings.allow.exemptions().iter().enumerate().filter(dated).peekable();
    let (first, _) = entries.peek()?;
    let Some(today) = today(clock) else {
        return Some(format!(
            "settings.allow.serviceAccounts[{first}] has an end, but the host has no clock, or a wrong \
             one: what depends on it will be rejected"
        ));
    };
    let over = entries.filter(|(_, entry)| entry.until.is_some_and(|until| today > until));
    let over: Vec<String> = over
        .map(|(number, entry)| {
            format!(
                "settings.allow.serviceAccounts[{number}] ({}) {} and allows nothing",
                entry.account,
                end(entry, true)
            )
        })
        .collect();
    (!over.is_empty()).then(|| over.join("; "))
}

fn ended<'s>(exempt: Exempt, settings: &'s Settings<'_>) -> Option<(&'s Exemption<'s>, usize)> {
    match exempt {
        Exempt::Ended(number) => Some((settings.allow.exemptions().get(number)?, number)),
        _ => None,
    }
}

fn end(entry: &Exemption<'_>, is_over: bool) -> String {
    let verb = if is_over { "ended" } else { "ends" };
    match entry.until {
        Some(until) => format!("{verb} on {until}"),
        None => verb.into(),
    }
}
