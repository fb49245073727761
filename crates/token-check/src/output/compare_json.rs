//! `compare --output json`.

use std::io::Write;

use analysis::compare::Line;
use analysis::compare::changes::Change;
use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use super::compare::Compared;
use super::json::pretty;
use crate::comparing::verdicts::{Changed, Verdicts};
use crate::found::Found;

/// The JSON value. Every field is always there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Json<'c> {
    at_least_as_strict: bool,
    limits: &'c [&'static str],
    settings: &'c [Line],
    /// The objects with another verdict; null if none were given.
    verdicts: Option<Vec<Element<'c>>>,
    /// How many objects have the same verdict; null if none were given.
    unchanged: Option<usize>,
    unreadable: Vec<String>,
}

/// An object with another verdict.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Element<'c> {
    file: &'c str,
    line: Option<usize>,
    source: Option<&'c str>,
    api_version: Option<&'c str>,
    kind: Option<&'c str>,
    namespace: Option<&'c str>,
    name: Option<&'c str>,
    generate_name: Option<&'c str>,
    change: Change,
    /// The containers with a token that is not allowed where it is rejected.
    containers: Vec<&'c str>,
    old: Option<Side<'c>>,
    new: Option<Side<'c>>,
}

/// The verdict under one of the settings.
#[derive(Serialize)]
struct Side<'c> {
    accepted: Option<bool>,
    code: Option<u16>,
    message: Option<&'c str>,
    warnings: &'c [String],
    patch: Option<&'c Value>,
}

/// Prints the value.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(compared: &Compared<'_>, out: &mut dyn Write) -> Result<()> {
    let verdicts = compared.verdicts;
    let of = |verdicts: &'_ Verdicts| verdicts.unread.iter().map(ToString::to_string).collect();
    let json = Json {
        at_least_as_strict: compared.comparison.at_least_as_strict(),
        limits: &compared.comparison.limits,
        settings: &compared.comparison.settings,
        verdicts: verdicts.map(|verdicts| verdicts.changed.iter().map(element).collect()),
        unchanged: verdicts.map(|verdicts| verdicts.unchanged),
        unreadable: verdicts.map(of).unwrap_or_default(),
    };
    pretty(&json, out)
}

fn element(changed: &Changed) -> Element<'_> {
    let (place, judged) = (&changed.new.place, changed.new.judged());
    Element {
        file: &place.file,
        line: place.line,
        source: place.source.as_deref(),
        api_version: judged.and_then(|judged| judged.api_version.as_deref()),
        kind: judged.and_then(|judged| judged.kind.as_deref()),
        namespace: judged.and_then(|judged| judged.namespace.as_deref()),
        name: judged.and_then(|judged| judged.name.as_deref()),
        generate_name: judged.and_then(|judged| judged.generate_name.as_deref()),
        change: changed.change,
        containers: containers(changed),
        old: side(&changed.old),
        new: side(&changed.new),
    }
}

fn containers(changed: &Changed) -> Vec<&str> {
    let sides = [&changed.old, &changed.new].into_iter();
    let rejected = sides.filter(|found| found.is_rejected()).filter_map(Found::judged);
    let exposures = rejected.flat_map(|judged| &judged.exposures);
    let mut names: Vec<&str> = Vec::new();
    for exposure in exposures.filter(|exposure| exposure.allowed_by.is_none()) {
        // A request for a token is for no container.
        if let Some(container) = exposure.container.as_deref()
            && !names.contains(&container)
        {
            names.push(container);
        }
    }
    names
}

fn side(found: &Found) -> Option<Side<'_>> {
    found.judged().map(|judged| Side {
        accepted: judged.accepted,
        code: judged.code,
        message: judged.message.as_deref(),
        warnings: &judged.warnings,
        patch: judged.patch.as_ref(),
    })
}
