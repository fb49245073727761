//! Finds the position of a field in a text, from the path in a message.

use std::ops::Range;

use manifest::{Content, Node};

use crate::path::{Written, steps};

/// The bytes of the key or item at a path such as `spec.containers[0].name`, or at the longest part
/// of the path that exists. `None` if no part of it exists.
pub fn locate(root: &Node, path: &str) -> Option<Range<usize>> {
    let mut found = None;
    let mut node = root;
    for step in steps(path) {
        match (&node.content, step) {
            (Content::Mapping(entries), step) => {
                let Some((key, value)) = entries.iter().find(|(key, _)| step.is_key(&key.name))
                else {
                    return found;
                };
                (found, node) = (Some(key.at.clone()), value);
            }
            (Content::Sequence(items), Written::Item(index)) => {
                let Some(item) = items.get(index) else {
                    return found;
                };
                (found, node) = (Some(shown(item)), item);
            }
            (Content::Sequence(_), Written::Key(_)) | (Content::Scalar(_), _) => return found,
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
    let mut is_quoted = false;
    let end = rest.find(|c: char| {
        is_quoted ^= c == '"';
        !(is_quoted || c.is_ascii_alphanumeric() || ".[]_-\"".contains(c))
    });
    let path = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches('.');
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_existing_part_of_a_path_is_found() {
        let text = "spec:\n  list:\n  - name: a\n  - {name: b}\n  flag: x\n  a.b[0]: {c d: y}\n";
        let node = Node::read(text).ok().flatten();
        let cases = [
            ("spec", Some("spec")),
            ("spec.flag", Some("flag")),
            ("spec.list[0]", Some("name")),
            ("spec.list[1]", Some("{")),
            ("spec.list[1].name", Some("name")),
            ("spec.list[7].name", Some("list")),
            ("spec.flag.deeper", Some("flag")),
            ("spec.\"a.b[0]\"", Some("a.b[0]")),
            ("spec.\"a.b[0]\".\"c d\"", Some("c d")),
            ("spec.a.b[0]", Some("spec")),
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
            (
                "request.object.spec.\"a b\".by-name[0] must",
                "request.object",
                Some("spec.\"a b\".by-name[0]"),
            ),
            ("request.object.spec.\"open", "request.object", Some("spec.\"open")),
            ("request.object is missing", "request.object", None),
            ("container a would get", "request.object", None),
        ];
        for (message, root, expected) in cases {
            assert_eq!(path_in(message, root), expected, "{message}");
        }
    }
}
