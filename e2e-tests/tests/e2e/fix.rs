//! Tests `token-check --fix` on every scenario's manifest in each format: what it changes passes, and
//! no container of a bound account misses its token.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use analysis::kinds::{built_in, pod_spec};
use analysis::plugin::DEFAULT_PATH;
use serde_json::{Value, json};

use crate::common::{judged, manifests, run};

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}"));
    let paths = entries.map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).path());
    paths
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
            (path.display().to_string(), text)
        })
        .collect()
}

fn value(text: &str) -> Value {
    let read = manifest::documents(text).next().map(|document| document.read());
    let read =
        read.unwrap_or_else(|| panic!("nothing")).unwrap_or_else(|fault| panic!("{fault:?}"));
    read.node.unwrap_or_else(|| panic!("nothing")).to_json()
}

/// A text after the replacements that a SARIF log has for its file.
fn replaced(text: &str, file: &str, log: &Value) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let byte = |region: &Value, line: &str, column: &str| {
        let number =
            |key: &str| usize::try_from(region[key].as_u64().unwrap_or(1)).unwrap_or(1) - 1;
        let start: usize = lines.iter().take(number(line)).map(|line| line.len()).sum();
        let line = lines.get(number(line)).copied().unwrap_or_default();
        start + line.chars().take(number(column)).map(char::len_utf8).sum::<usize>()
    };
    let mut replacements = Vec::new();
    for result in log["runs"][0]["results"].as_array().into_iter().flatten() {
        for change in result["fixes"][0]["artifactChanges"].as_array().into_iter().flatten() {
            let uri = change["artifactLocation"]["uri"].as_str().unwrap_or_default();
            if uri.strip_prefix("file://") != Some(file) {
                continue;
            }
            for one in change["replacements"].as_array().into_iter().flatten() {
                let region = &one["deletedRegion"];
                let start = byte(region, "startLine", "startColumn");
                let end = byte(region, "endLine", "endColumn");
                let insert = one["insertedContent"]["text"].as_str().unwrap_or_default();
                replacements.push((start, end, insert));
            }
        }
    }
    replacements.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, insert) in replacements.into_iter().rev() {
        text.replace_range(start..end, insert);
    }
    text
}

/// The files that a volume of a Pod has.
fn files(volume: &Value) -> BTreeSet<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut files = BTreeSet::new();
    for source in list(&volume["projected"]["sources"]) {
        let paths = [&source["configMap"]["items"], &source["downwardAPI"]["items"]];
        let paths = paths.into_iter().flat_map(list).map(|item| item["path"].clone());
        let paths = paths.chain([source["serviceAccountToken"]["path"].clone()]);
        files.extend(paths.filter_map(|path| path.as_str().map(str::to_owned)));
    }
    files
}

/// Whether the author's annotation names others of the containers, and not this one.
fn is_left_out(object: &Value, container: &str) -> bool {
    // On a workload itself, the annotation has no effect.
    let templates = ["/spec/jobTemplate/spec/template", "/spec/template", ""];
    let template = templates.iter().find_map(|template| object.pointer(template));
    let key = "service-account-token-policy/containers";
    let annotation =
        template.and_then(|template| template["metadata"]["annotations"][key].as_str());
    let text = object.to_string();
    annotation.is_some_and(|names| {
        let mut names = names.split(',').map(str::trim);
        let is_there = |name: &str| text.contains(&format!(r#""name":"{name}""#));
        names.clone().all(|name| name != container) && names.any(is_there)
    })
}

/// Name of the volume that a container has at the default path, and the files in it.
fn at_default_path(object: &Value, container: &str) -> Option<(String, BTreeSet<String>)> {
    let kind = built_in(object["apiVersion"].as_str()?, object["kind"].as_str()?)?;
    let spec = pod_spec(kind, object)?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let containers = ["initContainers", "containers"].into_iter().flat_map(|key| list(&spec[key]));
    let container =
        containers.into_iter().find(|one| one["name"].as_str().unwrap_or_default() == container)?;
    let mounts = list(&container["volumeMounts"]);
    let mount = mounts.iter().find(|mount| mount["mountPath"] == DEFAULT_PATH)?;
    let volumes = list(&spec["volumes"]);
    let volume = volumes.iter().find(|volume| volume["name"] == mount["name"])?;
    Some((volume["name"].as_str()?.to_owned(), files(volume)))
}

/// Fixes every manifest and checks the result; returns how many were changed, and how many
/// containers kept a token.
fn check(more: &[&str]) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().display().to_string();
    manifests(folder.path());
    let run = |arguments: &[&str]| {
        let arguments: Vec<&str> = arguments.iter().chain(more).copied().chain([&*path]).collect();
        run(&arguments, b"")
    };
    let before = texts(folder.path());
    let judged_before = judged(&run(&["--output", "json"]));
    let log: Value = serde_json::from_slice(&run(&["--output", "sarif"]).stdout)
        .unwrap_or_else(|error| panic!("{error}"));
    let output = run(&["--fix", "--yes", "--output", "json"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains(" files changed"), "{errors}");
    let after = texts(folder.path());
    let judged_after = judged(&run(&["--output", "json"]));
    let (mut changed, mut kept) = (0, 0);
    for (old, new) in judged_before.iter().zip(&judged_after) {
        let name = old["file"].as_str().unwrap_or_default();
        let (old_text, text) = (&before[name], &after[name]);
        assert_eq!(&replaced(old_text, name, &log), text, "{name}: SARIF and --fix");
        let crlf = old_text.matches("\r\n").count();
        assert!(crlf == 0 || text.matches('\n').count() == text.matches("\r\n").count(), "{name}");
        if old_text == text {
            let says = format!("{name}:{}: ", old["line"]);
            let is_said = errors.lines().any(|line| line.starts_with(&says));
            assert_eq!(is_said, old["accepted"] == false, "{name}: {errors}");
            continue;
        }
        changed += 1;
        assert_eq!(old["accepted"], false, "{name} was accepted before");
        assert_eq!(new["accepted"], true, "{name} is rejected still:\n{text}");
        let (old_object, object) = (value(old_text), value(text));
        for exposure in old["exposures"].as_array().into_iter().flatten() {
            let container = exposure["container"].as_str().unwrap_or_default();
            let found = at_default_path(&object, container);
            if more.is_empty() || is_left_out(&old_object, container) {
                assert_eq!(found, None, "{name}: {container} has a token:\n{text}");
            } else if exposure["how"] == "automount" {
                let (volume, found) =
                    found.unwrap_or_else(|| panic!("{name}: {container}:\n{text}"));
                let before = at_default_path(&old_object, container);
                if before.is_some_and(|(before, _)| before == volume) {
                    continue; // It has the token in another place.
                }
                for file in ["token", "ca.crt", "namespace"] {
                    assert!(found.contains(file), "{name}: {container} lacks {file}:\n{text}");
                }
                kept += 1;
            }
        }
    }
    let again = run(&["--fix", "--yes"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("0 files changed"));
    assert_eq!(texts(folder.path()), after, "a second --fix changes nothing");
    println!("{changed} of {} files changed, {kept} containers kept a token", before.len());
    (changed, kept)
}

#[test]
fn fixed_manifests_pass_without_a_token() {
    let (changed, _) = check(&[]);
    assert!(changed > 100, "only {changed} files changed");
}

#[test]
fn containers_of_bound_accounts_keep_a_token() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("bindings.json");
    let scenarios = e2e_tests::scenario::all().into_iter();
    let objects = scenarios.filter_map(|(_, scenario)| scenario.object);
    let namespaces: BTreeSet<String> = objects
        .map(|object| object["metadata"]["namespace"].as_str().unwrap_or("default").to_owned())
        .collect();
    let bindings: Vec<Value> = namespaces
        .iter()
        .map(|namespace| {
            let group = format!("system:serviceaccounts:{namespace}");
            json!({
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRoleBinding",
                "metadata": {"name": namespace},
                "roleRef": {"kind": "ClusterRole", "name": "view"},
                "subjects": [{"kind": "Group", "name": group}],
            })
        })
        .collect();
    let list = json!({"apiVersion": "v1", "kind": "List", "items": bindings});
    fs::write(&path, list.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let (changed, kept) = check(&["--context", &path.display().to_string()]);
    assert!(changed > 100, "only {changed} files changed");
    assert!(kept > 100, "only {kept} containers kept a token");
}

#[test]
fn line_ends_stay() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("pod.json");
    let name = path.display().to_string();
    let text = "{\"apiVersion\": \"v1\",\r\n \"kind\": \"Pod\",\r\n \"metadata\": {\"name\": \"letter\"},\r\n \
                \"spec\": {\r\n  \"containers\": [{\"name\": \"a\", \"image\": \"a\"}]}}\r\n";
    fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
    run(&["--fix", "--yes", &name], b"");
    let fixed = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    let new = "{\r\n  \"automountServiceAccountToken\": false,\r\n  \"containers\"";
    assert_eq!(fixed, text.replace("{\r\n  \"containers\"", new));
}

/// 20,000 objects of which each is changed, as documents, as a YAML list and as a JSON list in one
/// line.
#[test]
fn large_files_are_fixed_in_seconds() {
    const COUNT: usize = 20_000;
    let pod = |number: usize| {
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": format!("p{number}")},
            "spec": {"containers": [{"name": "app", "image": "app:1"}]}})
    };
    let pods: Vec<Value> = (0..COUNT).map(pod).collect();
    let documents: Vec<String> = pods.iter().map(manifest::write).collect();
    let list = json!({"apiVersion": "v1", "kind": "List", "items": pods});
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (name, text) in [
        ("documents.yaml", documents.join("---\n")),
        ("list.yaml", manifest::write(&list)),
        ("list.json", list.to_string()),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        let path = path.display().to_string();
        let start = Instant::now();
        run(&["--output", "sarif", &path], b"");
        let sarif = start.elapsed();
        let start = Instant::now();
        let output = run(&["--fix", "--yes", "--output", "json", &path], b"");
        println!("{name}: SARIF {sarif:?}, --fix {:?}", start.elapsed());
        assert!(start.elapsed() + sarif < Duration::from_secs(240), "{:?}", start.elapsed());
        assert_eq!(output.status.code(), Some(0), "{name}");
        let fixed = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(fixed.matches("automountServiceAccountToken").count(), COUNT, "{name}");
    }
}
