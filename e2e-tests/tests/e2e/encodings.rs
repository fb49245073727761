//! Tests that places are right, and that `--fix` writes back what it read, whatever the encoding and
//! the line ends of a file.

use std::fs;

use manifest::{Encoding, Text};
use serde_json::Value;

use crate::common::{judged, run};

/// Two Pods that get a token, the second after a document of another kind. Lines: 3 and 15.
const STREAM: &str = "# déjà vu 😀
---
apiVersion: v1
kind: Pod
metadata:
  name: first
spec:
  containers:
  - name: app
---
apiVersion: v1
kind: Namespace
metadata: {name: x}
---
apiVersion: v1
kind: Pod
metadata: {name: second}
spec: {containers: [{name: app}]}
";

const ENCODINGS: [Encoding; 4] =
    [Encoding::Utf8, Encoding::Utf8WithMark, Encoding::Utf16Le, Encoding::Utf16Be];

/// Runs the command on a file of that content; returns its output and the content afterwards.
fn run_on(name: &str, content: &[u8], arguments: &[&str]) -> (std::process::Output, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap_or_else(|error| panic!("{error}"));
    let shown = path.display().to_string();
    let output = run(&[arguments, &[&shown]].concat(), b"");
    (output, fs::read(&path).unwrap_or_else(|error| panic!("{error}")))
}

fn lines(output: &std::process::Output) -> Vec<(String, u64)> {
    let name = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
    let line = |one: &Value| one["line"].as_u64().unwrap_or_default();
    judged(output).iter().map(|one| (name(one), line(one))).collect()
}

#[test]
fn every_encoding_is_read_and_written_back() {
    for encoding in ENCODINGS {
        for line_end in ["\n", "\r\n"] {
            let note = format!("{encoding:?} {line_end:?}");
            let content = encoding.encode(&STREAM.replace('\n', line_end));
            let (output, after) = run_on("x.yaml", &content, &["--output", "json"]);
            assert_eq!(after, content, "{note}");
            let expected = [("first", 3), ("x", 11), ("second", 15)];
            let expected = expected.map(|(name, line)| (name.to_owned(), line));
            assert_eq!(lines(&output), expected, "{note}");
            let (output, after) = run_on("x.yaml", &content, &["--fix", "--yes"]);
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(errors.contains("1 file changed"), "{note}: {errors}");
            let fixed = STREAM
                .replace("spec:\n", "spec:\n  automountServiceAccountToken: false\n")
                .replace("spec: {", "spec: {automountServiceAccountToken: false, ")
                .replace('\n', line_end);
            let after = Text::decode(after);
            assert_eq!((after.encoding, after.text), (encoding, fixed), "{note}");
        }
    }
}

/// What SARIF says to replace gives the same file as `--fix`.
#[test]
fn sarif_fixes_are_those_of_fix() {
    for encoding in ENCODINGS {
        for line_end in ["\n", "\r\n"] {
            let text = STREAM.replace('\n', line_end);
            let content = encoding.encode(&text);
            let (output, _) = run_on("x.yaml", &content, &["--output", "sarif"]);
            let log: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
            let results = log["runs"][0]["results"].as_array().cloned().unwrap_or_default();
            assert_eq!(results.len(), 2);
            let mut fixed = text.clone();
            // From the end, so that earlier places stay valid.
            for result in results.iter().rev() {
                let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
                let region = &replacement["deletedRegion"];
                let at = |line: &str, column: &str| byte(&text, &region[line], &region[column]);
                let range = at("startLine", "startColumn")..at("endLine", "endColumn");
                let insert = replacement["insertedContent"]["text"].as_str().unwrap_or_default();
                fixed.replace_range(range, insert);
            }
            let (_, after) = run_on("x.yaml", &content, &["--fix", "--yes"]);
            assert_eq!(fixed, Text::decode(after).text, "{encoding:?} {line_end:?}");
        }
    }
}

/// The byte at a line and column, which count characters from 1.
fn byte(text: &str, line: &Value, column: &Value) -> usize {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap_or(1)).unwrap_or(1) - 1;
    let start: usize = text.split_inclusive('\n').take(number(line)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(number(column)).map_or(rest.len(), |(at, _)| at)
}

#[test]
fn places_are_right_in_odd_files() {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: app}}]}}\n"
        )
    };
    let json = |name: &str| {
        format!(
            "{{\n  \"apiVersion\": \"v1\", \"kind\": \"Pod\",\n \"metadata\": {{\"name\": \"{name}\"}}}}"
        )
    };
    let list = "apiVersion: v1\nkind: List\nitems:\n- &p\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n\
                - *p\n- <<: *p\n  metadata: {name: b}\n- kind: Pod\n  apiVersion: v1\n  metadata: {name: c}\n";
    let cases = [
        ("JSON values one after the other", format!("{}\n{} {}", json("a"), json("b"), json("c")), vec![("a", 2), ("b", 5), ("c", 7)]),
        ("JSON, then YAML", format!("{}\n---\n{}", json("a"), pod("b")), vec![("a", 2), ("b", 5)]),
        ("a JSON list", "{\"kind\": \"PodList\",\n\"apiVersion\": \"v1\", \"items\": [\n{\"metadata\": {\"name\": \"a\"}},\n{\n\"metadata\": {\"name\": \"b\"}}]}".into(), vec![("a", 3), ("b", 5)]),
        ("anchors and merges", list.into(), vec![("a", 5), ("a", 8), ("b", 9), ("c", 11)]),
        // A line of the file ends with LF, whatever ends one in YAML.
        ("other line ends", format!("# c\u{2028}\u{85}# d\r# e\n{}", pod("a")), vec![("a", 2)]),
        ("a flow document", "{\n\n kind: Pod, apiVersion: v1, metadata: {name: a}}\n".into(), vec![("a", 3)]),
    ];
    for (note, text, expected) in cases {
        let (output, _) = run_on("x.yaml", text.as_bytes(), &["--output", "json"]);
        let expected: Vec<(String, u64)> =
            expected.into_iter().map(|(name, line)| (name.to_owned(), line)).collect();
        assert_eq!(lines(&output), expected, "{note}");
    }
}

/// A hint names the line of the field, and an annotation is at that line.
#[test]
fn hints_are_at_their_lines() {
    let text = "# a\u{2028}# b\n---\nkind: List\nitems:\n- &p\n  apiVersion: v1\n  kind: Pod\n  metadata:\n    \
                automountServiceAccountToken: false\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  \
                automountServiceAccountToken: false\nspec: {}\n";
    for encoding in ENCODINGS {
        for line_end in ["\n", "\r\n"] {
            let content = encoding.encode(&text.replace('\n', line_end));
            let (output, _) = run_on("x.yaml", &content, &["--output", "github"]);
            let annotations = String::from_utf8_lossy(&output.stdout).into_owned();
            let of_hints = annotations.lines().filter(|line| line.contains("has no effect"));
            let lines: Vec<&str> =
                of_hints.filter_map(|line| line.split("line=").nth(1)?.split(',').next()).collect();
            assert_eq!(lines, ["9", "15"], "{encoding:?} {line_end:?}: {annotations}");
        }
    }
}

/// Nothing in the reader depends on the length of a line.
#[test]
fn a_line_of_50_megabytes_is_read() {
    let long = "x y ".repeat(12_500_000);
    for value in [long.clone(), format!("\"{long}\""), format!("[{}]", "a, ".repeat(1_000_000))] {
        let text = format!(
            "{STREAM}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: long}}\ndata: {value}\n"
        );
        let (output, _) = run_on("x.yaml", text.as_bytes(), &["--output", "json"]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(lines(&output).last(), Some(&("long".to_owned(), 20)));
    }
}

#[test]
fn a_file_that_cannot_be_written_back_stays() {
    let mut content = b"# \xff\n".to_vec();
    content.extend_from_slice(STREAM.as_bytes());
    let (output, after) = run_on("x.yaml", &content, &["--fix", "--yes"]);
    assert_eq!(after, content);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        errors.contains("x.yaml is not changed: some of its bytes are no characters"),
        "{errors}"
    );
    assert!(errors.contains("0 files changed"), "{errors}");
}

#[test]
fn nothing_is_written_if_stdin_is_among_the_files() {
    let (output, after) = run_on("x.yaml", STREAM.as_bytes(), &["--fix", "--yes", "-"]);
    assert_eq!(after, STREAM.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("--fix changes files and cannot change stdin"), "{errors}");
}

/// What a reader may take in another way than kubectl is said.
#[test]
fn surprises_are_warned_of() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    let cases = [
        (
            format!(
                "{pod}spec:\n  automountServiceAccountToken: false\n  automountServiceAccountToken: true\n"
            ),
            "x.yaml:6: spec.automountServiceAccountToken is also given in line 5; kubectl takes this one, the last",
        ),
        (
            format!(
                "{pod}spec: &s {{automountServiceAccountToken: true}}\nx:\n  automountServiceAccountToken: false\n  <<: *s\n"
            ),
            "x.yaml:6: x.automountServiceAccountToken has no effect, because the merge key `<<` below it, in line \
             7, brings another value; for kubectl, a merge key replaces what is above it",
        ),
        (
            format!("{pod}...\n# a comment\nspec: {{}}\n"),
            "x.yaml:6: kubectl does not read this and what follows, because the document has ended",
        ),
        (
            format!("{pod}...\rspec: {{}}\n"),
            "x.yaml:4: kubectl does not read this and what follows, because the document has ended",
        ),
        (
            format!("{pod}spec:\n  <<: {{hostPID: true}}\n  <<: {{hostPID: false}}\n"),
            "x.yaml:5: spec.hostPID has no effect, because the merge key `<<` below it, in line 6, \
             brings another value; for kubectl, a merge key replaces what is above it",
        ),
        (
            format!("{pod}spec:\n  <<: {{hostPID: true, hostPID: false}}\n"),
            "x.yaml:5: spec.hostPID is also given in line 5; kubectl takes this one, the last",
        ),
        (
            format!("{pod}---\nkind: [\n---\n{pod}---\n{pod}"),
            "x.yaml:5: kubectl stops reading here, so it does not send Pod a in line 7, Pod a in line 11",
        ),
        (
            format!(
                "kind: PodList\napiVersion: v1\nitems: [{{}}, {{}}]\n--- text\n{}",
                format!("{pod}---\n").repeat(5)
            ),
            "x.yaml:4: kubectl stops reading here, so it does not send Pod in line 3, Pod in line 3, \
             Pod a in line 5, Pod a in line 9, Pod a in line 13 and 2 more",
        ),
        (
            format!("{pod}--- text\n{pod}"),
            "x.yaml:4: kubectl stops reading here, so it does not send Pod a in line 1, Pod a in line 5",
        ),
    ];
    for (text, expected) in cases {
        let (output, _) = run_on("x.yaml", text.as_bytes(), &["--output", "json"]);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let found = errors.lines().filter_map(|line| line.strip_prefix("warning: "));
        let found = found.filter(|line| !line.contains("is defined again"));
        let found: Vec<&str> = found.filter_map(|line| line.get(line.find("x.yaml")?..)).collect();
        assert_eq!(found, [expected], "{errors}");
        let (output, _) = run_on("x.yaml", text.as_bytes(), &["--output", "github"]);
        let annotations = String::from_utf8_lossy(&output.stdout).into_owned();
        let (line, what) =
            expected.strip_prefix("x.yaml:").and_then(|it| it.split_once(": ")).unwrap_or_default();
        let end = format!("x.yaml,line={line}::{what}");
        assert!(
            annotations.lines().any(|line| line.starts_with("::warning ") && line.ends_with(&end)),
            "{annotations}"
        );
    }
}
