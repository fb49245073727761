//! Finds which entries an object uses today, and what happens to it without them.

use std::cell::OnceCell;

use serde_json::Value;
use service_account_token_policy::settings::Exemption;
use service_account_token_policy::text::Day;

use super::entries::{Variant, is_for};
use super::judge::Again;
use super::report::Effect;
use crate::exposure::Exposure;
use crate::kinds::JudgedKind;
use crate::survey::examine::Examined;
use crate::verdict::Verdict;

const SETTING: &str = "allow.serviceAccounts";

/// What an entry does for an object, or did before it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touch {
    /// The entry's number.
    pub entry: usize,
    /// Whether the entry allows it something today.
    pub is_used: bool,
    /// The containers to which it allows a token today.
    pub containers: Vec<String>,
    /// What happens to the object once the entry has ended, and in which containers.
    pub affected: Option<(Effect, Vec<String>)>,
}

/// Verdicts on an object that are asked for when they are needed, and once.
pub struct Known<'a, 'e, 'p> {
    again: &'e Again<'a, 'p>,
    today: OnceCell<Verdict>,
    on: OnceCell<(Vec<Exposure>, Verdict)>,
}

impl<'a, 'e, 'p> Known<'a, 'e, 'p> {
    /// Nothing is known yet of an object.
    pub fn new(again: &'e Again<'a, 'p>) -> Self {
        Self { again, today: OnceCell::new(), on: OnceCell::new() }
    }

    /// The verdict as things are.
    pub fn today(&self) -> Result<&Verdict, String> {
        get(&self.today, || self.again.verdict(&self.again.entries.given.settings))
    }

    /// What the object exposes, and the verdict, with all entries that have ended still on.
    pub fn on(&self) -> Result<&(Vec<Exposure>, Verdict), String> {
        let Variant { settings, warn } = &self.again.entries.all_on;
        get(&self.on, || Ok((self.again.exposures(warn)?, self.again.verdict(settings)?)))
    }
}

fn get<T>(cell: &OnceCell<T>, ask: impl FnOnce() -> Result<T, String>) -> Result<&T, String> {
    match cell.get() {
        Some(known) => Ok(known),
        None => ask().map(|answer| cell.get_or_init(|| answer)),
    }
}

/// What the entries do for an object with a PodSpec.
///
/// # Errors
///
/// As [`Policy::validate`](crate::Policy::validate).
pub fn touches(again: &Again<'_, '_>, examined: &Examined) -> Result<Vec<Touch>, String> {
    let known = Known::new(again);
    let mut touches = Vec::new();
    for (number, entry) in again.entries.all.iter().enumerate() {
        let mine = |exposure: &&Exposure| {
            exposure.account.as_deref().is_some_and(|account| is_for(entry, account))
                && entry.is_for(exposure.container.as_deref())
        };
        let mine: Vec<&Exposure> = examined.exposures.iter().filter(mine).collect();
        if mine.is_empty() {
            continue;
        }
        let touch = match again.entries.has_ended(entry) {
            true => ended(&known, &mine)?,
            false => active(&known, entry, &mine)?,
        };
        touches.extend(touch.map(|touch| Touch { entry: number, ..touch }));
    }
    Ok(touches)
}

/// What an entry does that has ended: whether the object lacks it.
fn ended(known: &Known<'_, '_, '_>, mine: &[&Exposure]) -> Result<Option<Touch>, String> {
    let denied: Vec<&Exposure> =
        mine.iter().copied().filter(|exposure| exposure.allowed_by.is_none()).collect();
    if denied.is_empty() {
        return Ok(None);
    }
    let (exposures, on) = known.on()?;
    let missed: Vec<&Exposure> = denied
        .into_iter()
        .filter(|exposure| allowing(exposure, exposures) == Some(Some(SETTING)))
        .collect();
    if missed.is_empty() {
        return Ok(None);
    }
    let effect = known.again.effect(on, known.today()?)?;
    Ok(effect
        .map(|effect| Touch { affected: Some((effect, containers(&missed))), ..Touch::default() }))
}

/// What an entry does that is on: what it allows, and what of that nothing allows after its end.
fn active(
    known: &Known<'_, '_, '_>,
    entry: &Exemption<'_>,
    mine: &[&Exposure],
) -> Result<Option<Touch>, String> {
    let used: Vec<&Exposure> = mine
        .iter()
        .copied()
        .filter(|exposure| exposure.allowed_by.as_deref() == Some(SETTING))
        .collect();
    if used.is_empty() {
        return Ok(None);
    }
    let affected = match entry.until {
        Some(until) => after(known, until, &used)?,
        None => None,
    };
    Ok(Some(Touch { is_used: true, containers: containers(&used), affected, ..Touch::default() }))
}

fn after(
    known: &Known<'_, '_, '_>,
    until: Day,
    used: &[&Exposure],
) -> Result<Option<(Effect, Vec<String>)>, String> {
    let later = known.again.at(day_after(until));
    let given = &later.entries.given;
    let exposures = later.exposures(&given.warn)?;
    let lost: Vec<&Exposure> = used
        .iter()
        .copied()
        .filter(|exposure| allowing(exposure, &exposures) == Some(None))
        .collect();
    if lost.is_empty() {
        return Ok(None);
    }
    let effect = later.effect(known.today()?, &later.verdict(&given.settings)?)?;
    Ok(effect.map(|effect| (effect, containers(&lost))))
}

/// The first second after a day.
pub fn day_after(day: Day) -> i64 {
    day.plus(1).first_second()
}

/// What allows the same exposure there; the outer `None` if it is not there.
fn allowing<'e>(wanted: &Exposure, exposures: &'e [Exposure]) -> Option<Option<&'e str>> {
    let Exposure { container, path, account, how, secret, audience, signer, .. } = wanted;
    let key = (container, path, account, how, secret, audience, signer);
    let mut same = exposures.iter().filter(|other| {
        key == (
            &other.container,
            &other.path,
            &other.account,
            &other.how,
            &other.secret,
            &other.audience,
            &other.signer,
        )
    });
    same.next().map(|exposure| exposure.allowed_by.as_deref())
}

/// The containers of these exposures, without duplicates, in their order.
fn containers(exposures: &[&Exposure]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in exposures.iter().filter_map(|exposure| exposure.container.as_ref()) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// Whether an object is an old revision of a Deployment, of which no Pod is started.
pub fn is_old_revision(object: &Value, kind: &JudgedKind) -> bool {
    let is_owned =
        || object["metadata"]["ownerReferences"].as_array().is_some_and(|all| !all.is_empty());
    kind.built_in().is_some_and(|kind| kind.kind == "ReplicaSet")
        && object["spec"]["replicas"] == 0
        && is_owned()
}
