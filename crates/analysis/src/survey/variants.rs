//! The settings that a survey judges by: the given ones under each action, and a census.

use serde_json::{Map, Value, json};
use service_account_token_policy::decide::exposure::allowing_setting;
use service_account_token_policy::settings::Settings;

use crate::exposure::Exposure;

/// Settings, in the variants that a survey needs.
pub struct Variants {
    given: Map<String, Value>,
    /// Under `action: reject`.
    pub reject: Value,
    /// Under `action: mutate`.
    pub mutate: Value,
    /// With these the policy looks everything up and shows it: `action: warn`, and nothing is allowed
    /// beyond the defaults.
    pub census: Value,
}

impl Variants {
    /// Variants of settings that the policy takes.
    pub fn new(settings: &Value) -> Self {
        let given = settings.as_object().cloned().unwrap_or_default();
        let with = |action: &str| {
            let mut settings = given.clone();
            settings.insert("action".into(), action.into());
            Value::Object(settings)
        };
        let mut census = json!({"action": "warn"});
        for key in ["apiAudiences", "otherAudiences", "inspectSecrets"] {
            census[key] = given.get(key).cloned().unwrap_or_default();
        }
        Self { reject: with("reject"), mutate: with("mutate"), census, given }
    }

    /// The settings as they were given.
    pub fn given(&self) -> &Map<String, Value> {
        &self.given
    }

    /// The setting that allows an exposure, as the policy's core says it; role bindings and the life of a
    /// projected token are not considered.
    pub fn allowing_setting(&self, exposure: &Exposure) -> Option<&'static str> {
        let settings = self.reject.to_string();
        let settings = Settings::read(settings.as_bytes()).ok()?;
        let asked_by = exposure.asked_by.map(Into::into);
        allowing_setting(exposure.how.into(), asked_by, 0, &settings).or_else(|| {
            let (namespace, name) = exposure.account.as_deref()?.split_once('/')?;
            settings.allow.account(namespace, name).then_some("allow.serviceAccounts")
        })
    }
}
