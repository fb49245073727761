//! Finds the Pods that a webhook sees for a document, with the API server's additions.

use serde_json::{Value, json};

use crate::context::Context;
use crate::controller::new_pod;
use crate::judge::Readable;
use crate::kinds::{JudgedKind, Kind, Kinds, POD, PodPlace};
use crate::plugin::{Version, admit};
use crate::request::{create_request, review};
use crate::trail::Trail;

/// Replaces the five characters that the plugin generates; fixed, so that the output does not
/// change.
pub const SUFFIX: &str = "x7k2p";

/// A PodSpec in a document, which is an object or a request for one.
pub struct PodDocument<'o> {
    /// Where it is.
    pub place: PodPlace<'o>,
    /// The Pod that is created for it; `None` for a request, which already is what the webhook
    /// sees, if no Pod is created, and if it is not known who creates it.
    pub seen: Option<SeenPod>,
    /// The PodSpec with the API server's additions, if it is not known who creates the Pod.
    admitted: Option<Value>,
    is_mirror: bool,
    /// Whether it can opt out itself.
    pub has_automount: bool,
    /// Whether the object has others.
    has_others: bool,
    namespace: String,
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

/// The cluster that Pods are created in.
#[derive(Clone, Copy)]
pub struct In<'c> {
    /// What it holds.
    pub context: &'c Context,
    /// The kinds that are judged.
    pub kinds: &'c Kinds,
    /// Its version.
    pub version: Version,
    /// The namespace of objects that name none.
    pub namespace: &'c str,
}

impl<'o> PodDocument<'o> {
    /// Finds the PodSpecs of a document.
    pub fn all(document: &'o Value, cluster: In<'_>) -> Vec<Self> {
        let text = |value: &'o Value, key| value[key].as_str().filter(|text| !text.is_empty());
        let Ok(request) = review(document) else { return Vec::new() };
        let (kind, object) = match request {
            Some(request) => {
                let kind = &request["kind"];
                let api_version = format!(
                    "{}/{}",
                    text(kind, "group").unwrap_or_default(),
                    text(kind, "version").unwrap_or_default()
                );
                (text(kind, "kind").map(|kind| (api_version, kind)), &request["object"])
            }
            None => {
                let api_version = text(document, "apiVersion").unwrap_or_default().to_owned();
                (text(document, "kind").map(|kind| (api_version, kind)), document)
            }
        };
        let Some(kind) = kind.and_then(|(version, kind)| cluster.kinds.judged(&version, kind))
        else {
            return Vec::new();
        };
        let namespace = match request {
            Some(request) => text(request, "namespace").unwrap_or_default(),
            None => text(&document["metadata"], "namespace").unwrap_or(cluster.namespace),
        };
        let places = kind.pod_places(object);
        let has_others = places.len() > 1;
        let has_automount = !kind.lacks_automount();
        let is_mirror = kind.is_pod()
            && object.pointer("/metadata/annotations/kubernetes.io~1config.mirror").is_some();
        let places = places.into_iter().filter(|place| place.spec.is_object());
        let all = places.map(|place| {
            let (mut seen, mut admitted) = (None, None);
            if request.is_none() {
                match &kind {
                    JudgedKind::BuiltIn(kind) => {
                        seen = SeenPod::of(object, kind, &place, namespace, cluster);
                    }
                    JudgedKind::Custom(_) => {
                        admitted = Some(admit_spec(&place, namespace, cluster))
                    }
                }
            }
            let namespace = namespace.to_owned();
            Self { place, seen, has_automount, admitted, is_mirror, has_others, namespace }
        });
        all.collect()
    }

    /// Who decides about its tokens, and what its containers read.
    pub fn trail(&self, context: &Context, readable: &Readable) -> Trail {
        let account = context.service_account(&self.namespace, self.place.account());
        let seen = self.seen.as_ref().map(|seen| &seen.pod["spec"]).or(self.admitted.as_ref());
        let seen = seen.unwrap_or(self.place.spec);
        let trail =
            Trail::of(&self.place, self.is_mirror, &self.namespace, account, seen, readable);
        let path = self.has_others.then(|| self.place.path.clone());
        Trail { path, ..trail }
    }
}

/// A PodSpec with the API server's additions.
fn admit_spec(place: &PodPlace<'_>, namespace: &str, cluster: In<'_>) -> Value {
    let mut pod = json!({"metadata": place.metadata, "spec": place.spec});
    let account = cluster.context.service_account(namespace, place.account());
    admit(&mut pod, account, cluster.version, SUFFIX);
    pod["spec"].take()
}

impl SeenPod {
    fn of(
        object: &Value,
        kind: &Kind,
        place: &PodPlace<'_>,
        namespace: &str,
        cluster: In<'_>,
    ) -> Option<Self> {
        let new = new_pod(object, kind, namespace)?;
        let mut pod = new.pod;
        let written = pod.clone();
        let account = cluster.context.service_account(namespace, place.account());
        admit(&mut pod, account, cluster.version, SUFFIX);
        let mut request = create_request(&pod, namespace, ("", "v1"), POD.kind);
        request["userInfo"] = json!({"username": new.user, "groups": new.groups});
        Some(Self { pod, written, request })
    }
}
