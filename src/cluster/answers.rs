//! Parses looked-up ServiceAccounts and Secrets, which are pruned to `metadata` and the requested
//! fields.

use crate::prelude::*;

use super::LookupError;
use crate::json::{self, Struct, Text, fields};
use crate::text::{ByName, is_object_name, worded};

/// The type of a token Secret (`k8s.io/api/core/v1`, `SecretTypeServiceAccountToken`).
pub const TOKEN_SECRET_TYPE: &str = "kubernetes.io/service-account-token";

/// The type of OpenShift's pull Secrets (`k8s.io/api/core/v1`, `SecretTypeDockercfg`).
const PULL_SECRET_TYPE: &str = "kubernetes.io/dockercfg";

/// What a ServiceAccount says about tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceAccount {
    /// `automountServiceAccountToken`.
    pub automount: Option<bool>,
    /// The names in `secrets`: token Secrets up to Kubernetes 1.23, pull Secrets on OpenShift.
    pub secrets: ByName<'static>,
}

/// What a Secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// It holds no token.
    Other,
    /// It holds a token for the account of this number in its namespace.
    Token(usize),
    /// OpenShift made it to pull images, with a token for the account of this number as password.
    Pull(usize),
    /// It holds passwords for image registries, and nothing says that one is a token.
    Registry,
    /// No such Secret exists yet; a future one may hold a token for any account.
    Missing,
}

/// Reads the answer to a lookup of the ServiceAccount called `name`.
///
/// # Errors
///
/// The answer is something else.
pub fn service_account(json: &str, name: &str) -> Result<ServiceAccount, LookupError> {
    let account: AccountObject<'_> = read(json, "ServiceAccount")?;
    is_asked_for(&account.kind, "ServiceAccount", &account.metadata.name, name)?;
    let mut secrets = ByName::default();
    for name in account.secrets.into_iter().filter_map(|secret| secret.name) {
        secrets.add_name(name.into_owned(), 0);
    }
    Ok(ServiceAccount { automount: account.automount, secrets })
}

/// Reads the answer to a lookup of the Secret called `name`. `number` gives each account a number; the empty name
/// is that of a contradictory answer.
///
/// # Errors
///
/// The answer is something else.
pub fn secret(
    json: &str,
    name: &str,
    number: &mut dyn FnMut(&str) -> usize,
) -> Result<SecretKind, LookupError> {
    let secret: SecretObject<'_> = read(json, "Secret")?;
    is_asked_for(&secret.kind, "Secret", &secret.metadata.name, name)?;
    Ok(match secret.type_.as_deref() {
        Some(TOKEN_SECRET_TYPE) => SecretKind::Token(number(secret.account())),
        Some(PULL_SECRET_TYPE) => match secret.pulls_for() {
            None => SecretKind::Registry,
            Some(account) => SecretKind::Pull(number(account)),
        },
        _ => SecretKind::Other,
    })
}

fn read<'a, T: Default + Struct<'a>>(json: &'a str, kind: &str) -> Result<T, LookupError> {
    json::parse(json, kind).map_err(LookupError::nonsense)
}

fn is_asked_for(
    found_kind: &Option<Text<'_>>,
    kind: &str,
    found_name: &Option<Text<'_>>,
    name: &str,
) -> Result<(), LookupError> {
    // A pruned answer may lack its kind, but never its metadata.
    if found_kind.as_deref().is_none_or(|found| found == kind)
        && found_name.as_deref() == Some(name)
    {
        Ok(())
    } else {
        Err(LookupError::nonsense(worded("it is not the {} asked for", &[kind])))
    }
}

#[derive(Default)]
struct AccountObject<'a> {
    kind: Option<Text<'a>>,
    metadata: ObjectMetadata<'a>,
    automount: Option<bool>,
    secrets: Vec<ObjectReference<'a>>,
}
fields!(AccountObject<'de> {
    "automountServiceAccountToken" => Bool automount,
    "kind" => Text kind,
    "metadata" => Object metadata,
    "secrets" => List secrets,
});

/// The fields of a Secret that the policy reads.
#[derive(Default)]
pub struct SecretObject<'a> {
    kind: Option<Text<'a>>,
    /// `metadata`.
    pub metadata: ObjectMetadata<'a>,
    /// `type`.
    pub type_: Option<Text<'a>>,
    /// `data`, unread.
    pub data: Option<&'a str>,
}
fields!(SecretObject<'de> {
    "data" => Raw data,
    "kind" => Text kind,
    "metadata" => Object metadata,
    "type" => Text type_,
});

impl SecretObject<'_> {
    /// The account that a token Secret's token belongs to; empty if it names none.
    pub fn account(&self) -> &str {
        account_name(&self.metadata.annotations.account)
    }

    /// `kubernetes.io/service-account.uid`.
    pub fn account_uid(&self) -> &str {
        self.metadata.annotations.uid.as_deref().unwrap_or_default()
    }

    /// Whether the API server refuses the token, because nobody had used it for a year
    /// (`pkg/serviceaccount/legacy.go`, `InvalidSinceLabelKey`).
    pub fn is_invalid(&self) -> bool {
        self.metadata.labels.invalid_since.as_deref().is_some_and(|day| !day.is_empty())
    }

    /// The account whose token is the password of a pull Secret; `None` if nothing says so, empty if what
    /// does is contradictory, for an author can write it.
    ///
    /// Since OpenShift 4.16 it is in an annotation of its own, before in that of the token Secret that the
    /// token comes from (openshift/openshift-controller-manager, `pkg/internalregistry`,
    /// `pkg/serviceaccounts`).
    fn pulls_for(&self) -> Option<&str> {
        match (account_name(&self.metadata.annotations.pulls_for), self.account()) {
            ("", "") => None,
            ("", account) | (account, "") => Some(account),
            (account, other) => Some(if account == other { account } else { "" }),
        }
    }
}

/// The account in an annotation, where anything can be written; empty if there can be none of that name.
fn account_name<'a>(written: &'a Option<Text<'_>>) -> &'a str {
    written.as_deref().filter(|name| is_object_name(name)).unwrap_or_default()
}

/// The metadata fields that the policy reads.
#[derive(Default)]
pub struct ObjectMetadata<'a> {
    /// `name`.
    pub name: Option<Text<'a>>,
    annotations: SecretAnnotations<'a>,
    labels: SecretLabels<'a>,
}
fields!(ObjectMetadata<'de> {
    "annotations" => Object annotations,
    "labels" => Object labels,
    "name" => Text name,
});

#[derive(Default)]
struct SecretAnnotations<'a> {
    account: Option<Text<'a>>,
    uid: Option<Text<'a>>,
    pulls_for: Option<Text<'a>>,
}
fields!(SecretAnnotations<'de> {
    "kubernetes.io/service-account.name" => Text account,
    "kubernetes.io/service-account.uid" => Text uid,
    "openshift.io/internal-registry-auth-token.service-account" => Text pulls_for,
});

#[derive(Default)]
struct SecretLabels<'a> {
    invalid_since: Option<Text<'a>>,
}
fields!(SecretLabels<'de> { "kubernetes.io/legacy-token-invalid-since" => Text invalid_since });

#[derive(Default)]
struct ObjectReference<'a> {
    name: Option<Text<'a>>,
}
fields!(ObjectReference<'de> { "name" => Text name });
