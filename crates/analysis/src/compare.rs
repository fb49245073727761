//! Compares two settings of the policy: whether NEW is at least as strict as OLD.
//!
//! The claim: whatever OLD rejects, NEW rejects, too. Accepted, warned and mutated count as accepted.
//! It is made only if every setting is equal or stricter. What cannot be proved is said to be so.
//!
//! How the values of each setting are ordered, the strictest first:
//!
//! | setting | order |
//! |---|---|
//! | `action` | reject, mutate (it accepts Pods that reject rejects), warn (it rejects nothing) |
//! | `optOutAt` | pod → any is looser; any → pod cannot be proved, because accounts are then not read |
//! | `allow.podAuthor` | none, projected, any |
//! | `allow.serviceAccountOwner`, `allow.serviceAccountsWithRoleBindings`, `allow.tokenSecrets` | false, true |
//! | `allow.serviceAccounts` | each entry of NEW must be covered by OLD: account, containers, last day |
//! | `allow.rolesThatNeedNoToken` | NEW must cover OLD; no matter where NEW does not count bindings |
//! | `projectedTokenMaxSeconds` | lower, higher, null; no matter where NEW has `podAuthor: none` and `tokenRequests: ignore` |
//! | `extendedTokenSeconds` | by whether it is beyond the limit |
//! | `apiAudiences`, `apiCertificateSigners` | NEW must cover OLD |
//! | `otherAudiences` | given, null; OLD must cover NEW |
//! | `serviceAccountObjects` | all, default, ignore |
//! | `existingViolations` | reject, allow |
//! | `controllerPods` | judge → accept is looser; accept → judge is proved only with `optOutAt: pod` |
//! | `inspectSecrets` | cannot be proved if it differs |
//! | `tokenRequests` | judge, ignore |
//! | `podTemplates` | NEW must have the entries of OLD |
//! | `help` | no matter |
//!
//! Two limits of the claim are said where they matter; see [`Comparison::limits`].

mod audiences;
pub mod changes;
mod exemptions;
pub mod given;
mod lines;
mod lists;
mod meaning;
pub mod objects;
mod patterns;
pub mod report;
mod seconds;
pub mod shown;
mod templates;
mod words;

pub use lines::{Line, Relation};

use serde::Serialize;

use crate::settings::{Action, ExistingViolations, Settings};
use meaning::Meaning;

/// What there is to say about two settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Every setting, in the order of the documentation.
    pub settings: Vec<Line>,
    /// What the claim leaves out.
    pub limits: Vec<ClaimLimit>,
}

/// What can be claimed of NEW.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Claim {
    /// It means the same as OLD.
    Same,
    /// It is at least as strict as OLD.
    AtLeastAsStrict,
    /// It cannot be proved that it is at least as strict as OLD.
    Unproved,
    /// It is not at least as strict as OLD.
    Looser,
}

/// What a claim leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ClaimLimit {
    /// An update may keep violations.
    Kept,
    /// OLD rejects nothing.
    Warns,
}

impl ClaimLimit {
    /// The sentence in outputs.
    pub fn text(self) -> &'static str {
        match self {
            Self::Kept => {
                "With existingViolations: allow, an update may keep what NEW counts as a violation that \
                 the object already had, also where OLD rejects the update."
            }
            Self::Warns => {
                "OLD only warns and rejects nothing; its other settings are compared as if it rejected."
            }
        }
    }
}

impl Comparison {
    /// Whether every setting is equal or stricter.
    pub fn at_least_as_strict(&self) -> bool {
        self.settings.iter().all(|line| line.relation.at_least_as_strict())
    }

    /// What can be claimed of NEW.
    pub fn claim(&self) -> Claim {
        let any = |relation| self.settings.iter().any(|line| line.relation == relation);
        match (any(Relation::Looser), any(Relation::Unproved), any(Relation::Stricter)) {
            (true, _, _) => Claim::Looser,
            (false, true, _) => Claim::Unproved,
            (false, false, true) => Claim::AtLeastAsStrict,
            (false, false, false) => Claim::Same,
        }
    }
}

/// Compares two settings, both of which the policy takes.
pub fn compare(old: &Settings, new: &Settings) -> Comparison {
    let (old, new) = (&Meaning::of(old), &Meaning::of(new));
    let mut settings = words::lines(old, new);
    settings.push(exemptions::line(old, new));
    settings.push(lists::roles(old, new));
    settings.extend(seconds::lines(old, new));
    settings.extend(audiences::lines(old, new));
    settings.push(lists::signers(old, new));
    settings.push(templates::line(old, new));
    settings.sort_by_key(|line| ORDER.iter().position(|name| *name == line.setting));
    let mut comparison = Comparison { settings, limits: Vec::new() };
    let is_stricter = comparison.settings.iter().any(|line| line.relation == Relation::Stricter);
    let keeps = new.existing_violations == ExistingViolations::Allow;
    if is_stricter && keeps && comparison.at_least_as_strict() {
        comparison.limits.push(ClaimLimit::Kept);
    }
    if old.action == Action::Warn {
        comparison.limits.push(ClaimLimit::Warns);
    }
    comparison
}

/// The settings in the order of the documentation.
const ORDER: [&str; 20] = [
    "action",
    "optOutAt",
    "allow.podAuthor",
    "allow.serviceAccountOwner",
    "allow.serviceAccounts",
    "allow.serviceAccountsWithRoleBindings",
    "allow.rolesThatNeedNoToken",
    "allow.tokenSecrets",
    "projectedTokenMaxSeconds",
    "extendedTokenSeconds",
    "apiAudiences",
    "otherAudiences",
    "apiCertificateSigners",
    "serviceAccountObjects",
    "existingViolations",
    "controllerPods",
    "inspectSecrets",
    "tokenRequests",
    "podTemplates",
    "help",
];

#[cfg(test)]
mod tests;
