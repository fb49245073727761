//! Finds what looks like Pod templates in an object of an unknown kind.

use serde_json::Value;

/// How many steps deep templates are searched for.
const DEEPEST: usize = 14;
/// How many paths are found at most.
const MOST: usize = 8;

/// The paths of what looks like Pod templates, as `podTemplates` takes them: `[*]` means each item of a
/// list, or each value of a map.
pub fn pod_templates(object: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in object.as_object().into_iter().flatten() {
        // Neither is what an author asks for.
        if !["metadata", "status"].contains(&key.as_str()) {
            search(value, key.clone(), DEEPEST, &mut found);
        }
    }
    found
}

fn search(value: &Value, path: String, depth: usize, found: &mut Vec<String>) {
    if found.len() >= MOST || found.contains(&path) {
        return;
    }
    let is_template = value.pointer("/spec/containers").is_some_and(Value::is_array);
    if is_template {
        return found.push(path);
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    // No path leads to the items of a list in a list or map.
    let has_path = !path.ends_with(']');
    match value {
        Value::Array(items) if has_path => {
            items.iter().for_each(|item| search(item, format!("{path}[*]"), depth, found));
        }
        Value::Object(entries) if entries.keys().all(|key| is_field(key)) => {
            for (key, value) in entries {
                search(value, format!("{path}.{key}"), depth, found);
            }
        }
        Value::Object(entries) if has_path => {
            entries.values().for_each(|value| search(value, format!("{path}[*]"), depth, found));
        }
        _ => {}
    }
}

/// Whether a key is one that Kubernetes' conventions allow for a field, and not a key of a map.
fn is_field(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
