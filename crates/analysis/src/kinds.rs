//! The kinds that the policy judges, and how to find their parts in JSON values.

use serde_json::Value;
pub use service_account_token_policy::pod::kinds::{Holds, KINDS, Kind, Makes, POD};

/// The judged kind with that `apiVersion` and `kind`.
pub fn judged(api_version: &str, kind: &str) -> Option<&'static Kind> {
    let (group, _) = split_version(api_version);
    Kind::of(group, kind)
}

/// The judged kind of what a file holds. kubectl finds out a missing `apiVersion` by the kind.
pub fn judged_in_file(api_version: &str, kind: &str) -> Option<&'static Kind> {
    match api_version {
        "" => KINDS.iter().find(|known| known.kind == kind),
        _ => judged(api_version, kind),
    }
}

/// The PodSpec of an object of that kind.
pub fn pod_spec<'o>(kind: &Kind, object: &'o Value) -> Option<&'o Value> {
    kind.pod_spec()?.split('.').try_fold(object, |value, key| value.get(key))
}

/// The account that the Pods of an object of that kind run as.
pub fn account<'o>(kind: &Kind, object: &'o Value) -> Option<&'o str> {
    kind.pod_spec()?;
    let spec = pod_spec(kind, object);
    let name = |key| {
        let name = spec.and_then(|spec| spec.get(key)).and_then(Value::as_str);
        name.filter(|name| !name.is_empty())
    };
    Some(name("serviceAccountName").or_else(|| name("serviceAccount")).unwrap_or("default"))
}

/// The plural name of a kind in URLs; all kinds that matter here form it in the same way.
pub fn plural(kind: &str) -> String {
    kind.to_ascii_lowercase() + "s"
}

/// Group and version of an `apiVersion`.
pub fn split_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}
