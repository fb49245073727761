//! Finds the position of a field in a text, from the path in a message.

use std::ops::Range;

use manifest::{Content, Node};

/// The bytes of the key or item at a path such as `spec.containers[0].name`, or at the longest part
/// of the path that exists. `None` if no part of it exists.
pub fn locate(root: &Node, path: &str) -> Option<Range<usize>> {
    let mut found = None;
    let mut node = root;
    for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
        match &node.content {
            Content::Mapping(entries) => {
                let Some((key, value)) = entries.iter().find(|(key, _)| key.name == step) else {
                    return found;
                };
                (found, node) = (Some(key.at.clone()), value);
            }
            Content::Sequence(items) => {
                let index = step.strip_suffix(']').and_then(|index| index.parse::<usize>().ok());
                let Some(item) = index.and_then(|index| items.get(index)) else {
                    return found;
                };
                (found, node) = (Some(shown(item)), item);
            }
            Content::Scalar(_) => return found,
        }
    }
    found
}

/// The part to underline: for a block item, its first key.
fn shown(item: &Node) -> Range<usize> {
    match &item.content {
        Content::Mapping(entries) if item.at.is_empty() => {
            entries.first().map_or_else(|| item.at.clone(), |(key, _)| key.at.clone())
        }
        _ => item.at.clone(),
    }
}

/// The path that a message of the policy starts with, after `root` and a dot.
pub fn path_in<'m>(message: &'m str, root: &str) -> Option<&'m str> {
    let rest = message.strip_prefix(root)?.strip_prefix('.')?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || ".[]".contains(c)));
    let path = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches('.');
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_existing_part_of_a_path_is_found() {
        let text = "spec:\n  list:\n  - name: a\n  - {name: b}\n  flag: x\n";
        let node = Node::read(text).ok().flatten();
        let cases = [
            ("spec", Some("spec")),
            ("spec.flag", Some("flag")),
            ("spec.list[0]", Some("name")),
            ("spec.list[1]", Some("{")),
            ("spec.list[1].name", Some("name")),
            ("spec.list[7].name", Some("list")),
            ("spec.flag.deeper", Some("flag")),
            ("status", None),
        ];
        for (path, expected) in cases {
            let at = node.as_ref().and_then(|node| locate(node, path));
            assert_eq!(at.and_then(|at| text.get(at)), expected, "{path}");
        }
    }

    #[test]
    fn a_message_starts_with_the_path() {
        let cases = [
            ("settings.action must be one of", "settings", Some("action")),
            (
                "settings.allow.serviceAccounts[1] must",
                "settings",
                Some("allow.serviceAccounts[1]"),
            ),
            (
                "settings.allow.serviceAccountOwner: true contradicts",
                "settings",
                Some("allow.serviceAccountOwner"),
            ),
            ("request.object.spec must be", "request.object", Some("spec")),
            ("request.object is missing", "request.object", None),
            ("container a would get", "request.object", None),
        ];
        for (message, root, expected) in cases {
            assert_eq!(path_in(message, root), expected, "{message}");
        }
    }
}
