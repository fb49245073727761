//! Whether the settings exempt an account from rules that concern no container.

use crate::cluster::bindings::Bound;
use crate::cluster::facts::Facts;
use crate::cluster::lookups::{FailedLookup, Lookups, no_clock};
use crate::decide::exempt::Exempt;
use crate::prelude::*;
use crate::settings::Settings;

/// Whether an account of the namespace is exempt, and until when. The cheapest question comes first.
///
/// # Errors
///
/// The answer depends on a lookup that failed.
pub fn outside_containers(
    namespace: &str,
    name: &str,
    settings: &Settings<'_>,
    lookups: &mut Lookups<'_>,
) -> Result<Exempt, Box<FailedLookup>> {
    let exempt = by_entries(namespace, name, settings, lookups.facts());
    if exempt.allows() {
        return Ok(exempt);
    }
    if settings.allow.service_accounts_with_role_bindings && lookups.bound(name)? == Bound::Yes {
        return Ok(Exempt::Yes);
    }
    match exempt {
        Exempt::Undated => Err(no_clock()),
        other => Ok(other),
    }
}

/// What the entries of `allow.serviceAccounts` say about an account of the namespace. Those for some
/// containers say nothing here.
pub fn by_entries(
    namespace: &str,
    name: &str,
    settings: &Settings<'_>,
    facts: &Facts<'_>,
) -> Exempt {
    let entries = || settings.allow.exemptions_of(namespace, name);
    if Exempt::for_good(entries().map(|(_, entry)| entry), None) {
        return Exempt::Yes;
    }
    Exempt::today(Exempt::last(entries(), None), facts)
}
