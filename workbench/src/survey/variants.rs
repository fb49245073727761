//! The settings that a survey judges by: those given under each action, and those that tell most.

use serde_json::{Map, Value, json};
use service_account_token_policy::pattern;

use crate::exposure::{AskedBy, Exposure, How};

/// Settings, and what they say.
pub struct Variants {
    given: Map<String, Value>,
    /// Under `action: reject`.
    pub reject: Value,
    /// Under `action: warn`.
    pub warn: Value,
    /// Under `action: mutate`.
    pub mutate: Value,
    /// What makes the policy look everything up and tell it: warnings are complete, and only what
    /// is no matter of opinion is allowed.
    pub census: Value,
}

impl Variants {
    /// Of settings that the policy takes.
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
        Self { reject: with("reject"), warn: with("warn"), mutate: with("mutate"), census, given }
    }

    /// The settings as they were given.
    pub fn given(&self) -> &Map<String, Value> {
        &self.given
    }

    /// Whether what a container can read is told alike by `warn` and `census`: a token that is
    /// allowed, or forbidden whatever the account says, is not looked up.
    pub fn is_plain(&self) -> bool {
        let says = |value: Option<&Value>, text: &str| value.and_then(Value::as_str) == Some(text);
        let allow = self.given.get("allow").and_then(Value::as_object);
        let mut allows = allow.into_iter().flatten().filter(|(key, _)| *key != "podAuthor");
        allows.all(|(_, value)| match value {
            Value::Null | Value::Bool(false) => true,
            Value::Array(accounts) => accounts.is_empty(),
            _ => false,
        }) && !says(allow.and_then(|allow| allow.get("podAuthor")), "none")
            && !says(self.given.get("optOutAt"), "pod")
            && !says(self.given.get("controllerPods"), "accept")
            && self.given.get("projectedTokenMaxSeconds").is_none_or(Value::is_null)
    }

    /// `inspectSecrets`.
    pub fn inspects_secrets(&self) -> bool {
        self.given.get("inspectSecrets").is_some_and(|inspects| *inspects == true)
    }

    /// The setting that allows an exposure that the policy did not even look up.
    pub fn allows_unseen(&self, exposure: &Exposure) -> Option<&'static str> {
        let allow = |key| self.given.get("allow").and_then(|allow| allow.get(key));
        match exposure.how {
            How::Secret if allow("tokenSecrets").is_some_and(|is| *is == true) => {
                return Some("allow.tokenSecrets");
            }
            // The Secret that Kubernetes ≤ 1.20 injects.
            How::Automount
                if exposure.asked_by == Some(AskedBy::Pod)
                    && allow("podAuthor").is_some_and(|author| *author == "any") =>
            {
                return Some("allow.podAuthor");
            }
            _ => {}
        }
        let (namespace, name) = exposure.account.as_deref()?.split_once('/')?;
        let mut patterns = allow("serviceAccounts")?.as_array()?.iter().filter_map(Value::as_str);
        patterns
            .any(|pattern| pattern::matches_account(pattern, namespace, name))
            .then_some("allow.serviceAccounts")
    }
}
