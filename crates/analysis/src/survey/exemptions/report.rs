//! What is reported of an entry.

use serde::Serialize;

/// An entry of `allow.serviceAccounts`, and what depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExemptionReport {
    /// Its place in `allow.serviceAccounts`, from 0.
    pub number: usize,
    /// The pattern for accounts.
    pub account: String,
    /// The names and patterns of its containers; `None` for all.
    pub containers: Option<Vec<String>>,
    /// Its last day, such as `2027-03-31`; `None` if it has no end.
    pub until: Option<String>,
    /// Why it is there.
    pub reason: Option<String>,
    /// Who has to act.
    pub owner: Option<String>,
    /// Whether it ends.
    pub state: State,
    /// How many days are left: 0 on the last one, negative after it. `None` if it has no end, or nobody
    /// knows the day.
    pub days: Option<i64>,
    /// What it allows a token today.
    pub uses: Vec<Workload>,
    /// Whether nothing uses it; `None` if what was read cannot show that. For an entry that has ended:
    /// whether nothing would use it.
    pub unused: Option<bool>,
    /// Why that cannot be shown.
    pub doubts: Vec<String>,
    /// What its end affects, or has affected.
    pub affected: Vec<Affected>,
}

/// Whether an entry ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// It has no end.
    NoEnd,
    /// It will end.
    Ends,
    /// It has ended.
    Ended,
}

/// A workload, or another object that people know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    /// Its namespace.
    pub namespace: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The containers concerned; none if it is about no container.
    pub containers: Vec<String>,
}

/// A workload that the end of an entry affects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Affected {
    /// What happens to it.
    pub effect: Effect,
    /// The workload, and its containers that have no other right to the token.
    #[serde(flatten)]
    pub workload: Workload,
}

/// What happens to a workload once an entry has ended, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Its Pods start only because of `controllerPods: accept`.
    ControllerPods,
    /// It starts, with a warning: `action: warn`.
    Warned,
    /// Its Pods start without the token: `action: mutate`.
    LosesToken,
    /// Its Pods do not start any more. An object that is no workload is rejected.
    Stops,
}

impl ExemptionReport {
    /// Whether it has ended, or ends in that many days or fewer.
    pub fn ends_within(&self, days: i64) -> bool {
        self.days.is_some_and(|left| left <= days)
    }

    /// Records why what was read cannot show that nothing uses it. That matters only if nothing seems to.
    pub fn doubt(&mut self, why: &str) {
        if self.unused != Some(false) {
            self.unused = None;
            self.doubts.push(why.to_owned());
        }
    }

    /// Whether its end changes what happens to any workload, beyond a warning.
    pub fn changes_something(&self) -> bool {
        self.affected.iter().any(|one| one.effect >= Effect::LosesToken)
    }
}
