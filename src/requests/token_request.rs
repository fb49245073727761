//! Judges a TokenRequest, by which somebody asks the API server for a token (`kubectl create token`, setting
//! `tokenRequests`).

use super::case::Judged;
use super::exempt::{by_entries, outside_containers};
use super::request::{Request, missing};
use crate::answer::respond;
use crate::answer::response::Response;
use crate::cluster::bindings::Bound;
use crate::cluster::lookups::Lookups;
use crate::decide::case::{Case, Judgement};
use crate::decide::exempt::Exempt;
use crate::decide::exposure::Exposure;
use crate::json::{Text, fields, read_into};
use crate::pod::injected::{PLUGIN_TOKEN_SECONDS, token_seconds};
use crate::prelude::*;
use crate::settings::{Settings, TokenRequests};
use crate::text::is_object_name;

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
/// such tokens, no Pod can start.
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
    let mut asked = TokenRequest::default();
    read_into(&mut asked, object, "request.object")?;
    let spec = asked.spec;
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
    let lives_too_long = settings.projected_token_max_seconds.is_some_and(|max| seconds > max);
    // Where it lives too long, no lookup would change the answer.
    let found = match lives_too_long {
        true => Ok(by_entries(namespace, name, settings, lookups.facts())),
        false => outside_containers(namespace, name, settings, lookups),
    };
    let (exempt, failure) = match found {
        Ok(exempt) => (exempt, None),
        Err(failure) => (Exempt::No, Some(failure)),
    };
    let allowed_by = match lookups.facts().bound(name) {
        _ if lives_too_long || !exempt.allows() => None,
        Some(Bound::Yes) => Some("allow.serviceAccountsWithRoleBindings"),
        _ => Some("allow.serviceAccounts"),
    };
    let exposure = Exposure { allowed_by, exempt, ..Exposure::of_request(audience, seconds) };
    let judgement = Judgement {
        violations: allowed_by.is_none().then_some(exposure).into_iter().collect(),
        exposures: vec![exposure],
        failure,
        ..Judgement::default()
    };
    let case = Case { namespace, account: name, ..Case::default() };
    Ok(respond::respond(&[(case, judgement)], settings, lookups))
}
