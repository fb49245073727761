//! Tests `policy.wasm` in the interpreter, with every scenario and every recorded request.

use std::sync::LazyLock;

use analysis::core::Core;
use scenarios::{policy_wasm, suite};
use wasmi_host::{Host, PolicyModule};

static MODULE: LazyLock<PolicyModule> =
    LazyLock::new(|| PolicyModule::new(&policy_wasm()).unwrap_or_else(|why| panic!("{why}")));

#[test]
fn scenarios_are_answered_as_they_say() {
    suite::scenarios(&Host::new(&MODULE));
}

#[test]
fn recorded_requests_are_answered_as_their_names_say() {
    suite::recordings(&Host::new(&MODULE));
}

#[test]
fn a_pod_and_the_template_it_came_from_agree() {
    suite::pods_and_templates_agree(&Host::new(&MODULE));
}

#[test]
fn the_module_answers_as_the_core_byte_by_byte() {
    suite::answers_alike(&Host::new(&MODULE), &Core);
}
