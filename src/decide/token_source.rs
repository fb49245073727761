//! A way a container may get a token, judged by the PodSpec alone.

use crate::pod::chosen::Choice;

/// The list in a PodSpec that a container is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    /// `initContainers`.
    Init,
    /// `containers`.
    Regular,
    /// `ephemeralContainers`.
    Ephemeral,
}

/// A way a container may get a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenSource<'p> {
    /// The container's name.
    pub container: &'p str,
    /// The list that the container is in.
    pub kind: ContainerKind,
    /// What the author's choice of containers says about the container.
    pub choice: Choice,
    /// Where the token would come from.
    pub origin: Origin<'p>,
    /// The volume that provides it, if one in the PodSpec does.
    pub volume: Option<&'p str>,
    /// Whether nothing is mounted yet, but the plugin will mount it if automount is on.
    pub predicted: bool,
    /// Whether it is or will be mounted where the plugin would mount its own volume.
    pub at_default_path: bool,
}

/// Where a token would come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'p> {
    /// The volume that the plugin injects, or an equivalent one.
    Injected {
        /// The plugin mounts it at the default path in init and regular containers; any other mount
        /// is the author's.
        authors_mount: bool,
        /// The token's lifetime.
        seconds: i64,
    },
    /// A projected token for the API server, declared by the author.
    Projected {
        /// `audience`; empty means the API server's.
        audience: &'p str,
        /// The token's lifetime.
        seconds: i64,
    },
    /// A Pod certificate that the API server accepts as the account's, declared by the author.
    Certificate {
        /// `signerName`.
        signer: &'p str,
        /// The certificate's lifetime.
        seconds: i64,
    },
    /// A Secret that may hold a token.
    Secret {
        /// Its name.
        name: &'p str,
        /// The keys that the container can read.
        keys: TokenKeys,
        /// Set if the volume looks like one that Kubernetes ≤ 1.20 injects; see `Injected`.
        injected: Option<bool>,
    },
}

impl Origin<'_> {
    /// The origin regardless of the token's lifetime, and the lifetime.
    pub fn and_life(mut self) -> (Self, i64) {
        let life = match &mut self {
            Self::Injected { seconds, .. }
            | Self::Projected { seconds, .. }
            | Self::Certificate { seconds, .. } => core::mem::take(seconds),
            Self::Secret { .. } => 0,
        };
        (self, life)
    }
}

/// The keys of a Secret that a container can read, among those that can hold a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenKeys {
    /// `token`, of a token Secret.
    pub token: bool,
    /// `.dockercfg`, of an image pull Secret that OpenShift makes for an account.
    pub dockercfg: bool,
}

/// The key of a token Secret's token (`k8s.io/api/core/v1`, `ServiceAccountTokenKey`).
pub const TOKEN_KEY: &str = "token";
/// The key of a pull Secret's passwords (`k8s.io/api/core/v1`, `DockerConfigKey`).
pub const DOCKERCFG_KEY: &str = ".dockercfg";

impl TokenKeys {
    /// All of them.
    pub const ALL: Self = Self { token: true, dockercfg: true };

    /// The key with this name, if it is one of them.
    pub fn only(key: &str) -> Self {
        Self { token: key == TOKEN_KEY, dockercfg: key == DOCKERCFG_KEY }
    }

    /// These and others.
    pub fn and(self, others: Self) -> Self {
        Self { token: self.token || others.token, dockercfg: self.dockercfg || others.dockercfg }
    }

    /// Whether `others` are among them.
    pub fn cover(self, others: Self) -> bool {
        self.token >= others.token && self.dockercfg >= others.dockercfg
    }

    /// Whether there is one.
    pub fn any(self) -> bool {
        self.token || self.dockercfg
    }
}

impl<'p> TokenSource<'p> {
    /// The Secret, if it is one that Kubernetes ≤ 1.20 may have injected.
    pub fn injected_secret(&self) -> Option<&'p str> {
        match self.origin {
            Origin::Secret { name, injected: Some(_), .. } => Some(name),
            _ => None,
        }
    }

    /// Whether the plugin mounted it, will mount it, or would have mounted it in the same way.
    pub fn is_plugins(&self) -> bool {
        self.predicted || self.is_mounted_as_by_plugin()
    }

    fn is_mounted_as_by_plugin(&self) -> bool {
        let authors_mount = match self.origin {
            Origin::Injected { authors_mount, .. } => Some(authors_mount),
            Origin::Secret { injected, .. } => injected,
            Origin::Projected { .. } | Origin::Certificate { .. } => None,
        };
        authors_mount == Some(false)
    }

    /// `automountServiceAccountToken` as it counts for this source, in a PodSpec that says `automount`.
    ///
    /// A Pod with a token for chosen containers only has to say `false`, or the plugin mounts it in the
    /// others again. What it keeps in a chosen container is judged as if the Pod said nothing.
    pub fn automount(&self, automount: Option<bool>) -> Option<bool> {
        let is_kept = self.choice == Choice::Named && self.is_mounted_as_by_plugin();
        automount.filter(|says| *says || !is_kept)
    }
}
