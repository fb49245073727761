//! Tests the command: golden output for the cases in `command/`, and inputs too odd to be stored in
//! files.

use std::process::Command;
use std::time::{Duration, Instant};

use scenarios::bless;

use crate::common::{judged, run, token_check};

/// The trycmd crate reads its own variable to rewrite files, so it needs another process.
fn bless() {
    let this = std::env::current_exe().unwrap_or_else(|error| panic!("{error}"));
    let output = Command::new(this)
        .args(["--exact", "command::golden_output"])
        .env_remove("BLESS")
        .env("TRYCMD", "overwrite")
        .output();
    // It fails if it rewrote something; whether everything is right now is checked next.
    output.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn golden_output() {
    if bless::is_wanted() {
        bless();
    }
    trycmd::TestCases::new()
        .register_bin("token-check", token_check())
        .env("NO_COLOR", "1")
        .case("command/*.toml");
}

const GOOD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: good}\n\
                    spec: {automountServiceAccountToken: false, containers: [{name: app}]}\n";

/// A document that cannot be read leads to a message and exit status 2, but never affects the rest.
#[test]
fn unreadable_documents_are_reported_and_the_rest_is_judged() {
    let deep = "[".repeat(100_000);
    let deep_object = "{\"a\":".repeat(100_000);
    let deep_block: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", ")));
    }
    let expected = "expected a Kubernetes object with apiVersion and kind, found";
    let cases = [
        (deep.as_str(), "-:6: document 2: expected at most 200 levels".to_owned()),
        (&deep_object, "-:6: document 2: expected at most 200 levels".into()),
        (&deep_block, "-:206: document 2: expected at most 200 levels".into()),
        (&bomb, "-:9: document 2: expected aliases to expand to fewer values".into()),
        ("a: [1, 2\n", "-:6: document 2: expected `]` to end what starts here".into()),
        ("a: b: c\n", "-:6: document 2: expected no `: ` here; quote the value".into()),
        ("{\"a\": 1, \"a\": 2}\n", format!("-:6: document 2: {expected} an object without kind")),
        ("just text\n", format!("-:6: document 2: {expected} a string")),
        ("[1, 2]\n", format!("-:6: document 2: {expected} a list")),
        ("a: 1\n", format!("-:6: document 2: {expected} an object without kind")),
        (
            "apiVersion: 1\nkind: Pod\n",
            "-:6: document 2: expected a string as apiVersion, found a number".into(),
        ),
        (
            "kind: AdmissionReview\n",
            "-:6: expected request of this AdmissionReview to be an object".into(),
        ),
        (
            "a: x\n\u{0}\u{1}\n",
            "-:7: document 2: expected text without control characters, found U+0000".into(),
        ),
        (
            "a: .inf\n",
            "-:6: document 2: expected a finite number, because JSON has no other, found .inf"
                .into(),
        ),
        (
            "a: *nobody\n",
            "-:6: document 2: expected an anchor &nobody before the alias *nobody".into(),
        ),
    ];
    for (broken, message) in cases {
        let shown: String = broken.chars().take(40).collect();
        let input = format!("{GOOD}---\n{broken}\n---\n{GOOD}");
        let start = Instant::now();
        let output = run(&["--output", "json", "-"], input.as_bytes());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(start.elapsed() < Duration::from_secs(30), "{shown} took {:?}", start.elapsed());
        assert_eq!(output.status.code(), Some(2), "{shown}: {errors}");
        let wanted = format!("error: {message}");
        assert!(errors.lines().any(|line| line.starts_with(&wanted)), "{shown}: {errors}");
        assert!(errors.lines().all(|line| line.len() < 300), "{shown}: {errors}");
        let judged = judged(&output);
        let names: Vec<&serde_json::Value> = judged.iter().map(|one| &one["name"]).collect();
        let (good, none) = (serde_json::json!("good"), serde_json::Value::Null);
        assert_eq!(names, [&good, &none, &good], "{shown}");
        let error = judged[1]["error"].as_str().unwrap_or_default();
        let end = message.rsplit_once(": ").map_or("", |(_, end)| end);
        assert!(
            !error.is_empty() && errors.contains(error) && error.contains(end),
            "{shown}: {error}"
        );
    }
}

#[test]
fn a_binary_file_is_named() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("picture.yaml");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n\x00\xff").unwrap_or_else(|error| panic!("{error}"));
    let path = path.display().to_string();
    let output = run(&[&path], b"");
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        errors,
        format!(
            "error: {path}:2: document 1: expected text without control characters, found U+001A\n"
        )
    );
}

#[test]
fn colours_only_where_they_are_wanted() {
    let run_with = |variable: &str| {
        let output = Command::new(token_check())
            .arg(e2e_tests::path("demo"))
            .env_remove("NO_COLOR")
            .env(variable, "1")
            .output();
        let output = output.unwrap_or_else(|error| panic!("{error}"));
        output.stdout.contains(&0x1b)
    };
    assert!(!run_with("NO_COLOR"), "NO_COLOR is honoured");
    assert!(!run_with("UNRELATED"), "a pipe is no terminal");
    assert!(run_with("CLICOLOR_FORCE"), "colours can be forced");
}

#[test]
fn names_cannot_steer_a_terminal() {
    let odd = "x\u{1b}[2K\r\u{9b}1A\u{202e}\u{200b}\u{2066}\u{feff}";
    let pod = serde_json::json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": odd, "namespace": odd},
        "spec": {"containers": [{"name": odd}]},
    });
    let pod = pod.to_string();
    for arguments in [
        &["-"][..],
        &["explain", "-"],
        &["cluster", "-"],
        &["cluster", "--output", "html", "-"],
        &["--output", "github", "-"],
        &["--output", "gitlab", "-"],
        &["--output", "junit", "-"],
        &["--output", "sarif", "-"],
    ] {
        let output = run(arguments, pod.as_bytes());
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("x?[2K??1A????"), "{arguments:?}: {text}");
        let steers = |c: &char| *c != '\n' && analysis::steers(*c);
        assert_eq!(text.chars().find(steers), None, "{arguments:?}: {text}");
    }
}

/// In a pipe, each cause and each object is in a line of its own, whatever its length.
#[test]
fn nothing_is_wrapped_in_a_pipe() {
    let long = "name-".repeat(50) + "end";
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {long}, namespace: {long}}}\n\
         spec: {{serviceAccountName: {long}, containers: [{{name: a-{long}}}, {{name: b-{long}}}]}}\n"
    );
    let output = run(&["-"], pod.as_bytes());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    let is_whole =
        lines[0].starts_with("rejected: containers a-name-") && lines[0].ends_with("false.");
    assert!(is_whole, "{text}");
    assert_eq!(lines[1], format!("  -:1  Pod {long}/{long}  a-{long}, b-{long}"));
}

#[test]
fn a_large_file_is_judged() {
    let pods: Vec<String> = (0..2_000)
        .map(|number| {
            format!(
                "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\",\n \
                 \"metadata\": {{\"name\": \"p{number}\"}},\n \
                 \"spec\": {{\"containers\": [{{\"name\": \"app\"}}]}}}}"
            )
        })
        .collect();
    let list = format!(
        "{{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\n{}\n]}}",
        pods.join(",\n")
    );
    let output = run(&["--output", "json", "-"], list.as_bytes());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let judged = judged(&output);
    assert_eq!(judged.len(), 2_000);
    assert_eq!(judged[1_999]["name"], "p1999");
    assert_eq!(judged[1_999]["line"], 2 + 1_999 * 3);
}

/// The README shows what `make run` really prints on a terminal, apart from the line breaks.
#[test]
fn the_readme_shows_the_real_output() {
    let read = |path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{error}"));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed = read(e2e_tests::path("command/demo.stdout"));
    let readme = read(e2e_tests::path("../README.md"));
    let shown = readme.split_once("<!-- demo -->\n```text\n").map_or("", |(_, rest)| rest);
    let shown = shown.split_once("```").map_or("", |(shown, _)| shown);
    assert_eq!(words(shown), words(&printed.replace("demo/", "e2e-tests/demo/")));
}
