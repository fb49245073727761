//! Tests `policy.wasm` in the interpreter, with every scenario and every recorded request.

use std::sync::LazyLock;

use analysis::core::Core;
use scenarios::suite::Clock;
use scenarios::{policy_wasm, suite};
use wasmi_host::{Host, PolicyModule};

static MODULE: LazyLock<PolicyModule> =
    LazyLock::new(|| PolicyModule::new(&policy_wasm()).unwrap_or_else(|why| panic!("{why}")));

#[test]
fn scenarios_get_the_expected_answers() {
    suite::scenarios(&Host::new(&MODULE), Clock::Given);
}

#[test]
fn recorded_requests_get_the_answers_in_their_names() {
    suite::recordings(&Host::new(&MODULE));
}

#[test]
fn recorded_steps_get_the_answers_in_their_table() {
    suite::more_recordings(&Host::new(&MODULE));
}

#[test]
fn what_goes_beyond_the_bounds_is_counted_or_rejected() {
    suite::beyond_bounds(&Host::new(&MODULE));
}

#[test]
fn pods_and_their_templates_get_the_same_verdict() {
    suite::pods_and_templates_agree(&Host::new(&MODULE));
}

#[test]
fn module_and_core_answer_identically() {
    suite::answers_alike(&Host::new(&MODULE), &Core, Clock::Given);
}
