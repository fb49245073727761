//! Tests what other repositories use from this one: the GitHub action and the pre-commit hooks.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::token_check;
use manifest::Node;
use serde_json::Value;

fn read(name: &str) -> Value {
    let path = e2e_tests::path("..").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let node = Node::read(&text).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
    node.map_or(Value::Null, |node| node.to_json())
}

/// Runs the action's last step in this folder, as the runner does.
fn action(folder: &Path, inputs: Inputs<'_>) -> Output {
    let action = read("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap_or_else(|| panic!("no steps"));
    let step = steps.last().unwrap_or_else(|| panic!("no step"));
    let script = step["run"].as_str().unwrap_or_else(|| panic!("no script"));
    assert!(!script.contains("${{"), "an input in the script's text would be a part of it");
    let home = folder.join("action");
    let built = home.join("target/release");
    fs::create_dir_all(&built).unwrap_or_else(|error| panic!("{error}"));
    if !built.join("token-check").exists() {
        std::os::unix::fs::symlink(token_check(), built.join("token-check"))
            .unwrap_or_else(|error| panic!("{error}"));
    }
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(folder);
    command.env("GITHUB_ACTION_PATH", &home);
    for (name, value) in step["env"].as_object().unwrap_or_else(|| panic!("no env")) {
        let input = value.as_str().unwrap_or_default();
        let input = input.trim_start_matches("${{ inputs.").trim_end_matches(" }}");
        let given = inputs.iter().find(|(key, _)| *key == input).map(|(_, value)| *value);
        let default = action["inputs"][input]["default"].as_str();
        let value = given.or(default).unwrap_or_else(|| panic!("{name}: no input {input}"));
        command.env(name, value);
    }
    command.output().unwrap_or_else(|error| panic!("{error}"))
}

/// Inputs by name.
type Inputs<'i> = &'i [(&'i str, &'i str)];

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: app}]}\n";

#[test]
fn the_action_annotates_and_fails() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}"));
    };
    write("pod $(touch x).yaml", POD);
    write("settings.yaml", "action: warn\n");
    write(
        "account.yaml",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\n\
         automountServiceAccountToken: false\n",
    );
    let pod = "pod $(touch x).yaml";
    let cases: [(Inputs<'_>, i32, &str); 4] = [
        (
            &[("files", pod)],
            1,
            "::error file=pod $(touch x).yaml,line=1,title=Pod default/p::container app",
        ),
        (&[("files", "\npod $(touch x).yaml\n"), ("settings", "settings.yaml")], 0, "::warning "),
        (&[("files", pod), ("namespace", "shop"), ("context", "account.yaml\n")], 0, ""),
        (&[("files", pod), ("sarif", "log.sarif")], 1, "::error "),
    ];
    for (inputs, status, start) in cases {
        let output = action(folder.path(), inputs);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{inputs:?}: {errors}");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.starts_with(start), "{inputs:?}: {text}");
    }
    assert!(!folder.path().join("x").exists(), "a file's name was run");
    let log = fs::read_to_string(folder.path().join("log.sarif"));
    let log: Value = serde_json::from_str(&log.unwrap_or_default())
        .unwrap_or_else(|error| panic!("log.sarif: {error}"));
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_hooks_call_existing_commands() {
    let hooks = read(".pre-commit-hooks.yaml");
    let hooks = hooks.as_array().unwrap_or_else(|| panic!("no hooks"));
    let ids: Vec<_> = hooks.iter().map(|hook| hook["id"].as_str()).collect();
    assert_eq!(ids, [Some("token-check"), Some("token-check-fix")]);
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("pod.yaml");
    for (hook, status) in hooks.iter().zip([1, 0]) {
        fs::write(&path, POD).unwrap_or_else(|error| panic!("{error}"));
        let mut words = hook["entry"].as_str().unwrap_or_default().split(' ');
        assert_eq!(words.next(), Some("token-check"));
        let run = Command::new(token_check()).args(words).arg(&path).output();
        let run = run.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(run.status.code(), Some(status), "{hook}");
    }
    let fixed = fs::read_to_string(&path).unwrap_or_default();
    assert!(fixed.contains("spec: {automountServiceAccountToken: false, containers"), "{fixed}");
}

#[test]
fn the_docs_list_every_input() {
    let page = fs::read_to_string(e2e_tests::path("..").join("docs/token-check.md"))
        .unwrap_or_else(|error| panic!("{error}"));
    let (_, table) = page.split_once("| action input |").unwrap_or_else(|| panic!("no table"));
    let rows: Vec<&str> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    let action = read("action.yml");
    let inputs = action["inputs"].as_object().unwrap_or_else(|| panic!("no inputs"));
    let expected: Vec<String> = inputs
        .iter()
        .map(|(name, input)| {
            let default = match (&input["required"], input["default"].as_str()) {
                (Value::Bool(true), _) => "required".to_owned(),
                (_, None | Some("")) => "none".into(),
                (_, Some(default)) => format!("`{default}`"),
            };
            format!(
                "| `{name}` | {default} | {} |",
                input["description"].as_str().unwrap_or_default()
            )
        })
        .collect();
    let plain = |row: &str| row.replace('`', "").to_lowercase();
    let mut rows: Vec<String> = rows.iter().map(|row| plain(row)).collect();
    let mut expected: Vec<String> = expected.iter().map(|row| plain(row)).collect();
    rows.sort_unstable();
    expected.sort_unstable();
    assert_eq!(rows, expected);
}
