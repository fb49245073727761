//! What is known about the cluster so far for one request.

use core::cell::OnceCell;

use super::answers::{SecretKind, ServiceAccount};
use super::bindings::Bound;
use super::clock::{Clock, today};
use crate::prelude::*;
use crate::text::{ByName, Day};

/// What is known about the Secrets that a Pod refers to.
#[derive(Debug, Default)]
pub struct SeenSecrets {
    index: ByName<'static>,
    kinds: Vec<SecretKind>,
    /// The names of the accounts that they hold tokens of.
    accounts: Vec<String>,
}

impl SeenSecrets {
    pub(super) fn add(&mut self, name: &str, kind: SecretKind) {
        self.index.add_name(name.to_owned(), self.kinds.len());
        self.kinds.push(kind);
    }

    /// The number of an account.
    pub(super) fn number_of(&mut self, account: &str) -> usize {
        if let Some(known) = self.accounts.iter().position(|known| known == account) {
            return known;
        }
        self.accounts.push(account.to_owned());
        self.accounts.len() - 1
    }

    /// The name of the account of a number; empty if there is none, for its Secret is contradictory.
    pub fn account(&self, number: usize) -> &str {
        self.accounts.get(number).map_or("", |name| name)
    }

    pub(super) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is one that is a pull Secret if the account lists it.
    pub fn has_registry(&self) -> bool {
        self.kinds.contains(&SecretKind::Registry)
    }

    /// What is known about this Secret.
    pub fn get(&self, name: &str) -> Option<SecretKind> {
        self.index.get(name, "").first().and_then(|number| self.kinds.get(*number)).copied()
    }
}

/// The answers from the cluster so far, and the host's day.
pub struct Facts<'c> {
    clock: &'c dyn Clock,
    today: OnceCell<Option<Day>>,
    /// The account of the PodSpec that is judged.
    pub(super) account: String,
    /// The accounts that were looked up. An object with several templates can have several.
    pub(super) accounts: Vec<(String, Option<ServiceAccount>)>,
    pub(super) secrets: SeenSecrets,
    /// Accounts in the namespace, and what role bindings say about each.
    pub(super) bound: Vec<(String, Bound)>,
}

impl<'c> Facts<'c> {
    /// Starts with nothing known.
    pub(super) fn new(clock: &'c dyn Clock) -> Self {
        Self {
            clock,
            today: OnceCell::new(),
            account: String::new(),
            accounts: Vec::new(),
            secrets: SeenSecrets::default(),
            bound: Vec::new(),
        }
    }

    /// The day in UTC; `None` if the host has no clock. It is the same for the whole request.
    pub fn today(&self) -> Option<Day> {
        *self.today.get_or_init(|| today(self.clock))
    }

    /// The Pod's service account, if it was looked up; the inner `None` means it does not exist.
    pub fn account(&self) -> Option<Option<&ServiceAccount>> {
        self.account_named(&self.account)
    }

    /// An account of the namespace, if it was looked up; the inner `None` means it does not exist.
    pub(super) fn account_named(&self, name: &str) -> Option<Option<&ServiceAccount>> {
        let known = self.accounts.iter().find(|(known, _)| known == name);
        known.map(|(_, account)| account.as_ref())
    }

    /// What is known about Secrets.
    pub fn secrets(&self) -> &SeenSecrets {
        &self.secrets
    }

    /// What role bindings say about an account of the namespace, if that was looked up.
    pub fn bound(&self, name: &str) -> Option<Bound> {
        self.bound.iter().find(|(known, _)| known == name).map(|(_, bound)| *bound)
    }
}
