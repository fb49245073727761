//! Defines which kinds of objects are listed.

use std::borrow::Cow;

use analysis::kinds::{KINDS, Kind, plural, split_version};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A kind to list, possibly restricted to some of its objects.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedKind {
    /// API group; empty for the core group.
    pub group: Cow<'static, str>,
    /// The preferred version.
    pub version: Cow<'static, str>,
    /// The version that old servers serve instead, if there is one.
    pub old_version: Option<&'static str>,
    /// The kind.
    pub kind: Cow<'static, str>,
    /// The plural name in URLs; without it, it follows from the kind.
    resource: Option<String>,
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
pub static SERVICE_ACCOUNTS: ListedKind = ListedKind::new("", "ServiceAccount", false, None);

/// Role bindings, which the policy looks up.
pub static BINDINGS: [ListedKind; 2] = [binding("ClusterRoleBinding"), binding("RoleBinding")];

/// Secrets, which the policy looks up.
///
/// They are listed in two parts, token Secrets and all others. Their type is not part of the
/// metadata, and only metadata is requested, so that the server never sends their data.
pub static SECRETS: [ListedKind; 2] = [
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
        old_version: (judged.kind == "CronJob").then_some("v1beta1"),
        ..ListedKind::new(judged.group, judged.kind, false, None)
    });
    workloads.collect()
}

const fn binding(name: &'static str) -> ListedKind {
    ListedKind::new("rbac.authorization.k8s.io", name, true, None)
}

const fn secrets(selector: &'static str, r#type: Option<&'static str>) -> ListedKind {
    ListedKind::new("", "Secret", false, Some(Selected { selector, r#type }))
}

/// All characters except those that RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Escapes a text for use in a path or query.
pub(super) fn escape(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, ESCAPED)
}

impl ListedKind {
    const fn new(
        group: &'static str,
        kind: &'static str,
        of_all_namespaces: bool,
        selected: Option<Selected>,
    ) -> Self {
        Self {
            group: Cow::Borrowed(group),
            version: Cow::Borrowed("v1"),
            old_version: None,
            kind: Cow::Borrowed(kind),
            resource: None,
            of_all_namespaces,
            selected,
        }
    }

    /// A kind of a cluster that the settings name.
    pub(super) fn custom(group: &str, group_version: &str, kind: &str, resource: &str) -> Self {
        let (_, version) = split_version(group_version);
        Self {
            group: group.to_owned().into(),
            version: version.to_owned().into(),
            old_version: None,
            kind: kind.to_owned().into(),
            resource: Some(resource.to_owned()),
            of_all_namespaces: false,
            selected: None,
        }
    }

    /// The plural name in URLs.
    pub fn resource(&self) -> String {
        self.resource.clone().unwrap_or_else(|| plural(&self.kind))
    }

    /// The `apiVersion` of its objects in a version.
    pub fn api_version(&self, version: &str) -> String {
        match &*self.group {
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
        path += &format!("/{}?limit={limit}", escape(&self.resource()));
        if let Some(selected) = &self.selected {
            path += &format!("&fieldSelector={}", escape(selected.selector));
        }
        if !token.is_empty() {
            path += &format!("&continue={}", escape(token));
        }
        path
    }
}
