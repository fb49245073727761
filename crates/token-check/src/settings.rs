//! Settings as people have them: a file of settings, or the manifest of a policy.

use analysis::compare::given::{settings_of, settings_of_policy};
use analysis::input::{self, Unreadable};
use anyhow::{Result, anyhow};
use manifest::Node;
use serde_json::Value;

use crate::inputs::source::Source;

/// Where a policy's manifest has its settings.
const OF_POLICY: &str = "spec.settings";

/// Settings, and where they were found.
pub struct Written {
    /// The file, and the place in it if it is a policy's manifest.
    pub name: String,
    /// The settings, which the policy may refuse.
    pub value: Value,
}

/// Reads the settings of a text.
///
/// # Errors
///
/// It cannot be read, is no mapping, or holds more than one document.
pub fn read(source: &Source) -> Result<Written> {
    let name = source.name();
    let document = document(source)?.map(|node| node.to_json());
    let (name, value) = match document.as_ref().and_then(settings_of_policy) {
        Some(settings) => (format!("{name} ({OF_POLICY})"), settings),
        None => (name.to_string(), settings_of(document)),
    };
    let value = value.map_err(|what| anyhow!("{name}: {what}"))?;
    Ok(Written { name, value })
}

/// The line of each entry of `allow.serviceAccounts` in a text; `None` if it has none.
pub fn lines_of_exemptions(source: &Source) -> Option<Vec<usize>> {
    let node = document(source).ok()??;
    let is_policy = settings_of_policy(&node.to_json()).is_some();
    let settings = if is_policy { node.get("spec")?.get("settings")? } else { &node };
    let entries = settings.get("allow")?.get("serviceAccounts")?.items()?;
    Some(entries.iter().map(|entry| entry.line).collect())
}

fn document(source: &Source) -> Result<Option<Node>> {
    let text = source.text().map_err(|fault| anyhow!("{fault}"))?;
    input::single(text.documents())
        .map_err(|fault| anyhow!("{}", Unreadable::new(source.name(), 0, fault)))
}
