//! Policies that should not pass.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use analysis::core::Core;
use analysis::{HostCalls, Policy};
use soak::memory;
use soak::report::Report;
use soak::run::{Plan, run};

use super::{MATERIAL, PLAN, alone};

/// The core, with something wrong in one call.
struct Faulty<F> {
    calls: AtomicU64,
    fault: F,
}

/// Changes the answer to the call with this number.
type Answer = Result<Vec<u8>, String>;

impl<F: Fn(u64, Answer) -> Answer> Policy for Faulty<F> {
    fn call(&self, function: &str, payload: &[u8], calls: &Arc<dyn HostCalls>) -> Answer {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        (self.fault)(number, Core.call(function, payload, calls))
    }
}

/// What comes of a run of a policy with this fault.
fn report(fault: impl Fn(u64, Answer) -> Answer + Sync) -> Report {
    let _alone = alone();
    let policy = Faulty { calls: AtomicU64::new(0), fault };
    let plan = Plan { requests: 1_000, ..PLAN };
    let served = run(plan, &MATERIAL, &policy, &|_| {}).unwrap_or_else(|why| panic!("{why}"));
    let tally = soak::tally::Tally::default();
    Report { served, reused: Ok(soak::reused::Reused { tally, memory: 0, round: 0 }) }
}

#[test]
fn the_core_passes() {
    let report = report(|_, answer| answer);
    assert!(report.passed(), "{:#?}", report.failures());
}

#[test]
fn an_answer_that_differs_by_a_byte_is_reported() {
    let report = report(|number, answer| {
        answer.map(|mut answer| {
            if number == 700 {
                answer.push(b' ');
            }
            answer
        })
    });
    assert!(!report.passed());
    let all = report.served.tally.all();
    assert_eq!((all.errors, all.different), (0, 1));
    let failures = report.failures();
    assert_eq!(failures.len(), 1);
    for part in ["question ", " of seed 1 (", "another answer", "the core: {", "validate"] {
        assert!(failures[0].contains(part), "{part}: {}", failures[0]);
    }
}

#[test]
fn a_call_without_an_answer_is_reported() {
    let report = report(|number, answer| if number == 3 { Err("trap".into()) } else { answer });
    assert!(!report.passed());
    let all = report.served.tally.all();
    assert_eq!((all.errors, all.different), (1, 0));
    assert!(report.failures()[0].contains("no answer: trap"), "{:#?}", report.failures());
}

#[test]
fn a_call_that_misses_its_deadline_is_made_once_more() {
    let late = || Err("guest code interrupted, execution deadline exceeded".into());
    let once = report(|number, answer| if number == 3 { late() } else { answer });
    assert!(once.passed(), "{:#?}", once.failures());
    assert_eq!(once.served.tally.all().late, 1);
    let always = report(|_, _| late());
    assert!(!always.passed());
    assert_eq!(always.served.tally.all().errors, 1_000);
}

#[test]
fn a_failure_at_the_end_is_reported() {
    // The first ten questions are asked again after the last one.
    let report = report(|number, answer| if number < 1_000 { answer } else { Ok(b"{}".into()) });
    assert!(!report.passed());
    assert_eq!((report.served.tally.all().different, report.served.again.different), (0, 10));
    assert!(report.failures()[0].contains(", asked again ("), "{:#?}", report.failures());
}

#[test]
fn growth_is_reported() {
    if memory::resident().is_none() {
        return;
    }
    let kept = Mutex::new(Vec::new());
    // 45 MB between the first tenth and the end.
    let report = report(|_, answer| {
        kept.lock().unwrap().push(black_box(vec![1_u8; 50_000]));
        answer
    });
    assert!(!report.passed());
    assert!(report.failures()[0].starts_with("the process grew by "), "{:#?}", report.failures());
}
