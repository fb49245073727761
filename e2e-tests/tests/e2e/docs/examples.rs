//! Checks that a block is what the marker above it says.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use analysis::Policy as _;
use e2e_tests::scenario::{self, Scenario};
use e2e_tests::{POLICY, path};
use manifest::Node;
use serde_json::Value;

use super::cel::CelPolicy;
use super::page::Block;

/// Every scenario, by its path below `scenarios/`.
pub static SCENARIOS: LazyLock<BTreeMap<String, Scenario>> =
    LazyLock::new(|| scenario::all().into_iter().collect());

/// Checks a block against its marker.
///
/// # Errors
///
/// The difference.
pub fn check(block: &Block) -> Result<(), String> {
    let Some(marker) = &block.marker else {
        let needs = matches!(block.language.as_str(), "yaml" | "yml" | "json" | "text" | "");
        return if needs { Err("no marker says what checks it".into()) } else { Ok(()) };
    };
    let (kind, rest) = marker.split_once(':').unwrap_or((marker, ""));
    let words: Vec<_> = rest.split_whitespace().collect();
    match (kind, words.as_slice()) {
        ("scenario", [name, part]) => of_scenario(block, name, part, None),
        ("scenario", [name, part, verdict]) => of_scenario(block, name, part, Some(verdict)),
        ("settings", []) => settings(block),
        ("golden", [name]) => golden(block, name),
        ("action inputs", []) => action_inputs(block),
        ("hooks", []) => hooks(block),
        ("cel", [_, ..]) => cel(block).map(drop),
        ("yaml", [_, ..]) => yaml(&block.text).map(drop),
        _ => Err(format!("there is no marker `{marker}`")),
    }
}

/// The scenario named by a marker.
pub fn scenario_of(marker: &str) -> Option<&str> {
    marker.strip_prefix("scenario:")?.split_whitespace().next()
}

fn of_scenario(block: &Block, name: &str, part: &str, verdict: Option<&str>) -> Result<(), String> {
    let scenario = SCENARIOS.get(name).ok_or_else(|| format!("there is no scenario {name}"))?;
    let told = match (part, verdict) {
        ("object" | "request", None) => {
            return Err("the marker of an object says accepted or rejected".into());
        }
        (_, None) => scenario.expect.accepted,
        (_, Some("accepted")) => Some(true),
        (_, Some("rejected")) => Some(false),
        (_, Some(other)) => return Err(format!("{other} is no verdict")),
    };
    if told != scenario.expect.accepted {
        return Err(format!("{name} expects accepted: {:?}", scenario.expect.accepted));
    }
    let (shown, expected) = match part {
        "object" | "request" | "context" | "settings" => {
            let text = fs::read_to_string(path("scenarios").join(name));
            let text = text.map_err(|error| format!("{name}: {error}"))?;
            let part = slice(&text, part).ok_or_else(|| format!("{name} has no {part}"))?;
            (block.text.clone(), part)
        }
        "expect.message" => {
            (one_line(&block.text), scenario.expect.message.clone().unwrap_or_default())
        }
        "expect.warnings" => (one_line(&block.text), scenario.expect.warnings.join(" ")),
        _ => return Err(format!("{part} is no part of a scenario that can be shown")),
    };
    if shown == expected { Ok(()) } else { Err(format!("{name} has, as its {part}:\n{expected}")) }
}

/// A part of a scenario as its author wrote it, moved to the left margin.
fn slice(text: &str, part: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&format!("{part}:")));
    if lines.next()?.len() > part.len() + 1 {
        return None; // on one line: no text to show
    }
    let lines: Vec<_> = lines.take_while(|line| line.starts_with(' ')).collect();
    let indent = lines.iter().map(|line| line.len() - line.trim_start().len()).min()?;
    Some(lines.iter().map(|line| format!("{}\n", &line[indent..])).collect())
}

/// Text without its line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn yaml(text: &str) -> Result<Value, String> {
    let node = Node::read(text).map_err(|fault| format!("{fault:?}"))?;
    Ok(node.map_or(Value::Null, |node| node.to_json()))
}

/// Settings alone, which the policy must accept.
fn settings(block: &Block) -> Result<(), String> {
    match POLICY.refuses_settings(&yaml(&block.text)?) {
        Ok(None) => Ok(()),
        Ok(Some(message)) => Err(message),
        Err(error) => Err(format!("{error:#}")),
    }
}

/// A policy in CEL.
///
/// # Errors
///
/// It cannot be read.
pub fn cel(block: &Block) -> Result<CelPolicy, String> {
    CelPolicy::read(&yaml(&block.text)?)
}

/// The command's output in one of its own tests.
fn golden(block: &Block, name: &str) -> Result<(), String> {
    let text = fs::read_to_string(path("command").join(name));
    let text = text.map_err(|error| format!("{name}: {error}"))?;
    if block.text == text { Ok(()) } else { Err(format!("{name} has:\n{text}")) }
}

/// Checks that a step that uses this repository's action passes only inputs that exist.
fn action_inputs(block: &Block) -> Result<(), String> {
    let inputs = yaml(&read("action.yml")?)?;
    let steps = yaml(&block.text)?;
    let ours = |step: &&Value| step["uses"].as_str().unwrap_or_default().starts_with("OWNER/");
    let step =
        steps.as_array().into_iter().flatten().find(ours).ok_or("no step uses the action")?;
    let given = step["with"].as_object().into_iter().flatten().map(|(key, _)| key);
    let unknown: Vec<_> =
        given.filter(|key| inputs["inputs"].get(key.as_str()).is_none()).collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("the action has no input {unknown:?}")) }
}

/// Checks that the hooks in a pre-commit configuration exist.
fn hooks(block: &Block) -> Result<(), String> {
    let hooks = yaml(&read(".pre-commit-hooks.yaml")?)?;
    let known: Vec<_> = hooks.as_array().into_iter().flatten().map(|hook| &hook["id"]).collect();
    let configuration = yaml(&block.text)?;
    let named = configuration["repos"][0]["hooks"].as_array().ok_or("no hooks")?;
    let unknown: Vec<_> = named.iter().filter(|hook| !known.contains(&&hook["id"])).collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("there are no hooks {unknown:?}")) }
}

fn read(name: &str) -> Result<String, String> {
    fs::read_to_string(path("..").join(name)).map_err(|error| format!("{name}: {error}"))
}
