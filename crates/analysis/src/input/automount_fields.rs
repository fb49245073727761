//! Where a text contains `automountServiceAccountToken`.

use serde_json::Value;
use serde_json::value::RawValue;

use super::yaml::{Content, Node};

const AUTOMOUNT_FIELD: &str = "automountServiceAccountToken";

impl Node {
    pub(super) fn automount_fields(&self) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        self.find_automount_fields(&mut String::new(), &mut found);
        found
    }

    fn find_automount_fields(&self, path: &mut String, found: &mut Vec<(String, usize)>) {
        let length = path.len();
        match &self.content {
            Content::Scalar(_) => {}
            Content::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push_str(&format!("[{index}]"));
                    item.find_automount_fields(path, found);
                    path.truncate(length);
                }
            }
            Content::Mapping(entries) => {
                for (key, node) in entries {
                    if length > 0 {
                        path.push('.');
                    }
                    path.push_str(&key.name);
                    if key.name == AUTOMOUNT_FIELD {
                        found.push((path.clone(), node.line));
                    }
                    node.find_automount_fields(path, found);
                    path.truncate(length);
                }
            }
        }
    }
}

/// Reads the JSON again as YAML, which reports lines, but only if the field occurs in it.
pub(super) fn automount_fields_of_json(
    raw: &RawValue,
    line: usize,
    value: &Value,
) -> Vec<(String, usize)> {
    if !raw.get().contains(AUTOMOUNT_FIELD)
        || value.get("kind").is_some_and(|kind| !kind.is_string())
    {
        return Vec::new();
    }
    let text = raw.get();
    let inner = text.strip_prefix('{').unwrap_or(text);
    let skipped = inner.len() - inner.trim_start().len();
    let before_key = inner[..skipped].matches('\n').count();
    let Ok(Some(node)) = Node::read(text) else {
        return Vec::new();
    };
    let mut found = node.automount_fields();
    for (_, at) in &mut found {
        *at = (line + *at).saturating_sub(1 + before_key);
    }
    found
}
