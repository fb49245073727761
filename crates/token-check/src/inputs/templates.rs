//! Which file each part of a rendered text comes from.
//!
//! Helm writes `# Source: CHART/templates/FILE` before each object. kustomize writes the annotation
//! `config.kubernetes.io/origin`, if the kustomization asks for it with
//! `buildMetadata: [originAnnotations]`.

use std::path::{Component, Path, PathBuf};

use manifest::Node;
use serde_json::Value;

use super::source::{Origin, shown};

const COMMENT: &str = "# Source: ";
const ORIGIN: &str = "/metadata/annotations/config.kubernetes.io~1origin";

/// The `# Source:` comments of a text.
#[derive(Debug, Default)]
pub struct Templates {
    /// The line after which each document starts, and its file; in order.
    documents: Vec<(usize, Option<String>)>,
}

impl Templates {
    /// Finds the comments of a text.
    pub fn of(text: &str) -> Self {
        let mut documents = Vec::new();
        if !text.contains(COMMENT) {
            return Self { documents };
        }
        let (mut source, mut start, mut in_comments) = (None, 0, true);
        for (number, line) in text.lines().enumerate() {
            if line.starts_with("---") {
                documents.push((start, source.take()));
                (start, in_comments) = (number, true);
            } else if in_comments && let Some(path) = line.strip_prefix(COMMENT) {
                source.get_or_insert_with(|| path.trim().to_owned());
            } else if !line.trim().is_empty() && !line.starts_with('#') {
                in_comments = false;
            }
        }
        documents.push((start, source));
        Self { documents }
    }

    /// The file that the comment above a line names; lines count from 1.
    fn at(&self, line: usize) -> Option<&str> {
        let after = self.documents.partition_point(|(start, _)| *start < line);
        let (_, source) = self.documents.get(after.checked_sub(1)?)?;
        source.as_deref().filter(|source| !source.is_empty())
    }

    /// The file that an object comes from; a path in the repository, if it was rendered from there.
    pub fn source(&self, line: Option<usize>, object: &Value, origin: &Origin) -> Option<String> {
        let named = line.and_then(|line| self.at(line));
        match (named, origin) {
            // The first part is the name of the chart.
            (Some(path), Origin::Rendered(folder, _)) => match path.split_once('/') {
                Some((_, path)) => Some(joined(folder, path)),
                None => Some(path.to_owned()),
            },
            (Some(path), _) => Some(path.to_owned()),
            (None, _) => annotated(object, origin),
        }
    }
}

fn annotated(object: &Value, origin: &Origin) -> Option<String> {
    let text = object.pointer(ORIGIN)?.as_str()?;
    let annotation = Node::read(text).ok()??.to_json();
    let text = |key: &str| annotation[key].as_str().filter(|text| !text.is_empty());
    let path = text("path").or_else(|| text("configuredIn"))?;
    Some(match (text("repo"), origin) {
        (Some(repository), _) => {
            let at = text("ref").map(|name| format!("?ref={name}")).unwrap_or_default();
            format!("{repository}//{path}{at}")
        }
        (None, Origin::Rendered(folder, _)) => joined(folder, path),
        (None, _) => path.to_owned(),
    })
}

/// A path below a folder, without `..` where the folder has names for it.
fn joined(folder: &Path, path: &str) -> String {
    let mut all = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(all.components().next_back(), Some(Component::Normal(_))) =>
            {
                all.pop();
            }
            part => all.push(part),
        }
    }
    shown(&all)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn comments_name_the_file_of_their_document() {
        let text = "# Source: post/templates/a.yaml\na: 1\n# Source: no\n---\nb: 1\n---\n\n# c\n# Source: post/charts/sub/templates/c.yaml \nc: |\n  # Source: no\n--- # d\nd: 1\n";
        let cases = [
            (1, Some("post/templates/a.yaml")),
            (2, Some("post/templates/a.yaml")),
            (3, Some("post/templates/a.yaml")),
            (5, None),
            (9, Some("post/charts/sub/templates/c.yaml")),
            (11, Some("post/charts/sub/templates/c.yaml")),
            (13, None),
        ];
        let templates = Templates::of(text);
        for (line, expected) in cases {
            assert_eq!(templates.at(line), expected, "{line}");
        }
        assert_eq!(Templates::of("a: 1\n").at(1), None);
    }

    #[test]
    fn rendered_objects_name_a_file_of_the_repository() {
        let rendered = Origin::Rendered("deploy/post".into(), Vec::new().into());
        let stdin = Origin::Spooled("-".into(), Vec::new().into());
        let origin = |text: &str| json!({"metadata": {"annotations": {"config.kubernetes.io/origin": text}}});
        let helm = "---\n# Source: post/charts/sub/templates/a.yaml\na: 1\n";
        let cases = [
            (helm, json!({}), &rendered, Some("deploy/post/charts/sub/templates/a.yaml")),
            (helm, json!({}), &stdin, Some("post/charts/sub/templates/a.yaml")),
            ("", origin("path: a.yaml\n"), &rendered, Some("deploy/post/a.yaml")),
            ("", origin("path: ../base/a.yaml\n"), &rendered, Some("deploy/base/a.yaml")),
            ("", origin("path: ../../../a.yaml\n"), &rendered, Some("../a.yaml")),
            ("", origin("path: a.yaml\n"), &stdin, Some("a.yaml")),
            (
                "",
                origin("path: b/a.yaml\nrepo: https://example.com/r\nref: v1\n"),
                &rendered,
                Some("https://example.com/r//b/a.yaml?ref=v1"),
            ),
            (
                "",
                origin("configuredIn: kustomization.yaml\n"),
                &rendered,
                Some("deploy/post/kustomization.yaml"),
            ),
            ("", origin("{"), &rendered, None),
            ("", json!({}), &rendered, None),
        ];
        for (text, object, origin, expected) in cases {
            let found = Templates::of(text).source(Some(3), &object, origin);
            assert_eq!(found.as_deref(), expected, "{text} {object}");
        }
    }
}
