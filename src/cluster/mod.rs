//! Looks things up in the cluster and interprets the answers.
//!
//! In: names of objects to look up. Out: [`Facts`](facts::Facts) about service accounts, Secrets and role
//! bindings; or a [`FailedLookup`](lookups::FailedLookup). [`kubewarden`] is the
//! cluster behind a Kubewarden host. This room knows neither why something is asked nor the settings.

pub mod answers;
pub mod bindings;
pub mod clock;
mod error;
pub mod facts;
pub mod kubewarden;
pub mod lookups;

use crate::prelude::*;

pub use clock::Clock;
pub use error::LookupError;

/// The cluster that a request is judged in. Implemented by the Kubewarden host and by
/// tests.
pub trait Cluster {
    /// The ServiceAccount as JSON, possibly pruned to `metadata`, `automountServiceAccountToken`
    /// and `secrets`; `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// The lookup failed.
    fn service_account(
        &mut self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<String>, LookupError>;

    /// The Secret as JSON, possibly pruned to `metadata` and `type`; `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// The lookup failed.
    fn secret(&mut self, namespace: &str, name: &str) -> Result<Option<String>, LookupError>;

    /// Checks whether role bindings may be read, in a way that cannot hang.
    ///
    /// # Errors
    ///
    /// They may not be read.
    fn may_read_bindings(&mut self) -> Result<(), LookupError>;

    /// All ClusterRoleBindings as a JSON list, with items possibly pruned to `metadata`, `roleRef`
    /// and `subjects`.
    ///
    /// # Errors
    ///
    /// The lookup failed.
    fn cluster_role_bindings(&mut self) -> Result<String, LookupError>;

    /// All RoleBindings in all namespaces, in the same form.
    ///
    /// # Errors
    ///
    /// The lookup failed.
    fn role_bindings(&mut self) -> Result<String, LookupError>;
}
