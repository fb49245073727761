//! The entries of the settings, and the settings with which objects are judged again.

use serde_json::Value;
use service_account_token_policy::settings::{
    Action, ControllerPods, Exemption, ServiceAccountObjects, Settings, TokenRequests,
};
use service_account_token_policy::text::Day;

/// The entries of `allow.serviceAccounts`, and variants of the settings.
pub struct Entries {
    /// The entries.
    pub all: Vec<Exemption<'static>>,
    /// Today, in UTC; `None` if there is no clock.
    pub today: Option<Day>,
    /// The setting `action`.
    pub action: Action,
    /// Whether controllers may create what is rejected for others.
    pub accepts_controllers: bool,
    /// Whether ServiceAccounts are judged.
    pub judges_accounts: bool,
    /// Whether requests for tokens are judged.
    pub judges_requests: bool,
    /// Whether Secrets with tokens need no entry.
    pub allows_secrets: bool,
    /// The settings as they are.
    pub given: Variant,
    /// The settings with the entries that have ended still on.
    pub all_on: Variant,
    /// The settings without any entry.
    pub without: Variant,
}

/// Settings, as they are given or changed.
pub struct Variant {
    /// With their own `action`.
    pub settings: Value,
    /// With `action: warn`, under which the policy looks everything up.
    pub warn: Value,
}

impl Variant {
    fn new(settings: Value) -> Self {
        let mut warn = settings.clone();
        warn["action"] = "warn".into();
        Self { settings, warn }
    }
}

impl Entries {
    /// The entries of valid settings, at that second since 1970; `None` if there are none.
    pub fn new(given: &Value, unix_seconds: Option<i64>) -> Option<Self> {
        let json = given.to_string();
        let settings = Settings::read(json.as_bytes()).ok()?;
        let all: Vec<_> =
            settings.allow.exemptions().iter().cloned().map(Exemption::into_owned).collect();
        if all.is_empty() {
            return None;
        }
        let today = unix_seconds.map(Day::of_second);
        let (mut all_on, mut without) = (given.clone(), given.clone());
        let written = all_on.pointer_mut("/allow/serviceAccounts").and_then(Value::as_array_mut);
        for (entry, written) in all.iter().zip(written.into_iter().flatten()) {
            if has_ended(entry, today) {
                written["until"] = Value::Null;
            }
        }
        without["allow"]["serviceAccounts"] = Value::Array(Vec::new());
        Some(Self {
            today,
            action: settings.action,
            accepts_controllers: settings.controller_pods == ControllerPods::Accept,
            judges_accounts: settings.service_account_objects != ServiceAccountObjects::Ignore,
            judges_requests: settings.token_requests == TokenRequests::Judge,
            allows_secrets: settings.allow.token_secrets,
            given: Variant::new(given.clone()),
            all_on: Variant::new(all_on),
            without: Variant::new(without),
            all,
        })
    }

    /// Whether the last day of an entry is over.
    pub fn has_ended(&self, entry: &Exemption<'_>) -> bool {
        has_ended(entry, self.today)
    }
}

fn has_ended(entry: &Exemption<'_>, today: Option<Day>) -> bool {
    entry.until.is_some_and(|until| today.is_some_and(|today| today > until))
}

/// Whether an entry is for an account, written as `namespace/name`.
pub fn is_for(entry: &Exemption<'_>, account: &str) -> bool {
    account.split_once('/').is_some_and(|(namespace, name)| entry.account.matches(namespace, name))
}
