//! Judges the CREATE or UPDATE of a ServiceAccount (setting `serviceAccountObjects`).

use super::exempt::outside_containers;
use super::request::{Operation, Request, is_deleted, missing};
use crate::answer::exemption::{sentences, short};
use crate::answer::mutate;
use crate::answer::rejection::unbound;
use crate::answer::respond::not_looked_up;
use crate::answer::response::Response;
use crate::answer::warning::shortened;
use crate::answer::wording::account_name;
use crate::cluster::lookups::Lookups;
use crate::decide::exempt::Exempt;
use crate::json::{Fault, Text, fields, read_into};
use crate::settings::{Action, ExistingViolations, ServiceAccountObjects, Settings};
use crate::text::worded;

/// The parts of a ServiceAccount that the policy reads.
#[derive(Default)]
struct AccountObject<'a> {
    metadata: Metadata<'a>,
    automount: Option<bool>,
}
fields!(AccountObject<'de> { "automountServiceAccountToken" => Bool automount, "metadata" => Object metadata });

#[derive(Default)]
struct Metadata<'a> {
    name: Option<Text<'a>>,
    deletion_timestamp: Option<Text<'a>>,
}
fields!(Metadata<'de> { "deletionTimestamp" => Text deletion_timestamp, "name" => Text name });

/// Whether an UPDATE from `old` to `new` makes nothing worse.
fn is_no_worse(old: &AccountObject<'_>, new: Option<bool>) -> bool {
    match new {
        Some(false) => true,
        Some(true) => old.automount == Some(true),
        None => old.automount != Some(false),
    }
}

/// Judges the CREATE or UPDATE of a ServiceAccount.
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
    let which = settings.service_account_objects;
    if which == ServiceAccountObjects::Ignore {
        return Ok(Response::accept());
    }
    let namespace = request.namespace()?;
    let raw = request.object.ok_or_else(|| missing("request.object"))?;
    let old = request.read_old::<AccountObject<'_>>(operation)?;
    let mut object = AccountObject::default();
    read_into(&mut object, raw, "request.object")?;
    let name = object.metadata.name.as_deref().unwrap_or_default();
    let tolerates = settings.existing_violations == ExistingViolations::Allow;
    let is_old = old.is_some_and(|old| {
        // A `deletionTimestamp`, which an author can write, excuses nothing; but finalizers can be
        // removed.
        let is_going = is_deleted(old.metadata.deletion_timestamp.as_deref());
        tolerates && is_no_worse(&old, object.automount)
            || is_going && old.automount == object.automount
    });
    let is_fine = object.automount == Some(false)
        || which == ServiceAccountObjects::Default && name != "default"
        || object.automount == Some(true) && settings.allow.service_account_owner
        || is_old;
    if is_fine {
        return Ok(Response::accept());
    }
    let by_controller = request.is_by_keeper_of_accounts();
    let exempt = match outside_containers(namespace, name, settings, lookups) {
        Ok(exempt) => exempt,
        Err(_) if by_controller => Exempt::No,
        Err(failure) => return Ok(not_looked_up(&failure, settings)),
    };
    if exempt.allows() {
        let warnings = short(exempt, settings).into_iter().collect();
        return Ok(Response { warnings, ..Response::accept() });
    }
    let account = account_name(namespace, name);
    let says = match object.automount {
        Some(_) => "sets automountServiceAccountToken: true",
        None => "does not set automountServiceAccountToken",
    };
    let warning = worded("service account {} {}; set it to false", &[&account, says]);
    // Without `default`, no Pod in the namespace can start.
    let may_change = object.automount.is_none() || by_controller;
    if settings.action == Action::Mutate && operation == Operation::Create && may_change {
        let changed = mutate::opt_out_account(raw)?;
        return Ok(Response::mutate(changed));
    }
    if settings.action == Action::Warn || by_controller {
        return Ok(Response::warn(shortened(warning)));
    }
    let mut message = worded(
        "service account {} {}, so that Kubernetes mounts its token into every \
         container of each Pod that says nothing itself. Set automountServiceAccountToken: false; \
         a Pod that calls the Kubernetes API can ask for the token itself.",
        &[&account, says],
    );
    message.push_str(&sentences(&[exempt], settings));
    if let Some(bound) = lookups.facts().bound(name) {
        message.push_str(&unbound(&account, bound));
    }
    Ok(Response::reject(403, message))
}
