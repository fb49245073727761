//! What is listed of a cluster.

use analysis::kinds::{KINDS, Kind, plural};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A kind that is listed, maybe restricted to some of its objects.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedKind {
    /// API group; empty is the core group.
    pub group: &'static str,
    /// Its versions, the best first: old servers do not have it.
    pub versions: &'static [&'static str],
    /// Kind.
    pub kind: &'static str,
    /// Whether its objects are in namespaces.
    pub namespaced: bool,
    /// Whether those of all namespaces count, whichever is asked for.
    pub of_all_namespaces: bool,
    /// A selector by field, and what it says about the `type` of the objects, which metadata lacks.
    pub selected: Option<Selected>,
}

/// Objects of one type or of all others, of which metadata alone is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Selected {
    /// The field selector.
    pub selector: &'static str,
    /// The type that they have then.
    pub r#type: Option<&'static str>,
}

/// Accounts, which the policy looks up, and judges too.
pub const SERVICE_ACCOUNTS: ListedKind = kind("", "ServiceAccount");

/// Role bindings, which the policy looks up.
pub const BINDINGS: [ListedKind; 2] =
    [ListedKind { namespaced: false, ..binding("ClusterRoleBinding") }, binding("RoleBinding")];

/// Secrets, which the policy looks up.
///
/// They are listed twice, token Secrets and the others, because metadata does not tell the type: so
/// the server never sends their data.
pub const SECRETS: [ListedKind; 2] = [
    secrets(
        "type=kubernetes.io/service-account-token",
        Some("kubernetes.io/service-account-token"),
    ),
    secrets("type!=kubernetes.io/service-account-token", None),
];

/// What the policy judges and what makes it, owners before what they own.
pub fn workloads() -> Vec<ListedKind> {
    let holds_pod_spec = |kind: &&Kind| kind.pod_spec().is_some();
    let workloads = KINDS.iter().rev().filter(holds_pod_spec).map(|judged| ListedKind {
        group: judged.group,
        versions: if judged.kind == "CronJob" { &["v1", "v1beta1"] } else { &["v1"] },
        ..kind("", judged.kind)
    });
    workloads.collect()
}

const fn kind(group: &'static str, kind: &'static str) -> ListedKind {
    ListedKind {
        group,
        versions: &["v1"],
        kind,
        namespaced: true,
        of_all_namespaces: false,
        selected: None,
    }
}

const fn binding(name: &'static str) -> ListedKind {
    ListedKind { of_all_namespaces: true, ..kind("rbac.authorization.k8s.io", name) }
}

const fn secrets(selector: &'static str, r#type: Option<&'static str>) -> ListedKind {
    ListedKind { selected: Some(Selected { selector, r#type }), ..kind("", "Secret") }
}

/// What RFC 3986 reserves nothing for.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Escapes a text for a path or a query.
pub(super) fn escape(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, ESCAPED)
}

impl ListedKind {
    /// The plural name in URLs.
    pub fn resource(&self) -> String {
        plural(self.kind)
    }

    /// The `apiVersion` of its objects in one of its versions.
    pub fn api_version(&self, version: &str) -> String {
        match self.group {
            "" => version.to_owned(),
            group => format!("{group}/{version}"),
        }
    }

    /// Path and query of one page.
    pub(super) fn page(
        &self,
        api_version: &str,
        namespace: Option<&str>,
        limit: usize,
        token: &str,
    ) -> String {
        let root = if self.group.is_empty() { "/api" } else { "/apis" };
        let mut path = format!("{root}/{api_version}");
        if let Some(namespace) = namespace {
            path += &format!("/namespaces/{}", escape(namespace));
        }
        path += &format!("/{}?limit={limit}", self.resource());
        if let Some(selected) = &self.selected {
            path += &format!("&fieldSelector={}", escape(selected.selector));
        }
        if !token.is_empty() {
            path += &format!("&continue={}", escape(token));
        }
        path
    }
}
