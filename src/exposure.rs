//! Which API token a container can read, and who asked for it (design §4).

use alloc::rc::Rc;

use crate::candidate::{Candidate, ContainerKind, Source};
use crate::injected::is_generated_suffix;
use crate::lookups::SeenSecrets;
use crate::objects::{SecretKind, ServiceAccount};
use crate::settings::{PodAuthor, Settings};

/// How a container gets a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Kubernetes mounts it, or has.
    Automount,
    /// Through a projected volume of the author's.
    Projected,
    /// Through a token Secret.
    Secret,
}

impl How {
    /// The name in audit annotations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Automount => "automount",
            Self::Projected => "projected",
            Self::Secret => "secret",
        }
    }
}

/// Who asked for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// Neither the Pod nor the service account says anything.
    Nobody,
    /// The owner of the service account.
    ServiceAccount,
    /// The author of the Pod.
    Pod,
}

impl AskedBy {
    /// The name in audit annotations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::ServiceAccount => "serviceAccount",
            Self::Pod => "pod",
        }
    }
}

/// Whose token it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The service account that the Pod runs as.
    PodsAccount,
    /// Another account of the namespace.
    Account(Rc<str>),
    /// Nobody knows.
    Unknown,
}

/// An API token that a container can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure<'p> {
    /// The container's name.
    pub container: &'p str,
    /// The list it stands in.
    pub container_kind: ContainerKind,
    /// How it gets the token.
    pub how: How,
    /// Who asked; `None` where no lookup was made.
    pub asked_by: Option<AskedBy>,
    /// The audience of a projected token; empty is the API server's.
    pub audience: &'p str,
    /// The token Secret.
    pub secret: Option<&'p str>,
    /// How long a projected token will live.
    pub seconds: i64,
    /// The volume that brings it, where one of the PodSpec does.
    pub volume: Option<&'p str>,
    /// Whose token it is.
    pub owner: Owner,
    /// Not the plugin, but the author mounted the injected volume here.
    pub authors_mount: bool,
    /// It is mounted, or will be, where the plugin would mount its own volume.
    pub at_default_path: bool,
    /// It comes from a Secret that Kubernetes ≤ 1.20 injects.
    pub injected_secret: bool,
    /// The setting that allows it.
    pub allowed_by: Option<&'static str>,
}

impl Exposure<'_> {
    /// Whether two exposures are the same one: container, how, account, Secret or audience.
    pub fn is(&self, other: &Self) -> bool {
        self.container == other.container
            && self.how == other.how
            && self.owner == other.owner
            && self.secret == other.secret
            && self.audience == other.audience
    }

    /// Whether it stands in an ephemeral container.
    pub fn is_ephemeral(&self) -> bool {
        self.container_kind == ContainerKind::Ephemeral
    }

    /// Whether a person would be told the same about two exposures, but for the container.
    pub fn same_cause(&self, other: &Self) -> bool {
        self.how == other.how
            && self.owner == other.owner
            && self.asked_by == other.asked_by
            && self.audience == other.audience
            && self.secret == other.secret
            && self.authors_mount == other.authors_mount
            && self.is_ephemeral() == other.is_ephemeral()
    }
}

/// What is known of the cluster, as far as it decides about one PodSpec.
#[derive(Clone, Copy, Debug)]
pub struct World<'k> {
    /// The name of the Pod's service account.
    pub account_name: &'k str,
    /// What the account says.
    pub account: Account<'k>,
    /// How token Secrets are known.
    pub tokens: Tokens<'k>,
}

/// What the Pod's service account says.
#[derive(Clone, Copy, Debug)]
pub enum Account<'k> {
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

/// What a Secret is taken for that nobody looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// It holds no token.
    NoToken,
    /// It holds a token of the Pod's account.
    OfPodsAccount,
    /// It holds a token of an account that nobody knows.
    OfUnknown,
}

impl World<'_> {
    /// `automountServiceAccountToken` of the account; the outer `None` where it is not known.
    fn automount(&self) -> Option<Option<bool>> {
        match self.account {
            Account::Unknown => None,
            Account::NeverRead => Some(None),
            Account::Possible { automount, .. } => Some(automount),
            Account::Known(account) => Some(account.automount),
        }
    }

    /// Whose token a Secret holds, if any.
    fn owner_of(&self, secret: &str, injected: bool) -> Option<Owner> {
        if let Tokens::Inspected { seen, unseen } = self.tokens {
            return match (seen.get(secret), unseen) {
                (Some(SecretKind::Other), _) | (None, Unseen::NoToken) => None,
                (Some(SecretKind::Token(name)), _) if **name == *self.account_name => {
                    Some(Owner::PodsAccount)
                }
                (Some(SecretKind::Token(name)), _) if !name.is_empty() => {
                    Some(Owner::Account(Rc::clone(name)))
                }
                (None, Unseen::OfPodsAccount) => Some(Owner::PodsAccount),
                _ => Some(Owner::Unknown),
            };
        }
        let listed = match self.account {
            Account::Unknown | Account::NeverRead => {
                let rest = secret.strip_prefix(self.account_name);
                let suffix = rest.and_then(|rest| rest.strip_prefix("-token-"));
                injected && suffix.is_some_and(is_generated_suffix)
            }
            Account::Possible { lists_secrets, .. } => lists_secrets,
            Account::Known(account) => account.secrets.has(secret),
        };
        listed.then_some(Owner::PodsAccount)
    }
}

impl<'p> Exposure<'p> {
    /// What becomes of a candidate in that world, where the Pod says `pod`.
    pub fn of(candidate: &Candidate<'p>, pod: Option<bool>, world: &World<'_>) -> Option<Self> {
        let says = world.automount();
        // `None` where it is not known.
        let on = match (pod, says) {
            (Some(pod), _) => Some(pod),
            (None, Some(account)) => Some(account != Some(false)),
            (None, None) => None,
        };
        if candidate.predicted && on == Some(false) {
            return None;
        }
        let automount_asked_by = match (pod, says) {
            (Some(_), _) => Some(AskedBy::Pod),
            (None, Some(None)) => Some(AskedBy::Nobody),
            (None, Some(Some(_))) => Some(AskedBy::ServiceAccount),
            (None, None) => None,
        };
        let mut exposure = Self {
            container: candidate.container,
            container_kind: candidate.kind,
            how: How::Automount,
            asked_by: Some(AskedBy::Pod),
            audience: "",
            secret: None,
            seconds: 0,
            volume: candidate.volume,
            owner: Owner::PodsAccount,
            authors_mount: false,
            at_default_path: candidate.at_default_path,
            injected_secret: false,
            allowed_by: None,
        };
        match candidate.source {
            Source::Injected { authors_mount, seconds } => {
                exposure.seconds = seconds;
                exposure.injected(authors_mount, on, automount_asked_by);
            }
            Source::Projected { audience, seconds } => {
                exposure.how = How::Projected;
                exposure.audience = audience;
                exposure.seconds = seconds;
            }
            Source::Secret { name, injected } => {
                exposure.owner = world.owner_of(name, injected.is_some())?;
                match injected {
                    Some(authors_mount)
                        if on != Some(false) && exposure.owner == Owner::PodsAccount =>
                    {
                        exposure.injected_secret = true;
                        exposure.injected(authors_mount, on, automount_asked_by);
                    }
                    _ => {
                        exposure.how = How::Secret;
                        exposure.secret = Some(name);
                    }
                }
            }
        }
        Some(exposure)
    }

    fn injected(&mut self, authors_mount: bool, on: Option<bool>, asked_by: Option<AskedBy>) {
        if on == Some(false) {
            // The plugin injects nothing then: it was written by hand.
            self.how = How::Projected;
        } else if authors_mount {
            self.authors_mount = true;
        } else {
            self.asked_by = asked_by;
        }
    }

    /// The setting that allows this exposure, before it matters whose token it is.
    pub fn allowed_by(&self, settings: &Settings<'_>) -> Option<&'static str> {
        let any = settings.pod_author() == PodAuthor::Any;
        match (self.how, self.asked_by) {
            (How::Automount, Some(AskedBy::ServiceAccount)) => {
                settings.allows_service_account_owner().then_some("allow.serviceAccountOwner")
            }
            (How::Automount, Some(AskedBy::Pod)) => any.then_some("allow.podAuthor"),
            (How::Automount, _) => None,
            (How::Projected, _) => {
                let lives_too_long =
                    settings.projected_token_max_seconds().is_some_and(|max| self.seconds > max);
                (settings.pod_author() != PodAuthor::None && !lives_too_long)
                    .then_some("allow.podAuthor")
            }
            (How::Secret, _) => settings.allows_token_secrets().then_some("allow.tokenSecrets"),
        }
    }
}
