//! Finds the Pod that a webhook sees for a document, with the API server's additions.

use serde_json::{Value, json};

use crate::context::Context;
use crate::controller::new_pod;
use crate::exposure::Exposure;
use crate::kinds::{Kind, POD, account, judged, pod_spec, split_version};
use crate::plugin::{Version, admit};
use crate::request::{create_request, review};
use crate::trail::Trail;

/// Replaces the five characters that the plugin generates; fixed, so that the output does not
/// change.
pub const SUFFIX: &str = "x7k2p";

/// The object with a PodSpec in a document: the document itself, or the object of a request.
pub struct PodDocument<'o> {
    value: &'o Value,
    kind: &'static Kind,
    namespace: String,
    /// The Pod that is created for it; `None` for a request, which already is what the webhook
    /// sees, and if no Pod is created.
    pub seen: Option<SeenPod>,
}

/// A Pod as the webhook sees it.
pub struct SeenPod {
    /// The Pod.
    pub pod: Value,
    /// The Pod without the API server's additions.
    pub written: Value,
    /// The AdmissionRequest that creates it.
    pub request: Value,
}

impl<'o> PodDocument<'o> {
    /// Finds the PodSpec of a document, in a cluster of that version; `namespace` is the default
    /// namespace. `None` if there is no PodSpec.
    pub fn of(
        document: &'o Value,
        namespace: &str,
        context: &Context,
        version: Version,
    ) -> Option<Self> {
        let text = |value: &'o Value, key| value[key].as_str().filter(|text| !text.is_empty());
        if let Some(request) = review(document).ok()? {
            let kind = &request["kind"];
            let version = text(kind, "version")?;
            let api_version = match text(kind, "group") {
                Some(group) => format!("{group}/{version}"),
                None => version.to_owned(),
            };
            let kind = judged(&api_version, text(kind, "kind")?)?;
            let value = &request["object"];
            let namespace = text(request, "namespace").unwrap_or_default().to_owned();
            return value.is_object().then_some(Self { value, kind, namespace, seen: None });
        }
        let kind = judged(text(document, "apiVersion")?, text(document, "kind")?)?;
        let named = text(&document["metadata"], "namespace");
        let namespace = named.unwrap_or(namespace).to_owned();
        pod_spec(kind, document).filter(|spec| spec.is_object())?;
        let seen = SeenPod::of(document, kind, &namespace, context, version);
        Some(Self { value: document, kind, namespace, seen })
    }

    /// Who decides about its tokens, and what its containers read.
    pub fn trail(&self, context: &Context, exposures: &[Exposure]) -> Option<Trail> {
        let account = context.service_account(&self.namespace, account(self.kind, self.value)?);
        let spec = self.seen.as_ref().map(|seen| &seen.pod["spec"]);
        let spec = spec.or_else(|| pod_spec(self.kind, self.value))?;
        Trail::of(self.value, self.kind, &self.namespace, account, spec, exposures)
    }
}

impl SeenPod {
    fn of(
        object: &Value,
        kind: &Kind,
        namespace: &str,
        context: &Context,
        version: Version,
    ) -> Option<Self> {
        let new = new_pod(object, kind, namespace)?;
        let mut pod = new.pod;
        let written = pod.clone();
        let account = context.service_account(namespace, account(kind, object)?);
        admit(&mut pod, account, version, SUFFIX);
        let mut request = create_request(&pod, namespace, split_version("v1"), &POD);
        request["userInfo"] = json!({"username": new.user, "groups": new.groups});
        Some(Self { pod, written, request })
    }
}
