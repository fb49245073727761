//! Prints the policy's answers to scenarios as `expect` blocks, for writing new ones. Check them
//! before you rely on them.

use std::process::ExitCode;

use e2e_tests::{POLICY, scenario};
use serde_json::json;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted.is_empty() {
        eprintln!("usage: answer SCENARIO… (paths below e2e-tests/scenarios)");
        return ExitCode::FAILURE;
    }
    for (name, scenario) in scenario::all() {
        if wanted.iter().any(|wanted| name.contains(wanted.as_str())) {
            println!("{}", json!({"name": name, "expect": scenario.answer(&POLICY)}));
        }
    }
    ExitCode::SUCCESS
}
