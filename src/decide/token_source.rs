//! A way in which a container may get a token, as far as the PodSpec alone says.

/// The list of a PodSpec that a container is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    /// `initContainers`.
    Init,
    /// `containers`.
    Regular,
    /// `ephemeralContainers`.
    Ephemeral,
}

/// A way in which a container may get a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSource<'p> {
    /// The container's name.
    pub container: &'p str,
    /// The list that the container is in.
    pub kind: ContainerKind,
    /// Where the token would come from.
    pub origin: Origin<'p>,
    /// The volume that brings it, where one of the PodSpec does.
    pub volume: Option<&'p str>,
    /// Nothing is mounted yet: the plugin will, if automount is on.
    pub predicted: bool,
    /// It is mounted, or will be, where the plugin would mount its own volume.
    pub at_default_path: bool,
}

/// Where a token would come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'p> {
    /// The volume that the plugin injects, or an equal one.
    Injected {
        /// The plugin writes mounts at the default path of init and regular containers; any
        /// other mount is the author's.
        authors_mount: bool,
        /// How long the token will live.
        seconds: i64,
    },
    /// A projected token for the API server that the author declared.
    Projected {
        /// `audience`; empty is the API server's.
        audience: &'p str,
        /// How long the token will live.
        seconds: i64,
    },
    /// A Secret that may be a token Secret.
    Secret {
        /// Its name.
        name: &'p str,
        /// As Kubernetes ≤ 1.20 injects token Secrets, if this is one; see `Injected`.
        injected: Option<bool>,
    },
}

impl TokenSource<'_> {
    /// Whether the plugin mounts it, has, or would have in the same way.
    pub fn is_plugins(&self) -> bool {
        let authors_mount = match self.origin {
            Origin::Injected { authors_mount, .. } => Some(authors_mount),
            Origin::Secret { injected, .. } => injected,
            Origin::Projected { .. } => None,
        };
        self.predicted || authors_mount == Some(false)
    }
}
