//! Tests `token-check --output sarif` on every scenario's manifest.

use std::fs;
use std::process::Command;

use crate::common::{judged, manifests, run};
use serde_json::Value;

/// The schema of SARIF 2.1.0 from the serde-sarif crate.
fn schema() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--filter-platform", &platform])
        .arg("--manifest-path")
        .arg(e2e_tests::path("Cargo.toml"))
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let metadata: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}"));
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifest = packages
        .filter(|package| package["name"] == "serde-sarif")
        .find_map(|package| package["manifest_path"].as_str())
        .unwrap_or_else(|| panic!("serde-sarif is no dependency"));
    let path = manifest.replace("Cargo.toml", "src/schema.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    // The pattern for languages has an extra bracket, which JavaScript tolerates.
    let text = text.replace("{2}]?$", "{2}?$");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_log_is_valid_and_has_a_result_for_each_rejected_object() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    manifests(folder.path());
    let broken = "# Source: shop/templates/a.yaml\napiVersion: v1\nkind: [\n";
    fs::write(folder.path().join("z.yaml"), broken).unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().display().to_string();
    let log: Value = serde_json::from_slice(&run(&["--output", "sarif", &path], b"").stdout)
        .unwrap_or_else(|error| panic!("{error}"));
    let validator = jsonschema::validator_for(&schema()).unwrap_or_else(|error| panic!("{error}"));
    let faults: Vec<String> =
        validator.iter_errors(&log).take(5).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");

    let run_log = &log["runs"][0];
    let invocation = &run_log["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notifications = invocation["toolExecutionNotifications"].as_array();
    let notification = notifications.and_then(|all| all.first()).unwrap_or(&Value::Null);
    let place = &notification["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "shop/templates/a.yaml");
    assert_eq!(notification["message"]["text"], "document 1: expected `]` to end what starts here");
    let results = run_log["results"].as_array().unwrap_or_else(|| panic!("no results"));
    let all = judged(&run(&["--output", "json", &path], b""));
    let rejected: Vec<&Value> = all.iter().filter(|one| one["accepted"] == false).collect();
    assert_eq!(results.len(), rejected.len());
    let rules = run_log["tool"]["driver"]["rules"].as_array().unwrap_or_else(|| panic!("no rules"));
    for (result, object) in results.iter().zip(rejected) {
        assert_eq!(result["message"]["text"], object["message"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["region"]["startLine"], object["line"]);
        let uri = place["artifactLocation"]["uri"].as_str().unwrap_or_default();
        assert_eq!(uri.strip_prefix("file://"), object["file"].as_str());
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "{result}");
    }
    let fixes = results.iter().filter(|result| !result["fixes"].is_null()).count();
    assert!(fixes > 100, "only {fixes} of {} results have a fix", results.len());
}

#[test]
fn fix_regions_match_what_fix_writes() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("ü web.yaml");
    let text =
        "kind: Pod # é😀\nmetadata: {name: é😀}\nspec: {containers: [{name: é}]}\napiVersion: v1\n";
    fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
    let log: Value = serde_json::from_slice(
        &run(&["--output", "sarif", &path.display().to_string()], b"").stdout,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let change = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    let uri = change["artifactLocation"]["uri"].as_str().unwrap_or_default();
    assert!(uri.ends_with("/%C3%BC%20web.yaml"), "{uri}");
    let replacement = &change["replacements"][0];
    assert_eq!(
        replacement["deletedRegion"],
        serde_json::json!({"startLine": 3, "startColumn": 8, "endLine": 3, "endColumn": 8})
    );
    assert_eq!(replacement["insertedContent"]["text"], "automountServiceAccountToken: false, ");
}
