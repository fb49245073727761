//! What to know before a token is taken away that a role binding makes useful.

use super::causes::Cause;
use crate::found::Found;
use crate::trial::Help;

/// The setting that accepts such a token.
const SETTING: &str = "allow.serviceAccountsWithRoleBindings: true";

/// The note below a cause; `None` if no role binding names its accounts.
pub fn note(cause: &Cause<'_>) -> Option<String> {
    let objects: Vec<&Found> =
        cause.parts.iter().flat_map(|(_, objects)| objects.iter().copied()).collect();
    match objects.as_slice() {
        [one] => note_of(one),
        _ if cause.is_bound => Some(text(
            "a role binding names each of these service accounts",
            "these programs",
            &objects,
        )),
        _ => None,
    }
}

/// The note for an object.
pub fn note_of(found: &Found) -> Option<String> {
    let binding = found.bound_by.as_deref()?;
    Some(text(&format!("{binding} names this service account"), "the program", &[found]))
}

fn text(who: &str, programs: &str, objects: &[&Found]) -> String {
    let is_mended = objects.iter().all(|found| found.fix.is_some());
    let fix = if is_mended { " (--fix writes both)" } else { "" };
    let is_accepted = |found: &&Found| found.helped_by.contains(&Help::Setting(SETTING));
    let setting = match objects.iter().all(is_accepted) {
        true => format!(", or ask the administrator of the policy to set {SETTING}"),
        false => String::new(),
    };
    format!(
        "Before you opt out: {who}, so {programs} may call the Kubernetes API. If so, also declare a \
         projected token{fix}{setting}."
    )
}
