//! Tests that files that repeat the version or the address of the policy are up to date.

use std::fs;
use std::path::Path;
use std::process::Command;

use e2e_tests::path;
use packaging::VERSION;
use packaging::artifacthub::package;
use packaging::files::{stale, wanted};
use packaging::metadata::Metadata;
use serde_json::{Value, json};

const NOW: &str = "2030-01-02T03:04:05Z";

fn read(name: &str) -> String {
    fs::read_to_string(path("..").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_file_is_up_to_date() {
    assert_eq!(stale(&path(".."), NOW).unwrap(), [], "run make package-files");
    assert!(wanted(&path(".."), NOW).unwrap().len() >= 10);
}

/// Copies the files and their sources, with this change to the metadata.
fn copy(into: &Path, change: (&str, &str)) {
    let files = wanted(&path(".."), NOW).unwrap();
    fs::copy(path("../questions-ui.yml"), into.join("questions-ui.yml")).unwrap();
    for (path, text) in files {
        let path = into.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let metadata = read("policy-metadata.yml");
    assert!(metadata.contains(change.0), "{change:?}");
    let metadata = metadata.replace(change.0, change.1);
    fs::write(into.join("policy-metadata.yml"), metadata).unwrap();
}

#[test]
fn metadata_changes_reach_every_file() {
    let place = "service-account-token-policy/policies/service-account-token-policy";
    let source = "github.com/service-account-token-policy/service-account-token-policy";
    let deploy = [
        "custom-kinds",
        "group",
        "monitor",
        "mutate",
        "namespace",
        "openshift",
        "token-requests",
        "token-secrets",
    ]
    .map(|name| format!("deploy/{name}.yaml"));
    let deploy: Vec<&str> = deploy.iter().map(String::as_str).collect();
    let with = |more: &[&'static str]| [deploy.as_slice(), more].concat();
    let version = format!("version: {VERSION}");
    let pages = ["docs/air-gapped.md", "docs/install.md"];
    let image = ["artifacthub-pkg.yml", "deploy/ending-exemptions.yaml", pages[0], pages[1]];
    let sources = [
        ".github/ISSUE_TEMPLATE/config.yml",
        ".krew.yaml",
        "Cargo.toml",
        "Dockerfile",
        "SECURITY.md",
        "artifacthub-pkg.yml",
        pages[0],
        pages[1],
    ];
    let cases: [(&str, &str, Vec<&str>); 4] = [
        (place, "acme/policies/tokens", with(&image)),
        (source, "github.com/acme/tokens", sources.into()),
        ("displayName: Service Account Token", "displayName: Tokens", vec!["artifacthub-pkg.yml"]),
        // The version comes from Cargo.toml, whatever the metadata says.
        (&version, "version: 0.0.1", vec!["policy-metadata.yml"]),
    ];
    for (before, after, mut expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        copy(folder.path(), (before, after));
        let stale = stale(folder.path(), NOW).unwrap();
        let mut names: Vec<_> = stale.iter().map(|(path, _)| path.to_str().unwrap()).collect();
        names.sort_unstable();
        expected.sort_unstable();
        assert_eq!(names, expected, "{after}");
        for (path, text) in stale {
            // Pages have the name of the repository alone in one line, which is a part of that of the policy.
            let text = text.replace("REPOSITORY=", "");
            assert!(!text.contains(before) || before == version, "{path:?}");
        }
        let files = wanted(folder.path(), NOW).unwrap();
        let (_, group) = files.iter().find(|(path, _)| path.ends_with("group.yaml")).unwrap();
        assert!(group.contains("module: registry://ghcr.io/kubewarden/policies/trusted-repos:"));
    }
}

#[test]
fn the_package_has_the_format_of_artifact_hub() {
    let metadata = Metadata::read(&read("policy-metadata.yml")).unwrap();
    let questions = read("questions-ui.yml");
    let text = package(&metadata, &questions, None, NOW).unwrap();
    let package: Value = yaml_serde::from_str(&text).unwrap();
    let version = VERSION;
    let place = "ghcr.io/service-account-token-policy/policies/service-account-token-policy";
    let source = "https://github.com/service-account-token-policy/service-account-token-policy";
    let mut package = package;
    let install = package["install"].take();
    let annotations = package["annotations"].take();
    assert_eq!(
        package,
        json!({
            "version": version,
            "name": "service-account-token-policy",
            "displayName": "Service Account Token",
            "createdAt": NOW,
            "description": "Lets a Kubernetes API token into a container only where somebody who may \
                decide so has asked for it",
            "license": "Apache-2.0",
            "homeURL": source,
            "containersImages": [{"name": "policy", "image": format!("{place}:v{version}")}],
            "keywords": ["service account", "token", "automountServiceAccountToken", "Pod", "RBAC", "security"],
            "links": [
                {"name": "policy", "url": format!("{source}/releases/download/v{version}/policy.wasm")},
                {"name": "source", "url": source},
            ],
            "install": null,
            "maintainers": [{
                "name": "The authors of the service account token policy",
                "email": "service-account-token-policy@users.noreply.github.com",
            }],
            "provider": {"name": "kubewarden"},
            "recommendations": [
                {"url": "https://artifacthub.io/packages/helm/kubewarden/kubewarden-controller"},
            ],
            "annotations": null,
        })
    );
    let install = install.as_str().unwrap();
    assert!(install.contains(&format!("\nkwctl pull {place}:v{version}\n")), "{install}");
    let keys: Vec<_> = annotations.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["contextAwareResources", "mutation", "questions-ui", "resources", "rules"];
    assert_eq!(keys, expected.map(|key| format!("kubewarden/{key}")));
    let yaml = |key: &str| -> Value {
        let text = annotations[format!("kubewarden/{key}")].as_str().unwrap();
        yaml_serde::from_str(text).unwrap_or_else(|error| panic!("{key}: {error}"))
    };
    assert_eq!(yaml("rules"), json!(metadata.rules));
    assert_eq!(yaml("contextAwareResources"), json!(metadata.context_aware_resources));
    assert_eq!(annotations["kubewarden/questions-ui"], questions);
    assert_eq!(annotations["kubewarden/mutation"], "false");
}

#[test]
fn the_command_reports_outdated_files() {
    let folder = tempfile::tempdir().unwrap();
    copy(folder.path(), ("displayName: Service Account Token", "displayName: Tokens"));
    let run = |arguments: &[&str]| {
        let run = Command::new(crate::common::built("packaging"))
            .args(["files", "--root"])
            .arg(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (run.status.code(), text(run.stdout), text(run.stderr))
    };
    let stale = "artifacthub-pkg.yml is stale\nmake package-files writes them\n".to_owned();
    assert_eq!(run(&["--check"]), (Some(1), String::new(), stale));
    assert_eq!(run(&[]), (Some(0), "artifacthub-pkg.yml\n".to_owned(), String::new()));
    let tag = format!("v{VERSION}");
    assert_eq!(run(&["--check", "--tag", &tag]), (Some(0), String::new(), String::new()));
    let other = format!("v0.0.1 is not the tag of version {VERSION} in Cargo.toml\n");
    assert_eq!(run(&["--check", "--tag", "v0.0.1"]), (Some(1), String::new(), other));
}

#[test]
fn a_version_is_created_once() {
    let metadata = Metadata::read(&read("policy-metadata.yml")).unwrap();
    let created = |before: Option<&str>| {
        let text = package(&metadata, "questions: []\n", before, NOW).unwrap();
        let package: Value = yaml_serde::from_str(&text).unwrap();
        package["createdAt"].as_str().unwrap().to_owned()
    };
    let of = |version: &str| format!("version: {version}\ncreatedAt: 2029-12-31T00:00:00Z\n");
    assert_eq!(created(None), NOW);
    assert_eq!(created(Some("nonsense")), NOW);
    assert_eq!(created(Some(&of("0.0.1"))), NOW);
    assert_eq!(created(Some(&of(VERSION))), "2029-12-31T00:00:00Z");
}

#[test]
fn an_author_has_an_address() {
    for author in ["Somebody", "Somebody <nowhere>", "A <a@b>, B", "<a@b>"] {
        let mut metadata = Metadata::read(&read("policy-metadata.yml")).unwrap();
        metadata.annotations.insert("io.kubewarden.policy.author".into(), author.into());
        let fault = package(&metadata, "", None, NOW).unwrap_err();
        let expected = format!(
            "annotations.io.kubewarden.policy.author: `{author}` must be like Name <user@domain>"
        );
        assert_eq!(fault.to_string(), expected);
    }
}

#[test]
fn the_sources_of_the_package_are_required() {
    let keys = [
        "io.artifacthub.displayName",
        "io.artifacthub.keywords",
        "io.artifacthub.resources",
        "io.kubewarden.policy.author",
        "io.kubewarden.policy.description",
        "io.kubewarden.policy.license",
        "io.kubewarden.policy.ociUrl",
        "io.kubewarden.policy.source",
        "io.kubewarden.policy.title",
        "io.kubewarden.policy.url",
    ];
    for key in keys {
        let folder = tempfile::tempdir().unwrap();
        copy(folder.path(), (&format!("  {key}: "), &format!("  {key}: ' ' # ")));
        let fault = wanted(folder.path(), NOW).unwrap_err();
        assert_eq!(
            format!("{fault:#}"),
            format!("policy-metadata.yml: annotations.{key}: must be given")
        );
    }
}
