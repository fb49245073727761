//! Warnings, which state each cause in a short form.

use super::names::{distinct, kind_name};
use super::wording::{Group, Wording};
use crate::decide::exposure::{Exposure, How};
use crate::prelude::*;
use crate::text::{characters, count, name_in_sentence, worded};

/// The limit that the API server's conventions set for a warning.
const MOST_WARNING_CHARACTERS: usize = 120;

impl Wording<'_> {
    /// One warning per cause; `prefix` states the consequence.
    pub fn warnings(&self, exposures: &[Exposure<'_>], prefix: &str) -> Vec<String> {
        let (groups, left_out) = self.groups(exposures);
        let mut warnings: Vec<String> =
            groups.iter().map(|group| self.short(group, prefix)).collect();
        match left_out {
            0 => {}
            1 => warnings.push("containers can read 1 more API token".into()),
            more => {
                warnings.push(worded("containers can read {} more API tokens", &[&count(more)]));
            }
        }
        warnings
    }

    /// The warning for a template whose account does not exist yet.
    pub fn waits_for_account(&self) -> String {
        shortened(worded(
            "service account {} does not exist yet; its Pods are judged once it does",
            &[&self.account()],
        ))
    }

    fn short(&self, group: &Group<'_, '_>, prefix: &str) -> String {
        let first = group.first;
        let name = name_in_sentence(first.container);
        let kind = kind_name(first.container_kind);
        let subject = match distinct(&group.members).count() - 1 {
            _ if first.how == How::TokenRequest => "the request gets".into(),
            0 => worded("{} {} gets", &[kind, &name]),
            more => worded("{} {} and {} more get", &[kind, &name, &count(more)]),
        };
        let account = self.token_account(first);
        let why = group.cause.in_few_words();
        let credential = match first.how {
            How::Certificate => "certificate",
            _ => "token",
        };
        let mut fact =
            worded("{}{} the API {} of {} ({})", &[prefix, &subject, credential, &account, why]);
        // Of several templates, the path tells which, and matters more than the account.
        if let Some(path) = self.case.path {
            fact = worded(
                "{}{} the API {} of {} in {} ({})",
                &[prefix, &subject, credential, &account, path, why],
            );
            if characters(&fact) > MOST_WARNING_CHARACTERS {
                fact = worded("{}{} a {} in {} ({})", &[prefix, &subject, credential, path, why]);
            }
        }
        let mut whole = fact.clone();
        // For the containers that are to keep the token, that is no way.
        if group.cause.ends_with_opt_out()
            && !self.case.lacks_automount
            && self.keepers().is_empty()
        {
            let path = self.case.spec_path;
            whole.push_str(&worded("; set {}.automountServiceAccountToken: false", &[path]));
        }
        if characters(&whole) <= MOST_WARNING_CHARACTERS { whole } else { shortened(fact) }
    }
}

/// Truncates a warning to the length that the API server's conventions allow.
pub fn shortened(mut warning: String) -> String {
    let mut last = warning.char_indices().skip(MOST_WARNING_CHARACTERS - 1);
    if let (Some((end, _)), Some(_)) = (last.next(), last.next()) {
        warning.truncate(end);
        warning.push('…');
    }
    warning
}
