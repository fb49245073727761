//! Writes settings as YAML with comments for people.

use manifest::inline;
use serde_json::{Map, Value};

/// The settings as YAML. `comment` gives the text after a value, or after each entry of a list that
/// people read one by one, from its key and value.
pub fn settings(settings: &Map<String, Value>, comment: &dyn Fn(&str, &Value) -> String) -> String {
    let mut text = String::new();
    for (key, value) in settings {
        match value {
            Value::Object(allow) if key == "allow" => {
                text.push_str("allow:\n");
                allow.iter().for_each(|(key, value)| field(&mut text, "  ", key, value, comment));
            }
            _ => field(&mut text, "", key, value, comment),
        }
    }
    text
}

fn field(
    text: &mut String,
    indent: &str,
    key: &str,
    value: &Value,
    comment: &dyn Fn(&str, &Value) -> String,
) {
    let entries = match value {
        Value::Array(entries) if key == "serviceAccounts" => entries.as_slice(),
        Value::Array(entries) if entries.iter().any(|entry| !comment(key, entry).is_empty()) => {
            entries
        }
        _ => &[],
    };
    if entries.is_empty() {
        return text.push_str(&format!(
            "{indent}{key}: {}{}\n",
            inline(value),
            comment(key, value)
        ));
    }
    text.push_str(&format!("{indent}{key}:\n"));
    for entry in entries {
        let comment = comment(key, entry);
        match entry {
            Value::Object(fields) => exemption(text, indent, fields, &comment),
            _ => text.push_str(&format!("{indent}  - {}{comment}\n", inline(entry))),
        }
    }
}

/// An entry of `allow.serviceAccounts` that is an object, a line for each field.
fn exemption(text: &mut String, indent: &str, fields: &Map<String, Value>, comment: &str) {
    const ORDER: [&str; 5] = ["account", "containers", "until", "reason", "owner"];
    let (mut before, mut comment) = ("  - ", comment);
    for key in ORDER {
        if let Some(value) = fields.get(key) {
            // Some YAML readers turn a bare date into a time.
            let value = if key == "until" { value.to_string() } else { inline(value) };
            text.push_str(&format!("{indent}{before}{key}: {value}{comment}\n"));
            (before, comment) = ("    ", "");
        }
    }
}

/// A comment for the end of a line: names, how many more there are, and what audit logs say. The names
/// in it are untrusted.
pub fn comment(names: &[String], more: usize, evidence: Option<&str>) -> String {
    let mut parts = names.join(", ");
    if more > 0 {
        parts.push_str(&format!(" and {more} more"));
    }
    if let Some(evidence) = evidence {
        let colon = if parts.is_empty() { "" } else { ": " };
        parts.push_str(&format!("{colon}{evidence}"));
    }
    let clean = parts.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' });
    if parts.is_empty() { String::new() } else { format!(" # {}", clean.collect::<String>()) }
}
