//! What is said about a setting.

use serde::Serialize;
use serde_json::Value;

/// How NEW is related to OLD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Relation {
    /// Both mean the same.
    Equal,
    /// NEW is at least as strict, and differs.
    Stricter,
    /// NEW accepts what OLD rejects.
    Looser,
    /// It cannot be proved that NEW is at least as strict.
    Unproved,
}

impl Relation {
    /// Whether NEW is surely at least as strict.
    pub fn at_least_as_strict(self) -> bool {
        matches!(self, Self::Equal | Self::Stricter)
    }

    /// The word in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Unproved => "unproved",
        }
    }
}

/// A setting in OLD and NEW.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
pub struct Line {
    /// Its name, such as `allow.podAuthor`.
    pub setting: &'static str,
    /// What it means in OLD: the value, or the default.
    #[cfg_attr(feature = "typescript", tsify(type = "unknown"))]
    pub old: Value,
    /// What it means in NEW.
    #[cfg_attr(feature = "typescript", tsify(type = "unknown"))]
    pub new: Value,
    /// How NEW is related to OLD.
    pub relation: Relation,
    /// The reason, without a full stop; `None` where the order of the values says it.
    pub why: Option<String>,
}

/// A verdict on one setting: the relation, and the reason.
pub(super) type Verdict = (Relation, Option<String>);

impl Line {
    /// The line of a setting.
    pub(super) fn new(
        setting: &'static str,
        old: impl Serialize,
        new: impl Serialize,
        (relation, why): Verdict,
    ) -> Self {
        let value = |value: Result<Value, _>| value.unwrap_or_default();
        let (old, new) = (value(serde_json::to_value(old)), value(serde_json::to_value(new)));
        let same = || "means the same".to_owned();
        let why = why.or_else(|| (relation == Relation::Equal && old != new).then(same));
        Self { setting, old, new, relation, why }
    }

    /// Whether there is something to say.
    pub fn differs(&self) -> bool {
        self.old != self.new
    }
}

/// Verdicts, for short.
pub(super) const EQUAL: Verdict = (Relation::Equal, None);
pub(super) const STRICTER: Verdict = (Relation::Stricter, None);

/// It is looser for that reason.
pub(super) fn looser(why: impl Into<String>) -> Verdict {
    (Relation::Looser, Some(why.into()))
}

/// It cannot be proved for that reason.
pub(super) fn unproved(why: impl Into<String>) -> Verdict {
    (Relation::Unproved, Some(why.into()))
}

/// It makes no difference for that reason.
pub(super) fn no_matter(why: impl Into<String>) -> Verdict {
    (Relation::Equal, Some(why.into()))
}
