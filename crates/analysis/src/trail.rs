//! Explains who decides whether Kubernetes mounts a token, and what each container reads.

use serde::Serialize;
use serde_json::Value;

use crate::exposure::{Exposure, How};
use crate::judge::Readable;
use crate::kinds::{AUTOMOUNT, PodPlace};
use crate::plugin::DEFAULT_PATH;

/// Which field decides, and the result.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "typescript", tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Trail {
    /// The path of its Pod template, where the object has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The account that the Pods run as, as `namespace/name`.
    pub account: String,
    /// Whether it is known to exist.
    pub account_exists: bool,
    /// The account's field.
    pub account_field: &'static str,
    /// The path of the Pod's field, from the object's root.
    pub pod_field: String,
    /// The value in the Pod.
    pub pod: Option<bool>,
    /// The value in the account.
    pub service_account: Option<bool>,
    /// Whether Kubernetes mounts a token.
    pub automount: bool,
    /// Which of them decided that.
    pub decided_by: DecidedBy,
    /// The containers, in the order of the object: init, regular, ephemeral.
    pub containers: Vec<TrailContainer>,
}

/// What decides whether Kubernetes mounts a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum DecidedBy {
    /// It is a mirror Pod, which gets no token.
    Mirror,
    /// The Pod's field.
    Pod,
    /// The account's field.
    ServiceAccount,
    /// Kubernetes' default.
    Default,
}

/// A container and what it reads.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TrailContainer {
    /// Its name.
    pub name: String,
    /// What kind of container it is.
    pub kind: ContainerKind,
    /// The tokens that it can read.
    pub reads: Vec<TrailToken>,
    /// The tokens that it may read from Secrets at which the policy does not look, because
    /// `inspectSecrets` is off. Of a Secret that is not known, the account is `None`.
    pub unseen: Vec<TrailToken>,
}

/// The list of a PodSpec that a container is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ContainerKind {
    /// `initContainers`.
    InitContainer,
    /// `containers`.
    Container,
    /// `ephemeralContainers`.
    EphemeralContainer,
}

/// A token that a container can read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TrailToken {
    /// What the policy says about it.
    pub exposure: Exposure,
    /// Where the container finds it: mount paths, `env NAME`, `envFrom`.
    pub places: Vec<String>,
}

const CONTAINERS: [(&str, ContainerKind); 3] = [
    ("initContainers", ContainerKind::InitContainer),
    ("containers", ContainerKind::Container),
    ("ephemeralContainers", ContainerKind::EphemeralContainer),
];

impl Trail {
    /// The trail of a PodSpec.
    ///
    /// `account` is the account in the cluster, if it exists. `seen` is the PodSpec with the API
    /// server's additions. `readable` is what the object's containers can read.
    pub fn of(
        place: &PodPlace<'_>,
        is_mirror: bool,
        namespace: &str,
        account: Option<&Value>,
        seen: &Value,
        readable: &Readable,
    ) -> Self {
        let spec = place.spec;
        let says = |object: &Value| object.get(AUTOMOUNT).and_then(Value::as_bool);
        let (pod, service_account) = (says(spec), account.and_then(says));
        let (decided_by, automount) = match (is_mirror, pod, service_account) {
            (true, ..) => (DecidedBy::Mirror, false),
            (_, Some(pod), _) => (DecidedBy::Pod, pod),
            (_, _, Some(account)) => (DecidedBy::ServiceAccount, account),
            _ => (DecidedBy::Default, true),
        };
        let mut containers = Vec::new();
        for (list, kind) in CONTAINERS {
            for container in items(seen, list) {
                let name = text(container, "name");
                let own = |exposures: &[Exposure]| {
                    let own = exposures.iter().filter(|exposure| {
                        exposure.container.as_deref() == Some(name) && place.exposes(exposure)
                    });
                    let token = |exposure: &Exposure| TrailToken {
                        places: places(seen, container, exposure),
                        exposure: exposure.clone(),
                    };
                    own.map(token).collect()
                };
                let (reads, unseen) = (own(&readable.seen), own(&readable.unseen));
                containers.push(TrailContainer { name: name.to_owned(), kind, reads, unseen });
            }
        }
        Self {
            path: None,
            account: format!("{namespace}/{}", place.account()),
            account_exists: account.is_some(),
            account_field: AUTOMOUNT,
            pod_field: place.automount_field(),
            pod,
            service_account,
            automount,
            decided_by,
            containers,
        }
    }
}

/// Where a container finds a token.
fn places(spec: &Value, container: &Value, exposure: &Exposure) -> Vec<String> {
    let mut places = Vec::new();
    for mount in items(container, "volumeMounts") {
        let mut volumes = items(spec, "volumes");
        let volume = volumes.find(|volume| text(volume, "name") == text(mount, "name"));
        let path = text(mount, "mountPath");
        if volume.is_some_and(|volume| holds(volume, path, exposure)) {
            let sub_path = match (text(mount, "subPath"), text(mount, "subPathExpr")) {
                ("", "") => String::new(),
                ("", expression) => format!(" (subPathExpr {expression})"),
                (sub_path, _) => format!(" (subPath {sub_path})"),
            };
            places.push(format!("{path}{sub_path}"));
        }
    }
    let secret = exposure.secret.as_deref();
    for variable in items(container, "env") {
        let reference = &variable["valueFrom"]["secretKeyRef"];
        if secret.is_some_and(|secret| text(reference, "name") == secret) {
            places.push(format!("env {}", text(variable, "name")));
        }
    }
    for source in items(container, "envFrom") {
        if secret.is_some_and(|secret| text(&source["secretRef"], "name") == secret) {
            places.push("envFrom".into());
        }
    }
    places
}

/// Whether an exposure comes from a volume that is mounted at that path.
fn holds(volume: &Value, path: &str, exposure: &Exposure) -> bool {
    let of_volume = volume["secret"]["secretName"].as_str();
    let mut sources = items(&volume["projected"], "sources");
    match (exposure.how, &exposure.secret) {
        (How::Secret, Some(secret)) => {
            of_volume == Some(secret.as_str())
                || sources.any(|source| text(&source["secret"], "name") == secret.as_str())
        }
        (How::Secret, None) | (How::TokenRequest, _) => false,
        (How::Certificate, _) => {
            let signer = exposure.signer.as_deref().unwrap_or_default();
            sources.any(|source| text(&source["podCertificate"], "signerName") == signer)
        }
        (How::Automount, _) if of_volume.is_some() => path == DEFAULT_PATH,
        (How::Automount | How::Projected, _) => sources.any(|source| {
            let token = &source["serviceAccountToken"];
            let audience = Some(text(token, "audience")).filter(|audience| !audience.is_empty());
            token.is_object() && audience == exposure.audience.as_deref()
        }),
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}
