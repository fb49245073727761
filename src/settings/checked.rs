//! The settings, checked: every word is known and every pattern can match.

use super::audiences::Audiences;
use super::exemption::Exemption;
use super::pod_template::PodTemplate;
use super::words::{
    Action, ControllerPods, ExistingViolations, OptOutAt, PodAuthor, ServiceAccountObjects,
    TokenRequests,
};
use crate::json::Text;
use crate::prelude::*;
use crate::text::pattern;

/// Roles that need no token where `allow.rolesThatNeedNoToken` is not given: OpenShift uses them on
/// an account's behalf, to pull images and to admit a security context.
pub const DEFAULT_ROLES_THAT_NEED_NO_TOKEN: [&str; 2] =
    ["system:image-puller", "system:openshift:scc:*"];

/// Signers whose certificates the API server accepts where `apiCertificateSigners` is not given
/// (`k8s.io/api/certificates/v1`, `KubeAPIServerClientPodSignerName`).
pub const DEFAULT_API_CERTIFICATE_SIGNERS: [&str; 1] = ["kubernetes.io/kube-apiserver-client-pod"];

/// The settings.
#[derive(Debug)]
pub struct Settings<'a> {
    /// `action`.
    pub action: Action,
    /// `optOutAt`.
    pub opt_out_at: OptOutAt,
    /// `allow`.
    pub allow: Allow<'a>,
    /// `projectedTokenMaxSeconds`.
    pub projected_token_max_seconds: Option<i64>,
    /// `extendedTokenSeconds`, or its default.
    pub extended_token_seconds: i64,
    /// `apiAudiences` and `otherAudiences`.
    pub audiences: Audiences<'a>,
    pub(super) api_certificate_signers: Option<Vec<Text<'a>>>,
    /// `tokenRequests`.
    pub token_requests: TokenRequests,
    /// `podTemplates`.
    pub pod_templates: Vec<PodTemplate<'a>>,
    /// `serviceAccountObjects`.
    pub service_account_objects: ServiceAccountObjects,
    /// `existingViolations`.
    pub existing_violations: ExistingViolations,
    /// `controllerPods`.
    pub controller_pods: ControllerPods,
    /// `inspectSecrets`.
    pub inspect_secrets: bool,
    /// `help`: a sentence or link that is appended to rejections.
    pub help: Text<'a>,
}

/// Setting `allow`.
#[derive(Debug, Default)]
pub struct Allow<'a> {
    /// `podAuthor`.
    pub pod_author: PodAuthor,
    /// `serviceAccountOwner`: the owner of a service account may ask for its token.
    pub service_account_owner: bool,
    pub(super) service_accounts: Vec<Exemption<'a>>,
    /// `serviceAccountsWithRoleBindings`.
    pub service_accounts_with_role_bindings: bool,
    pub(super) roles_that_need_no_token: Option<Vec<Text<'a>>>,
    /// `tokenSecrets`.
    pub token_secrets: bool,
}

impl<'a> Settings<'a> {
    /// The entries of `podTemplates` for a kind.
    pub fn templates_of(&self, group: &str, kind: &str) -> impl Iterator<Item = &PodTemplate<'a>> {
        self.pod_templates.iter().filter(move |entry| entry.is_for(group, kind))
    }

    /// Whether the API server accepts certificates of that signer as those of a Pod's account
    /// (`apiCertificateSigners`).
    pub fn is_api_signer(&self, signer: &str) -> bool {
        is_listed(&self.api_certificate_signers, &DEFAULT_API_CERTIFICATE_SIGNERS, signer)
    }
}

impl<'a> Allow<'a> {
    /// Whether a role of that name gives an account nothing to do with its token
    /// (`rolesThatNeedNoToken`).
    pub fn role_needs_no_token(&self, role: &str) -> bool {
        is_listed(&self.roles_that_need_no_token, &DEFAULT_ROLES_THAT_NEED_NO_TOKEN, role)
    }

    /// The entries of `serviceAccounts`.
    pub fn exemptions(&self) -> &[Exemption<'a>] {
        &self.service_accounts
    }

    /// Whether some accounts may have a token that others may not.
    pub fn names_accounts(&self) -> bool {
        self.service_accounts_with_role_bindings || !self.service_accounts.is_empty()
    }

    /// The entries for that account, with their numbers in `serviceAccounts`.
    pub fn exemptions_of(
        &self,
        namespace: &str,
        name: &str,
    ) -> impl Iterator<Item = (usize, &Exemption<'a>)> {
        let all = self.service_accounts.iter().enumerate();
        all.filter(move |(_, entry)| entry.account.matches(namespace, name))
    }
}

/// Whether a pattern of a list matches that text; where the list is not given, one of its default.
pub(super) fn is_listed(given: &Option<Vec<Text<'_>>>, default: &[&str], text: &str) -> bool {
    match given {
        Some(list) => list.iter().any(|pattern| pattern::matches(pattern, text)),
        None => default.iter().any(|pattern| pattern::matches(pattern, text)),
    }
}
