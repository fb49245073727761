//! Finds out how a cluster can pass: the smallest settings with which it passes now, and what can
//! opt out at once.

pub mod custom_kinds;
pub mod decisions;
pub mod observed;
mod plan;
mod rejections;
mod smallest;
mod yaml;

use serde::Serialize;
use serde_json::Value;

use crate::owners::Owners;
use crate::survey::examine::Examiner;
use custom_kinds::CustomKinds;
use decisions::Decisions;
use observed::Observed;
pub use plan::{OptOut, Plan};
pub use rejections::Rejections;
use smallest::smallest;

/// What lets the current cluster pass.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Adoption {
    /// The smallest such settings, as YAML; comments say which workloads need each entry.
    pub settings: String,
    /// Whether all objects pass with them.
    pub passes: bool,
    /// The first of the objects that no setting lets pass, and why.
    pub left: Vec<String>,
    /// What can opt out at once.
    pub plan: Vec<OptOut>,
}

/// How many workloads to name in a comment.
const NAMED: usize = 3;

/// Finds what lets rejected objects pass. The examiner's settings hold what was observed, and name the custom
/// kinds.
pub fn adopt(
    examiner: &Examiner<'_>,
    rejections: &Rejections,
    owners: &Owners,
    plan: Vec<OptOut>,
    observed: &Observed,
    custom: &CustomKinds,
    decisions: &Decisions,
) -> Adoption {
    let mut left = rejections.left.clone();
    let allowed = smallest(examiner, rejections, &mut left);
    let mut settings = allowed.with(examiner.variants().given());
    let templates = settings.remove("podTemplates").unwrap_or_default();
    // The empty text is for unknown accounts.
    let users = |account: &str| {
        let roots =
            rejections.users.get(account).map(|users| owners.roots(users)).unwrap_or_default();
        let named: Vec<String> = roots.iter().take(NAMED).map(ToString::to_string).collect();
        let evidence = decisions.about(account);
        yaml::comment(&named, roots.len() - named.len(), evidence)
    };
    let comment = |key: &str, value: &Value| {
        let text = value.as_str().unwrap_or_default();
        let seen =
            |shown_by: Option<&str>| yaml::comment(shown_by.map(str::to_owned).as_slice(), 0, None);
        match key {
            "serviceAccounts" if allowed.accounts.iter().any(|added| added == text) => users(text),
            "serviceAccounts" if !value.is_array() => " # given".into(),
            "tokenSecrets" if allowed.token_secrets => users(""),
            "apiAudiences" => seen(observed.about_audience(text)),
            "extendedTokenSeconds" => {
                seen(observed.extended_token_seconds.as_ref().map(|one| one.shown_by.as_str()))
            }
            _ => String::new(),
        }
    };
    Adoption {
        settings: yaml::settings(&settings, &comment) + &custom.yaml(&templates),
        passes: left.is_empty(),
        left: left.lines(),
        plan,
    }
}
