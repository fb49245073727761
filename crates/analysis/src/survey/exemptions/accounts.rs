//! ServiceAccounts that are judged themselves (`serviceAccountObjects`): what the entries do for them.

use super::judge::Again;
use super::touch::{Known, Touch, day_after};
use crate::verdict::Verdict;

/// What the entries do for a ServiceAccount.
///
/// # Errors
///
/// As [`Policy::validate`](crate::Policy::validate).
pub fn touches(again: &Again<'_, '_>) -> Result<Vec<Touch>, String> {
    let entries = again.entries;
    let text = |key: &str| again.request[key].as_str().unwrap_or_default();
    let (namespace, name) = (text("namespace"), text("name"));
    let known = Known::new(again);
    let mut touches = Vec::new();
    for (number, entry) in entries.all.iter().enumerate() {
        // An entry for some containers says nothing about an account.
        if !entries.judges_accounts
            || entry.is_for_some()
            || !entry.account.matches(namespace, name)
        {
            continue;
        }
        let today = known.today()?;
        let (is_used, effect) = if entries.has_ended(entry) {
            let (_, on) = known.on()?;
            (false, if differ(on, today) { again.effect(on, today)? } else { None })
        } else if differ(today, &again.verdict(&entries.without.settings)?) {
            let effect = match entry.until.map(|until| again.at(day_after(until))) {
                Some(later) => {
                    let after = later.verdict(&entries.given.settings)?;
                    if differ(today, &after) { later.effect(today, &after)? } else { None }
                }
                None => None,
            };
            (true, effect)
        } else {
            (false, None)
        };
        if is_used || effect.is_some() {
            let affected = effect.map(|effect| (effect, Vec::new()));
            touches.push(Touch { entry: number, is_used, containers: Vec::new(), affected });
        }
    }
    Ok(touches)
}

fn differ(one: &Verdict, other: &Verdict) -> bool {
    let key = |verdict: &Verdict| {
        let is_changed = verdict.mutated_object.is_some();
        (verdict.accepted, is_changed, verdict.warnings.clone().unwrap_or_default())
    };
    key(one) != key(other)
}
