//! Where an object holds a PodSpec. The core finds the templates of kinds that the settings name.

use serde_json::Value;
use service_account_token_policy::pod::templates::{Place, Templates};

use super::CustomKind;
use crate::exposure::Exposure;
use crate::path::{Step, at, way};

/// A PodSpec in an object.
#[derive(Clone, Debug, PartialEq)]
pub struct PodPlace<'o> {
    /// The path of its Pod template, or that of the PodSpec if it has no template, as exposures have it.
    pub path: String,
    /// The path of the PodSpec.
    pub spec_path: String,
    /// The way to the Pod template, or to the PodSpec if it has no template.
    pub way: Vec<Step>,
    /// The way to the PodSpec.
    pub spec_way: Vec<Step>,
    /// The PodSpec; null if it is missing.
    pub spec: &'o Value,
    /// The metadata of its Pods; null if there is none.
    pub metadata: &'o Value,
}

impl<'o> PodPlace<'o> {
    /// The place in an object of a kind of Kubernetes.
    pub(super) fn built_in(object: &'o Value, spec_path: &str) -> Self {
        let path = spec_path.strip_suffix("spec").unwrap_or(spec_path).trim_end_matches('.');
        let keys = path.split('.').filter(|key| !key.is_empty());
        Self::new(object, path.to_owned(), keys.map(Step::from).collect(), false)
    }

    /// The places in an object of a kind that the settings name. There are none if something is of the wrong
    /// type, so that the policy refuses the object.
    pub(super) fn custom(object: &'o Value, kind: &CustomKind) -> Vec<Self> {
        let json = object.to_string();
        let mut templates = Templates::default();
        for place in &kind.places {
            let place = Place { path: &place.path, is_pod_spec: place.is_pod_spec };
            if templates.find(place, &json, None).is_err() {
                return Vec::new();
            }
        }
        let places = templates.found.into_iter().filter_map(|found| {
            let way = way(object, &found.path)?;
            Some(Self::new(object, found.path, way, found.is_pod_spec))
        });
        places.collect()
    }

    fn new(object: &'o Value, path: String, way: Vec<Step>, is_pod_spec: bool) -> Self {
        let (mut spec_path, mut spec_way) = (path.clone(), way.clone());
        if !is_pod_spec {
            spec_path.push_str(if path.is_empty() { "spec" } else { ".spec" });
            spec_way.push("spec".into());
        }
        let metadata = at(object, &way).filter(|_| !is_pod_spec);
        let metadata = metadata.and_then(|template| template.get("metadata"));
        Self {
            path,
            spec_path,
            spec: at(object, &spec_way).unwrap_or(&Value::Null),
            metadata: metadata.unwrap_or(&Value::Null),
            way,
            spec_way,
        }
    }

    /// The account that its Pods run as.
    pub fn account(&self) -> &'o str {
        let name = |key| {
            let name = self.spec.get(key).and_then(Value::as_str);
            name.filter(|name| !name.is_empty())
        };
        name("serviceAccountName").or_else(|| name("serviceAccount")).unwrap_or("default")
    }

    /// Whether an exposure of the object is one of its Pods. Without a path, the object has no other place.
    pub fn exposes(&self, exposure: &Exposure) -> bool {
        exposure.path.as_deref().is_none_or(|path| path == self.path)
    }

    /// The path of the field that switches the token off.
    pub fn automount_field(&self) -> String {
        format!("{}.{}", self.spec_path, super::AUTOMOUNT)
    }
}
