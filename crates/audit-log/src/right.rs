//! Why a request was allowed: what the API server notes in `authorization.k8s.io/reason`.

/// Stands for the reason of what was done in the name of someone else. No authorizer gives it.
pub(crate) const IMPERSONATION: &str = "\n";

/// What gave a right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right<'a> {
    /// A role binding.
    Binding(Binding<'a>),
    /// The right to act in the name of someone else. The log does not say what gave it.
    Impersonation,
    /// Something else than RBAC, in its own words. Empty if it gave none.
    Other(&'a str),
}

/// A role binding, and for whom it gave the right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    /// `RoleBinding` or `ClusterRoleBinding`.
    pub kind: &'a str,
    /// Empty for a ClusterRoleBinding.
    pub namespace: &'a str,
    /// The binding's name.
    pub name: &'a str,
    /// `Role` or `ClusterRole`.
    pub role_kind: &'a str,
    /// The role's name.
    pub role: &'a str,
    /// `ServiceAccount`, `Group` or `User`.
    pub subject_kind: &'a str,
    /// The subject. A ServiceAccount is `<name>/<namespace>`.
    pub subject: &'a str,
}

impl<'a> Right<'a> {
    /// Reads a reason such as `RBAC: allowed by RoleBinding "read/shop" of Role "read" to
    /// ServiceAccount "web/shop"` (kubernetes `plugin/pkg/auth/authorizer/rbac`).
    #[must_use]
    pub fn parse(reason: &'a str) -> Right<'a> {
        if reason == IMPERSONATION {
            return Right::Impersonation;
        }
        binding(reason).map_or(Right::Other(reason), Right::Binding)
    }

    /// Whether every account has this right: it comes from a group that all accounts are in.
    #[must_use]
    pub fn everyone(&self) -> bool {
        let groups = ["system:authenticated", "system:unauthenticated", "system:serviceaccounts"];
        matches!(self, Right::Binding(Binding { subject_kind: "Group", subject, .. })
            if groups.contains(subject))
    }

    /// Whether it is known to be a right of its own, or of a group that not every account is in.
    #[must_use]
    pub fn own(&self) -> bool {
        matches!(self, Right::Binding(_) | Right::Impersonation) && !self.everyone()
    }
}

fn binding(reason: &str) -> Option<Binding<'_>> {
    let rest = reason.strip_prefix("RBAC: allowed by ")?;
    let (kind, full_name, rest) = named(rest)?;
    let (role_kind, role, rest) = named(rest.strip_prefix(" of ")?)?;
    let (subject_kind, subject, _) = named(rest.strip_prefix(" to ")?)?;
    let (name, namespace) = match kind {
        "RoleBinding" => full_name.rsplit_once('/')?,
        _ => (full_name, ""),
    };
    Some(Binding { kind, namespace, name, role_kind, role, subject_kind, subject })
}

/// `<kind> "<name>"`, and what comes after it.
fn named(text: &str) -> Option<(&str, &str, &str)> {
    let (kind, rest) = text.split_once(" \"")?;
    let (name, rest) = rest.split_once('"')?;
    Some((kind, name, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons() {
        let web = "RBAC: allowed by RoleBinding \"read/shop\" of Role \"reader\" to ServiceAccount \"web/shop\"";
        let expected = Binding {
            kind: "RoleBinding",
            namespace: "shop",
            name: "read",
            role_kind: "Role",
            role: "reader",
            subject_kind: "ServiceAccount",
            subject: "web/shop",
        };
        assert_eq!(Right::parse(web), Right::Binding(expected));
        for (group, everyone) in [
            ("system:authenticated", true),
            ("system:unauthenticated", true),
            ("system:serviceaccounts", true),
            ("system:serviceaccounts:shop", false),
        ] {
            let reason = format!(
                "RBAC: allowed by ClusterRoleBinding \"x\" of ClusterRole \"y\" to Group \"{group}\""
            );
            let right = Right::parse(&reason);
            assert_eq!((right.everyone(), right.own()), (everyone, !everyone), "{group}");
        }
        for other in ["", "RBAC: allowed by", "access granted by IAM", "RBAC: allowed by X \"a"] {
            assert_eq!(Right::parse(other), Right::Other(other));
            assert!(!Right::parse(other).everyone() && !Right::parse(other).own());
        }
    }
}
