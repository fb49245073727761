//! Writes settings as YAML with comments for people.

use serde_json::{Map, Value};

use crate::input::yaml::inline;

/// The settings as YAML, with the text of `comment` after each entry of `allow.serviceAccounts`.
pub fn settings(
    settings: &Map<String, Value>,
    comment: &dyn Fn(&str) -> String,
    about_secrets: &str,
) -> String {
    let mut text = String::new();
    for (key, value) in settings {
        match value {
            Value::Object(allow) if key == "allow" => {
                text.push_str("allow:\n");
                for (key, value) in allow {
                    match value {
                        Value::Array(accounts) if key == "serviceAccounts" => {
                            list(&mut text, accounts, comment);
                        }
                        _ => {
                            let about = if key == "tokenSecrets" { about_secrets } else { "" };
                            text.push_str(&format!("  {key}: {}{about}\n", inline(value)));
                        }
                    }
                }
            }
            _ => text.push_str(&format!("{key}: {}\n", inline(value))),
        }
    }
    text
}

fn list(text: &mut String, accounts: &[Value], comment: &dyn Fn(&str) -> String) {
    if accounts.is_empty() {
        return text.push_str("  serviceAccounts: []\n");
    }
    text.push_str("  serviceAccounts:\n");
    for account in accounts {
        let about = account.as_str().map(comment).unwrap_or_default();
        text.push_str(&format!("    - {}{about}\n", inline(account)));
    }
}

/// A comment for the end of a line. The names in it are untrusted.
pub fn comment(names: &[String], more: usize) -> String {
    let mut parts = names.join(", ");
    if more > 0 {
        parts.push_str(&format!(" and {more} more"));
    }
    let clean = parts.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' });
    if parts.is_empty() { String::new() } else { format!(" # {}", clean.collect::<String>()) }
}
