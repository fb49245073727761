//! What the page shows of a comparison: the report, and how to show it.

use analysis::compare::changes::only;
use analysis::compare::report::{Changed, ComparisonReport};
use analysis::compare::shown::flow;
use analysis::compare::{Claim, ClaimLimit, Comparison, Line};
use serde::Serialize;
use tsify::Tsify;

/// What there is to say about two settings.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[tsify(missing_as_null, hashmap_as_object)]
#[serde(rename_all = "camelCase")]
pub struct SettingsAnswer {
    /// What to mark in the editors.
    pub problems: Vec<SettingsProblem>,
    /// The comparison; null if settings cannot be read or are refused.
    pub compared: Option<Compared>,
}

/// Something in a text of settings that a person should look at. Offsets are UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SettingsProblem {
    /// Which settings.
    pub which: Which,
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Whether these settings can be used all the same.
    pub severity: Usable,
    /// What was found, and what was expected.
    pub message: String,
}

/// One of two settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Which {
    /// The first ones.
    Old,
    /// The second ones.
    New,
}

/// Whether settings can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Usable {
    /// They cannot.
    Error,
    /// They can; there is something to know about them.
    Warning,
}

/// A comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// What `token-check compare --output json` prints.
    pub report: ComparisonReport,
    /// What can be claimed of NEW.
    pub claim: Claim,
    /// What the claim leaves out. The report has the sentences.
    pub limits: Vec<ClaimLimit>,
    /// How to show each setting of the report.
    pub settings: Vec<ShownSetting>,
    /// How to show each object of the report.
    pub objects: Vec<ShownObject>,
}

/// How to show a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ShownSetting {
    /// Whether its values differ.
    pub differs: bool,
    /// The value in OLD, as YAML in a line.
    pub old: String,
    /// The value in NEW.
    pub new: String,
}

/// How to show an object with another verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ShownObject {
    /// Its kind, namespace and name.
    pub title: String,
    /// The warnings that only OLD leads to.
    pub only_old: Vec<String>,
    /// The warnings that only NEW leads to.
    pub only_new: Vec<String>,
}

impl Compared {
    /// What the page shows of a report.
    #[must_use]
    pub fn new(report: ComparisonReport, comparison: Comparison) -> Self {
        Self {
            claim: comparison.claim(),
            limits: comparison.limits,
            settings: report.settings.iter().map(ShownSetting::of).collect(),
            objects: report.verdicts.iter().flatten().map(ShownObject::of).collect(),
            report,
        }
    }
}

impl ShownSetting {
    fn of(line: &Line) -> Self {
        Self { differs: line.differs(), old: flow(&line.old), new: flow(&line.new) }
    }
}

impl ShownObject {
    fn of(changed: &Changed) -> Self {
        let (old, new) = (&changed.old.warnings, &changed.new.warnings);
        let owned = |warnings: Vec<&str>| warnings.into_iter().map(str::to_owned).collect();
        let (only_old, only_new) = (owned(only(old, new)), owned(only(new, old)));
        Self { title: changed.title(), only_old, only_new }
    }
}
