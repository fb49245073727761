//! Reads Pod templates, as the Pods get them.

use serde_json::value::RawValue;

use super::spec::{Annotations, Metadata, PodSpec, Volume};
use crate::json::{self, JsonError, Text, fields};
use crate::prelude::*;
use crate::text::ByName;

/// A Pod template.
#[derive(Debug, Default)]
pub struct Template<'a> {
    /// `metadata.annotations`.
    pub annotations: Annotations<'a>,
    /// `spec`.
    pub spec: PodSpec<'a>,
}

impl<'a> Template<'a> {
    /// Reads a Pod template or, if it is one, a bare PodSpec; errors call it `name`.
    ///
    /// # Errors
    ///
    /// Names the field that is not valid.
    pub fn read(json: &'a str, is_pod_spec: bool, name: &str) -> Result<Self, Box<JsonError>> {
        if is_pod_spec {
            return Ok(Self { annotations: Annotations::default(), spec: json::parse(json, name)? });
        }
        let PodTemplateSpec { metadata, spec } = json::parse(json, name)?;
        Ok(Self { annotations: metadata.annotations, spec })
    }

    /// Replaces volumes by the claims of the StatefulSet that the template is in; errors call that `name`.
    ///
    /// The StatefulSet controller puts the volumes for the claims first and drops the template's
    /// volumes with the same names (`pkg/controller/statefulset/stateful_set_utils.go`,
    /// `updateStorage`).
    ///
    /// # Errors
    ///
    /// Names the field that is not valid.
    pub fn replace_claimed(
        &mut self,
        object: &'a RawValue,
        name: &str,
    ) -> Result<(), Box<JsonError>> {
        let StatefulSet { spec } = json::parse(object.get(), name)?;
        let mut claimed = ByName::default();
        let mut merged = Vec::new();
        for (index, claim) in spec.volume_claim_templates.into_iter().enumerate() {
            claimed.add_name(claim.metadata.name.clone().unwrap_or_default(), index);
            merged.push(Volume { name: claim.metadata.name, ..Volume::default() });
        }
        for volume in core::mem::take(&mut self.spec.volumes) {
            if !claimed.has(volume.name.as_deref().unwrap_or_default()) {
                merged.push(volume);
            }
        }
        self.spec.volumes = merged;
        Ok(())
    }
}

#[derive(Default)]
struct PodTemplateSpec<'a> {
    metadata: Metadata<'a>,
    spec: PodSpec<'a>,
}
fields!(PodTemplateSpec<'de> { "metadata" => Object metadata, "spec" => Object spec });

#[derive(Default)]
struct StatefulSet<'a> {
    spec: StatefulSetSpec<'a>,
}
fields!(StatefulSet<'de> { "spec" => Object spec });

#[derive(Default)]
struct StatefulSetSpec<'a> {
    volume_claim_templates: Vec<VolumeClaimTemplate<'a>>,
}
fields!(StatefulSetSpec<'de> { "volumeClaimTemplates" => List volume_claim_templates });

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
