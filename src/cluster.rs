//! What the policy asks the cluster, and how it remembers the answers.

use crate::index::Index;
use crate::pattern;
use crate::slots::{self, Text, Trouble, fields, quotable};

/// The cluster that a request is judged in. Implemented by the Kubewarden host, by the
/// playground's pasted objects and by tests.
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
    ) -> Result<Option<Vec<u8>>, LookupError>;
}

/// Why a lookup has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// The policy may not use the host capability of that name, or not read that kind.
    NotGranted(String),
    /// The API server refuses the policy server.
    Forbidden(String),
    /// Anything else: unreachable, timeout, an answer that makes no sense.
    Failed(String),
}

impl LookupError {
    /// What broke, in the words of the host.
    pub fn why(&self) -> &str {
        match self {
            Self::NotGranted(why) | Self::Forbidden(why) | Self::Failed(why) => why,
        }
    }

    /// A sentence on what to grant or check; `resource` is the plural name of `kind`.
    pub fn remedy(&self, kind: &str, resource: &str) -> String {
        match self {
            Self::NotGranted(_) => format!(
                "List kind {kind} in the policy's contextAwareResources and \
                 kubernetes/get_resource in its hostCapabilities."
            ),
            Self::Forbidden(_) => format!(
                "Grant get, list and watch on {resource} to the service account of the policy \
                 server."
            ),
            Self::Failed(_) => "Check that the policy server reaches the Kubernetes API server, \
                 and try again."
                .into(),
        }
    }

    /// What to grant or check, in a few words.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotGranted(_) => "list it in contextAwareResources of the policy",
            Self::Forbidden(_) => "grant get, list and watch on it to the policy server",
            Self::Failed(_) => "see the policy server's log",
        }
    }

    /// Sorts an error of the Kubewarden host, a text that can run over many lines.
    pub fn from_host(error: &str) -> Self {
        let first = error.lines().next().unwrap_or_default();
        let first = first.trim().trim_start_matches("Host error: ").trim_end_matches('.');
        let first = quotable(first).into_owned();
        if error.contains("Policy has not been granted access to") {
            Self::NotGranted(first)
        } else if error.contains("ApiError") && error.contains("Forbidden") {
            Self::Forbidden(first)
        } else {
            Self::Failed(first)
        }
    }
}

/// Whether an error of the Kubewarden host says that the object does not exist.
pub fn is_not_found(error: &str, kind: &str, namespace: &str, name: &str) -> bool {
    let first = error.lines().next().unwrap_or_default();
    first.contains(&format!(
        "Cannot find {kind} named '{name}' inside of namespace 'Some(\"{namespace}\")'"
    ))
}

/// What a ServiceAccount says about tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceAccount {
    /// `automountServiceAccountToken`.
    pub automount: Option<bool>,
    /// Names in `secrets` that can be token Secrets.
    pub secrets: Index<'static>,
}

/// Looks a ServiceAccount up.
///
/// # Errors
///
/// As [`Cluster::service_account`], and when the answer is no such account.
pub fn look_up_account(
    cluster: &mut dyn Cluster,
    namespace: &str,
    name: &str,
) -> Result<Option<ServiceAccount>, LookupError> {
    let Some(json) = cluster.service_account(namespace, name)? else {
        return Ok(None);
    };
    read_account(&json, name)
        .map(Some)
        .map_err(|why| LookupError::Failed(format!("the host's answer: {why}")))
}

fn read_account(json: &[u8], name: &str) -> Result<ServiceAccount, String> {
    let mut account = AccountObject::default();
    slots::read(json, "ServiceAccount", &mut account)
        .map_err(|trouble: Box<Trouble>| trouble.to_string())?;
    if account.kind.as_deref().is_some_and(|kind| kind != "ServiceAccount")
        || account.metadata.name.as_deref() != Some(name)
    {
        return Err("it is not the service account that was asked for".into());
    }
    // OpenShift lists image pull secrets here.
    let names = account.secrets.into_iter().filter_map(|secret| secret.name);
    let mut secrets = Index::default();
    for name in names.filter(|name| !pattern::matches("*-dockercfg-*", name)) {
        secrets.add(name.into_owned().into(), Text::default(), 0);
    }
    Ok(ServiceAccount { automount: account.automount, secrets })
}

#[derive(Default)]
struct AccountObject<'a> {
    kind: Option<Text<'a>>,
    metadata: AccountMetadata<'a>,
    automount: Option<bool>,
    secrets: Vec<ObjectReference<'a>>,
}
fields!(AccountObject<'de> {
    "automountServiceAccountToken" => Bool automount,
    "kind" => Text kind,
    "metadata" => Object metadata,
    "secrets" => List secrets,
});

#[derive(Default)]
struct AccountMetadata<'a> {
    name: Option<Text<'a>>,
}
fields!(AccountMetadata<'de> { "name" => Text name });

#[derive(Default)]
struct ObjectReference<'a> {
    name: Option<Text<'a>>,
}
fields!(ObjectReference<'de> { "name" => Text name });
