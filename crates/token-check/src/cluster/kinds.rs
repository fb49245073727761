//! Defines which kinds of objects are listed.

use analysis::kinds::{KINDS, Kind, plural};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A kind to list, possibly restricted to some of its objects.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedKind {
    /// API group; empty for the core group.
    pub group: &'static str,
    /// Its versions, the preferred one first. Old servers do not serve that one.
    pub versions: &'static [&'static str],
    /// The kind.
    pub kind: &'static str,
    /// Whether its objects are namespaced.
    pub namespaced: bool,
    /// Whether to list all namespaces, even if only one is requested.
    pub of_all_namespaces: bool,
    /// A field selector, and the `type` of the objects that it selects, which is not part of the
    /// metadata.
    pub selected: Option<Selected>,
}

/// Objects of one type or of all other types, whose metadata alone is requested.
#[derive(Debug, PartialEq, Eq)]
pub struct Selected {
    /// The field selector.
    pub selector: &'static str,
    /// The type of the selected objects, if it is known.
    pub r#type: Option<&'static str>,
}

/// Service accounts, which the policy looks up and also judges.
pub const SERVICE_ACCOUNTS: ListedKind = kind("", "ServiceAccount");

/// Role bindings, which the policy looks up.
pub const BINDINGS: [ListedKind; 2] =
    [ListedKind { namespaced: false, ..binding("ClusterRoleBinding") }, binding("RoleBinding")];

/// Secrets, which the policy looks up.
///
/// They are listed in two parts, token Secrets and all others. Their type is not part of the
/// metadata, and only metadata is requested, so that the server never sends their data.
pub const SECRETS: [ListedKind; 2] = [
    secrets(
        "type=kubernetes.io/service-account-token",
        Some("kubernetes.io/service-account-token"),
    ),
    secrets("type!=kubernetes.io/service-account-token", None),
];

/// The workloads that the policy judges, owners before the objects they own.
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

/// All characters except those that RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Escapes a text for use in a path or query.
pub(super) fn escape(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, ESCAPED)
}

impl ListedKind {
    /// The plural name in URLs.
    pub fn resource(&self) -> String {
        plural(self.kind)
    }

    /// The `apiVersion` of its objects in a version.
    pub fn api_version(&self, version: &str) -> String {
        match self.group {
            "" => version.to_owned(),
            group => format!("{group}/{version}"),
        }
    }

    /// The path and query of one page.
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
