//! Settings as a text that people read.

use serde_json::{Map, Value};

/// A YAML string, without quotes where it needs none.
pub fn scalar(text: &str) -> String {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/');
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_plain = text.bytes().all(fits)
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && !words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_plain { text.to_owned() } else { quoted(&Value::from(text)) }
}

/// The settings, `allow.serviceAccounts` with what `comment` says about each entry.
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

/// A comment for the end of a line, of names that anybody may have written.
pub fn comment(names: &[String], more: usize) -> String {
    let mut parts = names.join(", ");
    if more > 0 {
        parts.push_str(&format!(" and {more} more"));
    }
    let clean = parts.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' });
    if parts.is_empty() { String::new() } else { format!(" # {}", clean.collect::<String>()) }
}

/// A value in one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(quoted).collect::<Vec<_>>().join(", "))
        }
        _ => value.to_string(),
    }
}

/// JSON, which is YAML but for characters that YAML takes for the end of a line.
fn quoted(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => text.push(c),
        }
    }
    text
}
