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
        let mut workload = Self::default();
        let mut claims = Vec::new();
        match kind {
            WorkloadKind::PodTemplate => {
                let object: OfPodTemplate = slots::parse(json.get().as_bytes(), name)?;
                workload.deletion_timestamp = object.metadata.deletion_timestamp;
                workload.template = object.template;
            }
            WorkloadKind::CronJob => {
                let object: OfCronJob = slots::parse(json.get().as_bytes(), name)?;
                workload.deletion_timestamp = object.metadata.deletion_timestamp;
                workload.template = object.spec.job_template.spec.template;
            }
            _ => {
                let object: OfController = slots::parse(json.get().as_bytes(), name)?;
                workload.deletion_timestamp = object.metadata.deletion_timestamp;
                workload.template = object.spec.template;
                if kind == WorkloadKind::StatefulSet {
                    claims = object.spec.volume_claim_templates;
                }
            }
        }
        if let Some(template) = workload.template {
            let path = kind.pod_spec_path();
            let path = format!("{name}.{}", path.strip_suffix(".spec").unwrap_or(path));
            let template: PodTemplateSpec = slots::parse(template.get().as_bytes(), &path)?;
            workload.pod_spec = template.spec;
        }
        replace_claimed(&mut workload.pod_spec.volumes, claims);
        Ok(workload)
    }
}

/// The StatefulSet controller puts the claims' volumes first and drops the template's volumes of
/// the same names (`pkg/controller/statefulset/stateful_set_utils.go`, `updateStorage`).
fn replace_claimed<'a>(volumes: &mut Vec<Volume<'a>>, claims: Vec<VolumeClaimTemplate<'a>>) {
    let mut claimed = Index::default();
    for (index, claim) in claims.iter().enumerate() {
        let name = claim.metadata.name.clone().unwrap_or_default();
        claimed.add_name(name, index);
    }
    volumes.retain(|volume| !claimed.has(&volume.name.clone().unwrap_or_default()));
    let claimed =
        claims.into_iter().map(|claim| Volume { name: claim.metadata.name, ..Volume::default() });
    volumes.splice(0..0, claimed);
}

#[derive(Default)]
struct PodTemplateSpec<'a> {
    spec: PodSpec<'a>,
}
fields!(PodTemplateSpec<'de> { "spec" => Object spec });

#[derive(Default)]
struct OfPodTemplate<'a> {
    metadata: Metadata<'a>,
    template: Option<&'a RawValue>,
}
fields!(OfPodTemplate<'de> { "metadata" => Object metadata, "template" => Raw template });

#[derive(Default)]
struct OfController<'a> {
    metadata: Metadata<'a>,
    spec: ControllerSpec<'a>,
}
fields!(OfController<'de> { "metadata" => Object metadata, "spec" => Object spec });

#[derive(Default)]
struct ControllerSpec<'a> {
    template: Option<&'a RawValue>,
    volume_claim_templates: Vec<VolumeClaimTemplate<'a>>,
}
fields!(ControllerSpec<'de> {
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
struct OfCronJob<'a> {
    metadata: Metadata<'a>,
    spec: CronJobSpec<'a>,
}
fields!(OfCronJob<'de> { "metadata" => Object metadata, "spec" => Object spec });

#[derive(Default)]
struct CronJobSpec<'a> {
    job_template: JobTemplate<'a>,
}
fields!(CronJobSpec<'de> { "jobTemplate" => Object job_template });

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
