//! Tests `policy.wasm` on a policy server's engine: every scenario and every recorded request,
//! requests with arbitrary fields, and hosts that answer anything.

mod hosts;
mod requests;

use std::sync::LazyLock;

use analysis::core::Core;
use scenarios::{policy_wasm, suite};
use wasmtime_host::{PolicyServerEngine, ServedPolicy};

static ENGINE: LazyLock<PolicyServerEngine> =
    LazyLock::new(|| PolicyServerEngine::new().unwrap_or_else(|why| panic!("{why}")));

/// The policy under test.
static POLICY: LazyLock<ServedPolicy> =
    LazyLock::new(|| ENGINE.load(&policy_wasm()).unwrap_or_else(|why| panic!("{why}")));

#[test]
fn scenarios_are_answered_as_they_say() {
    suite::scenarios(&*POLICY);
}

#[test]
fn recorded_requests_are_answered_as_their_names_say() {
    suite::recordings(&*POLICY);
}

#[test]
fn a_pod_and_the_template_it_came_from_agree() {
    suite::pods_and_templates_agree(&*POLICY);
}

#[test]
fn the_module_answers_as_the_core_byte_by_byte() {
    suite::answers_alike(&*POLICY, &Core);
}
