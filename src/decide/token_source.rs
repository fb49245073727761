//! A way a container may get a token, judged by the PodSpec alone.

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSource<'p> {
    /// The container's name.
    pub container: &'p str,
    /// The list that the container is in.
    pub kind: ContainerKind,
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
    /// A Secret that may be a token Secret.
    Secret {
        /// Its name.
        name: &'p str,
        /// Set if the volume looks like one that Kubernetes ≤ 1.20 injects; see `Injected`.
        injected: Option<bool>,
    },
}

impl TokenSource<'_> {
    /// Whether the plugin mounted it, will mount it, or would have mounted it in the same way.
    pub fn is_plugins(&self) -> bool {
        let authors_mount = match self.origin {
            Origin::Injected { authors_mount, .. } => Some(authors_mount),
            Origin::Secret { injected, .. } => injected,
            Origin::Projected { .. } => None,
        };
        self.predicted || authors_mount == Some(false)
    }
}
