//! What the control plane itself may do, known by the user of a request.
//!
//! The user shows it, never `ownerReferences` or labels, which authors can write.

use super::request::Request;
use crate::pod::kinds::Kind;

const CONTROLLER_MANAGER: &str = "system:kube-controller-manager";

impl Request<'_> {
    fn user(&self) -> &str {
        self.user_info.username.as_deref().unwrap_or_default()
    }

    /// Whether a controller creates the object for a workload that was judged itself
    /// (`controllerPods`).
    pub fn is_for_judged_workload(&self) -> bool {
        let controller = self.user().strip_prefix("system:serviceaccount:kube-system:");
        let mut makers = self.kind.judged().into_iter().flat_map(Kind::makers);
        self.operation.as_deref() == Some("CREATE")
            && makers.any(|maker| self.user() == CONTROLLER_MANAGER || controller == Some(maker))
    }

    /// Whether it comes from one who makes and changes ServiceAccounts for the cluster: without
    /// `default`, no Pod of a namespace can start.
    pub fn is_by_keeper_of_accounts(&self) -> bool {
        let mut groups = self.user_info.groups.iter().flatten();
        self.user() == CONTROLLER_MANAGER
            || groups.any(|group| group == "system:serviceaccounts:kube-system")
    }

    /// Whether it comes from one who makes token Secrets in clusters up to Kubernetes 1.23.
    pub fn is_by_maker_of_token_secrets(&self) -> bool {
        self.user() == CONTROLLER_MANAGER
            || self.user() == "system:serviceaccount:kube-system:tokens-controller"
    }
}
