//! A short run passes, and a run that should not pass does not. `make soak` is the long one.

mod command;
mod failures;

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use scenarios::policy_wasm;
use soak::memory::{self, MOST_IN_GUEST};
use soak::report::Report;
use soak::reused::{PAGE, least_memory, reused, round, with_memory};
use soak::run::{Plan, run};
use soak::source::{Material, Source};
use wasmtime_host::{Module, PolicyServerEngine};

static MATERIAL: LazyLock<Arc<Material>> = LazyLock::new(|| Arc::new(Material::read()));

static ENGINE: LazyLock<PolicyServerEngine> =
    LazyLock::new(|| PolicyServerEngine::new().unwrap_or_else(|why| panic!("{why}")));

static MODULE: LazyLock<Module> =
    LazyLock::new(|| ENGINE.compile(&policy_wasm()).unwrap_or_else(|why| panic!("{why}")));

const PLAN: Plan = Plan { start: 0, requests: 4_500, threads: 2, seed: 1 };
const ROUNDS: Plan = Plan { requests: 500, ..PLAN };

/// Runs in one process measure the same memory, so they take turns.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    LazyLock::force(&MATERIAL);
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn the_policy_serves_5000_requests_without_an_error_growth_or_another_answer() {
    let _alone = alone();
    let policy = ENGINE.serve(&MODULE, MOST_IN_GUEST).unwrap_or_else(|why| panic!("{why}"));
    let served = run(PLAN, &MATERIAL, &policy, &|_| {}).unwrap_or_else(|why| panic!("{why}"));
    let report = Report { served, reused: reused(ROUNDS, &MATERIAL, &ENGINE, &MODULE) };
    println!("{report}");
    assert!(report.passed(), "{report}\n{:#?}", report.failures());
    let all = report.served.tally.all();
    assert_eq!(all.asked, PLAN.requests);
    let percent = all.accepted * 100 / all.asked;
    assert!((40..80).contains(&percent), "{percent} % accepted: the requests are not varied");
    assert_eq!(report.served.again.asked, 45);
    assert_eq!(report.served.samples.len(), 10);
    assert!(memory::resident().is_none() || memory::growth(&report.served.samples).is_some());
}

#[test]
fn a_page_more_in_a_reused_instance_is_an_error() {
    let _alone = alone();
    let round = round(ROUNDS, &MATERIAL);
    let least = least_memory(&round, &ENGINE, &MODULE).unwrap_or_else(|why| panic!("{why}"));
    let served = |memory: usize| {
        with_memory(memory, ROUNDS, &MATERIAL, &round, &ENGINE, &MODULE)
            .unwrap_or_else(|why| panic!("{why}"))
            .all()
    };
    assert_eq!(served(least).errors, 0);
    assert_ne!(served(least - PAGE).errors, 0);
}

#[test]
fn the_same_seed_and_number_make_the_same_question() {
    let sources = [1, 1, 2].map(|seed| Source::new(&MATERIAL, seed));
    let of = |source: &Source| -> Vec<Vec<u8>> {
        (0..64).map(|number| source.question(number).payload).collect()
    };
    let [first, again, other] = sources.each_ref().map(of);
    assert_eq!(first, again);
    let same = first.iter().zip(&other).filter(|(one, other)| one == other).count();
    // Of the scenarios and recordings, everybody gets the same.
    assert!((16..32).contains(&same), "{same}");
}
