//! Asks a policy and the core the same question.

use std::time::{SystemTime, UNIX_EPOCH};

use analysis::Policy;
use analysis::core::Core;
use scenarios::calls::Answered;

use crate::question::Question;

const DAY: i64 = 24 * 60 * 60;

/// What came of a question.
pub enum Outcome {
    /// The policy answers as the core does, after the same lookups.
    Same {
        /// The answer.
        answered: Answered,
        /// Whether the first call was stopped at its deadline, and only a second one got an answer.
        late: bool,
    },
    /// The policy gives no answer.
    Error(String),
    /// The policy answers or looks up something else.
    Different(String),
}

/// The day on this machine, counted from 1970-01-01.
pub fn today() -> i64 {
    now().div_euclid(DAY)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

/// Asks the policy and the core on the same day. A call's deadline is one of the clock, so a machine that is busy
/// or was paused may miss it: such a call is made once more.
pub fn check(question: &Question, policy: &dyn Policy) -> Outcome {
    let (second, day) = (now(), today());
    let mut found = question.ask(policy, second);
    let late = is_late(&found);
    if late {
        found = question.ask(policy, second);
    }
    let expected = question.ask(&Core, second);
    if question.is_dated() && today() != day {
        return check(question, policy);
    }
    match &found.answer {
        Err(error) => Outcome::Error(error.clone()),
        Ok(_) if found == expected => Outcome::Same { answered: found, late },
        Ok(_) => Outcome::Different(format!("{}\n  the core: {}", told(&found), told(&expected))),
    }
}

/// Whether the call was stopped at its deadline.
fn is_late(answered: &Answered) -> bool {
    answered.answer.as_ref().is_err_and(|error| error.contains("deadline exceeded"))
}

/// An answer and its lookups as text, shortened.
fn told(answered: &Answered) -> String {
    let answer = match &answered.answer {
        Ok(answer) => shown(answer),
        Err(error) => format!("error: {error}"),
    };
    let lookups: Vec<&str> =
        answered.exchanges.iter().map(|exchange| exchange.operation.as_str()).collect();
    match lookups.is_empty() {
        true => answer,
        false => format!("{answer} after {}", lookups.join(", ")),
    }
}

/// The start of a text.
pub fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..2_000).unwrap_or(bytes));
    text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}
