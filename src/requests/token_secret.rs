//! Judges the creation of a token Secret, which is a token for everyone who can read or mount it.

use super::request::{Request, missing, read_object};
use crate::answer::rejection::unbound;
use crate::answer::response::Response;
use crate::answer::warning::shortened;
use crate::answer::wording::account_name;
use crate::cluster::answers::{SecretObject, TOKEN_SECRET_TYPE};
use crate::cluster::lookups::Lookups;
use crate::prelude::*;
use crate::settings::{Action, Settings};
use crate::text::quotable;

/// Judges the CREATE of a Secret. Its data is never read.
///
/// # Errors
///
/// The request is not valid.
pub fn judge(
    request: &Request<'_>,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Result<Response, String> {
    let raw = request.object.ok_or_else(|| missing("request.object"))?;
    let secret: SecretObject<'_> = read_object(raw, "request.object")?;
    if secret.type_.as_deref() != Some(TOKEN_SECRET_TYPE)
        || settings.allow.token_secrets
        || request.is_by_maker_of_token_secrets()
    {
        return Ok(Response::accept());
    }
    let namespace = request.namespace()?;
    let name = secret.account();
    if !name.is_empty() && settings.allow.account(namespace, name) {
        return Ok(Response::accept());
    }
    if settings.allow.service_accounts_with_role_bindings && !name.is_empty() {
        match lookups.is_bound(name) {
            Ok(true) => return Ok(Response::accept()),
            Ok(false) => {}
            Err(failure) => return Ok(crate::answer::respond::not_looked_up(&failure, settings)),
        }
    }
    let secret = quotable(secret.metadata.name.as_deref().unwrap_or("(no name yet)")).into_owned();
    let account = match name {
        "" => "an unknown service account".into(),
        name => format!("service account {}", account_name(namespace, name)),
    };
    if settings.action == Action::Warn {
        let warning = format!("Secret {secret} gets the API token of {account}");
        return Ok(Response::warn(shortened(warning)));
    }
    let mut message = format!(
        "Secret {secret} would hold the API token of {account}: such a token never expires, and \
         only an administrator may allow it (allow.tokenSecrets, or the account in \
         allow.serviceAccounts). Declare a projected token in the Pod that needs one, or ask for a \
         short-lived one with kubectl create token."
    );
    if settings.allow.service_accounts_with_role_bindings && !name.is_empty() {
        message.push_str(&unbound(&account_name(namespace, name)));
    }
    Ok(Response::reject(403, message, &settings.help))
}
