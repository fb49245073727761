//! Tries which settings would accept what is rejected.

use analysis::Policy;
use analysis::exposure::{AskedBy, Exposure, How};
use analysis::input::Object;
use analysis::judge::{Judge, Judged};
use serde_json::{Value, json};

/// Settings to try: the given ones, and one that is more permissive.
#[derive(Debug)]
pub struct Trial {
    /// The change, such as `allow.tokenSecrets: true`.
    says: &'static str,
    settings: Value,
    /// Whether it may help an object with this violation, so that it is worth a try.
    may_help: fn(&Exposure, bool) -> bool,
}

/// A change of settings: its path, its value, and what it may help.
type Change = (&'static str, &'static [&'static str], fn() -> Value, fn(&Exposure, bool) -> bool);

const CHANGES: [Change; 6] = [
    (
        "allow.serviceAccountsWithRoleBindings: true",
        &["allow", "serviceAccountsWithRoleBindings"],
        || json!(true),
        |_, is_bound| is_bound,
    ),
    (
        "allow.serviceAccountOwner: true",
        &["allow", "serviceAccountOwner"],
        || json!(true),
        |exposure, _| exposure.asked_by == Some(AskedBy::ServiceAccount),
    ),
    (
        "allow.podAuthor: projected",
        &["allow", "podAuthor"],
        || json!("projected"),
        |exposure, _| matches!(exposure.how, How::Projected | How::Certificate),
    ),
    (
        "allow.podAuthor: any",
        &["allow", "podAuthor"],
        || json!("any"),
        |exposure, _| exposure.how == How::Automount && exposure.asked_by == Some(AskedBy::Pod),
    ),
    (
        "allow.tokenSecrets: true",
        &["allow", "tokenSecrets"],
        || json!(true),
        |exposure, _| exposure.how == How::Secret,
    ),
    (
        "optOutAt: any",
        &["optOutAt"],
        || json!("any"),
        |exposure, _| exposure.asked_by == Some(AskedBy::Nobody),
    ),
];

/// The trials that differ from the given settings and that the policy does not refuse.
pub fn trials(policy: &dyn Policy, settings: &Value) -> Vec<Trial> {
    let trials = CHANGES.iter().filter_map(|(says, path, value, may_help)| {
        let mut changed = settings.clone();
        let mut at = &mut changed;
        for key in *path {
            if at.is_null() {
                *at = json!({});
            }
            at = at.as_object_mut()?.entry(*key).or_insert(Value::Null);
        }
        // Nobody has to opt out at the Pod by default.
        if *at == value() || (*says == "optOutAt: any" && at.is_null()) {
            return None;
        }
        *at = value();
        let trial = Trial { says, settings: changed, may_help: *may_help };
        matches!(policy.refuses_settings(&trial.settings), Ok(None)).then_some(trial)
    });
    trials.collect()
}

/// Settings with which a rejected object would be accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Help {
    /// With this change, whatever its account.
    Setting(&'static str),
    /// With these accounts in `allow.serviceAccounts`.
    Accounts(Vec<String>),
}

/// What would help a rejected object, each by itself. An account is named only if nothing else helps,
/// and never a namespace's `default`, which any Pod may use.
pub fn helped_by(
    trials: &[Trial],
    judge: &Judge<'_>,
    object: &Object,
    judged: &Judged,
    is_bound: bool,
) -> Vec<Help> {
    if judged.code != Some(403) {
        return Vec::new();
    }
    let violations: Vec<&Exposure> =
        judged.exposures.iter().filter(|exposure| exposure.allowed_by.is_none()).collect();
    let is_secret = violations.is_empty() && judged.kind.as_deref() == Some("Secret");
    let accepts = |settings: &Value| {
        let judge = Judge { settings, cluster: judge.cluster.clone(), ..*judge };
        judge.judge(object).is_ok_and(|judged| judged.accepted == Some(true))
    };
    let is_worth_it = |trial: &&Trial| {
        violations.iter().any(|exposure| (trial.may_help)(exposure, is_bound))
            || (is_secret && trial.says == "allow.tokenSecrets: true")
    };
    let tried = trials.iter().filter(is_worth_it).filter(|trial| accepts(&trial.settings));
    let mut helps: Vec<Help> = tried.map(|trial| Help::Setting(trial.says)).collect();
    if helps.is_empty()
        && let Some(accounts) = accounts(&violations)
        && let Some(settings) = with_accounts(judge.settings, &accounts)
        && accepts(&settings)
    {
        helps.push(Help::Accounts(accounts));
    }
    helps
}

/// The accounts of the violations; `None` if one is unknown, or should not be allowed.
fn accounts(violations: &[&Exposure]) -> Option<Vec<String>> {
    let accounts = violations
        .iter()
        .map(|exposure| exposure.account.clone().filter(|account| !account.ends_with("/default")));
    let mut accounts = accounts.collect::<Option<Vec<String>>>()?;
    accounts.sort_unstable();
    accounts.dedup();
    (!accounts.is_empty()).then_some(accounts)
}

fn with_accounts(settings: &Value, accounts: &[String]) -> Option<Value> {
    let mut settings = settings.clone();
    let list = settings
        .as_object_mut()?
        .entry("allow")
        .or_insert_with(|| json!({}))
        .as_object_mut()?
        .entry("serviceAccounts")
        .or_insert_with(|| json!([]));
    list.as_array_mut()?.extend(accounts.iter().map(|account| account.as_str().into()));
    Some(settings)
}
