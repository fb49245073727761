//! An exposure: an API token that a container can read, and who asked for it.

use super::exempt::Exempt;
use super::token_source::{ContainerKind, Origin, TokenKeys, TokenSource};
use super::world::{TokenAccount, World};
use crate::pod::chosen::Choice;
use crate::settings::{PodAuthor, Settings};

/// How a container gets a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Kubernetes mounts it, now or later.
    Automount,
    /// Through a projected volume that the author declares.
    Projected,
    /// Through a Secret that holds it.
    Secret,
    /// Not a token but a client certificate that the API server accepts as the account's, through a
    /// projected volume that the author declares.
    Certificate,
    /// Outside of any container: somebody asks the API server for it.
    TokenRequest,
}

impl How {
    /// The name in audit annotations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Automount => "automount",
            Self::Projected => "projected",
            Self::Secret => "secret",
            Self::Certificate => "certificate",
            Self::TokenRequest => "tokenRequest",
        }
    }
}

/// Who asked for a token, the weakest voice first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskedBy {
    /// Neither the Pod nor the service account sets the field.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure<'p> {
    /// The container's name; empty outside of any.
    pub container: &'p str,
    /// The list that the container is in.
    pub container_kind: ContainerKind,
    /// How it gets the token.
    pub how: How,
    /// Who asked for it; `None` if no lookup was made.
    pub asked_by: Option<AskedBy>,
    /// The same, without regard to the containers that the author chose: what an UPDATE may not make stronger.
    pub voice: Option<AskedBy>,
    /// The audience of a projected or requested token (empty means the API server's), the name of a Secret,
    /// or the signer of a certificate.
    pub reference: &'p str,
    /// The lifetime of a token or a certificate; that of a token in a Secret does not end.
    pub seconds: i64,
    /// The volume that provides it, if one in the PodSpec does.
    pub volume: Option<&'p str>,
    /// The account that the token belongs to.
    pub token_account: TokenAccount,
    /// Whether the author, not the plugin, mounted the injected volume here.
    pub authors_mount: bool,
    /// Whether it is or will be mounted where the plugin would mount its own volume.
    pub at_default_path: bool,
    /// Whether it comes from a Secret that Kubernetes ≤ 1.20 injects.
    pub injected_secret: bool,
    /// Whether the Secret is one that OpenShift makes to pull images.
    pub in_pull_secret: bool,
    /// The keys of the Secret that are read, as far as they may hold a token.
    pub keys: TokenKeys,
    /// Whether the Pod's field counts as unset here.
    pub is_unset: bool,
    /// Whether the author chose other containers only, so that no setting allows this one a token.
    pub is_left_out: bool,
    /// The setting that allows it.
    pub allowed_by: Option<&'static str>,
    /// What exemptions that end say about it, where nothing else allows it.
    pub exempt: Exempt,
}

impl Exposure<'_> {
    /// Whether Kubernetes mounts it although nobody asked, so that the policy may take it away.
    pub fn is_unasked(&self) -> bool {
        self.how == How::Automount && self.asked_by == Some(AskedBy::Nobody)
    }

    /// Whether Kubernetes mounts it, now or later, and not the author.
    pub fn is_plugins(&self) -> bool {
        self.how == How::Automount && !self.authors_mount
    }

    /// Whether the container is an ephemeral container.
    pub fn is_ephemeral(&self) -> bool {
        self.container_kind == ContainerKind::Ephemeral
    }

    /// Whether a message would describe two exposures in the same way, apart from the container.
    pub fn same_cause(&self, other: &Self) -> bool {
        self.how == other.how
            && self.token_account == other.token_account
            && self.asked_by == other.asked_by
            && self.reference == other.reference
            && self.in_pull_secret == other.in_pull_secret
            && self.authors_mount == other.authors_mount
            && self.is_left_out == other.is_left_out
            && self.exempt == other.exempt
            && self.is_ephemeral() == other.is_ephemeral()
    }

    /// Whether `new`, in the same container or one that counts as it, is no worse than this exposure
    /// in the template that an UPDATE replaces: the same token in the same way, with a life not longer,
    /// and asked by no stronger voice. Which keys of a Secret are read is left to the caller.
    pub fn excuses(&self, new: &Self) -> bool {
        self.how == new.how
            && self.token_account == new.token_account
            && self.reference == new.reference
            && self.seconds >= new.seconds
            && self.asked_by >= new.asked_by
            && self.voice >= new.voice
    }
}

impl<'p> Exposure<'p> {
    /// A token of the account that a request is about, for that audience.
    pub fn of_request(audience: &'p str, seconds: i64) -> Self {
        Self { reference: audience, seconds, ..Self::new(How::TokenRequest) }
    }

    fn new(how: How) -> Self {
        Self {
            container: "",
            container_kind: ContainerKind::Regular,
            how,
            asked_by: None,
            voice: None,
            reference: "",
            seconds: 0,
            volume: None,
            token_account: TokenAccount::PodsAccount,
            authors_mount: false,
            at_default_path: false,
            injected_secret: false,
            in_pull_secret: false,
            keys: TokenKeys::default(),
            is_unset: false,
            is_left_out: false,
            allowed_by: None,
            exempt: Exempt::No,
        }
    }

    /// The exposure that a token source becomes in a world where the Pod's field is `automount`.
    pub fn of(
        source: &TokenSource<'p>,
        automount: Option<bool>,
        world: &World<'_>,
    ) -> Option<Self> {
        let pod = source.automount(automount);
        let says = world.automount();
        // `None` if it is unknown.
        let on = match (pod, says) {
            (Some(pod), _) => Some(pod),
            (None, Some(account)) => Some(account != Some(false)),
            (None, None) => None,
        };
        if source.predicted && on == Some(false) {
            return None;
        }
        let is_left_out = source.choice == Choice::LeftOut;
        let voice = match (pod, says) {
            (Some(_), _) => Some(AskedBy::Pod),
            (None, Some(None)) => Some(AskedBy::Nobody),
            (None, Some(Some(_))) => Some(AskedBy::ServiceAccount),
            (None, None) => None,
        };
        let mut exposure = Self {
            container: source.container,
            container_kind: source.kind,
            asked_by: Some(AskedBy::Pod),
            voice: Some(AskedBy::Pod),
            volume: source.volume,
            at_default_path: source.at_default_path,
            is_unset: pod.is_none(),
            is_left_out,
            ..Self::new(How::Automount)
        };
        match source.origin {
            Origin::Injected { authors_mount, seconds } => {
                exposure.seconds = seconds;
                exposure.injected(authors_mount, on, voice);
            }
            Origin::Projected { audience, seconds } => {
                exposure.how = How::Projected;
                exposure.reference = audience;
                exposure.seconds = seconds;
            }
            Origin::Certificate { signer, seconds } => {
                exposure.how = How::Certificate;
                exposure.reference = signer;
                exposure.seconds = seconds;
            }
            Origin::Secret { name, keys, injected } => {
                let held = world.held_token(name, keys, injected.is_some())?;
                exposure.token_account = held.account;
                exposure.in_pull_secret = held.in_pull_secret;
                exposure.keys = held.keys;
                exposure.seconds = i64::MAX;
                match injected {
                    Some(authors_mount)
                        if on != Some(false)
                            && exposure.token_account == TokenAccount::PodsAccount
                            && !held.in_pull_secret
                            && world.injects(name) =>
                    {
                        exposure.injected_secret = true;
                        exposure.injected(authors_mount, on, voice);
                    }
                    _ => {
                        exposure.how = How::Secret;
                        exposure.reference = name;
                    }
                }
            }
        }
        Some(exposure)
    }

    fn injected(&mut self, authors_mount: bool, on: Option<bool>, voice: Option<AskedBy>) {
        if on == Some(false) {
            // The plugin injects nothing in that case, so the volume was written by hand.
            self.how = How::Projected;
        } else if authors_mount {
            self.authors_mount = true;
        } else {
            self.voice = voice;
            // Whoever asked did so for the Pod, and its author chose other containers.
            self.asked_by = match self.is_left_out {
                true => voice.and(Some(AskedBy::Nobody)),
                false => voice,
            };
        }
    }

    /// The setting that allows this exposure, regardless of the account.
    pub fn allowed_by(&self, settings: &Settings<'_>) -> Option<&'static str> {
        allowing_setting(self.how, self.voice, self.seconds, settings)
    }
}

/// The setting that allows a token of any account, with this lifetime if it is projected
/// or a certificate.
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
        (How::Automount | How::TokenRequest, _) => None,
        (How::Projected | How::Certificate, _) => {
            let lives_too_long =
                settings.projected_token_max_seconds.is_some_and(|max| seconds > max);
            (settings.allow.pod_author != PodAuthor::None && !lives_too_long)
                .then_some("allow.podAuthor")
        }
        (How::Secret, _) => settings.allow.token_secrets.then_some("allow.tokenSecrets"),
    }
}
