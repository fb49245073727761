//! Asks the questions, from several threads as the workers of a policy server do.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use analysis::Policy;
use scenarios::calls::Answered;

use crate::check::{Outcome, check, today};
use crate::memory::{self, Sample};
use crate::question::Question;
use crate::source::{Material, Source};
use crate::tally::{Counts, Tally};

/// How much is asked.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The number of the first question.
    pub start: u64,
    /// The number of questions.
    pub requests: u64,
    /// The number of threads.
    pub threads: usize,
    /// What makes the questions of one run others than those of another.
    pub seed: u64,
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Served {
    /// The answers.
    pub tally: Tally,
    /// The time it took.
    pub time: Duration,
    /// The memory after a tenth, each further tenth, and at the end.
    pub samples: Vec<Sample>,
    /// What came of the first questions, asked again at the end.
    pub again: Counts,
}

/// One question in a hundred is asked again at the end, but no more than this.
const MOST_AGAIN: u64 = 10_000;

/// The first answer to a question.
struct First {
    day: i64,
    hash: u64,
}

/// What the threads share.
struct Shared<'a> {
    plan: Plan,
    policy: &'a (dyn Policy + Sync),
    progress: &'a (dyn Fn(Sample) + Sync),
    next: AtomicU64,
    failures: AtomicU64,
    first: Vec<OnceLock<First>>,
    samples: Mutex<Vec<Sample>>,
}

/// Asks the policy and the core all questions, and the first ones again at the end. `progress` hears of
/// each tenth.
///
/// # Errors
///
/// Never: failures are in the tally.
pub fn run(
    plan: Plan,
    material: &Arc<Material>,
    policy: &(dyn Policy + Sync),
    progress: &(dyn Fn(Sample) + Sync),
) -> Result<Served, String> {
    let start = Instant::now();
    let again = plan.requests.div_ceil(100).min(MOST_AGAIN);
    let first = (0..again).map(|_| OnceLock::new()).collect();
    let [next, failures] = [0, 0].map(AtomicU64::new);
    let samples = Mutex::new(Vec::with_capacity(10));
    let mut shared = Shared { plan, policy, progress, next, failures, first, samples };
    let mut tally = each_thread(plan, material, |source| Ok(shared.serve(source)))?;
    let time = start.elapsed();

    shared.next = AtomicU64::new(0);
    let second = each_thread(plan, material, |source| Ok(shared.ask_again(source)))?;
    let again = second.all();
    tally.failures.extend(second.failures);
    let mut samples = shared.samples.into_inner().unwrap_or_else(PoisonError::into_inner);
    samples.sort_unstable_by_key(|sample| sample.percent);
    Ok(Served { tally, time, samples, again })
}

/// Does the work in each thread, and adds what they counted.
///
/// # Errors
///
/// That of the first thread that could not do its work.
pub fn each_thread(
    plan: Plan,
    material: &Arc<Material>,
    work: impl Fn(Source) -> Result<Tally, String> + Sync,
) -> Result<Tally, String> {
    std::thread::scope(|scope| {
        let start = |_| scope.spawn(|| work(Source::new(material, plan.seed)));
        let threads: Vec<_> = (0..plan.threads).map(start).collect();
        let mut tally = Tally::default();
        for thread in threads {
            tally.add(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(tally)
    })
}

impl Shared<'_> {
    /// Asks questions until there are none left.
    fn serve(&self, source: Source) -> Tally {
        let mut tally = Tally::default();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.plan.requests {
                return tally;
            }
            let question = source.question(self.plan.start + number);
            let outcome = check(&question, self.policy);
            match (self.first.get(number as usize), &outcome) {
                (Some(first), Outcome::Same { answered, .. }) => {
                    let _ = first.set(First { day: today(), hash: hash(answered) });
                }
                (None, Outcome::Same { .. }) => {}
                _ => _ = self.failures.fetch_add(1, Ordering::Relaxed),
            }
            tally.count(&question, &self.name(number), &outcome);
            self.sample(number + 1);
        }
    }

    /// Asks the first questions again.
    fn ask_again(&self, source: Source) -> Tally {
        let mut tally = Tally::default();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(first) = self.first.get(number as usize) else { return tally };
            let question = source.question(self.plan.start + number);
            // Without a first answer, there is nothing to compare: it was counted as a failure.
            let Some(first) = first.get() else { continue };
            let outcome = match check(&question, self.policy) {
                Outcome::Same { answered, .. } if has_changed(first, &question, &answered) => {
                    Outcome::Different("it was another one at the start".into())
                }
                outcome => outcome,
            };
            tally.count(&question, &format!("{}, asked again", self.name(number)), &outcome);
        }
    }

    fn name(&self, number: u64) -> String {
        format!("question {} of seed {}", self.plan.start + number, self.plan.seed)
    }

    /// Measures the memory after each tenth.
    fn sample(&self, done: u64) {
        let percent = done * 100 / self.plan.requests;
        let before = (done - 1) * 100 / self.plan.requests;
        if percent / 10 > before / 10 {
            let sample = Sample {
                percent: percent / 10 * 10,
                resident: memory::resident(),
                failures: self.failures.load(Ordering::Relaxed),
            };
            self.samples.lock().unwrap_or_else(PoisonError::into_inner).push(sample);
            (self.progress)(sample);
        }
    }
}

/// On another day, a dated request may get another answer.
fn has_changed(first: &First, question: &Question, answered: &Answered) -> bool {
    hash(answered) != first.hash && (first.day == today() || !question.is_dated())
}

fn hash(answered: &Answered) -> u64 {
    let mut hasher = DefaultHasher::new();
    answered.answer.hash(&mut hasher);
    for exchange in &answered.exchanges {
        exchange.payload.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use scenarios::RecordingCluster;

    use super::*;
    use crate::question::Kind;

    #[test]
    fn only_a_dated_answer_may_change_with_the_day() {
        let of = |payload: &str| Question {
            kind: Kind::Known,
            function: "validate",
            payload: payload.into(),
            cluster: Box::new(|| RecordingCluster::new(&[])),
        };
        let answered = |answer: &str| Answered { answer: Ok(answer.into()), exchanges: Vec::new() };
        let (plain, dated) = (of("{}"), of(r#"{"until": "2027-03-31"}"#));
        let first = |day: i64| First { day, hash: hash(&answered("yes")) };
        let (now, before) = (first(today()), first(today() - 1));
        for (first, question, answer, expected) in [
            (&now, &plain, "yes", false),
            (&now, &plain, "no", true),
            (&now, &dated, "no", true),
            (&before, &plain, "no", true),
            (&before, &dated, "no", false),
        ] {
            let case = format!("{} {} {answer}", first.day, question.is_dated());
            assert_eq!(has_changed(first, question, &answered(answer)), expected, "{case}");
        }
    }
}
