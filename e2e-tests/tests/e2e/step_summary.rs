//! Tests the summary of a GitHub job.

use std::fs;
use std::process::Command;

use crate::common::token_check;

#[test]
fn github_gets_a_summary_of_the_job() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "before\n").unwrap_or_else(|error| panic!("{error}"));
    let odd = "a|b<script>*x*`y`[z](http://example.com)\u{1b}";
    let pod = serde_json::json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": odd},
        "spec": {"containers": [{"name": "app"}]},
    });
    fs::write(folder.path().join("pod.json"), pod.to_string())
        .unwrap_or_else(|error| panic!("{error}"));
    fs::write(folder.path().join("broken.yaml"), "a: [").unwrap_or_else(|error| panic!("{error}"));
    let run = |variable: &str| {
        let output = Command::new(token_check())
            .args(["--output", "github", "pod.json", "broken.yaml"])
            .current_dir(folder.path())
            .env("GITHUB_STEP_SUMMARY", variable)
            .output();
        output.unwrap_or_else(|error| panic!("{error}"))
    };
    let output = run(&summary.display().to_string());
    assert_eq!(output.status.code(), Some(2));
    let text = fs::read_to_string(&summary).unwrap_or_else(|error| panic!("{error}"));
    let expected = "before\n\
        ### Service account tokens: 1 rejected, 1 not read\n\n\
        ❌ container app would get the API token of service account default/default: neither the Pod nor the service account sets automountServiceAccountToken, and Kubernetes mounts it by default. Set spec.automountServiceAccountToken: false.\n\n\
        | object | place | containers | account |\n|---|---|---|---|\n\
        | Pod default/a\\|b&lt;script\\>\\*x\\*\\`y\\`\\[z\\]\\(http://example.com\\)? | pod.json:1 | app | default |\n\n\
        ❌ broken.yaml:1: document 1: expected `]` to end what starts here\n\n"
        .replace("expected `]`", "expected \\`\\]\\`");
    assert!(text.starts_with(&expected), "{text}");
    // Without the variable there is none, and an unusable one is said.
    assert_eq!(run("").status.code(), Some(2));
    let output = run("/nowhere/summary.md");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("error: GITHUB_STEP_SUMMARY: /nowhere/summary.md: "), "{errors}");
}
