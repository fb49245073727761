//! Finds the volumes that Kubernetes injected into a PodSpec, for instance in an exported Pod.

use serde_json::Value;
use service_account_token_policy::json;
use service_account_token_policy::pod::injected::{injected_secrets, injected_volume};
use service_account_token_policy::pod::spec::PodSpec;
use service_account_token_policy::text::{ByName, generated_from};

use crate::plugin::token_secrets;

/// The injected volumes of a PodSpec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Injected {
    /// The index of the projected volume that Kubernetes ≥ 1.21 injects.
    pub volume: Option<usize>,
    /// The names of the Secret volumes that Kubernetes ≤ 1.20 injects.
    pub secrets: Vec<String>,
}

/// Finds them in a PodSpec of that account; `object` is its ServiceAccount, if there is one.
pub fn injected(spec: &Value, account: &str, object: Option<&Value>) -> Injected {
    let text = spec.to_string();
    let Ok(read) = json::parse::<PodSpec<'_>>(&text, "spec") else {
        return Injected::default();
    };
    let mut by_name = ByName::default();
    let names = || read.volumes.iter().map(|volume| volume.name.as_deref().unwrap_or_default());
    for (index, name) in names().enumerate() {
        by_name.add_name(name, index);
    }
    let in_form = injected_secrets(&read, &by_name);
    let listed = object.map(token_secrets).unwrap_or_default();
    let generated = format!("{account}-token-");
    let is_accounts = |name: &str| {
        listed.iter().any(|listed| listed == name)
            || generated_from(name) == Some(generated.as_str())
    };
    let secrets = names().filter(|name| in_form.has(name) && is_accounts(name));
    Injected {
        volume: injected_volume(&read.volumes),
        secrets: secrets.map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::plugin::DEFAULT_PATH;

    #[test]
    fn injected_volumes_are_found_by_the_rules_of_the_policy() {
        let projected = |name: &str, seconds: i64| {
            json!({"name": name, "projected": {"sources": [
                {"serviceAccountToken": {"expirationSeconds": seconds, "path": "token"}},
            ]}})
        };
        let secret = |name: &str| json!({"name": name, "secret": {"secretName": name}});
        let account = json!({"metadata": {"name": "web"}, "secrets": [{"name": "web-token"}]});
        let cases = [
            (projected("kube-api-access-abcde", 3607), Some(0), false),
            (projected("kube-api-access-abcde", 3600), None, false),
            (projected("kube-api-access-abcdef", 3607), None, false),
            (secret("web-token-5qnst"), None, true),
            (secret("web-token"), None, true),
            (secret("other-token-5qnst"), None, false),
            (json!({"name": "data", "emptyDir": {}}), None, false),
        ];
        for (volume, index, is_secret) in cases {
            let spec = json!({"volumes": [volume], "containers": [{"name": "a", "volumeMounts": [
                {"name": volume["name"], "mountPath": DEFAULT_PATH},
            ]}]});
            let found = injected(&spec, "web", Some(&account));
            assert_eq!((found.volume, !found.secrets.is_empty()), (index, is_secret), "{volume}");
        }
        assert_eq!(injected(&json!({"volumes": 1}), "web", None), Injected::default());
    }
}
