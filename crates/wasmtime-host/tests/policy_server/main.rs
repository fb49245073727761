//! Tests `policy.wasm` on a policy server's engine: every scenario and every recorded request,
//! requests with arbitrary fields, and hosts that answer anything.

mod hosts;
mod random;
mod requests;

use std::sync::LazyLock;

use analysis::core::Core;
use scenarios::suite::Clock;
use scenarios::{policy_wasm, suite};
use wasmtime_host::{PolicyServerEngine, ServedPolicy};

static ENGINE: LazyLock<PolicyServerEngine> =
    LazyLock::new(|| PolicyServerEngine::new().unwrap_or_else(|why| panic!("{why}")));

/// The policy under test.
static POLICY: LazyLock<ServedPolicy> =
    LazyLock::new(|| ENGINE.load(&policy_wasm()).unwrap_or_else(|why| panic!("{why}")));

#[test]
fn scenarios_get_the_expected_answers() {
    suite::scenarios(&*POLICY, Clock::Real);
}

#[test]
fn recorded_requests_get_the_answers_in_their_names() {
    suite::recordings(&*POLICY);
}

#[test]
fn recorded_steps_get_the_answers_in_their_table() {
    suite::more_recordings(&*POLICY);
}

#[test]
fn what_goes_beyond_the_bounds_is_counted_or_rejected() {
    suite::beyond_bounds(&*POLICY);
}

#[test]
fn pods_and_their_templates_get_the_same_verdict() {
    suite::pods_and_templates_agree(&*POLICY);
}

#[test]
fn module_and_core_answer_identically() {
    suite::answers_alike(&*POLICY, &Core, Clock::Real);
}
