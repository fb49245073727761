//! Which API token a container can read, and who asked for it.

use super::token_source::{ContainerKind, Origin, TokenSource};
use super::world::{TokenAccount, World};
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
    /// The list that the container is in.
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
    pub token_account: TokenAccount,
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
            && self.token_account == other.token_account
            && self.secret == other.secret
            && self.audience == other.audience
    }

    /// Whether its container is an ephemeral one.
    pub fn is_ephemeral(&self) -> bool {
        self.container_kind == ContainerKind::Ephemeral
    }

    /// Whether a message says the same about two exposures, except for the container.
    pub fn same_cause(&self, other: &Self) -> bool {
        self.how == other.how
            && self.token_account == other.token_account
            && self.asked_by == other.asked_by
            && self.audience == other.audience
            && self.secret == other.secret
            && self.authors_mount == other.authors_mount
            && self.is_ephemeral() == other.is_ephemeral()
    }
}

impl<'p> Exposure<'p> {
    /// The exposure that a token source leads to in that world, if the Pod says `pod`.
    pub fn of(source: &TokenSource<'p>, pod: Option<bool>, world: &World<'_>) -> Option<Self> {
        let says = world.automount();
        // `None` where it is not known.
        let on = match (pod, says) {
            (Some(pod), _) => Some(pod),
            (None, Some(account)) => Some(account != Some(false)),
            (None, None) => None,
        };
        if source.predicted && on == Some(false) {
            return None;
        }
        let automount_asked_by = match (pod, says) {
            (Some(_), _) => Some(AskedBy::Pod),
            (None, Some(None)) => Some(AskedBy::Nobody),
            (None, Some(Some(_))) => Some(AskedBy::ServiceAccount),
            (None, None) => None,
        };
        let mut exposure = Self {
            container: source.container,
            container_kind: source.kind,
            how: How::Automount,
            asked_by: Some(AskedBy::Pod),
            audience: "",
            secret: None,
            seconds: 0,
            volume: source.volume,
            token_account: TokenAccount::PodsAccount,
            authors_mount: false,
            at_default_path: source.at_default_path,
            injected_secret: false,
            allowed_by: None,
        };
        match source.origin {
            Origin::Injected { authors_mount, seconds } => {
                exposure.seconds = seconds;
                exposure.injected(authors_mount, on, automount_asked_by);
            }
            Origin::Projected { audience, seconds } => {
                exposure.how = How::Projected;
                exposure.audience = audience;
                exposure.seconds = seconds;
            }
            Origin::Secret { name, injected } => {
                exposure.token_account = world.token_account(name, injected.is_some())?;
                match injected {
                    Some(authors_mount)
                        if on != Some(false)
                            && exposure.token_account == TokenAccount::PodsAccount =>
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

    /// The setting that allows this exposure, whosever token it is.
    pub fn allowed_by(&self, settings: &Settings<'_>) -> Option<&'static str> {
        allowing_setting(self.how, self.asked_by, self.seconds, settings)
    }
}

/// The setting that allows a token of any account, which lives so many seconds if it is projected.
pub fn allowing_setting(
    how: How,
    asked_by: Option<AskedBy>,
    seconds: i64,
    settings: &Settings<'_>,
) -> Option<&'static str> {
    let any = settings.allow.pod_author == PodAuthor::Any;
    match (how, asked_by) {
        (How::Automount, Some(AskedBy::ServiceAccount)) => {
            settings.allow.service_account_owner.then_some("allow.serviceAccountOwner")
        }
        (How::Automount, Some(AskedBy::Pod)) => any.then_some("allow.podAuthor"),
        (How::Automount, _) => None,
        (How::Projected, _) => {
            let lives_too_long =
                settings.projected_token_max_seconds.is_some_and(|max| seconds > max);
            (settings.allow.pod_author != PodAuthor::None && !lives_too_long)
                .then_some("allow.podAuthor")
        }
        (How::Secret, _) => settings.allow.token_secrets.then_some("allow.tokenSecrets"),
    }
}
