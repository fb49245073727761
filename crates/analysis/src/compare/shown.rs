//! Values of settings as people write them.

use serde_json::Value;

/// A value in a line: YAML, without the quotation marks that it may need.
pub fn flow(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}: {}", flow(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) if !text.is_empty() => text.clone(),
        other => other.to_string(),
    }
}
