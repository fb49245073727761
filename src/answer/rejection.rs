//! The message of a rejection: what is wrong, and how to fix it, for each cause.

use super::advice::Advice;
use super::exemption::sentences;
use super::names::{containers, volumes};
use super::wording::{Group, MOST_CAUSES, Wording, account_name, fill};
use crate::cluster::bindings::Bound;
use crate::decide::case::Judgement;
use crate::decide::exempt::Exempt;
use crate::decide::exposure::{Exposure, How};
use crate::pod::injected::PLUGIN_TOKEN_SECONDS;
use crate::prelude::*;
use crate::settings::{OptOutAt, PodAuthor, Settings};
use crate::text::{count, decimal, in_quotes, name_in_sentence, worded};

/// The message of a rejection, without `help`.
#[derive(Default)]
pub struct Rejection {
    message: String,
    /// How many causes it explains, and how many violations of other causes there are.
    causes: usize,
    left_out: usize,
    /// What holds for the whole message: the accounts that role bindings could have allowed, and the exemptions
    /// that could have.
    unbound: Vec<(String, Bound)>,
    exempt: Vec<Exempt>,
    /// What is also to be done if an account does not say so itself.
    also: String,
    /// How often.
    unset: usize,
}

impl Rejection {
    /// Adds what is not allowed in a case.
    pub fn add(&mut self, wording: &Wording<'_>, judgement: &Judgement<'_>) {
        let (groups, left_out) = wording.groups(&judgement.violations);
        self.left_out += left_out;
        for group in &groups {
            if self.causes == MOST_CAUSES {
                self.left_out += group.members.len();
                continue;
            }
            self.causes += 1;
            if !self.message.is_empty() {
                self.message.push(' ');
            }
            wording.explain(group, &mut self.message);
            self.exempt.push(group.first.exempt);
            let bound = group.first.token_account.name(wording.case.account, wording.facts);
            let bound = bound.and_then(|name| {
                let bound = wording.facts.bound(name).filter(|bound| *bound != Bound::Yes)?;
                Some((account_name(wording.case.namespace, name), bound))
            });
            if let Some(unbound) = bound
                && !self.unbound.contains(&unbound)
            {
                self.unbound.push(unbound);
            }
        }
        // The Pod leaves the field unset, and the effect of that was not looked up because the account was
        // not read.
        if judgement.also_unset && !wording.case.lacks_automount && self.unset < MOST_CAUSES {
            self.unset += 1;
            let (account, path) = (wording.account(), wording.case.spec_path);
            self.also.push_str(&worded(
                " Unless service account {} says so, also set \
                 {}.automountServiceAccountToken: false.",
                &[&account, path],
            ));
        }
    }

    /// The message; `None` if nothing was added.
    pub fn finish(self, settings: &Settings<'_>) -> Option<String> {
        let mut message = self.message;
        if message.is_empty() {
            return None;
        }
        match self.left_out {
            0 => {}
            1 => message.push_str(" There is 1 more of another cause."),
            more => {
                message.push_str(&worded(" There are {} more of other causes.", &[&count(more)]));
            }
        }
        for (account, bound) in &self.unbound {
            message.push_str(&unbound(account, *bound));
        }
        message.push_str(&sentences(&self.exempt, settings));
        message.push_str(&self.also);
        Some(message)
    }
}

impl Wording<'_> {
    /// Adds what is wrong with a group and how to fix it.
    fn explain(&self, group: &Group<'_, '_>, message: &mut String) {
        let first = group.first;
        let volumes = volumes(&group.members);
        let is_certificate = first.how == How::Certificate;
        let (credential, source, life, reference) = match is_certificate {
            true => ("client certificate", "podCertificate", "maxExpirationSeconds", "signer"),
            false => ("token", "serviceAccountToken", "expirationSeconds", "audience"),
        };
        let reference = match first.reference {
            "" => String::new(),
            // Quoted, because an audience can contain whole sentences.
            name => worded(" ({} {})", &[reference, &in_quotes(name)]),
        };
        let max = self.settings.projected_token_max_seconds.unwrap_or_default();
        let seconds = group.members.iter().map(|member| member.seconds).max();
        let extended = self.settings.extended_token_seconds;
        let extension = match is_certificate || extended == PLUGIN_TOKEN_SECONDS {
            true => String::new(),
            false => worded(
                " (expirationSeconds: {} counts as {}, for so long the API server issues it)",
                &[&decimal(PLUGIN_TOKEN_SECONDS), &decimal(extended)],
            ),
        };
        // A token that asks for the plugin's lifetime would get a longer one.
        let is_extended = !is_certificate && max == PLUGIN_TOKEN_SECONDS && extended > max;
        let advised = if is_extended { max - 1 } else { max };
        let removal = self.removal(group, &volumes);
        let path = self.case.spec_path;
        let through = match volumes.as_str() {
            "" => worded("the environment in {}.containers", &[path]),
            volumes => worded("{} in {}.volumes", &[volumes, path]),
        };
        // Removing a Secret from the default path makes the plugin mount its own volume there.
        let uncovers = group.members.iter().any(|member| member.at_default_path);
        let also = match self.case.automount {
            Some(false) => String::new(),
            _ if !uncovers => String::new(),
            _ => worded(" and set {}.automountServiceAccountToken: false", &[path]),
        };
        let keepers = self.keepers();
        let advice = match self.settings.opt_out_at {
            _ if !self.case.lacks_automount || !group.cause.ends_with_opt_out() => {
                Advice::on(group.cause, first, &keepers, self.settings)
            }
            OptOutAt::Any => Advice::OptOutAtAccount,
            OptOutAt::Pod => Advice::None,
        };
        let (members, account) = (containers(&group.members), self.token_account(first));
        let words: &[(&str, &str)] = &[
            (
                "gets",
                &worded(
                    "{} would get the API {} of service account {}",
                    &[&members, credential, &account],
                ),
            ),
            ("containers", &members),
            ("account", &account),
            ("pod", if self.case.is_pod { "the Pod" } else { "the Pod template" }),
            ("field", &[path, ".automountServiceAccountToken"].concat()),
            ("through", &through),
            ("removal", &removal),
            ("keepers", &containers(&keepers)),
            ("also", &also),
            ("credential", credential),
            ("source", source),
            ("life", life),
            ("extension", &extension),
            ("reference", &reference),
            ("secret", &name_in_sentence(first.reference)),
            ("seconds", &decimal(seconds.unwrap_or_default())),
            ("max", &decimal(max)),
            ("advised", &decimal(advised)),
        ];
        fill(message, group.cause.sentence(), words);
        message.push(' ');
        fill(message, advice.sentence(), words);
    }

    /// What to do besides setting the field to false: a volume written by hand would then count as
    /// a projected token, which is not allowed.
    fn removal(&self, group: &Group<'_, '_>, volumes: &str) -> String {
        let max = self.settings.projected_token_max_seconds;
        let too_long = |member: &&Exposure<'_>| {
            !member.injected_secret && max.is_some_and(|max| member.seconds > max)
        };
        let no_secret = !self.settings.allow.token_secrets;
        let forbidden = group.members.iter().any(|member| match member.injected_secret {
            true => no_secret,
            false => self.settings.allow.pod_author == PodAuthor::None,
        });
        if volumes.is_empty() || !forbidden && !group.members.iter().any(too_long) {
            return String::new();
        }
        worded(", and remove {} and what mounts it where your manifest declares it", &[volumes])
    }
}

/// What a rejection adds about an account that no role binding gives anything to do.
pub fn unbound(account: &str, bound: Bound) -> String {
    let only = match bound {
        Bound::WithoutNeed => " (those to roles in allow.rolesThatNeedNoToken do not count)",
        Bound::No | Bound::Yes => "",
    };
    worded(
        " No role binding gives service account {} anything to do with its token{}; where \
         the program shows it to another system (Vault, a cloud), declare a projected token for that \
         audience.",
        &[account, only],
    )
}
