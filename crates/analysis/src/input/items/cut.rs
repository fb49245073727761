//! Cuts a YAML list, as kubectl prints it, into its items without parsing them. Parsing a large
//! list as a whole takes many times its size in memory.

use std::ops::Range;

/// A list that was cut.
#[derive(Debug, PartialEq, Eq)]
pub struct Cut {
    /// The text outside of `items`.
    pub head: String,
    /// The bytes of each item, and the number of lines before it.
    pub items: Vec<(Range<usize>, usize)>,
}

/// Cuts a document whose `items` are not indented. `None` if it has another format, or if an item
/// may use an anchor in another one.
pub fn cut(text: &str) -> Option<Cut> {
    let is_alias = |(at, _): (usize, &str)| {
        let before = text.get(..at).unwrap_or_default();
        [": ", "- ", "[", ", ", "? "].iter().any(|opening| before.ends_with(opening))
    };
    let has_other_line_ends = text.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']);
    if !text.contains("\nitems:\n- ") || has_other_line_ends {
        return None;
    }
    if text.match_indices('*').any(is_alias) {
        return None;
    }
    let mut found = Cut { head: String::new(), items: Vec::new() };
    let (mut in_items, mut at) = (false, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        let is_start = in_items && line.starts_with("- ");
        let is_inner = line.starts_with([' ', '\n', '#']);
        if is_start {
            found.items.push((at..end, number));
        } else if is_inner && in_items {
            found.items.last_mut()?.0.end = end;
        } else if line == "items:\n" {
            if !found.items.is_empty() {
                return None;
            }
            in_items = true;
        } else {
            in_items = false;
            found.head.push_str(line);
        }
        at = end;
    }
    Some(found)
}

/// The kind of an item, if it is written as kubectl writes it.
pub fn kind(item: &str) -> Option<&str> {
    let mut lines = item.lines();
    let kind = lines
        .find_map(|line| line.strip_prefix("  kind: ").or_else(|| line.strip_prefix("- kind: ")))?;
    kind.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata:
    annotations:
      note: |
        kind: no
        - neither
- kind: Secret

# a comment
  a: \"b
    - c\"
kind: List
metadata:
  resourceVersion: \"\"
";

    #[test]
    fn a_list_is_cut_at_unindented_items() {
        let found = cut(LIST);
        let items = found.iter().flat_map(|found| &found.items);
        let items: Vec<(&str, usize, Option<&str>)> = items
            .map(|(at, line)| (&LIST[at.clone()], *line))
            .map(|(text, line)| (text.lines().next().unwrap_or_default(), line, kind(text)))
            .collect();
        assert_eq!(
            items,
            [("- apiVersion: v1", 2, Some("Pod")), ("- kind: Secret", 9, Some("Secret"))]
        );
        let head = found.map(|found| found.head);
        let expected = "apiVersion: v1\nkind: List\nmetadata:\n  resourceVersion: \"\"\n";
        assert_eq!(head.as_deref(), Some(expected));
    }

    #[test]
    fn other_formats_are_not_cut() {
        let cases = [
            ("indented", LIST.replace("\n- ", "\n  - ")),
            ("an alias", LIST.replace("kind: Secret", "kind: Secret\n  x: *y")),
            ("two lists", format!("{LIST}items:\n- kind: Pod\n")),
            ("no list", "kind: Pod\n".into()),
        ];
        for (note, text) in cases {
            assert_eq!(cut(&text), None, "{note}");
        }
    }

    #[test]
    fn a_kind_is_found_without_parsing() {
        let cases = [
            ("- apiVersion: v1\n  kind: Pod\n", Some("Pod")),
            ("- kind: Pod\n", Some("Pod")),
            ("- spec:\n    kind: Pod\n", None),
            ("- kind: \"Pod\"\n", None),
            ("- kind: Pod # a Pod\n", None),
        ];
        for (item, expected) in cases {
            assert_eq!(kind(item), expected, "{item}");
        }
    }
}
