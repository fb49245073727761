//! Every scenario is answered as it says.

use e2e_tests::scenario;

#[test]
fn every_scenario_is_answered_as_it_says() {
    let scenarios = scenario::all();
    let mut failures = Vec::new();
    for (name, scenario) in &scenarios {
        if let Err(difference) = scenario.check() {
            failures.push(format!("{name}: {}\n{difference}", scenario.note));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(scenarios.len() >= 30, "only {} scenarios were found", scenarios.len());
}
