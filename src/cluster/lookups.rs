//! Looks things up in the cluster: each at most once, and only when the verdict needs it.

use crate::prelude::*;

use super::answers::{self, SecretKind};
use super::bindings::{self, Bound, SubjectAccount};
use super::facts::Facts;
use super::{Clock, Cluster, LookupError};
use crate::text::{count, is_object_name, worded};

/// What the policy looks up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookedUp {
    /// A service account.
    ServiceAccount,
    /// A Secret.
    Secret,
    /// Role bindings and cluster role bindings.
    Bindings,
    /// The day.
    Day,
}

impl LookedUp {
    /// The kinds that the policy must be allowed to read, the same as RBAC names them, and the host
    /// capabilities that the lookup needs.
    pub fn needs(self) -> [&'static str; 3] {
        match self {
            Self::ServiceAccount => {
                ["ServiceAccount", "serviceaccounts", "kubernetes/get_resource"]
            }
            Self::Secret => ["Secret", "secrets", "kubernetes/get_resource"],
            Self::Bindings => [
                "ClusterRoleBinding and RoleBinding",
                "clusterrolebindings and rolebindings",
                "kubernetes/get_resource and kubernetes/list_resources_all",
            ],
            Self::Day => [""; 3],
        }
    }
}

/// A lookup that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedLookup {
    /// What was looked up, in words.
    pub object: String,
    /// What kind of thing that is.
    pub what: LookedUp,
    /// Why.
    pub error: LookupError,
}

impl FailedLookup {
    #[inline(never)]
    fn of(object: &[&str], what: LookedUp, error: LookupError) -> Box<Self> {
        Box::new(Self { object: object.concat(), what, error })
    }
}

/// The failure to find out which day it is.
pub fn no_clock() -> Box<FailedLookup> {
    FailedLookup::of(&["today's date"], LookedUp::Day, LookupError::NoClock)
}

/// How many Secrets are looked up per request, and how many accounts. Every lookup slows down all policies on a
/// server, and they share a second or two.
const MOST_LOOKUPS: usize = 50;

/// How often role bindings are read per request. There can be thousands, and each time they are read for all
/// accounts that are known then.
const MOST_READINGS: usize = 10;

/// The lookups of one request.
pub struct Lookups<'c> {
    cluster: &'c mut dyn Cluster,
    /// Whether a role of that name needs no token.
    needs_no_token: &'c dyn Fn(&str) -> bool,
    namespace: &'c str,
    facts: Facts<'c>,
    is_closed: bool,
    /// Whether a lookup failed because it is closed.
    was_refused: bool,
    /// How many accounts were asked for, with or without an answer.
    asked_accounts: usize,
    /// How often the role bindings were read.
    readings: usize,
    /// The accounts whose role bindings may be asked for, so that each list is read once for all of them.
    expected: Vec<String>,
    cluster_role_bindings: Option<String>,
    role_bindings: Option<String>,
}

impl<'c> Lookups<'c> {
    /// Starts with nothing known about the cluster; all lookups are in `namespace`. Role bindings to
    /// roles for whose name `needs_no_token` is true are kept apart.
    pub fn new(
        cluster: &'c mut dyn Cluster,
        clock: &'c dyn Clock,
        namespace: &'c str,
        needs_no_token: &'c dyn Fn(&str) -> bool,
    ) -> Self {
        Self {
            cluster,
            needs_no_token,
            namespace,
            facts: Facts::new(clock),
            is_closed: false,
            was_refused: false,
            asked_accounts: 0,
            readings: 0,
            expected: Vec::new(),
            cluster_role_bindings: None,
            role_bindings: None,
        }
    }

    /// What is known so far.
    pub fn facts(&self) -> &Facts<'c> {
        &self.facts
    }

    /// The number of an account that a Secret is a token of.
    #[cfg(test)]
    pub(crate) fn number_of(&mut self, account: &str) -> usize {
        self.facts.secrets.number_of(account)
    }

    /// Turns to a PodSpec that runs as this account.
    pub fn turn_to(&mut self, account: &str) {
        self.facts.account = account.to_owned();
    }

    /// Lets all further lookups fail: the request is rejected whatever they would show.
    pub fn close(&mut self) {
        self.is_closed = true;
    }

    /// Ends [`close`](Self::close).
    pub fn reopen(&mut self) {
        self.is_closed = false;
    }

    /// Whether a lookup failed since the last call because it is closed.
    pub fn was_refused(&mut self) -> bool {
        core::mem::take(&mut self.was_refused)
    }

    /// Notes that the role bindings of this account may be asked for.
    pub fn announce(&mut self, account: &str) {
        if self.expected.len() < MOST_LOOKUPS && self.expected.iter().all(|known| known != account)
        {
            self.expected.push(account.to_owned());
        }
    }

    /// Checks that one more of a kind may be looked up, of which there may be `most`.
    fn check(&mut self, so_far: usize, most: usize) -> Result<(), LookupError> {
        self.was_refused |= self.is_closed;
        if so_far >= most || self.is_closed {
            return Err(LookupError::Failed(worded(
                "at most {} are looked at for one request",
                &[&count(most)],
            )));
        }
        Ok(())
    }

    /// Looks up a service account.
    ///
    /// # Errors
    ///
    /// There is no answer, or it is not that account.
    pub fn ask_account(&mut self, name: &str) -> Result<(), Box<FailedLookup>> {
        let checked = self.check(self.asked_accounts, MOST_LOOKUPS);
        self.asked_accounts += usize::from(checked.is_ok());
        let found =
            checked.and_then(|()| match self.cluster.service_account(self.namespace, name)? {
                Some(json) => answers::service_account(&json, name).map(Some),
                None => Ok(None),
            });
        let found = found.map_err(|error| {
            let object = ["service account ", self.namespace, "/", name];
            FailedLookup::of(&object, LookedUp::ServiceAccount, error)
        })?;
        self.facts.accounts.push((name.to_owned(), found));
        Ok(())
    }

    /// Looks up whether another account of the namespace lets Kubernetes mount its token; `None` if it
    /// does not exist, or there is no answer.
    pub fn other_account_says(&mut self, name: &str) -> Option<Option<bool>> {
        if self.facts.account_named(name).is_none() {
            self.ask_account(name).ok()?;
        }
        self.facts.account_named(name).flatten().map(|account| account.automount)
    }

    /// Looks up what a Secret is.
    ///
    /// # Errors
    ///
    /// There is no answer, or it is not that Secret.
    pub fn ask_secret(&mut self, name: &str) -> Result<(), Box<FailedLookup>> {
        let found = if is_object_name(name) {
            self.check(self.facts.secrets.len(), MOST_LOOKUPS).and_then(|()| {
                match self.cluster.secret(self.namespace, name)? {
                    Some(json) => {
                        let secrets = &mut self.facts.secrets;
                        answers::secret(&json, name, &mut |account| secrets.number_of(account))
                    }
                    // A Secret created later under this name may hold a token.
                    None => Ok(SecretKind::Missing),
                }
            })
        } else {
            Ok(SecretKind::Missing)
        };
        let kind = found.map_err(|error| {
            let object = ["Secret ", self.namespace, "/", name];
            FailedLookup::of(&object, LookedUp::Secret, error)
        })?;
        self.facts.secrets.add(name, kind);
        Ok(())
    }

    /// Looks up what role bindings say about an account of the namespace.
    ///
    /// # Errors
    ///
    /// As [`ask_bound`](Self::ask_bound).
    pub fn bound(&mut self, name: &str) -> Result<Bound, Box<FailedLookup>> {
        self.ask_bound(&[name.to_owned()])?;
        Ok(self.facts.bound(name).unwrap_or_default())
    }

    /// Looks up what role bindings say about these accounts. Reads cluster role bindings first, and
    /// the others only if those do not give every account something to do.
    ///
    /// # Errors
    ///
    /// There is no answer, or it is not a list of bindings.
    pub fn ask_bound(&mut self, names: &[String]) -> Result<(), Box<FailedLookup>> {
        let expected = core::mem::take(&mut self.expected);
        let others = expected.iter().filter(|name| !names.contains(name));
        let all: Vec<&String> = names.iter().chain(others).collect();
        let accounts: Vec<SubjectAccount<'_>> =
            all.iter().map(|name| SubjectAccount::new(self.namespace, name)).collect();
        let failure = |object: &str, error| FailedLookup::of(&[object], LookedUp::Bindings, error);
        self.check(self.readings, MOST_READINGS)
            .map_err(|error| failure("the role bindings", error))?;
        self.readings += 1;
        if self.cluster_role_bindings.is_none() {
            // A list without permission hangs instead of failing.
            self.cluster
                .may_read_bindings()
                .map_err(|error| failure("the role bindings", error))?;
        }
        let in_cluster = |error| failure("the cluster role bindings", error);
        let list = match &mut self.cluster_role_bindings {
            Some(list) => list,
            none => none.insert(self.cluster.cluster_role_bindings().map_err(in_cluster)?),
        };
        let mut bound = vec![Bound::No; all.len()];
        bindings::find(list, "ClusterRoleBinding", &accounts, self.needs_no_token, &mut bound)
            .map_err(in_cluster)?;
        let is_open = bound.iter().take(names.len()).any(|bound| *bound != Bound::Yes);
        if is_open {
            let in_namespaces = |error| failure("the role bindings", error);
            let list = match &mut self.role_bindings {
                Some(list) => list,
                none => none.insert(self.cluster.role_bindings().map_err(in_namespaces)?),
            };
            bindings::find(list, "RoleBinding", &accounts, self.needs_no_token, &mut bound)
                .map_err(in_namespaces)?;
        }
        for (name, bound) in all.into_iter().zip(bound) {
            // Without the second list, nothing is known of the others that the first does not name.
            if is_open || bound == Bound::Yes {
                self.facts.bound.push((name.clone(), bound));
            }
        }
        Ok(())
    }
}
