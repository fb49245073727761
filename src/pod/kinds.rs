//! Every kind of Kubernetes that the policy judges: where its objects hold a PodSpec, and which controller
//! creates what from it. A new workload kind needs one line here, and its scenarios. Other kinds are named in
//! the settings (`podTemplates`).

use crate::json::{Text, fields};
use crate::prelude::*;

/// A kind that the policy judges, in any version.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// API group; empty is the core group.
    pub group: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// What an object of this kind holds.
    pub holds: Holds,
    /// What kube-controller-manager creates from an object of this kind.
    pub makes: Option<Makes>,
}

/// What an object of a judged kind holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The object is a Pod, with its PodSpec at this field path.
    Pod(&'static str),
    /// A Pod template, with its PodSpec at this field path.
    PodTemplate(&'static str),
    /// What a service account says about its tokens.
    ServiceAccount,
    /// Possibly a token.
    Secret,
}

/// What a controller makes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Makes {
    /// The controller, by the name of its service account in kube-system
    /// (`cmd/kube-controller-manager/app`).
    pub controller: &'static str,
    /// The kind that it creates.
    pub kind: &'static str,
}

/// Every kind that is judged, what is made before what makes it.
pub const KINDS: &[Kind] = &[
    POD,
    kind("", "PodTemplate", Holds::PodTemplate("template.spec"), None),
    kind("", "ReplicationController", TEMPLATE, makes("replication-controller", "Pod")),
    kind("apps", "DaemonSet", TEMPLATE, makes("daemon-set-controller", "Pod")),
    kind("apps", "StatefulSet", TEMPLATE, makes("statefulset-controller", "Pod")),
    kind("apps", "ReplicaSet", TEMPLATE, makes("replicaset-controller", "Pod")),
    kind("apps", "Deployment", TEMPLATE, makes("deployment-controller", "ReplicaSet")),
    kind("batch", "Job", TEMPLATE, makes("job-controller", "Pod")),
    kind(
        "batch",
        "CronJob",
        Holds::PodTemplate("spec.jobTemplate.spec.template.spec"),
        makes("cronjob-controller", "Job"),
    ),
    kind("", "ServiceAccount", Holds::ServiceAccount, None),
    kind("", "Secret", Holds::Secret, None),
];

/// Custom kinds that hold containers in a cut-down template without `automountServiceAccountToken`, so that only the
/// service account can opt out. (Kubeflow's trainer, prometheus-operator, opentelemetry-operator.)
pub const WITHOUT_AUTOMOUNT: [&str; 6] = [
    "TrainJob",
    "OptimizationJob",
    "ThanosRuler",
    "OpenTelemetryCollector",
    "TargetAllocator",
    "OpAMPBridge",
];

/// Pods.
pub const POD: Kind = kind("", "Pod", Holds::Pod("spec"), None);

const TEMPLATE: Holds = Holds::PodTemplate("spec.template.spec");

const fn kind(group: &'static str, kind: &'static str, holds: Holds, makes: Option<Makes>) -> Kind {
    Kind { group, kind, holds, makes }
}

const fn makes(controller: &'static str, kind: &'static str) -> Option<Makes> {
    Some(Makes { controller, kind })
}

impl Kind {
    /// The judged kind with this group and name.
    pub fn of(group: &str, kind: &str) -> Option<&'static Self> {
        KINDS.iter().find(|known| known.group == group && known.kind == kind)
    }

    /// The field path of the PodSpec, if an object of this kind holds one.
    pub fn pod_spec(&self) -> Option<&'static str> {
        match self.holds {
            Holds::Pod(path) | Holds::PodTemplate(path) => Some(path),
            Holds::ServiceAccount | Holds::Secret => None,
        }
    }

    /// The field path where `automountServiceAccountToken` takes effect.
    pub fn automount_field(&self) -> Option<String> {
        const FIELD: &str = "automountServiceAccountToken";
        match (self.pod_spec(), self.holds) {
            (Some(path), _) => Some([path, ".", FIELD].concat()),
            (None, Holds::ServiceAccount) => Some(FIELD.into()),
            (None, _) => None,
        }
    }

    /// The controllers that create objects of this kind.
    pub fn makers(&self) -> impl Iterator<Item = &'static str> {
        let makes = KINDS.iter().filter_map(|kind| kind.makes);
        makes.filter(|makes| makes.kind == self.kind).map(|makes| makes.controller)
    }

    /// Whether `spec.volumeClaimTemplates` replace volumes of the template.
    pub fn has_volume_claims(&self) -> bool {
        self.kind == "StatefulSet"
    }
}

/// `GroupVersionKind` of a request, without the version because the rules are the same for all of
/// them.
#[derive(Debug, Default)]
pub struct GroupKind<'a> {
    /// `group`; empty is the core group.
    pub group: Option<Text<'a>>,
    /// `kind`.
    pub kind: Option<Text<'a>>,
}
fields!(GroupKind<'de> { "group" => Text group, "kind" => Text kind });

impl GroupKind<'_> {
    /// Whether it has this group and kind.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.group.as_deref().unwrap_or_default() == group && self.kind.as_deref() == Some(kind)
    }

    /// The judged kind, if it is one.
    pub fn judged(&self) -> Option<&'static Kind> {
        Kind::of(self.group.as_deref().unwrap_or_default(), self.kind.as_deref()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_says_where_its_fields_are() {
        let field = |path: &str| Some([path, ".automountServiceAccountToken"].concat());
        for (group, name, spec, automount, has_claims) in [
            ("", "Pod", Some("spec"), field("spec"), false),
            ("apps", "Deployment", Some("spec.template.spec"), field("spec.template.spec"), false),
            ("apps", "StatefulSet", Some("spec.template.spec"), field("spec.template.spec"), true),
            ("", "PodTemplate", Some("template.spec"), field("template.spec"), false),
            (
                "batch",
                "CronJob",
                Some("spec.jobTemplate.spec.template.spec"),
                field("spec.jobTemplate.spec.template.spec"),
                false,
            ),
            ("", "ServiceAccount", None, Some("automountServiceAccountToken".into()), false),
            ("", "Secret", None, None, false),
        ] {
            let kind = Kind::of(group, name).unwrap();
            let found = (kind.pod_spec(), kind.automount_field(), kind.has_volume_claims());
            assert_eq!(found, (spec, automount, has_claims), "{name}");
        }
    }
}
