//! What is known or assumed about the cluster while a PodSpec is judged.

use super::token_source::TokenKeys;
use crate::cluster::answers::{SecretKind, ServiceAccount};
use crate::cluster::facts::{Facts, SeenSecrets};
use crate::text::generated_from;

/// The account that a token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenAccount {
    /// The service account that the Pod runs as.
    PodsAccount,
    /// Another account in the namespace, by its number in [`SeenSecrets`].
    Other(usize),
    /// Unknown.
    Unknown,
}

impl TokenAccount {
    /// The account's name, in a Pod that runs as `pods_account`; `None` if it is unknown.
    pub fn name<'n>(self, pods_account: &'n str, facts: &'n Facts<'_>) -> Option<&'n str> {
        match self {
            Self::PodsAccount => Some(pods_account),
            Self::Other(number) => Some(facts.secrets().account(number)),
            Self::Unknown => None,
        }
    }
}

/// What is known about the cluster, as far as it matters for one PodSpec.
#[derive(Clone, Copy, Debug)]
pub struct World<'k> {
    /// The name of the Pod's service account.
    pub account_name: &'k str,
    /// The state of the account.
    pub account: AccountSays<'k>,
    /// How token Secrets are identified.
    pub tokens: Tokens<'k>,
}

/// The state of the Pod's service account.
#[derive(Clone, Copy, Debug)]
pub enum AccountSays<'k> {
    /// It was not looked up.
    Unknown,
    /// It is never read: the Pod itself must opt out (`optOutAt: pod`).
    NeverRead,
    /// A state that it may have.
    Possible {
        /// `automountServiceAccountToken`.
        automount: Option<bool>,
        /// Whether its `secrets` lists every Secret or none.
        lists_secrets: bool,
    },
    /// Its actual state.
    Known(&'k ServiceAccount),
}

/// How token Secrets are identified.
#[derive(Clone, Copy, Debug)]
pub enum Tokens<'k> {
    /// By their presence in the account's `secrets`.
    Listed,
    /// By looking them up (`inspectSecrets`).
    Inspected {
        /// The Secrets that were looked up.
        seen: &'k SeenSecrets,
        /// What the others are assumed to be.
        unseen: Unseen,
    },
}

/// What a Secret is assumed to be if it was not looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// It holds no token.
    NoToken,
    /// It is a token Secret of the Pod's account.
    TokenOfPodsAccount,
    /// It is a token Secret of an unknown account.
    TokenOfUnknown,
    /// It is a pull Secret of the Pod's account.
    PullOfPodsAccount,
    /// It is a pull Secret of an unknown account.
    PullOfUnknown,
}

impl World<'_> {
    /// The account's `automountServiceAccountToken`; the outer `None` means that it is unknown.
    pub(super) fn automount(&self) -> Option<Option<bool>> {
        match self.account {
            AccountSays::Unknown => None,
            AccountSays::NeverRead => Some(None),
            AccountSays::Possible { automount, .. } => Some(automount),
            AccountSays::Known(account) => Some(account.automount),
        }
    }

    /// The token that a container reads from these keys of a Secret, if there is one.
    pub(super) fn held_token(
        &self,
        secret: &str,
        keys: TokenKeys,
        injected: bool,
    ) -> Option<HeldToken> {
        let held =
            |account, in_pull_secret, keys| Some(HeldToken { account, in_pull_secret, keys });
        if let Tokens::Inspected { seen, unseen } = self.tokens {
            let (account, in_pull_secret) = match (seen.get(secret), unseen) {
                (Some(SecretKind::Missing), _) => return held(TokenAccount::Unknown, false, keys),
                (Some(SecretKind::Token(number)), _) => (self.account_of(seen, number), false),
                (Some(SecretKind::Pull(number)), _) => (self.account_of(seen, number), true),
                // Annotations can be removed, and the owner of an account may choose the name.
                (Some(SecretKind::Registry), _) if self.lists(secret, false) => {
                    (TokenAccount::PodsAccount, true)
                }
                (None, Unseen::TokenOfPodsAccount) => (TokenAccount::PodsAccount, false),
                (None, Unseen::TokenOfUnknown) => (TokenAccount::Unknown, false),
                (None, Unseen::PullOfPodsAccount) => (TokenAccount::PodsAccount, true),
                (None, Unseen::PullOfUnknown) => (TokenAccount::Unknown, true),
                (Some(SecretKind::Other | SecretKind::Registry), _) | (None, Unseen::NoToken) => {
                    return None;
                }
            };
            let is_read = if in_pull_secret { keys.dockercfg } else { keys.token };
            // The others hold nothing, and count as read.
            return if is_read { held(account, in_pull_secret, TokenKeys::ALL) } else { None };
        }
        // A pull Secret has a name of its own form, or one that the owner of the account chose. What
        // is listed holds a token whatever it is called.
        let in_pull_secret = !keys.token
            || self.generated(secret, "-dockercfg-") && !self.generated(secret, "-token-");
        if self.lists(secret, injected) {
            held(TokenAccount::PodsAccount, in_pull_secret, keys)
        } else {
            None
        }
    }

    /// Whether the account's `secrets` has that name. Where the account is not read, one that Kubernetes
    /// ≤ 1.20 may have injected is known by the form of its name.
    fn lists(&self, secret: &str, injected: bool) -> bool {
        match self.account {
            AccountSays::Unknown | AccountSays::NeverRead => {
                injected && self.generated(secret, "-token-")
            }
            AccountSays::Possible { lists_secrets, .. } => lists_secrets,
            AccountSays::Known(account) => account.secrets.has(secret),
        }
    }

    /// Whether only the account's list says that a Secret holds a token, or may say it once it is looked up.
    pub(super) fn knows_by_list(&self, secret: &str) -> bool {
        match self.tokens {
            Tokens::Listed => true,
            Tokens::Inspected { seen, unseen } => match seen.get(secret) {
                Some(kind) => kind == SecretKind::Registry,
                None => unseen == Unseen::PullOfPodsAccount && self.may_list(secret),
            },
        }
    }

    /// Whether the account's `secrets` has that name, as far as it is known.
    fn may_list(&self, secret: &str) -> bool {
        match self.account {
            AccountSays::NeverRead => false,
            AccountSays::Known(account) => account.secrets.has(secret),
            AccountSays::Unknown | AccountSays::Possible { .. } => true,
        }
    }

    /// Whether it is known, not assumed, what a Secret is to the account.
    pub(super) fn knows(&self, secret: &str) -> bool {
        let is_seen = match self.tokens {
            Tokens::Listed => true,
            Tokens::Inspected { seen, .. } => seen.get(secret).is_some(),
        };
        is_seen && matches!(self.account, AccountSays::Known(_) | AccountSays::NeverRead)
    }

    /// Whether Kubernetes ≤ 1.20 injects that token Secret of the account: it lists the Secret, or gave
    /// it its name.
    pub(super) fn injects(&self, secret: &str) -> bool {
        self.generated(secret, "-token-") || self.lists(secret, true)
    }

    /// Whether a name is generated from the account's and this infix.
    fn generated(&self, name: &str, infix: &str) -> bool {
        // Of a longer one, the rest is cut off (`k8s.io/apiserver/pkg/storage/names`).
        const LONGEST: usize = 58;
        let whole = self.account_name.len() + infix.len();
        generated_from(name).is_some_and(|from| {
            from.len() == whole.min(LONGEST)
                && match from.strip_prefix(self.account_name) {
                    Some(rest) => infix.starts_with(rest),
                    None => self.account_name.starts_with(from),
                }
        })
    }

    fn account_of(&self, seen: &SeenSecrets, number: usize) -> TokenAccount {
        match seen.account(number) {
            "" => TokenAccount::Unknown,
            name if name == self.account_name => TokenAccount::PodsAccount,
            _ => TokenAccount::Other(number),
        }
    }
}

/// A token in a Secret.
pub(super) struct HeldToken {
    /// The account that it belongs to.
    pub account: TokenAccount,
    /// Whether the Secret is one that OpenShift makes to pull images.
    pub in_pull_secret: bool,
    /// The keys that are read, as far as they may hold a token.
    pub keys: TokenKeys,
}
