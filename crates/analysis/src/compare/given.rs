//! Settings as they are given to be compared: on their own, or in the manifest of a policy.

use std::ops::Range;

use manifest::documents;
use serde_json::{Map, Value, json};

use crate::input;
use crate::locate::{locate, path_in};
use crate::policy::Policy;
use crate::settings::Settings;
use crate::text::Text;
use crate::verdict::SettingsVerdict;

/// The group of Kubewarden's policies.
const GROUP: &str = "policies.kubewarden.io/";
/// The kinds that hold the settings of one policy.
const KINDS: [&str; 2] = ["ClusterAdmissionPolicy", "AdmissionPolicy"];
/// What a text should be that holds no settings.
const EXPECTED: &str = "expected settings, a mapping such as `action: warn`";

/// Settings that the policy takes.
#[derive(Debug)]
pub struct Given {
    /// The settings as they were written, which the policy reads.
    pub value: Value,
    /// The same, as they are compared.
    pub settings: Settings,
    /// What the policy says about them although it takes them.
    pub remark: Option<String>,
}

impl Given {
    /// Asks the policy whether it takes these settings, at that second since 1970.
    ///
    /// # Errors
    ///
    /// The reason why it refuses them, or why they cannot be compared.
    pub fn check(
        policy: &dyn Policy,
        value: Value,
        unix_seconds: Option<i64>,
    ) -> Result<Self, String> {
        let remark = match policy.check_settings(&value, unix_seconds)? {
            SettingsVerdict { valid: true, message } => message,
            refused => return Err(refused.refusal().unwrap_or_default()),
        };
        // Another build of the policy may take more.
        let settings = serde_json::from_value(value.clone())
            .map_err(|error| format!("these settings cannot be compared: {error}"))?;
        Ok(Self { value, settings, remark })
    }
}

/// The settings that a document holds; `None` is an empty one.
///
/// # Errors
///
/// It is no mapping.
pub fn settings_of(document: Option<Value>) -> Result<Value, &'static str> {
    match document {
        None => Ok(Value::Object(Map::new())),
        Some(settings @ Value::Object(_)) => Ok(settings),
        Some(_) => Err(EXPECTED),
    }
}

/// The settings in a policy's manifest; `None` if the value is none.
///
/// # Errors
///
/// What it has in their place is no mapping.
pub fn settings_of_policy(value: &Value) -> Option<Result<Value, &'static str>> {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let is_policy = text("apiVersion").is_some_and(|version| version.starts_with(GROUP))
        && text("kind").is_some_and(|kind| KINDS.contains(&kind));
    let settings = value.pointer("/spec/settings").filter(|settings| !settings.is_null());
    is_policy.then(|| settings_of(Some(settings.cloned().unwrap_or_else(|| json!({})))))
}

/// What a person has to know about settings in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The bytes of the text that it is about.
    pub at: Range<usize>,
    /// What was found, and what was expected.
    pub what: String,
}

/// Settings in a text.
#[derive(Debug)]
pub struct Written {
    /// The settings.
    pub given: Given,
    /// What the policy says about them although it takes them.
    pub remark: Option<Remark>,
}

/// Reads a text with settings, as [`Given::check`].
///
/// # Errors
///
/// Why it cannot be read, why the policy refuses them, or why they cannot be compared.
pub fn read(policy: &dyn Policy, text: &str, unix_seconds: Option<i64>) -> Result<Written, Remark> {
    let node = input::single(documents(text)).map_err(|fault| {
        let at = Text::new(text).line(fault.line.unwrap_or(1));
        Remark { at, what: fault.what }
    })?;
    let document = node.as_ref().map(|node| node.to_json());
    let of_policy = document.as_ref().and_then(settings_of_policy);
    let inside = if of_policy.is_some() { "spec.settings" } else { "" };
    let place = |path: &str| {
        let at = node.as_ref().and_then(|node| locate(node, &format!("{inside}.{path}")));
        at.unwrap_or_else(|| Text::new(text).line(1))
    };
    let remark =
        |what: String| Remark { at: place(path_in(&what, "settings").unwrap_or_default()), what };
    let settings = of_policy.unwrap_or_else(|| settings_of(document));
    let settings = settings.map_err(|what| remark(what.into()))?;
    let given = Given::check(policy, settings, unix_seconds).map_err(remark)?;
    let remark = given.remark.clone().map(remark);
    Ok(Written { given, remark })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Core;

    #[test]
    fn settings_are_read_on_their_own_or_from_a_policy() {
        let policy = |more: &str| {
            format!(
                "apiVersion: policies.kubewarden.io/v1\nkind: ClusterAdmissionPolicy\nspec:\n  \
                 module: m\n{more}"
            )
        };
        let taken = [
            ("".to_owned(), json!({})),
            ("# nothing\n".into(), json!({})),
            ("action: warn\n".into(), json!({"action": "warn"})),
            ("{\"action\": \"warn\"}".into(), json!({"action": "warn"})),
            (policy(""), json!({})),
            (policy("  settings:\n"), json!({})),
            (policy("  settings: {action: warn}\n"), json!({"action": "warn"})),
        ];
        for (text, expected) in taken {
            let written = read(&Core, &text, None);
            assert_eq!(
                written.map(|it| (it.given.value, it.remark)),
                Ok((expected, None)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_marked() {
        let cases = [
            ("allow:\n  podAuthor: [\n", "podAuthor: [", "expected `]` to end what starts here"),
            ("- action: warn\n", "- action: warn", EXPECTED),
            ("help: é\naction: forbid\n", "action", FORBID),
            (
                "# é\nallow: {podAuthor: some}\n",
                "podAuthor",
                r#"settings.allow.podAuthor must be one of none, projected, any, not "some""#,
            ),
            (
                "apiVersion: policies.kubewarden.io/v1\nkind: AdmissionPolicy\nspec:\n  settings:\n    \
                 action: forbid\n",
                "action",
                FORBID,
            ),
            (
                "apiVersion: policies.kubewarden.io/v1\nkind: AdmissionPolicy\nspec: {settings: 7}\n",
                "settings",
                EXPECTED,
            ),
        ];
        for (text, marked, what) in cases {
            let fault = read(&Core, text, None).map(|it| it.given.value);
            let fault = fault.map_err(|fault| (text.get(fault.at), fault.what));
            assert_eq!(fault, Err((Some(marked), what.to_owned())), "{text}");
        }
    }

    const FORBID: &str = r#"settings.action must be one of reject, warn, mutate, not "forbid""#;

    #[test]
    fn what_the_policy_says_of_valid_settings_is_marked() {
        let text = "allow:\n  serviceAccounts:\n  - {account: a/b, until: \"2026-01-31\"}\n";
        let remark = read(&Core, text, crate::day::last_second("2026-02-01")).map(|it| it.remark);
        let remark = remark.ok().flatten().map(|remark| (text.get(remark.at), remark.what));
        let what = "The exemption of a/b (allow.serviceAccounts[0]) ended on 2026-01-31.";
        assert_eq!(remark, Some((Some("allow:"), what.to_owned())));
    }
}
