//! Tests the policy's core, without WebAssembly, on every scenario and every recorded request.

use analysis::core::Core;
use scenarios::suite;

#[test]
fn scenarios_are_answered_as_they_say() {
    suite::scenarios(&Core);
}

#[test]
fn recorded_requests_are_answered_as_their_names_say() {
    suite::recordings(&Core);
}

#[test]
fn a_pod_and_the_template_it_came_from_agree() {
    suite::pods_and_templates_agree(&Core);
}
