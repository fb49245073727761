//! The policy's settings as types, for who writes settings; `settings.schema.json` is made of them.
//!
//! What a field says is shown to people: while they type, and in the documentation. The policy
//! reads settings by itself.

use serde::{Deserialize, Serialize};
#[cfg(feature = "schema")]
use service_account_token_policy::settings::{DEFAULT_API_AUDIENCES, SHORTEST_TOKEN_SECONDS};

/// Settings of the policy that decides which containers get a Kubernetes service account token.
/// All are optional, and null is the same as leaving a setting out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(title = "Settings of the service account token policy"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// What becomes of a violation. `reject` refuses the object, `warn` accepts it with a warning,
    /// and `mutate` takes away from a Pod the token that nobody asked for, and refuses the rest.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "reject")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// Where a token can be opted out of. `any`: on the Pod or on its service account. `pod`: on
    /// the Pod itself only; service accounts are then never looked up.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "any")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_out_at: Option<OptOutAt>,
    /// Which tokens may pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow: Option<Allow>,
    /// The longest life of a projected token, in seconds: 600 or more. 3607 counts as 31536000, a
    /// year, for so long the API server issues such a token; no statement counts as 3600.
    #[cfg_attr(
        feature = "schema",
        schemars(range(min = SHORTEST_TOKEN_SECONDS), extend("default" = null))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projected_token_max_seconds: Option<i64>,
    /// Audiences that are the API server's own; a list given here replaces the default one. `*`
    /// matches any run of characters. The empty audience is always the API server's.
    #[cfg_attr(
        feature = "schema",
        schemars(inner(length(min = 1)), extend("default" = DEFAULT_API_AUDIENCES))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_audiences: Option<Vec<String>>,
    /// Audiences that are not the API server's, such as Vault's or a cloud's. When given, a token
    /// for any audience that is not in this list counts as a token for the API server. `*` matches
    /// any run of characters.
    #[cfg_attr(
        feature = "schema",
        schemars(inner(length(min = 1)), extend("default" = null))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_audiences: Option<Vec<String>>,
    /// Which ServiceAccounts must themselves say `automountServiceAccountToken: false`. `ignore`:
    /// none. `default`: those named default. `all`: every one.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "ignore")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_objects: Option<ServiceAccountObjects>,
    /// What becomes of a violation that a workload or ServiceAccount had already before an update.
    /// `allow` accepts it, with a warning for workloads; `reject` judges an update as a creation.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "allow")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_violations: Option<ExistingViolations>,
    /// Whether the Pods and other objects that kube-controller-manager makes of a judged workload
    /// are judged once more. `judge`: they are. `accept`: they are not rejected, so that a drained
    /// node does not stop workloads that are older than the policy.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "judge")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_pods: Option<ControllerPods>,
    /// Whether the policy looks up the type and the account of each Secret that a container can
    /// read, at most 50 for one request. Without it only the Secrets that the service account
    /// lists count as token Secrets, which Kubernetes has written up to version 1.23.
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inspect_secrets: Option<bool>,
    /// A sentence or a link that is appended to every rejection: one line of at most 200
    /// characters.
    #[cfg_attr(
        feature = "schema",
        schemars(
            length(max = 200),
            regex(pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$"),
            extend("default" = "")
        )
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// Setting `allow`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Allow {
    /// What the author of a Pod may ask for. `none`: no token. `projected`: a projected volume with
    /// a token, for one container and a short time. `any`: also `automountServiceAccountToken:
    /// true`.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "projected")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_author: Option<PodAuthor>,
    /// Whether a token passes because its service account says `automountServiceAccountToken:
    /// true`, as many Helm charts write it.
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_owner: Option<bool>,
    /// Service accounts whose tokens may pass, each as `<namespace>/<name>`; `*` matches any run of
    /// characters within a part. Whoever may create Pods in a namespace may use every account
    /// there: name accounts one by one, and keep away from `ns/*`, `*/name` and `ns/default`.
    #[cfg_attr(
        feature = "schema",
        schemars(inner(regex(pattern = "^[a-z0-9*-]+/[a-z0-9.*-]+$")), extend("default" = []))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_accounts: Option<Vec<String>>,
    /// Whether a token passes because a RoleBinding or ClusterRoleBinding gives its account
    /// something. Whoever may bind roles in a namespace can so allow the accounts there.
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_accounts_with_role_bindings: Option<bool>,
    /// Whether token Secrets may be created, mounted, and read into the environment.
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_secrets: Option<bool>,
}

/// An enumeration of words, without a description of its own: the field that holds it has one.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "enum": [$(Self::$word),*]})
            }
        }
    };
}

words! {
    /// Setting `action`.
    Action {
        /// Violations are rejected.
        Reject,
        /// Violations are accepted with a warning.
        Warn,
        /// What nobody asked for is taken away.
        Mutate,
    }
}
words! {
    /// Setting `optOutAt`.
    OptOutAt {
        /// Pod or account may opt out.
        Any,
        /// The Pod itself must.
        Pod,
    }
}
words! {
    /// Setting `allow.podAuthor`.
    PodAuthor {
        /// No token.
        None,
        /// Projected tokens.
        Projected,
        /// Projected tokens and automounted ones.
        Any,
    }
}
words! {
    /// Setting `serviceAccountObjects`.
    ServiceAccountObjects {
        /// None is judged.
        Ignore,
        /// Those named `default` are.
        Default,
        /// All are.
        All,
    }
}
words! {
    /// Setting `existingViolations`.
    ExistingViolations {
        /// An update may keep them.
        Allow,
        /// An update is judged as a creation.
        Reject,
    }
}
words! {
    /// Setting `controllerPods`.
    ControllerPods {
        /// They are judged.
        Judge,
        /// They are not rejected.
        Accept,
    }
}
