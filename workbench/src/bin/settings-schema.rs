//! Prints the JSON Schema of the policy's settings, for `settings.schema.json`.

fn main() -> Result<(), serde_json::Error> {
    print!("{}", workbench::schema::settings_schema()?);
    Ok(())
}
