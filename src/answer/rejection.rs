//! The message of a rejection: what is wrong, and how to fix it, for each cause.

use super::advice::Advice;
use super::names::{containers, volumes};
use super::wording::{Group, Wording, account_name, fill};
use crate::decide::exposure::Exposure;
use crate::decide::world::TokenAccount;
use crate::prelude::*;
use crate::settings::PodAuthor;
use crate::text::quotable;

impl Wording<'_> {
    /// The rejection message for these exposures, without `help`. `also_unset`: the Pod leaves the
    /// field unset, and the effect of that was not looked up because the account was not read.
    pub fn rejection(&self, violations: &[Exposure<'_>], also_unset: bool) -> String {
        let (groups, left_out) = self.groups(violations);
        let mut message = String::new();
        for group in &groups {
            if !message.is_empty() {
                message.push(' ');
            }
            self.explain(group, &mut message);
        }
        if left_out > 0 {
            message.push_str(&format!(" There are {left_out} more of other causes."));
        }
        let is_unbound = |name: &str| self.facts.bound(name) == Some(false);
        let mut named: Vec<String> = Vec::new();
        for group in
            groups.iter().filter(|_| self.settings.allow.service_accounts_with_role_bindings)
        {
            let name = match &group.first.token_account {
                TokenAccount::PodsAccount => self.case.account,
                TokenAccount::Other(name) => name,
                TokenAccount::Unknown => continue,
            };
            let account = account_name(self.case.namespace, name);
            if is_unbound(name) && !named.contains(&account) {
                message.push_str(&unbound(&account));
                named.push(account);
            }
        }
        if also_unset {
            let path = self.case.spec_path;
            message.push_str(&format!(
                " Unless service account {} says so, also set {path}.automountServiceAccountToken: \
                 false.",
                self.account()
            ));
        }
        message
    }

    /// Adds what is wrong with a group and how to fix it.
    fn explain(&self, group: &Group<'_, '_>, message: &mut String) {
        let first = group.first;
        let volumes = volumes(&group.members);
        let audience = match first.audience {
            "" => String::new(),
            // Quoted, because an audience can contain whole sentences.
            audience => format!(" (audience \"{}\")", quotable(audience).replace('"', "'")),
        };
        let max = self.settings.projected_token_max_seconds.unwrap_or_default();
        let seconds = group.members.iter().map(|member| member.seconds).max();
        // A request for 3607 seconds would get a token for a year.
        let advised = if max == 3607 { 3606 } else { max };
        let removal = self.removal(group, &volumes);
        let path = self.case.spec_path;
        let through = match volumes.as_str() {
            "" => format!("the environment in {path}.containers"),
            volumes => format!("{volumes} in {path}.volumes"),
        };
        // Removing a Secret from the default path makes the plugin mount its own volume there.
        let uncovers = group.members.iter().any(|member| member.at_default_path);
        let also = match self.case.automount {
            Some(false) => String::new(),
            _ if !uncovers => String::new(),
            _ => format!(" and set {path}.automountServiceAccountToken: false"),
        };
        let advice = Advice::on(group.cause, first, self.settings).sentence();
        let words: &[(&str, &str)] = &[
            ("containers", &containers(&group.members)),
            ("account", &self.token_account(first)),
            ("pod", if self.case.is_pod { "the Pod" } else { "the Pod template" }),
            ("field", &format!("{path}.automountServiceAccountToken")),
            ("through", &through),
            ("removal", &removal),
            ("also", &also),
            ("audience", &audience),
            ("secret", &quotable(first.secret.unwrap_or_default())),
            ("seconds", &seconds.unwrap_or_default().to_string()),
            ("max", &max.to_string()),
            ("advised", &advised.to_string()),
        ];
        fill(message, group.cause.sentence(), words);
        message.push(' ');
        fill(message, advice, words);
    }

    /// What to do besides setting the field to false: a volume written by hand would then count as
    /// a projected token, which is not allowed.
    fn removal(&self, group: &Group<'_, '_>, volumes: &str) -> String {
        let max = self.settings.projected_token_max_seconds;
        let too_long = |member: &&Exposure<'_>| max.is_some_and(|max| member.seconds > max);
        let no_secret = !self.settings.allow.token_secrets;
        let forbidden = group.members.iter().any(|member| match member.injected_secret {
            true => no_secret,
            false => self.settings.allow.pod_author == PodAuthor::None,
        });
        if volumes.is_empty() || !forbidden && !group.members.iter().any(too_long) {
            return String::new();
        }
        format!(", and remove {volumes} and what mounts it where your manifest declares it")
    }
}

/// What a rejection adds about an account that no role binding refers to.
pub fn unbound(account: &str) -> String {
    format!(
        " No role binding gives service account {account} anything to do with its token; where the \
         program shows it to another system (Vault, a cloud), declare a projected token for that \
         audience."
    )
}
