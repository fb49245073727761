//! Settings as written in JSON, and the checks that turn them into valid settings.

use super::audiences::Audiences;
use super::checked::{Allow, Settings};
use super::exemption::Exemption;
use super::pod_template::PodTemplate;
use super::words::{
    Action, ControllerPods, ExistingViolations, OptOutAt, PodAuthor, ServiceAccountObjects,
    TokenRequests, Word,
};
use crate::json::{Fault, Slot, Struct as _, Text, fields, must_be, read, utf8};
use crate::prelude::*;
use crate::text::{characters, count, cut, quotable, worded};

/// The shortest life that the API server gives a token, in seconds
/// (`pkg/apis/authentication/validation`, `MinTokenAgeSec`).
pub const SHORTEST_TOKEN_SECONDS: i64 = 600;

/// What a Pod's token with `expirationSeconds: 3607` is extended to where `extendedTokenSeconds` is
/// not given: a year (`pkg/serviceaccount/claims.go`, `ExpirationExtensionSeconds`).
pub const DEFAULT_EXTENDED_TOKEN_SECONDS: i64 = 365 * 24 * 60 * 60;

/// What such a token counts as where the API server does not extend it
/// (`pkg/serviceaccount/claims.go`, `WarnOnlyBoundTokenExpirationPeriod`).
pub const SHORTEST_EXTENDED_TOKEN_SECONDS: i64 = 3607;

/// Settings as they are written: of the right JSON types, and nothing more.
#[derive(Debug, Default)]
pub struct WrittenSettings<'a> {
    action: Option<Text<'a>>,
    opt_out_at: Option<Text<'a>>,
    allow: WrittenAllow<'a>,
    projected_token_max_seconds: Option<i64>,
    extended_token_seconds: Option<i64>,
    api_audiences: Option<Vec<Text<'a>>>,
    other_audiences: Option<Vec<Text<'a>>>,
    api_certificate_signers: Option<Vec<Text<'a>>>,
    token_requests: Option<Text<'a>>,
    pod_templates: Option<&'a str>,
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
    "extendedTokenSeconds" => Integer extended_token_seconds,
    "apiAudiences" => Texts api_audiences,
    "otherAudiences" => Texts other_audiences,
    "apiCertificateSigners" => Texts api_certificate_signers,
    "tokenRequests" => Text token_requests,
    "podTemplates" => Raw pod_templates,
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
    service_accounts: Option<&'a str>,
    service_accounts_with_role_bindings: Option<bool>,
    roles_that_need_no_token: Option<Vec<Text<'a>>>,
    token_secrets: Option<bool>,
}
fields!(WrittenAllow<'de> [strict] {
    "podAuthor" => Text pod_author,
    "serviceAccountOwner" => Bool service_account_owner,
    "serviceAccounts" => Raw service_accounts,
    "serviceAccountsWithRoleBindings" => Bool service_accounts_with_role_bindings,
    "rolesThatNeedNoToken" => Texts roles_that_need_no_token,
    "tokenSecrets" => Bool token_secrets,
});

impl<'a> WrittenSettings<'a> {
    /// Reads settings from JSON.
    ///
    /// # Errors
    ///
    /// Names the setting that is unknown or of the wrong type.
    pub fn read(json: &'a str) -> Result<Self, Fault> {
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
    pub fn parse(self) -> Result<Settings<'a>, Fault> {
        let words = self.words()?;
        let service_accounts = Exemption::read_all(self.allow.service_accounts)?;
        let pod_templates = PodTemplate::read_all(self.pod_templates)?;
        self.check()?;
        let settings = Settings {
            action: words.action,
            opt_out_at: words.opt_out_at,
            allow: Allow {
                pod_author: words.pod_author,
                service_account_owner: self.allow.service_account_owner == Some(true),
                service_accounts,
                service_accounts_with_role_bindings: self.allow.service_accounts_with_role_bindings
                    == Some(true),
                roles_that_need_no_token: self.allow.roles_that_need_no_token,
                token_secrets: self.allow.token_secrets == Some(true),
            },
            projected_token_max_seconds: self.projected_token_max_seconds,
            extended_token_seconds: self
                .extended_token_seconds
                .unwrap_or(DEFAULT_EXTENDED_TOKEN_SECONDS),
            api_certificate_signers: self.api_certificate_signers,
            audiences: Audiences { api: self.api_audiences, other: self.other_audiences },
            token_requests: words.token_requests,
            pod_templates,
            service_account_objects: words.service_account_objects,
            existing_violations: words.existing_violations,
            controller_pods: words.controller_pods,
            inspect_secrets: self.inspect_secrets == Some(true),
            help: self.help.unwrap_or_default(),
        };
        check_contradictions(&settings)?;
        Ok(settings)
    }

    /// Checks every setting that is a word.
    fn words(&self) -> Result<Words, Fault> {
        Ok(Words {
            action: word("action", &self.action)?,
            opt_out_at: word("optOutAt", &self.opt_out_at)?,
            pod_author: word("allow.podAuthor", &self.allow.pod_author)?,
            token_requests: word("tokenRequests", &self.token_requests)?,
            service_account_objects: word("serviceAccountObjects", &self.service_account_objects)?,
            existing_violations: word("existingViolations", &self.existing_violations)?,
            controller_pods: word("controllerPods", &self.controller_pods)?,
        })
    }

    /// Checks every other setting by itself.
    fn check(&self) -> Result<(), Fault> {
        if self.api_audiences.as_ref().is_some_and(Vec::is_empty) {
            return Err("settings.apiAudiences must not be empty: the API server always has an \
                        audience; leave the setting out for the usual ones"
                .into());
        }
        check_audiences("apiAudiences", &self.api_audiences)?;
        check_audiences("otherAudiences", &self.other_audiences)?;
        if self.projected_token_max_seconds.is_some_and(|max| max < SHORTEST_TOKEN_SECONDS) {
            return Err(
                "settings.projectedTokenMaxSeconds must be at least 600, the shortest life \
                        that Kubernetes gives a token"
                    .into(),
            );
        }
        let extended = SHORTEST_EXTENDED_TOKEN_SECONDS..=DEFAULT_EXTENDED_TOKEN_SECONDS;
        if self.extended_token_seconds.is_some_and(|seconds| !extended.contains(&seconds)) {
            return Err(
                "settings.extendedTokenSeconds must be between 3607 (the API server extends \
                        nothing) and 31536000 (a year, to which it extends by default)"
                    .into(),
            );
        }
        let is_role =
            |role: &str| !role.is_empty() && !role.bytes().any(|byte| matches!(byte, b'/' | b'%'));
        check_list(
            "allow.rolesThatNeedNoToken",
            &self.allow.roles_that_need_no_token,
            is_role,
            "the name of a role",
        )?;
        check_list(
            "apiCertificateSigners",
            &self.api_certificate_signers,
            is_signer,
            "\"<domain>/<name>\"",
        )?;
        let help = self.help.as_deref().unwrap_or_default();
        if characters(help) > 200 || help.chars().any(char::is_control) {
            return Err("settings.help must be one line of at most 200 characters".into());
        }
        Ok(())
    }
}

/// What the settings that are words mean.
struct Words {
    action: Action,
    opt_out_at: OptOutAt,
    pod_author: PodAuthor,
    token_requests: TokenRequests,
    service_account_objects: ServiceAccountObjects,
    existing_violations: ExistingViolations,
    controller_pods: ControllerPods,
}

impl<'a> Settings<'a> {
    /// Reads settings from JSON.
    ///
    /// # Errors
    ///
    /// Names the setting that is not valid, and says what it takes.
    pub fn read(json: &'a [u8]) -> Result<Self, Fault> {
        let written = utf8(json, "settings").and_then(WrittenSettings::read);
        written?.parse()
    }
}

/// What a word means; the default where there is none.
fn word<T: Word>(name: &str, written: &Option<Text<'_>>) -> Result<T, Fault> {
    let index = match written {
        Some(written) => Some(index_of(name, written, T::WORDS)?),
        None => None,
    };
    Ok(index.and_then(|index| T::MEANINGS.get(index)).copied().unwrap_or_default())
}

fn index_of(name: &str, written: &str, words: &[&str]) -> Result<usize, Fault> {
    words.iter().position(|word| *word == written).ok_or_else(|| {
        must_be(&["settings.", name], &["one of ", &words.join(", ")].concat(), written)
    })
}

/// Whether a pattern can match the name of a signer, which has a domain and a path.
fn is_signer(pattern: &str) -> bool {
    match cut(pattern, b'/') {
        Some((domain, name)) => !domain.is_empty() && !name.is_empty(),
        None => pattern.bytes().any(|byte| byte == b'*'),
    }
}

/// Checks each pattern of a list, and says what it must be.
fn check_list(
    name: &str,
    list: &Option<Vec<Text<'_>>>,
    can_match: fn(&str) -> bool,
    expected: &str,
) -> Result<(), Fault> {
    match list.iter().flatten().enumerate().find(|(_, pattern)| !can_match(pattern)) {
        Some((index, pattern)) => Err(must_be(
            &["settings.", name, "[", &count(index), "]"],
            &[expected, ", where `*` matches any run of characters"].concat(),
            pattern,
        )),
        None => Ok(()),
    }
}

fn check_audiences(name: &str, audiences: &Option<Vec<Text<'_>>>) -> Result<(), Fault> {
    match audiences.iter().flatten().position(|audience| audience.is_empty()) {
        Some(index) => Err(worded(
            "settings.{}[{}] must not be empty: the empty audience is always the API server's",
            &[name, &count(index)],
        )
        .into()),
        None => Ok(()),
    }
}

fn check_contradictions(settings: &Settings<'_>) -> Result<(), Fault> {
    if settings.opt_out_at == OptOutAt::Pod && settings.allow.service_account_owner {
        return Err(
            "settings.allow.serviceAccountOwner: true contradicts settings.optOutAt: pod: where \
             the Pod itself must opt out, service accounts are never read"
                .into(),
        );
    }
    if settings.token_requests == TokenRequests::Judge && !settings.audiences.are_given() {
        return Err("settings.tokenRequests: judge needs apiAudiences or otherAudiences: where a \
                    request names no audience, the API server fills in its own, which the policy \
                    must know"
            .into());
    }
    for (index, audience) in settings.audiences.other.iter().flatten().enumerate() {
        if settings.audiences.is_api_server(audience) {
            return Err(worded(
                "settings.otherAudiences[{}] contradicts apiAudiences: \"{}\" is the API \
                 server's own audience",
                &[&count(index), &quotable(audience)],
            )
            .into());
        }
    }
    Ok(())
}
