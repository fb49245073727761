//! Properties of every Pod, whatever its author wrote, checked on random ones.

#[path = "properties/advice.rs"]
mod advice;
#[path = "properties/bindings.rs"]
mod bindings;
#[path = "properties/chosen.rs"]
mod chosen;
#[path = "properties/compare.rs"]
mod compare;
#[path = "properties/custom_kinds.rs"]
mod custom_kinds;
#[path = "properties/exemptions.rs"]
mod exemptions;
#[path = "properties/mutation.rs"]
mod mutation;
#[path = "properties/token_requests.rs"]
mod token_requests;
#[path = "properties/updates.rs"]
mod updates;
#[path = "properties/usage.rs"]
mod usage;
#[path = "properties/verdicts.rs"]
mod verdicts;

// The fuzzer's build needs its symbols in every test of the package.
#[cfg(fuzzing)]
use bolero as _;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// How often each property is checked. The cases are the same each time, so that a failure is due
/// to a change; `PROPTEST_CASES=1000000` looks for new ones.
fn config() -> ProptestConfig {
    let cases = ProptestConfig::default().cases.max(10_000);
    ProptestConfig {
        cases,
        rng_seed: if cases > 10_000 { RngSeed::Random } else { RngSeed::Fixed(3607) },
        failure_persistence: None,
        max_shrink_iters: 20_000,
        max_global_rejects: u32::MAX,
        ..ProptestConfig::default()
    }
}
