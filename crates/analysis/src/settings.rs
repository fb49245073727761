//! Rust types of the policy's settings, from which `settings.schema.json` is generated.
//!
//! Editors show the description of a field while people type. The policy does not use these types:
//! it has its own parser.

use serde::{Deserialize, Serialize};
#[cfg(feature = "schema")]
use service_account_token_policy::settings::{
    DEFAULT_API_AUDIENCES, DEFAULT_API_CERTIFICATE_SIGNERS, DEFAULT_EXTENDED_TOKEN_SECONDS,
    DEFAULT_ROLES_THAT_NEED_NO_TOKEN, SHORTEST_EXTENDED_TOKEN_SECONDS, SHORTEST_TOKEN_SECONDS,
};

/// Settings of the policy that decides which containers get a Kubernetes service account token. All
/// settings are optional. A setting that is null counts as not set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(title = "Settings of the service account token policy"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// What happens to a violation. `reject` rejects the object. `warn` accepts it with a warning.
    /// `mutate` removes unrequested tokens from Pods, and rejects all other violations.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "reject")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// Where to opt out of a token. `any`: on the Pod or on its service account. `pod`: only on the
    /// Pod itself; the policy then never looks up service accounts.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "any")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_out_at: Option<OptOutAt>,
    /// Which tokens are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow: Option<Allow>,
    /// The longest allowed lifetime of a projected token or Pod certificate, in seconds: 600 or
    /// more. A token that asks for 3607 seconds counts as `extendedTokenSeconds`, one that does not
    /// set `expirationSeconds` as 3600. A certificate without `maxExpirationSeconds` counts as
    /// 86400.
    #[cfg_attr(
        feature = "schema",
        schemars(range(min = SHORTEST_TOKEN_SECONDS), extend("default" = null))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projected_token_max_seconds: Option<i64>,
    /// How long a token that asks for 3607 seconds really lives: the API server extends it to a
    /// year unless its signer allows less. 7776000 on EKS. 3607 if the API server runs with
    /// `--service-account-extend-token-expiration=false`.
    #[cfg_attr(
        feature = "schema",
        schemars(
            range(min = SHORTEST_EXTENDED_TOKEN_SECONDS, max = DEFAULT_EXTENDED_TOKEN_SECONDS),
            extend("default" = DEFAULT_EXTENDED_TOKEN_SECONDS)
        )
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_token_seconds: Option<i64>,
    /// The API server's own audiences. This list replaces the default one, and must not be empty.
    /// `*` matches any run of characters. An empty audience always means the API server. Where the
    /// issuer of tokens is the audience (Talos, OpenShift with an issuer of its own), add it.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 1), inner(length(min = 1)), extend("default" = DEFAULT_API_AUDIENCES))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_audiences: Option<Vec<String>>,
    /// Audiences of other systems, such as Vault or a cloud provider. If this list is set, a token
    /// for an audience that is not in it counts as a token for the API server. `*` matches any run
    /// of characters.
    #[cfg_attr(
        feature = "schema",
        schemars(inner(length(min = 1)), extend("default" = null))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_audiences: Option<Vec<String>>,
    /// The signers whose Pod certificates the API server accepts as those of the Pod's account. This
    /// list replaces the default one. `*` matches any run of characters.
    #[cfg_attr(
        feature = "schema",
        schemars(
            inner(regex(pattern = r"^([^/]+/.+|[^/]*\*[^/]*)$")),
            extend("default" = DEFAULT_API_CERTIFICATE_SIGNERS)
        )
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_certificate_signers: Option<Vec<String>>,
    /// What happens when somebody asks the API server for a token (TokenRequest, `kubectl create
    /// token`). `ignore`: nothing. `judge`: the account must be allowed, unless a node or the control
    /// plane asks; `apiAudiences` or `otherAudiences` must be set as well.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "ignore")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_requests: Option<TokenRequests>,
    /// Kinds besides Kubernetes' own whose objects hold Pod templates, and where. They are judged like
    /// Deployments, in every version. The webhook's rules must name them as well.
    #[cfg_attr(feature = "schema", schemars(extend("default" = [])))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_templates: Option<Vec<PodTemplate>>,
    /// Which ServiceAccounts must set `automountServiceAccountToken: false` themselves. `ignore`:
    /// none. `default`: only those named default. `all`: all of them.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "ignore")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_objects: Option<ServiceAccountObjects>,
    /// What happens to a violation that an object already had before an update. `allow` accepts it
    /// unless it gets worse, with a warning for workloads. `reject` judges an update like a creation.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "allow")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_violations: Option<ExistingViolations>,
    /// What happens to the Pods and other objects that kube-controller-manager creates for a
    /// workload that was already judged. `judge`: they are judged again. `accept`: they are not
    /// rejected, so that draining a node does not stop workloads that are older than the policy.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "judge")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_pods: Option<ControllerPods>,
    /// Whether the policy looks up the type and the account of each Secret that a container can
    /// read, up to 50 per request. If it does not, only the Secrets listed in the service account
    /// count as token Secrets. Kubernetes up to version 1.23 adds them to that list.
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inspect_secrets: Option<bool>,
    /// A sentence or link to append to every rejection: one line of at most 200 characters.
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

/// The setting `allow`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Allow {
    /// What the author of a Pod may ask for. `none`: no token. `projected`: a token in a projected
    /// volume, short-lived and for one container. `any`: also `automountServiceAccountToken: true`.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "projected")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_author: Option<PodAuthor>,
    /// Whether to allow a token because its service account sets `automountServiceAccountToken:
    /// true`, as in many Helm charts.
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_owner: Option<bool>,
    /// Service accounts whose tokens are allowed, each as `<namespace>/<name>`, or as an object with
    /// containers and an end. `*` matches any run of characters within a part. Anyone who can create
    /// Pods in a namespace can use every account in it, so list accounts one by one, and avoid
    /// `ns/*`, `*/name` and `ns/default`.
    #[cfg_attr(feature = "schema", schemars(extend("default" = [])))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_accounts: Option<Vec<ExemptAccount>>,
    /// Whether to allow a token because a ClusterRoleBinding or a RoleBinding in any namespace
    /// names its account. Anyone who can create role bindings can therefore allow any account, by
    /// naming it as a subject.
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_accounts_with_role_bindings: Option<bool>,
    /// Roles that give an account nothing to do with its token, by name: role bindings to them do
    /// not count. The default list has the roles that OpenShift uses on an account's behalf, and
    /// this list replaces it. `*` matches any run of characters. An empty list counts every binding.
    #[cfg_attr(
        feature = "schema",
        schemars(
            inner(regex(pattern = "^[^/%]+$")),
            extend("default" = DEFAULT_ROLES_THAT_NEED_NO_TOKEN)
        )
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles_that_need_no_token: Option<Vec<String>>,
    /// Whether token Secrets may be created, mounted, and read into environment variables.
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_secrets: Option<bool>,
}

/// An entry of the setting `allow.serviceAccounts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(untagged)]
pub enum ExemptAccount {
    /// An account, with all of its containers and without an end.
    Pattern(#[cfg_attr(feature = "schema", schemars(regex(pattern = ACCOUNT_PATTERN)))] String),
    /// An account with more to say about it.
    Exemption(Exemption),
}

/// The form of a pattern for accounts.
#[cfg(feature = "schema")]
const ACCOUNT_PATTERN: &str = "^[a-z0-9*-]+/[a-z0-9.*-]+$";

/// An entry of the setting `allow.serviceAccounts` that is an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exemption {
    /// The service account, as `<namespace>/<name>`. `*` matches any run of characters within a part.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = ACCOUNT_PATTERN)))]
    pub account: String,
    /// The containers that may get the token; init and debug containers too. `*` matches any run of
    /// characters. Without it, all containers.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 1), inner(regex(pattern = "^[a-z0-9*]([a-z0-9*-]*[a-z0-9*])?$")))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containers: Option<Vec<String>>,
    /// The last day on which the entry allows anything, in UTC, such as `"2027-03-31"`. Put it in
    /// quotation marks: some YAML readers turn a bare date into a time. Without it, there is no end.
    #[cfg_attr(
        feature = "schema",
        schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), extend("format" = "date"))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Why the token is needed: one line of at most 200 characters. Rejections show it once the entry
    /// has ended.
    #[cfg_attr(
        feature = "schema",
        schemars(length(max = 200), regex(pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$"))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who has to act before it ends: one line of at most 200 characters.
    #[cfg_attr(
        feature = "schema",
        schemars(length(max = 200), regex(pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$"))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// An entry of the setting `podTemplates`. It has either `path` or `podSpec`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline, transform = either_place))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PodTemplate {
    /// The API group of the kind, without a version, such as `argoproj.io`.
    #[cfg_attr(
        feature = "schema",
        schemars(regex(
            pattern = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"
        ))
    )]
    pub group: String,
    /// The kind, such as `Rollout`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Za-z0-9_-]+$")))]
    pub kind: String,
    /// The field path of the Pod template: names divided by dots. `[*]` after a name leads to each item
    /// of a list, or each value of a map, such as `spec.replicatedJobs[*].template.spec.template`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = FIELD_PATH)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The field path of a PodSpec without a template around it, such as `spec`.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = FIELD_PATH)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_spec: Option<String>,
}

/// The form of a path of fields.
#[cfg(feature = "schema")]
const FIELD_PATH: &str = r"^[A-Za-z0-9_-]+(\[\*\])?(\.[A-Za-z0-9_-]+(\[\*\])?)*$";

#[cfg(feature = "schema")]
fn either_place(schema: &mut schemars::Schema) {
    let given =
        |key: &str| serde_json::json!({"required": [key], "properties": {key: {"type": "string"}}});
    schema.insert("oneOf".into(), serde_json::json!([given("path"), given("podSpec")]));
}

/// Declares an enumeration of words. It has no description in the schema, because the field that
/// uses it has one.
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
    /// The setting `action`.
    Action {
        /// Violations are rejected.
        Reject,
        /// Violations are accepted with a warning.
        Warn,
        /// Tokens that nobody asked for are removed.
        Mutate,
    }
}
words! {
    /// The setting `optOutAt`.
    OptOutAt {
        /// The Pod or its account may opt out.
        Any,
        /// Only the Pod itself may opt out.
        Pod,
    }
}
words! {
    /// The setting `allow.podAuthor`.
    PodAuthor {
        /// No token is allowed.
        None,
        /// Projected tokens are allowed.
        Projected,
        /// Projected and automounted tokens are allowed.
        Any,
    }
}
words! {
    /// The setting `tokenRequests`.
    TokenRequests {
        /// Nobody's requests for tokens are judged.
        Ignore,
        /// Requests for tokens are judged.
        Judge,
    }
}
words! {
    /// The setting `serviceAccountObjects`.
    ServiceAccountObjects {
        /// No ServiceAccount is judged.
        Ignore,
        /// ServiceAccounts named `default` are judged.
        Default,
        /// All ServiceAccounts are judged.
        All,
    }
}
words! {
    /// The setting `existingViolations`.
    ExistingViolations {
        /// An update may keep existing violations.
        Allow,
        /// An update is judged like a creation.
        Reject,
    }
}
words! {
    /// The setting `controllerPods`.
    ControllerPods {
        /// Pods that a controller creates are judged.
        Judge,
        /// Pods that a controller creates are not rejected.
        Accept,
    }
}
