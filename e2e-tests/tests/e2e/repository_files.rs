//! Tests the files that people and programs look for in a repository.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use e2e_tests::path;
use packaging::metadata::{FILE, Metadata};
use serde_json::{Value, json};

use crate::workflows::{list, text, yaml};

fn metadata() -> Metadata {
    Metadata::read(&text(FILE)).unwrap()
}

fn read_yaml(name: &str) -> Value {
    yaml(name, &text(name))
}

#[test]
fn the_owners_are_the_maintainers() {
    let maintainers = read_yaml("artifacthub-pkg.yml")["maintainers"].clone();
    assert_eq!(read_yaml("artifacthub-repo.yml"), json!({"owners": maintainers}));
    let owners = text(".github/CODEOWNERS");
    let owners: Vec<_> = owners.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(owners, [format!("* {}", maintainers[0]["email"].as_str().unwrap())]);
}

#[test]
fn bypasses_are_reported_privately() {
    let config = read_yaml(".github/ISSUE_TEMPLATE/config.yml");
    let address = config["contact_links"][0]["url"].as_str().unwrap();
    let source = metadata().annotation("io.kubewarden.policy.source").unwrap().to_owned();
    assert_eq!(address, format!("{source}/security/advisories/new"));
    assert!(text("SECURITY.md").contains(&format!("]({address})")));
    assert!(
        text(".github/ISSUE_TEMPLATE/bug.yml")
            .contains(config["contact_links"][0]["name"].as_str().unwrap())
    );
}

#[test]
fn issue_forms_are_valid() {
    let required = |form: &Value| -> Vec<String> {
        let fields = list(&form["body"]).filter(|field| field["validations"]["required"] == true);
        fields.map(|field| field["id"].as_str().unwrap().to_owned()).collect()
    };
    for (name, expected) in
        [("bug.yml", &["what", "objects", "explain", "versions"][..]), ("idea.yml", &["situation"])]
    {
        let form = read_yaml(&format!(".github/ISSUE_TEMPLATE/{name}"));
        for key in ["name", "description"] {
            assert!(form[key].is_string(), "{name}: {key}");
        }
        let mut ids = BTreeSet::new();
        for field in list(&form["body"]) {
            let kind = field["type"].as_str().unwrap();
            assert!(["input", "markdown", "textarea"].contains(&kind), "{name}: {kind}");
            if kind == "markdown" {
                assert!(field["attributes"]["value"].is_string(), "{name}");
            } else {
                assert!(field["attributes"]["label"].is_string(), "{name}");
                assert!(ids.insert(field["id"].as_str().unwrap()), "{name}: {field}");
            }
        }
        assert_eq!(required(&form), expected, "{name}");
    }
    // What the form asks for exists.
    let bug = text(".github/ISSUE_TEMPLATE/bug.yml");
    let help =
        Command::new(crate::common::token_check()).args(["explain", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for option in ["--settings", "--context", "--cluster"] {
        assert!(bug.contains(option) && help.contains(option), "{option}");
    }
}

/// The version requirement of a package, wherever a manifest of this repository has it, and the versions in the
/// lock files.
fn versions(name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let lock = text("Cargo.lock");
    let blocks = lock
        .split("[[package]]\nname = \"")
        .filter_map(|block| block.strip_prefix(&format!("{name}\"\nversion = \"")));
    found.extend(blocks.map(|block| block.split('"').next().unwrap().to_owned()));
    for folder in ["playground", "site"] {
        let lock = text(&format!("{folder}/package-lock.json"));
        let lock: Value = serde_json::from_str(&lock).unwrap();
        let package = &lock["packages"][format!("node_modules/{name}")]["version"];
        found.extend(package.as_str().map(str::to_owned));
    }
    found
}

#[test]
fn renovate_holds_what_the_manifests_hold() {
    let config: Value = serde_json::from_str(&text("renovate.json")).unwrap();
    let mut limits = BTreeMap::new();
    let mut groups = BTreeMap::new();
    for rule in list(&config["packageRules"]) {
        assert!(rule["description"].as_str().is_some_and(|reason| reason.len() > 20), "{rule}");
        let names: Vec<_> =
            list(&rule["matchPackageNames"]).map(|name| name.as_str().unwrap()).collect();
        for name in &names {
            assert!(!versions(name).is_empty(), "renovate.json: nothing here uses {name}");
            if let Some(limit) = rule["allowedVersions"].as_str() {
                limits.insert((*name).to_owned(), limit.to_owned());
            }
        }
        if names.len() > 1 {
            groups.insert(rule["groupName"].as_str().unwrap().to_owned(), names.join(" "));
        }
    }
    assert_eq!(groups["Kubernetes types"], "kubewarden-policy-sdk k8s-openapi kube");
    assert_eq!(groups["wasm-bindgen"], "wasm-bindgen wasm-bindgen-cli-support");
    assert_eq!(versions("wasm-bindgen"), versions("wasm-bindgen-cli-support"));
    let manifests =
        ["crates/wasmtime-host/Cargo.toml", "crates/packaging/Cargo.toml"].map(text).concat();
    for name in ["wasmtime-provider", "wasmparser"] {
        let held = format!("{name} = {{ version = \"{}\"", limits[name]);
        assert!(manifests.contains(&held), "no manifest has {held}");
    }
    let below: u32 = limits["@types/node"].strip_prefix('<').unwrap().parse().unwrap();
    for version in versions("@types/node") {
        assert_eq!(version.split('.').next(), Some((below - 1).to_string().as_str()));
    }
    let rust = list(&config["packageRules"])
        .find(|rule| rule["matchManagers"][0] == "rust-toolchain")
        .unwrap();
    let series = rust["allowedVersions"].as_str().unwrap().replace(['/', '^', '\\'], "");
    assert!(text("rust-toolchain.toml").contains(&format!("channel = \"{series}")), "{series}");
    // The tools that the Makefile installs.
    let makefile = text("Makefile");
    for tool in ["BOLERO", "MUTANTS"] {
        let installs =
            format!("install cargo-{} --version =$({tool}_VERSION)", tool.to_lowercase());
        assert!(
            makefile.contains(&format!("\n{tool}_VERSION := ")) && makefile.contains(&installs),
            "{tool}"
        );
    }
}

#[test]
fn the_table_of_versions_is_up_to_date() {
    let page = text("docs/compatibility.md");
    let oldest = metadata().minimum_kubewarden_version.unwrap();
    assert!(page.contains(&format!("| {oldest} |")), "{oldest}");
    for name in ["kubewarden-policy-sdk", "wasmtime", "wasmtime-provider"] {
        for version in versions(name) {
            let parts = if name == "wasmtime" { 1 } else { 2 };
            let short = version.split('.').take(parts).collect::<Vec<_>>().join(".");
            assert!(page.contains(&format!("{name} {short}")), "{name} {version}");
        }
    }
}

#[test]
fn zizmor_says_that_it_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let programs = folder.path().join("bin");
    fs::create_dir_all(folder.path().join(".ci")).unwrap();
    fs::create_dir_all(&programs).unwrap();
    for name in ["zizmor", "zizmor.txt"] {
        fs::copy(path("../.ci").join(name), folder.path().join(".ci").join(name)).unwrap();
    }
    // A machine with neither zizmor nor Python.
    for name in ["bash", "dirname", "sed"] {
        let found =
            Command::new("bash").args(["-c", &format!("command -v {name}")]).output().unwrap();
        symlink(String::from_utf8(found.stdout).unwrap().trim(), programs.join(name)).unwrap();
    }
    for (required, status) in [("", 0), ("1", 1)] {
        let mut command = Command::new(programs.join("bash"));
        command.arg(folder.path().join(".ci/zizmor")).env("PATH", &programs);
        let output = command.env("ZIZMOR_REQUIRED", required).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(shown, "zizmor: skipped, for neither zizmor nor python3 is on PATH\n");
        assert_eq!(output.status.code(), Some(status));
    }
    // pip takes nothing without a checksum.
    let requirements = text(".ci/zizmor.txt");
    assert!(requirements.starts_with("zizmor==") && requirements.contains("--hash=sha256:"));
}
