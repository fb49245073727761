//! Tests the policy's core, without WebAssembly, on every scenario and every recorded request.

use analysis::core::Core;
use scenarios::suite::{self, Clock};
use scenarios::unchanged;

#[test]
fn scenarios_get_the_expected_answers() {
    unchanged::end_at_first_failure();
    suite::scenarios(&Core, Clock::Given);
}

#[test]
fn recorded_requests_get_the_answers_in_their_names() {
    unchanged::end_at_first_failure();
    suite::recordings(&Core);
}

#[test]
fn recorded_steps_get_the_answers_in_their_table() {
    unchanged::end_at_first_failure();
    suite::more_recordings(&Core);
}

#[test]
fn what_goes_beyond_the_bounds_is_counted_or_rejected() {
    unchanged::end_at_first_failure();
    suite::beyond_bounds(&Core);
}

#[test]
fn pods_and_their_templates_get_the_same_verdict() {
    unchanged::end_at_first_failure();
    suite::pods_and_templates_agree(&Core);
}

/// Only for `make mutants`, which sets `CORE_ANSWERS`: a mutant has to answer as the core did before.
#[test]
fn answers_are_those_of_the_unchanged_core() {
    unchanged::end_at_first_failure();
    unchanged::compare(&Core);
}

/// Not a test: it writes what `make mutants` compares with.
#[test]
#[ignore = "writes CORE_ANSWERS"]
fn write_answers() {
    unchanged::write(&Core);
}
