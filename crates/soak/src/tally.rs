//! Counts what came of the questions.

use crate::check::{Outcome, shown};
use crate::question::{Kind, Question};

/// How many failures are shown in full.
const SHOWN: usize = 5;

/// What came of the questions of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Questions.
    pub asked: u64,
    /// Answers that accept the request or the settings.
    pub accepted: u64,
    /// Answers that took a second call, because the first one was stopped at its deadline.
    pub late: u64,
    /// Questions without an answer.
    pub errors: u64,
    /// Answers that are not those of the core, or not those of before.
    pub different: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.asked += other.asked;
        self.accepted += other.accepted;
        self.late += other.late;
        self.errors += other.errors;
        self.different += other.different;
    }
}

/// What came of all questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    kinds: [Counts; Kind::ALL.len()],
    /// The first failures.
    pub failures: Vec<String>,
}

impl Tally {
    /// Counts one outcome. `name` says which question it was.
    pub fn count(&mut self, question: &Question, name: &str, outcome: &Outcome) {
        let counts = &mut self.kinds[question.kind as usize];
        counts.asked += 1;
        let what = match outcome {
            Outcome::Same { answered, late } => {
                counts.late += u64::from(*late);
                let accepts = answered.answer.as_ref().is_ok_and(|answer| accepts(answer));
                counts.accepted += u64::from(accepts);
                return;
            }
            Outcome::Error(error) => {
                counts.errors += 1;
                format!("no answer: {error}")
            }
            Outcome::Different(what) => {
                counts.different += 1;
                format!("another answer\n  {what}")
            }
        };
        if self.failures.len() < SHOWN {
            let (title, function) = (question.kind.title(), question.function);
            let payload = shown(&question.payload);
            self.failures.push(format!("{name} ({title}): {what}\n  {function}: {payload}"));
        }
    }

    /// Adds the counts of another thread.
    pub fn add(&mut self, other: Self) {
        for (kind, counts) in self.kinds.iter_mut().zip(other.kinds) {
            kind.add(counts);
        }
        self.failures.extend(other.failures);
        self.failures.truncate(SHOWN);
    }

    /// The counts of one kind.
    pub fn of(&self, kind: Kind) -> Counts {
        self.kinds[kind as usize]
    }

    /// The counts of all kinds together.
    pub fn all(&self) -> Counts {
        let mut all = Counts::default();
        self.kinds.iter().for_each(|counts| all.add(*counts));
        all
    }
}

/// Whether an answer accepts a request, or settings.
fn accepts(answer: &[u8]) -> bool {
    [&br#"{"accepted":true"#[..], br#"{"valid":true"#].iter().any(|start| answer.starts_with(start))
}
