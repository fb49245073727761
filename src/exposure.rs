//! Which API token a container can read, and who asked for it (design §4).

use crate::candidate::{Candidate, ContainerKind, Source, is_generated_suffix};
use crate::cluster::ServiceAccount;
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
    /// Not the plugin, but the author mounted the injected volume here.
    pub authors_mount: bool,
    /// It comes from a Secret that Kubernetes ≤ 1.20 injects.
    pub injected_secret: bool,
    /// The setting that allows it.
    pub allowed_by: Option<&'static str>,
}

impl Exposure<'_> {
    /// Whether two exposures of one account are the same one: container, how, Secret or audience.
    pub fn is(&self, other: &Self) -> bool {
        self.container == other.container
            && self.how == other.how
            && self.secret == other.secret
            && (self.how != How::Projected || self.audience == other.audience)
    }

    /// Whether it stands in an ephemeral container.
    pub fn is_ephemeral(&self) -> bool {
        self.container_kind == ContainerKind::Ephemeral
    }

    /// Whether a person would be told the same about two exposures, but for the container.
    pub fn same_cause(&self, other: &Self) -> bool {
        self.how == other.how
            && self.asked_by == other.asked_by
            && self.audience == other.audience
            && self.secret == other.secret
            && self.authors_mount == other.authors_mount
            && self.is_ephemeral() == other.is_ephemeral()
    }
}

/// How many [answers](Account::all_possible) a service account may give.
pub const POSSIBLE_ANSWERS: usize = 6;

/// What is known about the Pod's service account.
#[derive(Clone, Copy, Debug)]
pub enum Account<'k> {
    /// Nothing, and the answer does not depend on it.
    Unknown {
        /// Its name, by which an injected token Secret is known.
        name: &'k str,
    },
    /// It is never read: the Pod itself must opt out (`optOutAt: pod`).
    NeverRead {
        /// Its name, by which an injected token Secret is known.
        name: &'k str,
    },
    /// One of the answers that it may give.
    Possible {
        /// `automountServiceAccountToken`.
        automount: Option<bool>,
        /// Whether every Secret is listed in its `secrets`, or none.
        lists_secrets: bool,
    },
    /// What it says.
    Known(&'k ServiceAccount),
}

impl Account<'_> {
    /// Every answer that a service account may give, as far as it makes a difference.
    pub fn all_possible() -> impl Iterator<Item = Account<'static>> {
        [None, Some(true), Some(false)].into_iter().flat_map(|automount| {
            [false, true].map(|lists_secrets| Account::Possible { automount, lists_secrets })
        })
    }

    /// `automountServiceAccountToken` of the account; the outer `None` where it is not known.
    fn automount(&self) -> Option<Option<bool>> {
        match self {
            Self::Unknown { .. } => None,
            Self::NeverRead { .. } => Some(None),
            Self::Possible { automount, .. } => Some(*automount),
            Self::Known(account) => Some(account.automount),
        }
    }

    fn lists(&self, secret: &str, injected: bool) -> bool {
        match self {
            Self::Unknown { name } | Self::NeverRead { name } => {
                let rest = secret.strip_prefix(*name).and_then(|rest| rest.strip_prefix("-token-"));
                injected && rest.is_some_and(is_generated_suffix)
            }
            Self::Possible { lists_secrets, .. } => *lists_secrets,
            Self::Known(account) => account.secrets.has(secret),
        }
    }
}

impl<'p> Exposure<'p> {
    /// What becomes of a candidate where the Pod says `pod` and the account that.
    pub fn of(candidate: &Candidate<'p>, pod: Option<bool>, account: &Account<'_>) -> Option<Self> {
        let says = account.automount();
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
            authors_mount: false,
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
                if !account.lists(name, injected.is_some()) {
                    return None;
                }
                match injected {
                    Some(authors_mount) if on != Some(false) => {
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

    /// The setting that allows this exposure; `account_allowed` says whether
    /// `allow.serviceAccounts` holds the account.
    pub fn allowed_by(
        &self,
        settings: &Settings<'_>,
        account_allowed: bool,
    ) -> Option<&'static str> {
        let any = settings.pod_author() == PodAuthor::Any;
        let by_rule = match (self.how, self.asked_by) {
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
        };
        by_rule.or(account_allowed.then_some("allow.serviceAccounts"))
    }
}
