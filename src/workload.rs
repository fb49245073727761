//! Objects that hold a Pod template, and where in them it is.

use crate::prelude::*;
use serde_json::value::RawValue;

use crate::index::Index;
use crate::pod_spec::{Metadata, PodSpec, Volume};
use crate::request::GroupKind;
use crate::slots::{self, Text, fields};
use crate::trouble::Trouble;

/// A kind that holds a Pod template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkloadKind {
    /// `apps` Deployment.
    Deployment,
    /// `apps` ReplicaSet.
    ReplicaSet,
    /// `apps` StatefulSet.
    StatefulSet,
    /// `apps` DaemonSet.
    DaemonSet,
    /// core ReplicationController.
    ReplicationController,
    /// core PodTemplate.
    PodTemplate,
    /// `batch` Job.
    Job,
    /// `batch` CronJob.
    CronJob,
}

/// Group and kind of each workload kind.
pub const WORKLOAD_KINDS: [(&str, &str, WorkloadKind); 8] = [
    ("apps", "Deployment", WorkloadKind::Deployment),
    ("apps", "ReplicaSet", WorkloadKind::ReplicaSet),
    ("apps", "StatefulSet", WorkloadKind::StatefulSet),
    ("apps", "DaemonSet", WorkloadKind::DaemonSet),
    ("", "ReplicationController", WorkloadKind::ReplicationController),
    ("", "PodTemplate", WorkloadKind::PodTemplate),
    ("batch", "Job", WorkloadKind::Job),
    ("batch", "CronJob", WorkloadKind::CronJob),
];

impl WorkloadKind {
    /// The workload kind of that group and kind, in any version.
    pub fn of(kind: &GroupKind<'_>) -> Option<Self> {
        WORKLOAD_KINDS
            .iter()
            .find(|(group, name, _)| kind.is(group, name))
            .map(|(_, _, kind)| *kind)
    }

    /// The field path of the PodSpec in an object of this kind.
    pub fn pod_spec_path(self) -> &'static str {
        match self {
            Self::PodTemplate => "template.spec",
            Self::CronJob => "spec.jobTemplate.spec.template.spec",
            _ => "spec.template.spec",
        }
    }
}

/// An object that holds a Pod template.
#[derive(Debug, Default)]
pub struct Workload<'a> {
    /// `metadata.deletionTimestamp`.
    pub deletion_timestamp: Option<Text<'a>>,
    /// The Pod template as it is written.
    pub template: Option<&'a RawValue>,
    /// The template's `spec`.
    pub pod_spec: PodSpec<'a>,
}

impl<'a> Workload<'a> {
    /// Reads a workload of that kind; `name` stands for the object in errors.
    ///
    /// # Errors
    ///
    /// Names the field that is not as it must be.
    pub fn read(kind: WorkloadKind, json: &'a RawValue, name: &str) -> Result<Self, Box<Trouble>> {
        let object: Object = slots::parse(json.get(), name)?;
        let template = match kind {
            WorkloadKind::PodTemplate => object.template,
            WorkloadKind::CronJob => object.spec.job_template.spec.template,
            _ => object.spec.template,
        };
        let mut pod_spec = PodSpec::default();
        if let Some(template) = template {
            let path = kind.pod_spec_path();
            let path = format!("{name}.{}", path.strip_suffix(".spec").unwrap_or(path));
            let template: PodTemplateSpec = slots::parse(template.get(), &path)?;
            pod_spec = template.spec;
        }
        if kind == WorkloadKind::StatefulSet {
            replace_claimed(&mut pod_spec.volumes, object.spec.volume_claim_templates);
        }
        let deletion_timestamp = object.metadata.deletion_timestamp;
        Ok(Self { deletion_timestamp, template, pod_spec })
    }
}

/// The StatefulSet controller puts the claims' volumes first and drops the template's volumes of
/// the same names (`pkg/controller/statefulset/stateful_set_utils.go`, `updateStorage`).
fn replace_claimed<'a>(volumes: &mut Vec<Volume<'a>>, claims: Vec<VolumeClaimTemplate<'a>>) {
    let mut claimed = Index::default();
    let mut merged = Vec::new();
    for (index, claim) in claims.into_iter().enumerate() {
        claimed.add_name(claim.metadata.name.clone().unwrap_or_default(), index);
        merged.push(Volume { name: claim.metadata.name, ..Volume::default() });
    }
    for volume in core::mem::take(volumes) {
        if !claimed.has(volume.name.as_deref().unwrap_or_default()) {
            merged.push(volume);
        }
    }
    *volumes = merged;
}

#[derive(Default)]
struct PodTemplateSpec<'a> {
    spec: PodSpec<'a>,
}
fields!(PodTemplateSpec<'de> { "spec" => Object spec });

/// An object of any of the kinds: where one has its template, the others have nothing.
#[derive(Default)]
struct Object<'a> {
    metadata: Metadata<'a>,
    spec: Spec<'a>,
    template: Option<&'a RawValue>,
}
fields!(Object<'de> {
    "metadata" => Object metadata,
    "spec" => Object spec,
    "template" => Raw template,
});

#[derive(Default)]
struct Spec<'a> {
    job_template: JobTemplate<'a>,
    template: Option<&'a RawValue>,
    volume_claim_templates: Vec<VolumeClaimTemplate<'a>>,
}
fields!(Spec<'de> {
    "jobTemplate" => Object job_template,
    "template" => Raw template,
    "volumeClaimTemplates" => List volume_claim_templates,
});

#[derive(Default)]
struct VolumeClaimTemplate<'a> {
    metadata: ClaimMetadata<'a>,
}
fields!(VolumeClaimTemplate<'de> { "metadata" => Object metadata });

#[derive(Default)]
struct ClaimMetadata<'a> {
    name: Option<Text<'a>>,
}
fields!(ClaimMetadata<'de> { "name" => Text name });

#[derive(Default)]
struct JobTemplate<'a> {
    spec: JobSpec<'a>,
}
fields!(JobTemplate<'de> { "spec" => Object spec });

#[derive(Default)]
struct JobSpec<'a> {
    template: Option<&'a RawValue>,
}
fields!(JobSpec<'de> { "template" => Raw template });
