//! What the logs say of one service account.

use crate::bounded::{Bounded, Sum};
use crate::time::Span;
use crate::usage::{Usage, positive};

/// How many Pods of one account are counted separately.
pub const MOST_PODS: usize = 50_000;
/// How many accounts are counted separately.
pub const MOST_ACCOUNTS: usize = 50_000;
/// How many UIDs of one account are kept.
pub const MOST_UIDS: usize = 64;

/// What the logs say of one service account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub(crate) pods: Bounded<Box<Usage>, MOST_PODS>,
    pub(crate) direct: Usage,
    pub(crate) uids: Bounded<Span, MOST_UIDS>,
    pub(crate) impersonated: i64,
    pub(crate) named: i64,
}

/// A Pod that used a token, or for which one was issued.
#[derive(Clone, Copy, Debug)]
pub struct Pod<'a> {
    /// Its name. The namespace is the account's.
    pub name: &'a str,
    /// Its UID: two Pods of a StatefulSet may have one name, one after the other.
    pub uid: &'a str,
    /// What it did.
    pub usage: &'a Usage,
}

impl Account {
    /// What was done by Pods that the log names.
    pub fn pods(&self) -> impl Iterator<Item = Pod<'_>> {
        self.pods.iter().map(|(key, usage)| {
            let (name, uid) = key.split_once('\n').unwrap_or((key, ""));
            Pod { name, uid, usage }
        })
    }

    /// What was done without a Pod that the log names: tokens of Secrets, tokens bound to
    /// nothing, logs without Pod names. Also what Pods did, if there are more of them than are
    /// counted separately.
    #[must_use]
    pub fn unattributed(&self) -> Usage {
        let mut usage = self.direct.clone();
        if let Some(rest) = self.pods.rest() {
            usage.add(Usage::clone(rest));
        }
        usage
    }

    /// All that was done with tokens of the account. Of the tokens that were issued, those that
    /// no Pod used are unused.
    #[must_use]
    pub fn total(&self) -> Usage {
        let mut usage = self.direct.clone();
        for pod in self.pods.all() {
            usage.add(Usage::clone(pod));
        }
        usage
    }

    /// UIDs of the account, each with the time of its requests: an account that was deleted and
    /// made again has two.
    #[must_use]
    pub fn uids(&self) -> &Bounded<Span, MOST_UIDS> {
        &self.uids
    }

    /// Requests of others in the name of this account. They used no token of it.
    #[must_use]
    pub fn impersonated(&self) -> u64 {
        positive(self.impersonated)
    }

    /// Requests of users that only bear the name of the account: client certificates, OIDC. They
    /// used no token of it, though they have the rights that bindings give to the name.
    #[must_use]
    pub fn only_named(&self) -> u64 {
        positive(self.named)
    }
}

impl Sum for Account {
    fn add(&mut self, other: Account) {
        self.pods.add(other.pods);
        self.direct.add(other.direct);
        self.uids.add(other.uids);
        self.impersonated += other.impersonated;
        self.named += other.named;
    }
}
