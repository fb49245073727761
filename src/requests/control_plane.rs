//! What the control plane itself may do, known by the user of a request.
//!
//! The user shows it, never `ownerReferences` or labels, which authors can write.

use super::request::Request;
use crate::pod::kinds::Kind;

const CONTROLLER_MANAGER: &str = "system:kube-controller-manager";

/// The controllers of OpenShift that make accounts and their pull Secrets.
const OPENSHIFT_CONTROLLERS: &str = "system:serviceaccounts:openshift-infra";

/// The tokens controller fills token Secrets, under the name of kube-controller-manager or, with
/// `--use-service-account-credentials`, its own; the cleaner marks and deletes unused ones; the API
/// server notes when one was last used (`pkg/serviceaccount/legacy.go`).
const KEEPERS_OF_TOKENS: [&str; 4] = [
    CONTROLLER_MANAGER,
    "system:apiserver",
    "system:serviceaccount:kube-system:tokens-controller",
    "system:serviceaccount:kube-system:legacy-service-account-token-cleaner",
];

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
        self.user() == CONTROLLER_MANAGER
            || self.is_in("system:serviceaccounts:kube-system")
            || self.is_in(OPENSHIFT_CONTROLLERS)
    }

    /// Whether it comes from one who makes, fills or cleans up token Secrets for the cluster, or asks for
    /// tokens to act as its controllers. The other accounts of kube-system are judged.
    pub fn is_by_keeper_of_tokens(&self) -> bool {
        KEEPERS_OF_TOKENS.contains(&self.user()) || self.is_in(OPENSHIFT_CONTROLLERS)
    }

    /// Whether it comes from a node, which asks for the tokens of its Pods
    /// (`k8s.io/kubernetes/pkg/auth/nodeidentifier`).
    pub fn is_by_node(&self) -> bool {
        self.user().starts_with("system:node:") && self.is_in("system:nodes")
    }

    fn is_in(&self, group: &str) -> bool {
        self.user_info.groups.iter().flatten().any(|one| one == group)
    }
}
