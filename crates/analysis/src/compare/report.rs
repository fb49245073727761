//! What `compare --output json` prints, and the page shows.

use serde::Serialize;
use serde_json::Value;

use super::changes::Change;
use super::{Comparison, Line};
use crate::judge::{Judged, name_to_show, titled};

/// All that there is to say. Every field is always there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct ComparisonReport {
    /// Whether every setting is equal or stricter.
    pub at_least_as_strict: bool,
    /// What the claim leaves out, a sentence each.
    pub limits: Vec<&'static str>,
    /// Every setting.
    pub settings: Vec<Line>,
    /// The objects with another verdict; null if none were given.
    pub verdicts: Option<Vec<Changed>>,
    /// How many objects have the same verdict; null if none were given.
    pub unchanged: Option<usize>,
    /// What could not be read or judged.
    pub unreadable: Vec<String>,
}

/// An object with another verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// The file.
    pub file: String,
    /// The line in it, from 1, if known.
    pub line: Option<usize>,
    /// The file that it was rendered from, if known.
    pub source: Option<String>,
    /// `apiVersion`.
    pub api_version: Option<String>,
    /// `kind`.
    pub kind: Option<String>,
    /// The namespace it was judged in.
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: Option<String>,
    /// `metadata.generateName`.
    pub generate_name: Option<String>,
    /// How the verdict differs.
    pub change: Change,
    /// The containers with a token that is not allowed where it is rejected.
    pub containers: Vec<String>,
    /// The verdict under OLD.
    pub old: Side,
    /// The verdict under NEW.
    pub new: Side,
}

/// The verdict under one of the settings.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
pub struct Side {
    /// Whether it is accepted.
    pub accepted: Option<bool>,
    /// The HTTP status code of a rejection.
    pub code: Option<u16>,
    /// Why it is rejected.
    pub message: Option<String>,
    /// The policy's warnings.
    pub warnings: Vec<String>,
    /// What the policy changes, as a JSON Patch.
    #[cfg_attr(feature = "typescript", tsify(type = "unknown[] | null"))]
    pub patch: Option<Value>,
}

impl ComparisonReport {
    /// A report on settings alone.
    pub fn new(comparison: &Comparison) -> Self {
        Self {
            at_least_as_strict: comparison.at_least_as_strict(),
            limits: comparison.limits.iter().map(|limit| limit.text()).collect(),
            settings: comparison.settings.clone(),
            verdicts: None,
            unchanged: None,
            unreadable: Vec::new(),
        }
    }
}

impl Changed {
    /// An object in that line of a file, and its verdicts.
    pub fn new(file: &str, line: Option<usize>, change: Change, [old, new]: [&Judged; 2]) -> Self {
        Self {
            file: file.to_owned(),
            line,
            source: None,
            api_version: new.api_version.clone(),
            kind: new.kind.clone(),
            namespace: new.namespace.clone(),
            name: new.name.clone(),
            generate_name: new.generate_name.clone(),
            change,
            containers: containers([old, new]),
            old: Side::of(old),
            new: Side::of(new),
        }
    }

    /// What to call the object.
    pub fn title(&self) -> String {
        let name = name_to_show(self.name.as_deref(), self.generate_name.as_deref());
        titled(self.kind.as_deref(), self.namespace.as_deref(), &name)
    }
}

/// The containers with a token that is not allowed where the object is rejected.
fn containers(sides: [&Judged; 2]) -> Vec<String> {
    let rejected = sides.into_iter().filter(|judged| judged.accepted == Some(false));
    let exposures = rejected.flat_map(|judged| &judged.exposures);
    let mut names: Vec<String> = Vec::new();
    for exposure in exposures.filter(|exposure| exposure.allowed_by.is_none()) {
        // A request for a token is for no container.
        if let Some(container) = &exposure.container
            && !names.contains(container)
        {
            names.push(container.clone());
        }
    }
    names
}

impl Side {
    fn of(judged: &Judged) -> Self {
        Self {
            accepted: judged.accepted,
            code: judged.code,
            message: judged.message.clone(),
            warnings: judged.warnings.clone(),
            patch: judged.patch.clone(),
        }
    }
}
