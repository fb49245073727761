//! Whether a Pod of a workload ran while the logs were written.

use audit_log::Span;

use super::schedule::Schedule;
use super::why::Why;

/// What the data says of the Pods of a workload.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    /// Its Pods: when each was made, in nanoseconds since 1970, and whether it ends by itself.
    pub pods: Vec<(Option<i64>, bool)>,
    /// Whether it is scaled to zero.
    pub has_no_replicas: bool,
    /// When it runs, if it is a CronJob.
    pub schedules: Vec<Schedule>,
}

impl Presence {
    /// Adds what is known of another part of it.
    pub fn add(&mut self, other: &Presence) {
        self.pods.extend_from_slice(&other.pods);
        self.has_no_replicas |= other.has_no_replicas;
        self.schedules.extend_from_slice(&other.schedules);
    }

    /// Why it is not known that a Pod of it ran; `None` if one did. That the log names none is
    /// known already.
    pub fn doubt(&self, logs: Span) -> Option<Why> {
        let (Some(first), Some(last)) = (logs.first, logs.last) else {
            return Some(Why::NoPods);
        };
        let (first, last) = (first.nanos(), last.nanos());
        let within = |made: i64| (first..=last).contains(&made);
        if self.pods.iter().any(|(made, _)| made.is_some_and(within)) {
            return None;
        }
        if let Some(schedule) = self.schedules.first() {
            return self.doubt_of_runs(schedule, first, last);
        }
        let ran =
            |(made, ends): &(Option<i64>, bool)| made.is_none_or(|made| made < first && !ends);
        match self.pods.as_slice() {
            [] if self.has_no_replicas => Some(Why::NoReplicas),
            [] => Some(Why::NoPods),
            pods if pods.iter().any(ran) => None,
            pods if pods.iter().any(|(made, _)| made.is_some_and(|made| made < first)) => {
                Some(Why::PodsBefore)
            }
            _ => Some(Why::PodsLater),
        }
    }

    /// The same of a CronJob: Pods of other runs say nothing.
    fn doubt_of_runs(&self, one: &Schedule, first: i64, last: i64) -> Option<Why> {
        let schedule = one.text.clone();
        let active = || self.schedules.iter().filter(|schedule| !schedule.is_suspended);
        let mut runs = active().map(|schedule| schedule.runs_between(first, last));
        if runs.clone().any(|runs| runs == Some(true)) {
            // That it should have run is not enough: its Pods must be known.
            return self.pods.is_empty().then_some(Why::NoPods);
        }
        Some(match () {
            () if active().next().is_none() => Why::Suspended,
            () if runs.any(|runs| runs.is_none()) => Why::UnknownSchedule { schedule },
            () => Why::NoRun { schedule },
        })
    }
}
