//! Judges a TokenRequest, by which somebody asks the API server for a token (`kubectl create token`, setting
//! `tokenRequests`).

use super::case::Judged;
use super::exempt::{by_entries, outside_containers};
use super::request::{Request, missing, read_object};
use crate::answer::audit::of_token_request;
use crate::answer::exemption::{sentences, short};
use crate::answer::rejection::unbound;
use crate::answer::respond::not_looked_up;
use crate::answer::response::Response;
use crate::answer::warning::shortened;
use crate::answer::wording::{account_name, fill};
use crate::cluster::bindings::Bound;
use crate::cluster::lookups::Lookups;
use crate::decide::exempt::Exempt;
use crate::json::{Text, fields};
use crate::pod::injected::{PLUGIN_TOKEN_SECONDS, token_seconds};
use crate::prelude::*;
use crate::settings::{Action, Settings, TokenRequests};
use crate::text::{is_object_name, quotable};

/// The parts of a TokenRequest that the policy reads (`k8s.io/api/authentication/v1`).
#[derive(Default)]
struct TokenRequest<'a> {
    spec: Spec<'a>,
}
fields!(TokenRequest<'de> { "spec" => Object spec });

#[derive(Default)]
struct Spec<'a> {
    audiences: Option<Vec<Text<'a>>>,
    bound_to: BoundObject<'a>,
    seconds: Option<i64>,
}
fields!(Spec<'de> {
    "audiences" => Texts audiences,
    "boundObjectRef" => Object bound_to,
    "expirationSeconds" => Integer seconds,
});

#[derive(Default)]
struct BoundObject<'a> {
    kind: Option<Text<'a>>,
}
fields!(BoundObject<'de> { "kind" => Text kind });

/// Judges the CREATE of a TokenRequest. What nodes and the control plane ask for is accepted unread: without
/// it, no Pod can start.
///
/// # Errors
///
/// The request is not valid.
pub fn judge(request: &Request<'_>, settings: &Settings<'_>, lookups: &mut Lookups<'_>) -> Judged {
    if settings.token_requests == TokenRequests::Ignore
        || request.is_by_node()
        || request.is_by_keeper_of_tokens()
    {
        return Ok(Response::accept());
    }
    let object = request.object.ok_or_else(|| missing("request.object"))?;
    let TokenRequest { spec } = read_object(object, "request.object")?;
    let namespace = request.namespace()?;
    let name = request.name.as_deref().unwrap_or_default();
    if !is_object_name(name) {
        return Err("request.name must be the name of a service account".into());
    }
    let audiences = spec.audiences.unwrap_or_default();
    let for_api = audiences.iter().find(|audience| settings.audiences.is_api(audience));
    if for_api.is_none() && !audiences.is_empty() {
        return Ok(Response::accept());
    }
    let audience = for_api.map_or("", |audience| audience);
    // The API server extends the life of tokens that are bound to a Pod
    // (`pkg/registry/core/serviceaccount/storage/token.go`).
    let extended = match spec.bound_to.kind.as_deref() {
        Some("Pod") => settings.extended_token_seconds,
        _ => PLUGIN_TOKEN_SECONDS,
    };
    let seconds = token_seconds(spec.seconds, extended);
    let max = settings.projected_token_max_seconds.unwrap_or(i64::MAX);
    let by_bindings = settings.allow.service_accounts_with_role_bindings;
    let mut exempt = by_entries(namespace, name, settings, lookups.facts());
    // Where it lives too long, no lookup would change the answer.
    let is_unknown =
        seconds > max && !exempt.allows() && (by_bindings || exempt == Exempt::Undated);
    let mut failure = None;
    if seconds <= max {
        match outside_containers(namespace, name, settings, lookups) {
            Ok(found) => exempt = found,
            Err(why) => failure = Some(why),
        }
    }
    let account = account_name(namespace, name);
    let allowed_by = match lookups.facts().bound(name) {
        _ if seconds > max || !exempt.allows() => None,
        Some(Bound::Yes) => Some("allow.serviceAccountsWithRoleBindings"),
        _ => Some("allow.serviceAccounts"),
    };
    let audit_annotations = Some(of_token_request(&account, audience, allowed_by));
    if let Some(failure) = failure {
        return Ok(Response { audit_annotations, ..not_looked_up(&failure, settings) });
    }
    let reference = match audience {
        "" => String::new(),
        // Quoted, because an audience can contain whole sentences.
        name => format!(" (audience \"{}\")", quotable(name).replace('"', "'")),
    };
    let advised = if token_seconds(Some(max), extended) > max { max - 1 } else { max };
    let words: &[(&str, &str)] = &[
        ("account", &account),
        ("advised", &advised.to_string()),
        ("listed", if settings.audiences.are_closed() { ", one in otherAudiences" } else { "" }),
        ("max", &max.to_string()),
        ("reference", &reference),
        ("seconds", &seconds.to_string()),
        ("why", if spec.seconds == Some(seconds) { "" } else { WHY_SO_LONG }),
    ];
    let faults = [(seconds > max, LIVES_TOO_LONG), (!exempt.allows() && !is_unknown, NOT_ALLOWED)];
    let mut texts = Vec::new();
    for (_, (sentence, warning)) in faults.into_iter().filter(|(is_one, _)| *is_one) {
        let mut text = String::new();
        let warns = settings.action == Action::Warn;
        fill(&mut text, if warns { warning } else { sentence }, words);
        texts.push(if warns { shortened(text) } else { text });
    }
    if texts.is_empty() || settings.action == Action::Warn {
        texts.extend(short(exempt, settings));
        return Ok(Response { audit_annotations, warnings: texts, ..Response::accept() });
    }
    let mut message = texts.join(" ");
    if is_unknown {
        message.push_str(" Whether the account is allowed was not looked up.");
    }
    message.push_str(&sentences(&[exempt], settings));
    if let Some(bound) = lookups.facts().bound(name) {
        message.push_str(&unbound(&account, bound));
    }
    Ok(Response { audit_annotations, ..Response::reject(403, message, &settings.help) })
}

/// A sentence for a rejection, and a warning.
type Texts = (&'static str, &'static str);

const LIVES_TOO_LONG: Texts = (
    "The API token of service account {account} would live {seconds} seconds{why}, and at most {max} are \
     allowed (projectedTokenMaxSeconds). Ask for {advised} seconds (kubectl create token --duration \
     {advised}s).",
    "the API token of {account} lives {seconds} seconds (projectedTokenMaxSeconds: {max})",
);

const WHY_SO_LONG: &str = " (for a Pod, the API server turns 3607 into that)";

const NOT_ALLOWED: Texts = (
    "The request is for an API token of service account {account}{reference} outside of any Pod: only an \
     administrator may allow that ({account} in allow.serviceAccounts). If the token is for another \
     system, ask for it with that system's audience{listed} (kubectl create token --audience).",
    "this request gets an API token of service account {account}, outside of any Pod",
);
