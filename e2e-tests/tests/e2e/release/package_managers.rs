//! Tests the files of Homebrew and krew.

use std::fs;
use std::process::Command;

use packaging::VERSION;
use packaging::release::{PLATFORMS, krew, sha256};
use serde_json::Value;

use super::{file, text};
use crate::common::token_check;

#[test]
fn the_plugin_has_every_platform() {
    let plugin: Value = yaml_serde::from_str(&text("token-check.yaml")).unwrap();
    assert_eq!(plugin["apiVersion"], "krew.googlecontainertools.github.com/v1alpha2");
    assert_eq!(plugin["metadata"]["name"], "token-check");
    assert_eq!(plugin["spec"]["version"], format!("v{VERSION}"));
    let description = plugin["spec"]["shortDescription"].as_str().unwrap();
    assert!(description.len() <= 50, "{description}");
    let platforms = plugin["spec"]["platforms"].as_array().unwrap();
    assert_eq!(platforms.len(), PLATFORMS.len());
    for (one, platform) in platforms.iter().zip(&PLATFORMS) {
        let labels = &one["selector"]["matchLabels"];
        let name = [&labels["os"], &labels["arch"]].map(|label| label.as_str().unwrap()).join("-");
        assert_eq!(name, platform.name);
        assert_eq!(one["bin"], platform.binary());
        let uri = one["uri"].as_str().unwrap();
        assert!(uri.ends_with(&format!("/v{VERSION}/{}", platform.archive())), "{uri}");
        assert_eq!(one["sha256"], sha256(&fs::read(file(&platform.archive())).unwrap()));
    }
    let refused = krew::manifest("a: {{other}}\n", &|_| Ok(String::new())).unwrap_err();
    assert_eq!(refused.to_string(), ".krew.yaml calls something unknown");
}

#[test]
fn the_formula_installs_the_archives() {
    let formula = text("token-check.rb");
    let value = |line: &str, key: &str| {
        let rest = line.trim().strip_prefix(key)?.strip_prefix(" \"")?;
        Some(rest.strip_suffix('"')?.to_owned())
    };
    assert_eq!(formula.lines().find_map(|line| value(line, "version")).unwrap(), VERSION);
    let urls: Vec<_> = formula.lines().filter_map(|line| value(line, "url")).collect();
    let sums: Vec<_> = formula.lines().filter_map(|line| value(line, "sha256")).collect();
    let expected = ["darwin-arm64", "darwin-amd64", "linux-arm64", "linux-amd64"];
    assert_eq!((urls.len(), sums.len()), (expected.len(), expected.len()));
    for ((url, sum), name) in urls.iter().zip(&sums).zip(expected) {
        let archive = format!("token-check-{name}.tar.gz");
        assert!(url.ends_with(&format!("/releases/download/v{VERSION}/{archive}")), "{url}");
        assert_eq!(*sum, sha256(&fs::read(file(&archive)).unwrap()), "{name}");
    }
    let ends = formula.lines().filter(|line| line.trim() == "end").count();
    let opened = |line: &&str| {
        let line = line.trim();
        line.starts_with("class ") || line.starts_with("def ") || line.ends_with(" do")
    };
    assert_eq!(ends, formula.lines().filter(opened).count(), "{formula}");
}

/// What the formula does after it has installed the command.
#[test]
fn the_formula_calls_what_the_command_has() {
    let formula = text("token-check.rb");
    for command in ["completions", "man"] {
        assert!(formula.contains(&format!("bin/\"token-check\", \"{command}\"")), "{command}");
    }
    // Homebrew adds the shell.
    for arguments in [&["completions", "bash"][..], &["completions", "fish"], &["man"]] {
        let output = Command::new(token_check()).args(arguments).output().unwrap();
        assert!(output.status.success() && !output.stdout.is_empty(), "{arguments:?}");
    }
    let pod = formula.split("<<~YAML\n").nth(1).unwrap().split("    YAML\n").next().unwrap();
    let pod: String = pod.lines().map(|line| format!("{}\n", &line[6..])).collect();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pod.yaml"), pod).unwrap();
    let output = Command::new(token_check()).arg("pod.yaml").current_dir(&folder).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let wanted = formula.split("assert_match \"").nth(1).unwrap().split('"').next().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains(wanted), "{shown}");
}
