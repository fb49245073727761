//! Reads objects that hold a Pod template.

use serde_json::value::RawValue;

use super::kinds::{Kind, TemplateAt};
use super::spec::{Annotations, Metadata, PodSpec, Volume};
use crate::json::{self, JsonError, Text, fields};
use crate::prelude::*;
use crate::text::ByName;

/// An object that holds a Pod template.
#[derive(Debug, Default)]
pub struct Workload<'a> {
    /// `metadata.deletionTimestamp`.
    pub deletion_timestamp: Option<Text<'a>>,
    /// `metadata.annotations`: not those of its Pods.
    pub annotations: Annotations<'a>,
    /// The Pod template as text.
    pub template: Option<&'a RawValue>,
    /// The annotations of the template.
    pub template_annotations: Annotations<'a>,
    /// The template's `spec`.
    pub pod_spec: PodSpec<'a>,
}

impl<'a> Workload<'a> {
    /// Reads a workload of this kind; errors call the object `name`.
    ///
    /// # Errors
    ///
    /// Names the field that is not valid.
    pub fn read(
        kind: &Kind,
        at: TemplateAt,
        json: &'a RawValue,
        name: &str,
    ) -> Result<Self, Box<JsonError>> {
        let object: WorkloadObject = json::parse(json.get(), name)?;
        let template = match at {
            TemplateAt::Object => object.template,
            TemplateAt::Spec => object.spec.template,
            TemplateAt::JobTemplate => object.spec.job_template.spec.template,
        };
        let mut pod_spec = PodSpec::default();
        let mut template_annotations = Annotations::default();
        if let Some(template) = template {
            let path = at.pod_spec();
            let path = format!("{name}.{}", path.strip_suffix(".spec").unwrap_or(path));
            let template: PodTemplateSpec = json::parse(template.get(), &path)?;
            pod_spec = template.spec;
            template_annotations = template.metadata.annotations;
        }
        if kind.has_volume_claims() {
            replace_claimed(&mut pod_spec.volumes, object.spec.volume_claim_templates);
        }
        let Metadata { deletion_timestamp, annotations } = object.metadata;
        Ok(Self { deletion_timestamp, annotations, template, template_annotations, pod_spec })
    }
}

/// The StatefulSet controller puts the volumes for the claims first and drops the template's
/// volumes with the same names (`pkg/controller/statefulset/stateful_set_utils.go`,
/// `updateStorage`).
fn replace_claimed<'a>(volumes: &mut Vec<Volume<'a>>, claims: Vec<VolumeClaimTemplate<'a>>) {
    let mut claimed = ByName::default();
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
    metadata: Metadata<'a>,
    spec: PodSpec<'a>,
}
fields!(PodTemplateSpec<'de> { "metadata" => Object metadata, "spec" => Object spec });

/// An object of any of these kinds. One struct is enough because no kind uses another's template
/// path for something else.
#[derive(Default)]
struct WorkloadObject<'a> {
    metadata: Metadata<'a>,
    spec: WorkloadSpec<'a>,
    template: Option<&'a RawValue>,
}
fields!(WorkloadObject<'de> {
    "metadata" => Object metadata,
    "spec" => Object spec,
    "template" => Raw template,
});

#[derive(Default)]
struct WorkloadSpec<'a> {
    job_template: JobTemplate<'a>,
    template: Option<&'a RawValue>,
    volume_claim_templates: Vec<VolumeClaimTemplate<'a>>,
}
fields!(WorkloadSpec<'de> {
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
