//! What was seen of a cluster's API server, and the settings that follow from it.

use serde_json::{Map, Value};
use service_account_token_policy::settings::DEFAULT_API_AUDIENCES;

/// A value, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence<T> {
    /// The value.
    pub value: T,
    /// What shows it, for people.
    pub shown_by: String,
}

/// What was seen of an API server and the given settings do not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Audiences of the API.
    pub api_audiences: Vec<Evidence<String>>,
    /// What a Pod's token with `expirationSeconds: 3607` is extended to.
    pub extended_token_seconds: Option<Evidence<i64>>,
}

/// How long Amazon EKS accepts a token: 90 days
/// (<https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html>).
const EKS_SECONDS: i64 = 90 * 24 * 60 * 60;

/// Finds out from the issuer of a cluster's tokens to how many seconds the API server extends them;
/// `None` if the issuer does not show it.
///
/// Only tokens that are bound to a Pod are extended (`pkg/registry/core/serviceaccount/storage/token.go`),
/// so another token, requested for this purpose, would not show it.
pub fn extended_token_seconds(issuer: &str) -> Option<Evidence<i64>> {
    let (region, id) = issuer.strip_prefix("https://oidc.eks.")?.split_once("/id/")?;
    let region = region
        .strip_suffix(".amazonaws.com")
        .or_else(|| region.strip_suffix(".amazonaws.com.cn"))?;
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let shown_by = format!("Amazon EKS, by its issuer {issuer}, accepts a token for 90 days");
    (is_name(region) && is_name(id)).then_some(Evidence { value: EKS_SECONDS, shown_by })
}

impl Observed {
    /// Removes what the given settings say already; `counts` says whether they count a token for an
    /// audience as an API token.
    ///
    /// # Errors
    ///
    /// As `counts`.
    pub fn beyond(
        mut self,
        given: &Value,
        counts: &dyn Fn(&str) -> Result<bool, String>,
    ) -> Result<Self, String> {
        let mut missed = Vec::new();
        for audience in self.api_audiences {
            if !counts(&audience.value)? {
                missed.push(audience);
            }
        }
        self.api_audiences = missed;
        if !given["extendedTokenSeconds"].is_null() {
            self.extended_token_seconds = None;
        }
        Ok(self)
    }

    /// The given settings, with what was seen. `apiAudiences` replaces the default list, so the
    /// defaults are listed too.
    pub fn added_to(&self, given: &Value) -> Value {
        let mut settings: Map<String, Value> = given.as_object().cloned().unwrap_or_default();
        if !self.api_audiences.is_empty() {
            let listed = given["apiAudiences"].as_array().cloned();
            let mut audiences =
                listed.unwrap_or_else(|| DEFAULT_API_AUDIENCES.map(Value::from).to_vec());
            audiences.extend(self.api_audiences.iter().map(|one| one.value.as_str().into()));
            settings.insert("apiAudiences".into(), audiences.into());
        }
        if let Some(seconds) = &self.extended_token_seconds {
            settings.insert("extendedTokenSeconds".into(), seconds.value.into());
        }
        Value::Object(settings)
    }

    /// What shows an entry of `apiAudiences`, if it was seen.
    pub(super) fn about_audience(&self, audience: &str) -> Option<&str> {
        let mut seen = self.api_audiences.iter();
        seen.find(|one| one.value == audience).map(|one| one.shown_by.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_issuer_shows_what_eks_extends_a_token_to() {
        let id = "/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
        let table = [
            (format!("https://oidc.eks.eu-west-1.amazonaws.com{id}"), true),
            (format!("https://oidc.eks.cn-north-1.amazonaws.com.cn{id}"), true),
            (format!("https://oidc.eks.eu-west-1.amazonaws.com.example.com{id}"), false),
            (format!("https://oidc.eks.example.com/eu-west-1.amazonaws.com{id}"), false),
            (format!("http://oidc.eks.eu-west-1.amazonaws.com{id}"), false),
            (format!("https://oidc.eks..amazonaws.com{id}"), false),
            ("https://oidc.eks.eu-west-1.amazonaws.com/id/".into(), false),
            ("https://oidc.eks.eu-west-1.amazonaws.com".into(), false),
            ("https://container.googleapis.com/v1/projects/p".into(), false),
            ("https://kubernetes.default.svc.cluster.local".into(), false),
        ];
        for (issuer, is_eks) in table {
            let expected = is_eks.then(|| Evidence {
                value: 7_776_000,
                shown_by: format!(
                    "Amazon EKS, by its issuer {issuer}, accepts a token for 90 days"
                ),
            });
            assert_eq!(extended_token_seconds(&issuer), expected, "{issuer}");
        }
    }

    fn observed(audiences: &[&str], seconds: Option<i64>) -> Observed {
        let shown_by = || "a test".to_owned();
        let audience = |value: &&str| Evidence { value: (*value).to_owned(), shown_by: shown_by() };
        Observed {
            api_audiences: audiences.iter().map(audience).collect(),
            extended_token_seconds: seconds.map(|value| Evidence { value, shown_by: shown_by() }),
        }
    }

    #[test]
    fn what_the_settings_say_already_is_not_added() {
        let counts = |audience: &str| Ok(audience == "known");
        let seen = || observed(&["known", "new"], Some(7_776_000));
        let table = [
            (json!({}), observed(&["new"], Some(7_776_000))),
            (json!({"extendedTokenSeconds": null}), observed(&["new"], Some(7_776_000))),
            (json!({"extendedTokenSeconds": 3607}), observed(&["new"], None)),
        ];
        for (given, expected) in table {
            assert_eq!(seen().beyond(&given, &counts), Ok(expected), "{given}");
        }
        let fails = |_: &str| Err("no answer".to_owned());
        assert_eq!(seen().beyond(&json!({}), &fails), Err("no answer".into()));
    }

    #[test]
    fn an_added_audience_leaves_the_defaults() {
        let mut defaults: Vec<&str> = DEFAULT_API_AUDIENCES.to_vec();
        defaults.push("new");
        let table = [
            (json!({"action": "warn"}), observed(&[], None), json!({"action": "warn"})),
            (json!({}), observed(&["new"], None), json!({"apiAudiences": defaults})),
            (
                json!({"apiAudiences": null}),
                observed(&["new"], None),
                json!({"apiAudiences": defaults}),
            ),
            (
                json!({"apiAudiences": ["mine"]}),
                observed(&["new"], None),
                json!({"apiAudiences": ["mine", "new"]}),
            ),
            (
                json!({"action": "warn"}),
                observed(&[], Some(7_776_000)),
                json!({"action": "warn", "extendedTokenSeconds": 7_776_000}),
            ),
        ];
        for (given, seen, expected) in table {
            assert_eq!(seen.added_to(&given), expected, "{given}");
        }
    }
}
