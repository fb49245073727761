//! The settings that a survey uses: the given ones with each action, and ones that show all tokens.

use serde_json::{Map, Value, json};
use service_account_token_policy::decide::exposure::allowing_setting;
use service_account_token_policy::settings::Settings;
use service_account_token_policy::text::Day;

use crate::exposure::Exposure;

/// The variants of the settings that a survey needs.
pub struct Variants {
    given: Map<String, Value>,
    /// The same as JSON, as the core reads it.
    json: String,
    /// With `action: reject`.
    pub reject: Value,
    /// With `action: mutate`.
    pub mutate: Value,
    /// Settings with which the policy looks up and shows everything: `action: warn`, and nothing
    /// allowed beyond the defaults.
    pub census: Value,
}

impl Variants {
    /// Creates the variants of valid settings.
    pub fn new(settings: &Value) -> Self {
        let given = settings.as_object().cloned().unwrap_or_default();
        let with = |action: &str| {
            let mut settings = given.clone();
            settings.insert("action".into(), action.into());
            Value::Object(settings)
        };
        let mut census = json!({"action": "warn"});
        let kept = [
            "apiAudiences",
            "otherAudiences",
            "apiCertificateSigners",
            "inspectSecrets",
            "podTemplates",
        ];
        for key in kept {
            census[key] = given.get(key).cloned().unwrap_or_default();
        }
        let json = Value::Object(given.clone()).to_string();
        Self { reject: with("reject"), mutate: with("mutate"), census, given, json }
    }

    /// The given settings.
    pub fn given(&self) -> &Map<String, Value> {
        &self.given
    }

    /// The setting that allows an exposure, according to the policy's core, without regard to role
    /// bindings and the lifetime of projected tokens, on the day of that second since 1970.
    pub fn allowing_setting(
        &self,
        exposure: &Exposure,
        unix_seconds: Option<i64>,
    ) -> Option<&'static str> {
        let settings = Settings::read(self.json.as_bytes()).ok()?;
        let asked_by = exposure.asked_by.map(Into::into);
        allowing_setting(exposure.how.into(), asked_by, 0, &settings).or_else(|| {
            let (namespace, name) = exposure.account.as_deref()?.split_once('/')?;
            let today = unix_seconds.map(Day::of_second);
            let mut entries = settings.allow.exemptions_of(namespace, name);
            let is_exempt = entries.any(|(_, entry)| {
                let has_ended =
                    entry.until.is_some_and(|until| today.is_none_or(|today| today > until));
                !has_ended && entry.is_for(exposure.container.as_deref())
            });
            is_exempt.then_some("allow.serviceAccounts")
        })
    }
}
