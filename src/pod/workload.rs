//! Reads Pod templates, as the Pods get them.

use serde_json::value::RawValue;

use super::spec::{Annotations, Metadata, PodSpec, Volume};
use super::templates::{Named, Place, Templates, in_object};
use crate::json::{self, JsonError, fields};
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

    /// Replaces volumes by the claims of the StatefulSet that the template is in.
    ///
    /// The StatefulSet controller puts the volumes for the claims first and drops the template's
    /// volumes with the same names (`pkg/controller/statefulset/stateful_set_utils.go`,
    /// `updateStorage`).
    ///
    /// # Errors
    ///
    /// Names the field that is not valid.
    pub fn replace_claimed(&mut self, object: &'a RawValue) -> Result<(), Box<JsonError>> {
        const CLAIMS: Place<'_> =
            Place { path: "spec.volumeClaimTemplates[*].metadata", is_pod_spec: false };
        let mut claims = Templates::default();
        claims.find(CLAIMS, object, None)?;
        let mut claimed = ByName::default();
        let mut merged = Vec::new();
        for claim in &claims.found {
            let Named { name } = json::parse(claim.new, &in_object(&claim.path))?;
            claimed.add_name(name.clone().unwrap_or_default(), 0);
            merged.push(Volume { name, ..Volume::default() });
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
