//! What all logs together say.

use crate::account::{Account, MOST_ACCOUNTS};
use crate::bounded::{Bounded, Sum};
use crate::sight::Sight;
use crate::time::Span;
use crate::usage::positive;

/// How many Jobs and Secrets are named.
pub const MOST_OBJECTS: usize = 100_000;

/// What all logs together say: who used which token, and what the logs can show at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub(crate) accounts: Bounded<Account, MOST_ACCOUNTS>,
    pub(crate) unauthenticated: i64,
    pub(crate) unauthenticated_span: Span,
    pub(crate) jobs: Bounded<Span, MOST_OBJECTS>,
    pub(crate) marked_secrets: Bounded<Span, MOST_OBJECTS>,
    pub(crate) sight: Sight,
}

impl Evidence {
    /// Accounts of which the logs say anything, in the order of their names, which are
    /// `<namespace>/<name>`.
    #[must_use]
    pub fn accounts(&self) -> &Bounded<Account, MOST_ACCOUNTS> {
        &self.accounts
    }

    /// One account.
    #[must_use]
    pub fn account(&self, namespace: &str, name: &str) -> Option<&Account> {
        self.accounts.get(&format!("{namespace}/{name}"))
    }

    /// Requests that were answered with 401: their token was refused, so that they name nobody.
    #[must_use]
    pub fn unauthenticated(&self) -> u64 {
        positive(self.unauthenticated)
    }

    /// When the first and the last of these came.
    #[must_use]
    pub fn unauthenticated_span(&self) -> Span {
        self.unauthenticated_span
    }

    /// Secrets (`<namespace>/<name>`) that the API server itself changed, and when: it marks
    /// token Secrets that are used, once a day, also those that somebody only had reviewed.
    #[must_use]
    pub fn marked_secrets(&self) -> &Bounded<Span, MOST_OBJECTS> {
        &self.marked_secrets
    }

    /// The CronJob whose Job made a Pod, by name: if the logs say that the cronjob-controller
    /// made the Job from which the Pod has its name.
    #[must_use]
    pub fn cron_job_of<'p>(&self, namespace: &str, pod: &'p str) -> Option<&'p str> {
        let (job, _) = pod.rsplit_once('-')?;
        self.jobs.get(&format!("{namespace}/{job}"))?;
        job.rsplit_once('-').map(|(cron_job, _)| cron_job)
    }

    /// The CronJobs of which the cronjob-controller made a Job: namespace and name. Some may come
    /// several times.
    pub fn cron_jobs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.jobs.iter().filter_map(|(job, _)| {
            let (namespace, name) = job.split_once('/')?;
            Some((namespace, name.rsplit_once('-')?.0))
        })
    }

    /// What the logs can show, and what they cannot.
    #[must_use]
    pub fn sight(&self) -> &Sight {
        &self.sight
    }

    pub(crate) fn add(&mut self, other: Evidence) {
        self.accounts.add(other.accounts);
        self.unauthenticated += other.unauthenticated;
        self.unauthenticated_span.add(other.unauthenticated_span);
        self.jobs.add(other.jobs);
        self.marked_secrets.add(other.marked_secrets);
        self.sight.add(other.sight);
    }
}
