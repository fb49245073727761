//! What is known of the cluster, or taken for granted, while a PodSpec is judged.

use alloc::rc::Rc;

use crate::cluster::answers::{SecretKind, ServiceAccount};
use crate::cluster::facts::SeenSecrets;
use crate::pod::injected::is_generated_suffix;

/// Whose token it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenAccount {
    /// The service account that the Pod runs as.
    PodsAccount,
    /// Another account of the namespace.
    Other(Rc<str>),
    /// It is not known.
    Unknown,
}

/// What is known of the cluster, as far as it decides about one PodSpec.
#[derive(Clone, Copy, Debug)]
pub struct World<'k> {
    /// The name of the Pod's service account.
    pub account_name: &'k str,
    /// What the account says.
    pub account: AccountSays<'k>,
    /// How token Secrets are known.
    pub tokens: Tokens<'k>,
}

/// What the Pod's service account says.
#[derive(Clone, Copy, Debug)]
pub enum AccountSays<'k> {
    /// It was not asked.
    Unknown,
    /// It is never read: the Pod itself must opt out (`optOutAt: pod`).
    NeverRead,
    /// One of the answers that it may give.
    Possible {
        /// `automountServiceAccountToken`.
        automount: Option<bool>,
        /// Whether every Secret is listed in its `secrets`, or none.
        lists_secrets: bool,
    },
    /// Its answer.
    Known(&'k ServiceAccount),
}

/// How token Secrets are known.
#[derive(Clone, Copy, Debug)]
pub enum Tokens<'k> {
    /// By the account's `secrets`.
    Listed,
    /// By looking at them (`inspectSecrets`).
    Inspected {
        /// Those that were looked at.
        seen: &'k SeenSecrets,
        /// What the others are taken for.
        unseen: Unseen,
    },
}

/// What a Secret that was not looked up is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// It holds no token.
    NoToken,
    /// It holds a token of the Pod's account.
    OfPodsAccount,
    /// It holds a token of an unknown account.
    OfUnknown,
}

impl World<'_> {
    /// `automountServiceAccountToken` of the account; the outer `None` where it is not known.
    pub(super) fn automount(&self) -> Option<Option<bool>> {
        match self.account {
            AccountSays::Unknown => None,
            AccountSays::NeverRead => Some(None),
            AccountSays::Possible { automount, .. } => Some(automount),
            AccountSays::Known(account) => Some(account.automount),
        }
    }

    /// Whose token a Secret holds, if any.
    pub(super) fn token_account(&self, secret: &str, injected: bool) -> Option<TokenAccount> {
        if let Tokens::Inspected { seen, unseen } = self.tokens {
            return match (seen.get(secret), unseen) {
                (Some(SecretKind::Other), _) | (None, Unseen::NoToken) => None,
                (Some(SecretKind::Token(name)), _) if **name == *self.account_name => {
                    Some(TokenAccount::PodsAccount)
                }
                (Some(SecretKind::Token(name)), _) if !name.is_empty() => {
                    Some(TokenAccount::Other(Rc::clone(name)))
                }
                (None, Unseen::OfPodsAccount) => Some(TokenAccount::PodsAccount),
                _ => Some(TokenAccount::Unknown),
            };
        }
        let listed = match self.account {
            AccountSays::Unknown | AccountSays::NeverRead => {
                let rest = secret.strip_prefix(self.account_name);
                let suffix = rest.and_then(|rest| rest.strip_prefix("-token-"));
                injected && suffix.is_some_and(is_generated_suffix)
            }
            AccountSays::Possible { lists_secrets, .. } => lists_secrets,
            AccountSays::Known(account) => account.secrets.has(secret),
        };
        listed.then_some(TokenAccount::PodsAccount)
    }
}
