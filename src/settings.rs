//! The policy's settings (design §4): what they are, what they default to, what is refused.

use crate::pattern;
use crate::prelude::*;
use crate::slots::{self, Struct as _, Text, fields};
use crate::trouble::{Trouble, quotable};

/// Audiences that are the API server's own where `apiAudiences` is not given.
pub const DEFAULT_API_AUDIENCES: [&str; 7] = [
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc.cluster.local",
    "kubernetes.default.svc",
    "api",
    "k3s",
    "rke2",
    "https://container.googleapis.com/v1/projects/*",
];

/// The shortest life that the API server gives a token, in seconds
/// (`pkg/apis/authentication/validation`, `MinTokenAgeSec`).
pub const SHORTEST_TOKEN_SECONDS: i64 = 600;

/// The settings as they are written; [`check`](Settings::check) comes before any other use.
#[derive(Debug, Default)]
pub struct Settings<'a> {
    action: Option<Text<'a>>,
    opt_out_at: Option<Text<'a>>,
    /// `allow`.
    pub allow: Allow<'a>,
    projected_token_max_seconds: Option<i64>,
    api_audiences: Option<Vec<Text<'a>>>,
    other_audiences: Option<Vec<Text<'a>>>,
    service_account_objects: Option<Text<'a>>,
    existing_violations: Option<Text<'a>>,
    controller_pods: Option<Text<'a>>,
    inspect_secrets: Option<bool>,
    help: Option<Text<'a>>,
}
fields!(Settings<'de> [strict] {
    "action" => Text action,
    "optOutAt" => Text opt_out_at,
    "allow" => Object allow,
    "projectedTokenMaxSeconds" => Integer projected_token_max_seconds,
    "apiAudiences" => Texts api_audiences,
    "otherAudiences" => Texts other_audiences,
    "serviceAccountObjects" => Text service_account_objects,
    "existingViolations" => Text existing_violations,
    "controllerPods" => Text controller_pods,
    "inspectSecrets" => Bool inspect_secrets,
    "help" => Text help,
});

/// Setting `allow`.
#[derive(Debug, Default)]
pub struct Allow<'a> {
    pod_author: Option<Text<'a>>,
    service_account_owner: Option<bool>,
    service_accounts: Option<Vec<Text<'a>>>,
    service_accounts_with_role_bindings: Option<bool>,
    token_secrets: Option<bool>,
}
fields!(Allow<'de> [strict] {
    "podAuthor" => Text pod_author,
    "serviceAccountOwner" => Bool service_account_owner,
    "serviceAccounts" => Texts service_accounts,
    "serviceAccountsWithRoleBindings" => Bool service_accounts_with_role_bindings,
    "tokenSecrets" => Bool token_secrets,
});

/// Setting `action`: what becomes of a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The request is rejected.
    Reject,
    /// The request is accepted with warnings.
    Warn,
    /// What nobody asked for is taken away; the rest is rejected.
    Mutate,
}

/// Setting `serviceAccountObjects`: which ServiceAccounts must themselves say false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceAccountObjects {
    /// None.
    Ignore,
    /// Those named `default`.
    Default,
    /// All.
    All,
}

/// Setting `allow.podAuthor`: what the author of a Pod may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodAuthor {
    /// Nothing.
    None,
    /// Projected tokens.
    Projected,
    /// Projected tokens and automounted ones.
    Any,
}

impl<'a> Settings<'a> {
    /// Reads settings from JSON.
    ///
    /// # Errors
    ///
    /// Names the setting that is not as it must be.
    pub fn read(json: &'a str) -> Result<Self, Box<Trouble>> {
        let mut settings = Self::default();
        slots::read(json, "settings", slots::Slot::Object(settings.object()))?;
        Ok(settings)
    }

    /// Refuses values that are not known, patterns that can never match, and contradictions.
    ///
    /// # Errors
    ///
    /// Names the setting and what it takes.
    pub fn check(&self) -> Result<(), String> {
        one_of("action", &self.action, &["reject", "warn", "mutate"])?;
        one_of("optOutAt", &self.opt_out_at, &["any", "pod"])?;
        one_of("allow.podAuthor", &self.allow.pod_author, &["none", "projected", "any"])?;
        one_of(
            "serviceAccountObjects",
            &self.service_account_objects,
            &["ignore", "default", "all"],
        )?;
        one_of("existingViolations", &self.existing_violations, &["allow", "reject"])?;
        one_of("controllerPods", &self.controller_pods, &["judge", "accept"])?;
        for (index, pattern) in self.allow.service_accounts.iter().flatten().enumerate() {
            pattern::check_account_pattern(pattern)
                .map_err(|fault| format!("settings.allow.serviceAccounts[{index}] {fault}"))?;
        }
        let audiences =
            [("apiAudiences", &self.api_audiences), ("otherAudiences", &self.other_audiences)];
        for (name, list) in audiences {
            if let Some(index) = list.iter().flatten().position(|audience| audience.is_empty()) {
                return Err(format!(
                    "settings.{name}[{index}] must not be empty: the empty audience is always \
                     the API server's"
                ));
            }
        }
        if self.projected_token_max_seconds.is_some_and(|max| max < SHORTEST_TOKEN_SECONDS) {
            return Err(format!(
                "settings.projectedTokenMaxSeconds must be at least {SHORTEST_TOKEN_SECONDS}, the \
                 shortest life that Kubernetes gives a token"
            ));
        }
        let help = self.help();
        if help.chars().count() > 200 || help.chars().any(char::is_control) {
            return Err("settings.help must be one line of at most 200 characters".into());
        }
        self.check_contradictions()
    }

    fn check_contradictions(&self) -> Result<(), String> {
        if self.pod_opts_out() && self.allow.service_account_owner == Some(true) {
            return Err(
                "settings.allow.serviceAccountOwner: true contradicts settings.optOutAt: pod: \
                 where the Pod itself must opt out, service accounts are never read"
                    .into(),
            );
        }
        // An audience cannot be the API server's own and another one.
        let others = self.other_audiences.iter().flatten().enumerate();
        for (index, audience) in others {
            if self.is_api_server_audience(audience) {
                return Err(format!(
                    "settings.otherAudiences[{index}] contradicts apiAudiences: \"{}\" is the API \
                     server's own audience",
                    quotable(audience)
                ));
            }
        }
        Ok(())
    }

    fn is_api_server_audience(&self, audience: &str) -> bool {
        let matches = |pattern: &str| pattern::matches(pattern, audience);
        match &self.api_audiences {
            Some(list) => list.iter().any(|pattern| matches(pattern)),
            None => DEFAULT_API_AUDIENCES.into_iter().any(matches),
        }
    }

    /// `action`.
    pub fn action(&self) -> Action {
        match self.action.as_deref() {
            Some("warn") => Action::Warn,
            Some("mutate") => Action::Mutate,
            _ => Action::Reject,
        }
    }

    /// `optOutAt: pod`.
    pub fn pod_opts_out(&self) -> bool {
        self.opt_out_at.as_deref() == Some("pod")
    }

    /// `allow.podAuthor`.
    pub fn pod_author(&self) -> PodAuthor {
        match self.allow.pod_author.as_deref() {
            Some("none") => PodAuthor::None,
            Some("any") => PodAuthor::Any,
            _ => PodAuthor::Projected,
        }
    }

    /// `allow.serviceAccountOwner`.
    pub fn allows_service_account_owner(&self) -> bool {
        self.allow.service_account_owner == Some(true)
    }

    /// `allow.tokenSecrets`.
    pub fn allows_token_secrets(&self) -> bool {
        self.allow.token_secrets == Some(true)
    }

    /// Whether `allow.serviceAccounts` holds that account.
    pub fn allows_account(&self, namespace: &str, name: &str) -> bool {
        let patterns = self.allow.service_accounts.iter().flatten();
        patterns.into_iter().any(|pattern| pattern::matches_account(pattern, namespace, name))
    }

    /// `allow.serviceAccountsWithRoleBindings`.
    pub fn allows_bound_accounts(&self) -> bool {
        self.allow.service_accounts_with_role_bindings == Some(true)
    }

    /// `inspectSecrets`.
    pub fn inspects_secrets(&self) -> bool {
        self.inspect_secrets == Some(true)
    }

    /// `serviceAccountObjects`.
    pub fn service_account_objects(&self) -> ServiceAccountObjects {
        match self.service_account_objects.as_deref() {
            Some("default") => ServiceAccountObjects::Default,
            Some("all") => ServiceAccountObjects::All,
            _ => ServiceAccountObjects::Ignore,
        }
    }

    /// `projectedTokenMaxSeconds`.
    pub fn projected_token_max_seconds(&self) -> Option<i64> {
        self.projected_token_max_seconds
    }

    /// Whether a token for that audience is a token for the API server.
    pub fn is_api_audience(&self, audience: &str) -> bool {
        let others = self.other_audiences.as_ref();
        let is_other = |others: &Vec<Text<'_>>| {
            others.iter().any(|pattern| pattern::matches(pattern, audience))
        };
        audience.is_empty()
            || self.is_api_server_audience(audience)
            || others.is_some_and(|others| !is_other(others))
    }

    /// `existingViolations: allow`.
    pub fn tolerates_existing_violations(&self) -> bool {
        self.existing_violations.as_deref() != Some("reject")
    }

    /// `controllerPods: accept`.
    pub fn accepts_controller_pods(&self) -> bool {
        self.controller_pods.as_deref() == Some("accept")
    }

    /// `help`.
    pub fn help(&self) -> &str {
        self.help.as_deref().unwrap_or_default()
    }
}

fn one_of(name: &str, value: &Option<Text<'_>>, known: &[&str]) -> Result<(), String> {
    match value.as_deref() {
        Some(value) if !known.contains(&value) => Err(format!(
            "settings.{name} must be one of {}, not \"{}\"",
            known.join(", "),
            quotable(value)
        )),
        _ => Ok(()),
    }
}
