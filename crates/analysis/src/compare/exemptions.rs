//! `allow.serviceAccounts`: each entry of NEW has to be covered by OLD.
//!
//! An entry is taken apart into parts with at most one pattern for containers. A part is covered by a part
//! of OLD that is for its accounts and containers, and does not end sooner. Several patterns cover nothing
//! that none of them covers alone, as long as there are more names than those that they spell out.

use super::lines::{EQUAL, Line, Relation, STRICTER, Verdict, looser, unproved};
use super::meaning::Meaning;
use super::patterns::{FILLINGS, covers};
use crate::settings::{ExemptAccount, Exemption};

/// The line of the setting.
pub(super) fn line(old: &Meaning, new: &Meaning) -> Line {
    let (was, is) = (&old.service_accounts, &new.service_accounts);
    Line::new("allow.serviceAccounts", was, is, verdict(&parts(was), &parts(is)))
}

fn verdict(old: &[Part], new: &[Part]) -> Verdict {
    if let Some(part) = new.iter().find(|part| !part.is_covered_by(old)) {
        return match part.example(old) {
            Some(example) => looser(format!("NEW allows {}, OLD does not", example.shown(old))),
            None => unproved(format!("no entry of OLD evidently covers {}", part.shown(old))),
        };
    }
    let lost = old.iter().find(|part| !part.is_covered_by(new));
    match lost.map(|part| part.example(new)) {
        None => EQUAL,
        Some(None) => STRICTER,
        Some(Some(example)) => {
            let why = format!("NEW does not allow {} any more", example.shown(new));
            (Relation::Stricter, Some(why))
        }
    }
}

/// A part of an entry.
struct Part {
    namespace: String,
    name: String,
    /// `None` for all containers, and for tokens outside of any.
    container: Option<String>,
    /// Its last day, such as `2027-03-31`. Days are ordered as their texts are.
    until: Option<String>,
}

/// The parts of all entries.
fn parts(entries: &[ExemptAccount]) -> Vec<Part> {
    entries.iter().flat_map(parts_of).collect()
}

fn parts_of(entry: &ExemptAccount) -> Vec<Part> {
    let (account, containers, until) = match entry {
        ExemptAccount::Pattern(account) => (account, &None, &None),
        // Why it is there, and whose it is, changes no verdict.
        ExemptAccount::Exemption(Exemption { account, containers, until, reason: _, owner: _ }) => {
            (account, containers, until)
        }
    };
    let (namespace, name) = account.split_once('/').unwrap_or((account, ""));
    let part = |container: Option<&String>| Part {
        namespace: namespace.into(),
        name: name.into(),
        container: container.cloned(),
        until: until.clone(),
    };
    match containers {
        None => vec![part(None)],
        Some(containers) => containers.iter().map(|one| part(Some(one))).collect(),
    }
}

impl Part {
    fn is_covered_by(&self, all: &[Self]) -> bool {
        let ends_later = |wide: &Self| match (&wide.until, &self.until) {
            (None, _) => true,
            (Some(wide), Some(own)) => wide >= own,
            (Some(_), None) => false,
        };
        all.iter().any(|wide| {
            wide.covers_account(self) && wide.covers_container(self) && ends_later(wide)
        })
    }

    fn covers_account(&self, narrow: &Self) -> bool {
        covers(&self.namespace, &narrow.namespace) && covers(&self.name, &narrow.name)
    }

    fn covers_container(&self, narrow: &Self) -> bool {
        match (&self.container, &narrow.container) {
            (None, _) => true,
            (Some(wide), Some(narrow)) => covers(wide, narrow),
            (Some(_), None) => false,
        }
    }

    /// One account and container of it that none of these parts covers; `None` if none is found.
    fn example(&self, others: &[Self]) -> Option<Self> {
        let mut examples = FILLINGS.iter().map(|filling| {
            let fill = |pattern: &String| pattern.replace('*', filling);
            Self {
                namespace: fill(&self.namespace),
                name: fill(&self.name),
                container: self.container.as_ref().map(fill),
                until: self.until.clone(),
            }
        });
        let is_name = |text: &str| {
            let is_inner = |end: Option<char>| end.is_some_and(|end| end.is_ascii_alphanumeric());
            is_inner(text.chars().next()) && is_inner(text.chars().next_back())
        };
        examples.find(|example| {
            is_name(&example.namespace)
                && is_name(&example.name)
                && example.container.as_deref().is_none_or(|name| is_name(name) && name.len() <= 63)
                && example.namespace.len() <= 63
                && !example.is_covered_by(others)
        })
    }

    /// For people, with what sets it apart from these parts.
    fn shown(&self, others: &[Self]) -> String {
        let mut text = format!("{}/{}", self.namespace, self.name);
        let mut same = others.iter().filter(|wide| wide.covers_account(self)).peekable();
        match &self.container {
            Some(container) => text.push_str(&format!(" in container {container}")),
            None if same.peek().is_some_and(|wide| wide.container.is_some()) => {
                text.push_str(" in all containers");
            }
            None => {}
        }
        match &self.until {
            Some(until) => text.push_str(&format!(" until {until}")),
            None if same.any(|wide| wide.until.is_some()) => text.push_str(" without an end"),
            None => {}
        }
        text
    }
}
