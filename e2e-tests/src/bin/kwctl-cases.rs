//! Writes the scenarios in the form that `kwctl run` reads, and compares its answers: for
//! `kwctl.bats`.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use e2e_tests::kwctl::{Case, Expected, answer};
use e2e_tests::scenario;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match *arguments.as_slice() {
        ["write", folder] => write(Path::new(folder)),
        ["check", case, answer] => check(Path::new(case), Path::new(answer)),
        ["refused", case, log] => refused(Path::new(case), Path::new(log)),
        _ => Err("usage: kwctl-cases write FOLDER | check CASE ANSWER | refused CASE LOG".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> Result<(), String> {
    let mut written = 0;
    let mut other = Vec::new();
    for (name, scenario) in scenario::all() {
        match Case::of(&scenario) {
            Ok(case) => {
                let name = name.trim_end_matches(".yaml").replace('/', ".");
                let folder = folder.join(case.outcome.folder()).join(name);
                case.write(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
                written += 1;
            }
            Err(why) => other.push(format!("{name}: {why}")),
        }
    }
    println!("{written} scenarios for kwctl; it cannot express these {}:", other.len());
    for line in other {
        println!("  {line}");
    }
    Ok(())
}

fn check(case: &Path, answer: &Path) -> Result<(), String> {
    let expected = expected(case)?;
    let request: Value = json(&case.join("request.json"))?;
    answer::check(&expected, &request, &text(answer)?)
        .map_err(|difference| format!("{}: {difference}", expected.note))
}

fn refused(case: &Path, log: &Path) -> Result<(), String> {
    let expected = expected(case)?;
    let log = text(log)?;
    let message = expected.expect.message.unwrap_or_default();
    let message = format!("Provided settings are not valid: {message}");
    match log.contains(&message) {
        true => Ok(()),
        false => Err(format!("{}: expected {message:?}, found {log:?}", expected.note)),
    }
}

fn expected(case: &Path) -> Result<Expected, String> {
    json(&case.join("expected.json"))
}

fn json<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    serde_json::from_str(&text(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
