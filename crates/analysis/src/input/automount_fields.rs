//! Where a text contains `automountServiceAccountToken`.

use manifest::{Content, Node};

const AUTOMOUNT_FIELD: &str = "automountServiceAccountToken";

/// The paths of the field, and the lines of its values.
pub fn automount_fields(node: &Node) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    find(node, &mut String::new(), &mut found);
    found
}

fn find(node: &Node, path: &mut String, found: &mut Vec<(String, usize)>) {
    let length = path.len();
    match &node.content {
        Content::Scalar(_) => {}
        Content::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                find(item, path, found);
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
                find(node, path, found);
                path.truncate(length);
            }
        }
    }
}
