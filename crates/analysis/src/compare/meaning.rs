//! Settings with the defaults of the policy.

use service_account_token_policy::settings::{
    DEFAULT_API_AUDIENCES, DEFAULT_API_CERTIFICATE_SIGNERS, DEFAULT_EXTENDED_TOKEN_SECONDS,
    DEFAULT_ROLES_THAT_NEED_NO_TOKEN,
};

use crate::settings::{
    Action, Allow, ControllerPods, ExemptAccount, ExistingViolations, OptOutAt, PodAuthor,
    PodTemplate, ServiceAccountObjects, Settings, TokenRequests,
};

/// What settings mean.
pub(super) struct Meaning {
    pub action: Action,
    pub opt_out_at: OptOutAt,
    pub pod_author: PodAuthor,
    pub service_account_owner: bool,
    pub service_accounts: Vec<ExemptAccount>,
    pub service_accounts_with_role_bindings: bool,
    pub roles_that_need_no_token: Vec<String>,
    pub token_secrets: bool,
    pub projected_token_max_seconds: Option<i64>,
    pub extended_token_seconds: i64,
    pub api_audiences: Vec<String>,
    pub other_audiences: Option<Vec<String>>,
    pub api_certificate_signers: Vec<String>,
    pub service_account_objects: ServiceAccountObjects,
    pub existing_violations: ExistingViolations,
    pub controller_pods: ControllerPods,
    pub inspect_secrets: bool,
    pub token_requests: TokenRequests,
    pub pod_templates: Vec<PodTemplate>,
    pub help: String,
}

impl Meaning {
    /// Whether `projectedTokenMaxSeconds` and what belongs to it decide about anything.
    pub fn has_lives(&self) -> bool {
        self.pod_author != PodAuthor::None || self.token_requests == TokenRequests::Judge
    }

    /// The meaning of settings. No field is left out, so that a new setting does not compile until its
    /// order is known here.
    pub fn of(settings: &Settings) -> Self {
        let Settings {
            action,
            opt_out_at,
            allow,
            projected_token_max_seconds,
            extended_token_seconds,
            api_audiences,
            other_audiences,
            api_certificate_signers,
            service_account_objects,
            existing_violations,
            controller_pods,
            inspect_secrets,
            token_requests,
            pod_templates,
            help,
        } = settings.clone();
        let Allow {
            pod_author,
            service_account_owner,
            service_accounts,
            service_accounts_with_role_bindings,
            roles_that_need_no_token,
            token_secrets,
        } = allow.unwrap_or_default();
        let list = |given: Option<Vec<String>>, default: &[&str]| {
            given.unwrap_or_else(|| default.iter().map(|one| (*one).to_owned()).collect())
        };
        Self {
            action: action.unwrap_or(Action::Reject),
            opt_out_at: opt_out_at.unwrap_or(OptOutAt::Any),
            pod_author: pod_author.unwrap_or(PodAuthor::Projected),
            service_account_owner: service_account_owner.unwrap_or_default(),
            service_accounts: service_accounts.unwrap_or_default(),
            service_accounts_with_role_bindings: service_accounts_with_role_bindings
                .unwrap_or_default(),
            roles_that_need_no_token: list(
                roles_that_need_no_token,
                &DEFAULT_ROLES_THAT_NEED_NO_TOKEN,
            ),
            token_secrets: token_secrets.unwrap_or_default(),
            projected_token_max_seconds,
            extended_token_seconds: extended_token_seconds
                .unwrap_or(DEFAULT_EXTENDED_TOKEN_SECONDS),
            api_audiences: list(api_audiences, &DEFAULT_API_AUDIENCES),
            other_audiences,
            api_certificate_signers: list(
                api_certificate_signers,
                &DEFAULT_API_CERTIFICATE_SIGNERS,
            ),
            service_account_objects: service_account_objects
                .unwrap_or(ServiceAccountObjects::Ignore),
            existing_violations: existing_violations.unwrap_or(ExistingViolations::Allow),
            controller_pods: controller_pods.unwrap_or(ControllerPods::Judge),
            inspect_secrets: inspect_secrets.unwrap_or_default(),
            token_requests: token_requests.unwrap_or(TokenRequests::Ignore),
            pod_templates: pod_templates.unwrap_or_default(),
            help: help.unwrap_or_default(),
        }
    }
}
