//! What the policy asks the cluster, and what the answers say.
//!
//! In: names of objects to look up. Out: [`Facts`](facts::Facts) about service accounts, Secrets and role
//! bindings; or a [`FailedLookup`](lookups::FailedLookup). [`kubewarden`] is the
//! cluster behind a Kubewarden host. This room does not know why something is asked, nor the settings.

pub mod answers;
pub mod bindings;
mod error;
pub mod facts;
pub mod kubewarden;
pub mod lookups;

use crate::prelude::*;

pub use error::LookupError;

/// The cluster that a request is judged in. Implemented by the Kubewarden host and by
/// tests.
pub trait Cluster {
    /// The ServiceAccount as JSON, possibly pruned to `metadata`, `automountServiceAccountToken`
    /// and `secrets`; `None` where there is no such account.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    fn service_account(
        &mut self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<String>, LookupError>;

    /// The Secret as JSON, possibly pruned to `metadata` and `type`; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    fn secret(&mut self, namespace: &str, name: &str) -> Result<Option<String>, LookupError>;

    /// Whether role bindings may be read, found out in a way that cannot hang.
    ///
    /// # Errors
    ///
    /// Why not.
    fn may_read_bindings(&mut self) -> Result<(), LookupError>;

    /// Every ClusterRoleBinding as a JSON list, items possibly pruned to `metadata` and
    /// `subjects`.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    fn cluster_role_bindings(&mut self) -> Result<String, LookupError>;

    /// Every RoleBinding of every namespace, likewise.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    fn role_bindings(&mut self) -> Result<String, LookupError>;
}
