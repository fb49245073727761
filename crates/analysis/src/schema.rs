//! Generates the JSON Schema of the policy's settings.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};

use crate::settings::Settings;

/// The schema as the text of `settings.schema.json`.
///
/// # Errors
///
/// Never, because a schema is always valid JSON.
pub fn settings_schema() -> serde_json::Result<String> {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .with_transform(RecursiveTransform(plain));
    let schema = SchemaGenerator::new(settings).into_root_schema_for::<Option<Settings>>();
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    Ok(text)
}

/// Removes the formats of Rust's number types, and the line breaks of doc comments.
fn plain(schema: &mut Schema) {
    schema.remove("format");
    if let Some(serde_json::Value::String(description)) = schema.get_mut("description") {
        *description = description.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}
