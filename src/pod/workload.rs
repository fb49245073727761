//! Reads Pod templates, as the Pods get them.

use super::spec::{Metadata, PodSpec, Volume};
use super::templates::{Named, Place, Templates, in_object};
use crate::json::{self, Fault, fields};
use crate::prelude::*;
use crate::text::ByName;

/// A Pod template.
#[derive(Debug, Default)]
pub struct Template<'a> {
    /// `metadata`.
    pub metadata: Metadata<'a>,
    /// `spec`.
    pub spec: PodSpec<'a>,
}
fields!(Template<'de> { "metadata" => Object metadata, "spec" => Object spec });

impl<'a> Template<'a> {
    /// Reads a Pod template or, if it is one, a bare PodSpec; errors call it `name`.
    ///
    /// # Errors
    ///
    /// Names the field that is not valid.
    pub fn read(json: &'a str, is_pod_spec: bool, name: &str) -> Result<Self, Fault> {
        let mut template = Self::default();
        match is_pod_spec {
            true => json::read_into(&mut template.spec, json, name)?,
            false => json::read_into(&mut template, json, name)?,
        }
        Ok(template)
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
    pub fn replace_claimed(&mut self, object: &'a str) -> Result<(), Fault> {
        const CLAIMS: Place<'_> =
            Place { path: "spec.volumeClaimTemplates[*].metadata", is_pod_spec: false };
        let mut claims = Templates::default();
        claims.find(CLAIMS, object, None)?;
        let mut claimed = ByName::default();
        let mut merged = Vec::new();
        for claim in &claims.found {
            let mut named = Named::default();
            json::read_into(&mut named, claim.new, &in_object(&claim.path))?;
            let name = named.name;
            claimed.add_name(name.clone().unwrap_or_default(), 0);
            merged.push(Volume { name, ..Volume::default() });
        }
        for volume in core::mem::take(&mut *self.spec.volumes) {
            if !claimed.has(volume.name.as_deref().unwrap_or_default()) {
                merged.push(volume);
            }
        }
        *self.spec.volumes = merged;
        Ok(())
    }
}
