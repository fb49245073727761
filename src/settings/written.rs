//! Settings as written in JSON, and the checks that turn them into valid settings.

use super::account_pattern::AccountPattern;
use super::audiences::Audiences;
use super::checked::{Allow, Settings};
use super::words::{OptOutAt, Word};
use crate::json::{JsonError, Slot, Struct as _, Text, fields, read, utf8};
use crate::prelude::*;
use crate::text::quotable;

/// The shortest life that the API server gives a token, in seconds
/// (`pkg/apis/authentication/validation`, `MinTokenAgeSec`).
pub const SHORTEST_TOKEN_SECONDS: i64 = 600;

/// Settings as they are written: of the right JSON types, and nothing more.
#[derive(Debug, Default)]
pub struct WrittenSettings<'a> {
    action: Option<Text<'a>>,
    opt_out_at: Option<Text<'a>>,
    allow: WrittenAllow<'a>,
    projected_token_max_seconds: Option<i64>,
    api_audiences: Option<Vec<Text<'a>>>,
    other_audiences: Option<Vec<Text<'a>>>,
    service_account_objects: Option<Text<'a>>,
    existing_violations: Option<Text<'a>>,
    controller_pods: Option<Text<'a>>,
    inspect_secrets: Option<bool>,
    help: Option<Text<'a>>,
}
fields!(WrittenSettings<'de> [strict] {
    "action" => Text action,
    "optOutAt" => Text opt_out_at,
    "allow" => Object allow,
    "projectedTokenMaxSeconds" => Integer projected_token_max_seconds,
    "apiAudiences" => Texts api_audiences,
    "otherAudiences" => Texts other_audiences,
    "serviceAccountObjects" => Text service_account_objects,
    "existingViolations" => Text existing_violations,
    "controllerPods" => Text controller_pods,
    "inspectSecrets" => Bool inspect_secrets,
    "help" => Text help,
});

#[derive(Debug, Default)]
struct WrittenAllow<'a> {
    pod_author: Option<Text<'a>>,
    service_account_owner: Option<bool>,
    service_accounts: Option<Vec<Text<'a>>>,
    service_accounts_with_role_bindings: Option<bool>,
    token_secrets: Option<bool>,
}
fields!(WrittenAllow<'de> [strict] {
    "podAuthor" => Text pod_author,
    "serviceAccountOwner" => Bool service_account_owner,
    "serviceAccounts" => Texts service_accounts,
    "serviceAccountsWithRoleBindings" => Bool service_accounts_with_role_bindings,
    "tokenSecrets" => Bool token_secrets,
});

impl<'a> WrittenSettings<'a> {
    /// Reads settings from JSON.
    ///
    /// # Errors
    ///
    /// Names the setting that is unknown or of the wrong type.
    pub fn read(json: &'a str) -> Result<Self, Box<JsonError>> {
        let mut settings = Self::default();
        read(json, "settings", Slot::Object(settings.object()))?;
        Ok(settings)
    }

    /// Checks the settings and returns their meaning.
    ///
    /// # Errors
    ///
    /// Names a setting with an unknown word, a pattern that can never match, or a contradiction,
    /// and says what it accepts.
    pub fn parse(self) -> Result<Settings<'a>, String> {
        let action = word("action", &self.action)?;
        let opt_out_at = word("optOutAt", &self.opt_out_at)?;
        let pod_author = word("allow.podAuthor", &self.allow.pod_author)?;
        let service_account_objects = word("serviceAccountObjects", &self.service_account_objects)?;
        let existing_violations = word("existingViolations", &self.existing_violations)?;
        let controller_pods = word("controllerPods", &self.controller_pods)?;
        let mut service_accounts = Vec::new();
        for (index, pattern) in self.allow.service_accounts.into_iter().flatten().enumerate() {
            let pattern = AccountPattern::parse(pattern)
                .map_err(|fault| format!("settings.allow.serviceAccounts[{index}] {fault}"))?;
            service_accounts.push(pattern);
        }
        check_audiences("apiAudiences", &self.api_audiences)?;
        check_audiences("otherAudiences", &self.other_audiences)?;
        if self.projected_token_max_seconds.is_some_and(|max| max < SHORTEST_TOKEN_SECONDS) {
            return Err(format!(
                "settings.projectedTokenMaxSeconds must be at least {SHORTEST_TOKEN_SECONDS}, the \
                 shortest life that Kubernetes gives a token"
            ));
        }
        let help = self.help.unwrap_or_default();
        if help.chars().count() > 200 || help.chars().any(char::is_control) {
            return Err("settings.help must be one line of at most 200 characters".into());
        }
        let settings = Settings {
            action,
            opt_out_at,
            allow: Allow {
                pod_author,
                service_account_owner: self.allow.service_account_owner == Some(true),
                service_accounts,
                service_accounts_with_role_bindings: self.allow.service_accounts_with_role_bindings
                    == Some(true),
                token_secrets: self.allow.token_secrets == Some(true),
            },
            projected_token_max_seconds: self.projected_token_max_seconds,
            audiences: Audiences { api: self.api_audiences, other: self.other_audiences },
            service_account_objects,
            existing_violations,
            controller_pods,
            inspect_secrets: self.inspect_secrets == Some(true),
            help,
        };
        check_contradictions(&settings)?;
        Ok(settings)
    }
}

impl<'a> Settings<'a> {
    /// Reads settings from JSON.
    ///
    /// # Errors
    ///
    /// Names the setting that is not valid, and says what it takes.
    pub fn read(json: &'a [u8]) -> Result<Self, String> {
        let written = utf8(json, "settings").and_then(WrittenSettings::read);
        written.map_err(|fault| fault.to_string())?.parse()
    }
}

/// What a word means; the default where there is none.
fn word<T: Word>(name: &str, written: &Option<Text<'_>>) -> Result<T, String> {
    let index = match written {
        Some(written) => Some(index_of(name, written, T::WORDS)?),
        None => None,
    };
    Ok(index.and_then(|index| T::MEANINGS.get(index)).copied().unwrap_or_default())
}

fn index_of(name: &str, written: &str, words: &[&str]) -> Result<usize, String> {
    words.iter().position(|word| *word == written).ok_or_else(|| {
        format!(
            "settings.{name} must be one of {}, not \"{}\"",
            words.join(", "),
            quotable(written)
        )
    })
}

fn check_audiences(name: &str, audiences: &Option<Vec<Text<'_>>>) -> Result<(), String> {
    match audiences.iter().flatten().position(|audience| audience.is_empty()) {
        Some(index) => Err(format!(
            "settings.{name}[{index}] must not be empty: the empty audience is always the API \
             server's"
        )),
        None => Ok(()),
    }
}

fn check_contradictions(settings: &Settings<'_>) -> Result<(), String> {
    if settings.opt_out_at == OptOutAt::Pod && settings.allow.service_account_owner {
        return Err(
            "settings.allow.serviceAccountOwner: true contradicts settings.optOutAt: pod: where \
             the Pod itself must opt out, service accounts are never read"
                .into(),
        );
    }
    for (index, audience) in settings.audiences.other.iter().flatten().enumerate() {
        if settings.audiences.is_api_server(audience) {
            return Err(format!(
                "settings.otherAudiences[{index}] contradicts apiAudiences: \"{}\" is the API \
                 server's own audience",
                quotable(audience)
            ));
        }
    }
    Ok(())
}
