//! Judges a token Secret, which is a token for everyone who can read or mount it: its creation, and an
//! UPDATE that turns it to another account or makes its token valid again.

use super::exempt::outside_containers;
use super::request::{Operation, Request, missing};
use crate::answer::exemption::{sentences, short};
use crate::answer::rejection::unbound;
use crate::answer::respond::not_looked_up;
use crate::answer::response::Response;
use crate::answer::warning::shortened;
use crate::answer::wording::account_name;
use crate::cluster::answers::{SecretObject, TOKEN_SECRET_TYPE};
use crate::cluster::lookups::Lookups;
use crate::decide::exempt::Exempt;
use crate::json::{Fault, fields, read_into, text};
use crate::prelude::*;
use crate::settings::{Action, ExistingViolations, Settings, TokenRequests};
use crate::text::{name_in_sentence, worded};

/// Judges the CREATE or UPDATE of a Secret. Of its data, only whether it changes and has a token is
/// read.
///
/// # Errors
///
/// The request is not valid.
pub fn judge(
    operation: Operation,
    request: &Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Result<Response, Fault> {
    let raw = request.object.ok_or_else(|| missing("request.object"))?;
    let mut secret = SecretObject::default();
    read_into(&mut secret, raw, "request.object")?;
    if secret.type_.as_deref() != Some(TOKEN_SECRET_TYPE)
        || settings.allow.token_secrets
        || request.is_by_keeper_of_tokens()
    {
        return Ok(Response::accept());
    }
    let namespace = request.namespace()?;
    let old = request.read_old::<SecretObject<'_>>(operation)?;
    let turns = old.as_ref().is_none_or(|old| old.account() != secret.account());
    let is_revived = old.as_ref().is_some_and(SecretObject::is_invalid) && !secret.is_invalid();
    let is_judged = turns
        || is_revived
        || settings.existing_violations == ExistingViolations::Reject
            && old.as_ref().is_some_and(|old| changes(old, &secret));
    let new = is_judged.then_some(Token {
        account: secret.account(),
        is_kept: false,
        exempt: Exempt::No,
    });
    // The controller fills in the new account's token only where there is none
    // (`pkg/controller/serviceaccount/tokens_controller.go`, `generateTokenIfNeeded`).
    let kept = match &old {
        Some(old) if turns && holds_token(secret.data)? => {
            Some(Token { account: old.account(), is_kept: true, exempt: Exempt::No })
        }
        _ => None,
    };
    let mut tokens = Vec::new();
    let mut warnings = Vec::new();
    let mut unknown = None;
    for token in [new, kept].into_iter().flatten() {
        let exempt = match token.account {
            "" => Ok(Exempt::No),
            name => outside_containers(namespace, name, settings, lookups),
        };
        match exempt {
            Err(failure) => unknown = unknown.or(Some(failure)),
            Ok(Exempt::Yes) => {}
            Ok(exempt @ Exempt::EndsSoon(_)) => warnings.extend(short(exempt, settings)),
            Ok(exempt) => tokens.push(Token { exempt, ..token }),
        }
    }
    // One that is surely not allowed is enough for a rejection.
    if let Some(failure) = unknown
        && (tokens.is_empty() || settings.action == Action::Warn)
    {
        return Ok(not_looked_up(&failure, settings));
    }
    if tokens.is_empty() {
        return Ok(Response { warnings, ..Response::accept() });
    }
    let secret = match secret.metadata.name.as_deref() {
        Some(name) => name_in_sentence(name),
        None => "(no name yet)".into(),
    };
    if settings.action == Action::Warn {
        let mut response = Response { warnings, ..Response::accept() };
        for token in &tokens {
            let verb = if token.is_kept { "keeps" } else { "gets" };
            let account = token.account_in(namespace);
            let warning = worded("Secret {} {} the API token of {}", &[&secret, verb, &account]);
            response.warnings.push(shortened(warning));
            response.warnings.extend(short(token.exempt, settings));
        }
        return Ok(response);
    }
    let mut message = String::new();
    for token in &tokens {
        let (verb, which) = match token.is_kept {
            true => ("keep", ", although it would no longer name that account"),
            false if is_revived && !turns => {
                ("hold", ", valid again without its label kubernetes.io/legacy-token-invalid-since")
            }
            false => ("hold", ""),
        };
        let account = token.account_in(namespace);
        message.push_str(&worded(
            "Secret {} would {} the API token of {}{}: such a token never \
             expires, and only an administrator may allow it (allow.tokenSecrets, or the account in \
             allow.serviceAccounts). ",
            &[&secret, verb, &account, which],
        ));
    }
    message.push_str(match settings.token_requests {
        TokenRequests::Ignore => {
            "Declare a projected token in the Pod that needs one, or ask for a short-lived one with \
             kubectl create token."
        }
        TokenRequests::Judge => "Declare a projected token in the Pod that needs one.",
    });
    let exempt: Vec<Exempt> = tokens.iter().map(|token| token.exempt).collect();
    message.push_str(&sentences(&exempt, settings));
    for token in &tokens {
        if let Some(bound) = lookups.facts().bound(token.account) {
            message.push_str(&unbound(&account_name(namespace, token.account), bound));
        }
    }
    Ok(Response::reject(403, message))
}

/// A token that a Secret would hold.
struct Token<'a> {
    /// The account that it belongs to; empty if the Secret does not say.
    account: &'a str,
    /// Whether it is the one that the Secret held before.
    is_kept: bool,
    /// What exemptions say about it.
    exempt: Exempt,
}

impl Token<'_> {
    fn account_in(&self, namespace: &str) -> String {
        match self.account {
            "" => "an unknown service account".into(),
            name => ["service account ", &account_name(namespace, name)].concat(),
        }
    }
}

/// Whether anything changes that decides about the token.
fn changes(old: &SecretObject<'_>, new: &SecretObject<'_>) -> bool {
    let same_data = match (old.data, new.data) {
        (Some(old), Some(new)) => text::same(old, new),
        (old, new) => old.is_none() && new.is_none(),
    };
    !same_data || old.account() != new.account() || old.account_uid() != new.account_uid()
}

#[derive(Default)]
struct Data<'a> {
    token: Option<&'a str>,
}
fields!(Data<'de> { "token" => Raw token });

/// Whether there is a token in the data of a Secret.
fn holds_token(data: Option<&str>) -> Result<bool, Fault> {
    let Some(json) = data else {
        return Ok(false);
    };
    let mut data = Data::default();
    read_into(&mut data, json, "request.object.data")?;
    Ok(data.token.is_some_and(|token| !matches!(token, "null" | "\"\"")))
}
