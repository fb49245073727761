//! Tests the GitHub Actions workflows as far as possible without GitHub.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use e2e_tests::path;
use serde_json::{Value, json};

pub fn text(name: &str) -> String {
    fs::read_to_string(path("..").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn yaml(name: &str, text: &str) -> Value {
    yaml_serde::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every workflow by file name.
fn workflows() -> BTreeMap<String, Value> {
    let folder = fs::read_dir(path("../.github/workflows")).unwrap();
    folder
        .map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let workflow = yaml(&name, &text(&format!(".github/workflows/{name}")));
            (name, workflow)
        })
        .collect()
}

/// Every job, by workflow and name.
pub fn jobs() -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (file, workflow) in workflows() {
        for (name, job) in workflow["jobs"].as_object().unwrap() {
            all.push((format!("{file}/{name}"), job.clone()));
        }
    }
    all
}

pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Every step, with the name of its job.
pub fn steps() -> Vec<(String, Value)> {
    let jobs = jobs();
    let of = |(name, job): &(String, Value)| {
        list(&job["steps"]).map(|step| (name.clone(), step.clone())).collect::<Vec<_>>()
    };
    jobs.iter().flat_map(of).collect()
}

/// Every script, with the name of its job.
fn scripts() -> Vec<(String, String)> {
    let steps = steps().into_iter();
    steps.filter_map(|(name, step)| Some((name, step["run"].as_str()?.to_owned()))).collect()
}

#[test]
fn there_is_one_for_each_purpose() {
    let names: Vec<String> = workflows().into_keys().collect();
    assert_eq!(names, ["codeql.yml", "pages.yml", "release.yml", "scorecard.yml", "test.yml"]);
    let triggers = |name: &str| workflows()[name]["on"].clone();
    assert_eq!(triggers("release.yml"), json!({"push": {"tags": ["v*"]}}));
    let test = triggers("test.yml");
    let keys: Vec<_> = test.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["pull_request", "push", "workflow_call"]);
}

#[test]
fn actions_are_pinned() {
    let jobs = jobs();
    let called = jobs.iter().filter_map(|(name, job)| Some((name.clone(), job["uses"].as_str()?)));
    let steps = steps();
    let used = steps.iter().filter_map(|(name, step)| Some((name.clone(), step["uses"].as_str()?)));
    let mut count = 0;
    for (name, action) in called.chain(used) {
        if let Some(local) = action.strip_prefix("$/") {
            assert!(path("..").join(local).exists(), "{name}: {action}");
            continue;
        }
        let (_, commit) = action.split_once('@').unwrap_or_else(|| panic!("{name}: {action}"));
        let is_hash = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_hash, "{name}: {action} is not pinned to a commit");
        count += 1;
    }
    assert!(count >= 20, "only {count}");
    // The comment shows the version; each commit has exactly one.
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let files = workflows().into_keys().map(|name| format!(".github/workflows/{name}"));
    for name in files.chain(["action.yml".into()]) {
        for line in text(&name).lines() {
            if let Some((_, action)) = line.split_once("uses: ")
                && !action.starts_with("$/")
            {
                let (action, version) = action
                    .split_once(" # ")
                    .unwrap_or_else(|| panic!("{name}: {action} has no version beside it"));
                let commit = action.split_once('@').map_or("", |(_, commit)| commit);
                assert_eq!(commit.len(), 40, "{name}: {action}");
                let action = action.split('/').take(2).collect::<Vec<_>>().join("/");
                let action = action.split('@').next().unwrap_or_default().to_owned();
                versions.entry(action).or_default().insert(version.to_owned());
            }
        }
    }
    for (action, versions) in versions {
        assert_eq!(versions.len(), 1, "{action}: {versions:?}");
    }
}

#[test]
fn jobs_have_only_the_permissions_they_need() {
    for (name, workflow) in workflows() {
        assert_eq!(workflow["permissions"], json!({"contents": "read"}), "{name}");
    }
    let mut more = BTreeMap::new();
    for (name, job) in jobs() {
        for need in list(&job["needs"]).chain(job.get("needs").filter(|need| need.is_string())) {
            let needed = format!("{}/{}", name.split('/').next().unwrap(), need.as_str().unwrap());
            assert!(jobs().iter().any(|(other, _)| *other == needed), "{name} needs {needed}");
        }
        if let Some(permissions) = job.get("permissions") {
            let permissions = permissions.as_object().unwrap();
            let write = permissions.iter().filter(|(_, value)| *value == "write");
            more.insert(name, write.map(|(key, _)| key.clone()).collect::<Vec<_>>().join(" "));
        }
    }
    let expected = [
        ("codeql.yml/codeql", "security-events"),
        ("pages.yml/deploy", "id-token pages"),
        // No job may write both to the registry and to the repository.
        ("release.yml/registry", "attestations id-token packages"),
        ("release.yml/release", "attestations contents id-token"),
        ("scorecard.yml/scorecard", "id-token security-events"),
    ];
    assert_eq!(more, expected.map(|(name, write)| (name.into(), write.into())).into());
    for (name, step) in steps() {
        if step["uses"].as_str().is_some_and(|action| action.starts_with("actions/checkout@")) {
            assert_eq!(step["with"]["persist-credentials"], false, "{name}");
        }
    }
}

#[test]
fn scripts_are_bash_without_interpolated_expressions() {
    let scripts = scripts();
    assert!(scripts.len() >= 7, "only {}", scripts.len());
    for (name, script) in scripts {
        assert!(!script.contains("${{"), "{name}: an expression would be a part of the script");
        let run = Command::new("bash").args(["-n", "-c", &script]).output().unwrap();
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn commands_in_scripts_exist() {
    let makefile = text("Makefile");
    let mut called = BTreeSet::new();
    for (name, script) in scripts() {
        for line in script.lines().map(str::trim) {
            if let Some(target) = line.strip_prefix("make ") {
                let rule = format!("\n{target}:");
                assert!(makefile.contains(&rule), "{name}: the Makefile has no {target}");
                called.insert(target.to_owned());
            }
            if let Some(package) = line.split("-p ").nth(1).filter(|_| line.starts_with("cargo ")) {
                let manifest = text("Cargo.lock");
                assert!(manifest.contains(&format!("name = \"{package}\"")), "{name}: {package}");
            }
        }
    }
    assert_eq!(
        called,
        [
            "annotated-policy.wasm",
            "e2e",
            "miri",
            "mutants-changed",
            "pages",
            "release-files",
            "zizmor",
        ]
        .map(String::from)
        .into()
    );
    assert!(path("../.ci/run").exists());
}
