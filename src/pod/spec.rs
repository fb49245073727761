//! The parts of a Pod and its PodSpec that affect tokens.
//!
//! Field names and meanings follow `k8s.io/api/core/v1`; a test reads every recorded object both
//! with these structs and with the full `k8s-openapi` types, and compares them.

use crate::json::{Text, fields};
use crate::prelude::*;

/// The parts of a Pod that affect tokens.
#[derive(Debug, Default)]
pub struct Pod<'a> {
    /// `metadata`.
    pub metadata: Metadata<'a>,
    /// `spec`.
    pub spec: PodSpec<'a>,
}
fields!(Pod<'de> { "metadata" => Object metadata, "spec" => Object spec });

/// The metadata fields that the policy reads.
#[derive(Debug, Default)]
pub struct Metadata<'a> {
    /// `deletionTimestamp`: set by the server while an object is being finalized.
    pub deletion_timestamp: Option<Text<'a>>,
    /// The annotations that the policy reads.
    pub annotations: Annotations<'a>,
}
fields!(Metadata<'de> {
    "deletionTimestamp" => Text deletion_timestamp,
    "annotations" => Object annotations,
});

/// The annotations that the policy reads.
#[derive(Debug, Default)]
pub struct Annotations<'a> {
    /// `kubernetes.io/config.mirror`: the Pod mirrors a static Pod of a kubelet.
    pub mirror: Option<Text<'a>>,
    /// `service-account-token-policy/containers`: see [`chosen`](super::chosen).
    pub containers: Option<Text<'a>>,
}
fields!(Annotations<'de> {
    "kubernetes.io/config.mirror" => Text mirror,
    "service-account-token-policy/containers" => Text containers,
});

/// The parts of a `PodSpec` that affect tokens.
#[derive(Debug, Default)]
pub struct PodSpec<'a> {
    /// `automountServiceAccountToken`.
    pub automount: Option<bool>,
    /// `serviceAccountName`.
    pub service_account_name: Option<Text<'a>>,
    /// `serviceAccount`, the deprecated alias.
    pub service_account: Option<Text<'a>>,
    /// `os`.
    pub os: PodOs<'a>,
    /// `volumes`.
    pub volumes: Unfreed<Vec<Volume<'a>>>,
    /// `initContainers`, including native sidecars.
    pub init_containers: Unfreed<Vec<Container<'a>>>,
    /// `containers`.
    pub containers: Unfreed<Vec<Container<'a>>>,
    /// `ephemeralContainers`.
    pub ephemeral_containers: Unfreed<Vec<Container<'a>>>,
}
fields!(PodSpec<'de> {
    "automountServiceAccountToken" => Bool automount,
    "containers" => List containers,
    "ephemeralContainers" => List ephemeral_containers,
    "initContainers" => List init_containers,
    "os" => Object os,
    "serviceAccount" => Text service_account,
    "serviceAccountName" => Text service_account_name,
    "volumes" => List volumes,
});

impl PodSpec<'_> {
    /// The service account that the Pod runs as: `serviceAccountName` wins if both fields are set,
    /// and `default` is used if neither is.
    pub fn account_name(&self) -> &str {
        [&self.service_account_name, &self.service_account]
            .into_iter()
            .filter_map(|name| name.as_deref())
            .find(|name| !name.is_empty())
            .unwrap_or("default")
    }

    /// Whether its Pods may run on Windows nodes. The kubelet rejects a Pod that names another
    /// operating system than its node's (`pkg/kubelet/lifecycle/predicate.go`); the field is
    /// optional.
    pub fn may_run_on_windows(&self) -> bool {
        self.os.name.as_deref() != Some("linux")
    }
}

/// `PodOS`.
#[derive(Debug, Default)]
pub struct PodOs<'a> {
    /// `name`.
    pub name: Option<Text<'a>>,
}
fields!(PodOs<'de> { "name" => Text name });

/// `Container` or `EphemeralContainer`.
#[derive(Debug, Default)]
pub struct Container<'a> {
    /// `name`.
    pub name: Option<Text<'a>>,
    /// `volumeMounts`.
    pub volume_mounts: Vec<VolumeMount<'a>>,
    /// `env`.
    pub env: Vec<EnvVar<'a>>,
    /// `envFrom`.
    pub env_from: Vec<EnvFromSource<'a>>,
}
fields!(Container<'de> {
    "env" => List env,
    "envFrom" => List env_from,
    "name" => Text name,
    "volumeMounts" => List volume_mounts,
});

impl Container<'_> {
    /// Its name; the API server rejects a container without one.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }
}

/// `VolumeMount`.
#[derive(Debug, Default)]
pub struct VolumeMount<'a> {
    /// `name` of the volume.
    pub name: Option<Text<'a>>,
    /// `mountPath`.
    pub mount_path: Option<Text<'a>>,
    /// `subPath`.
    pub sub_path: Option<Text<'a>>,
    /// `subPathExpr`.
    pub sub_path_expr: Option<Text<'a>>,
}
fields!(VolumeMount<'de> {
    "mountPath" => Text mount_path,
    "name" => Text name,
    "subPath" => Text sub_path,
    "subPathExpr" => Text sub_path_expr,
});

/// `EnvVar`: only the part that refers to Secrets.
#[derive(Debug, Default)]
pub struct EnvVar<'a> {
    /// `valueFrom`.
    pub value_from: EnvVarSource<'a>,
}
fields!(EnvVar<'de> { "valueFrom" => Object value_from });

/// `EnvVarSource`.
#[derive(Debug, Default)]
pub struct EnvVarSource<'a> {
    /// `secretKeyRef`.
    pub secret_key_ref: Option<SecretKeySelector<'a>>,
}
fields!(EnvVarSource<'de> { "secretKeyRef" => Optional secret_key_ref });

/// `SecretKeySelector`.
#[derive(Debug, Default)]
pub struct SecretKeySelector<'a> {
    /// `name` of the Secret.
    pub name: Option<Text<'a>>,
    /// `key`.
    pub key: Option<Text<'a>>,
}
fields!(SecretKeySelector<'de> { "key" => Text key, "name" => Text name });

/// `EnvFromSource`: only the part that refers to Secrets.
#[derive(Debug, Default)]
pub struct EnvFromSource<'a> {
    /// `secretRef`.
    pub secret_ref: Option<SecretReference<'a>>,
}
fields!(EnvFromSource<'de> { "secretRef" => Optional secret_ref });

/// `SecretEnvSource`.
#[derive(Debug, Default)]
pub struct SecretReference<'a> {
    /// `name` of the Secret.
    pub name: Option<Text<'a>>,
}
fields!(SecretReference<'de> { "name" => Text name });

/// `Volume`: only the sources that can hold a token.
#[derive(Debug, Default)]
pub struct Volume<'a> {
    /// `name`.
    pub name: Option<Text<'a>>,
    /// `projected`.
    pub projected: Option<ProjectedVolume<'a>>,
    /// `secret`.
    pub secret: Option<SecretVolume<'a>>,
}
fields!(Volume<'de> {
    "name" => Text name,
    "projected" => Optional projected,
    "secret" => Optional secret,
});

/// `ProjectedVolumeSource`.
#[derive(Debug, Default)]
pub struct ProjectedVolume<'a> {
    /// `sources`.
    pub sources: Vec<VolumeProjection<'a>>,
}
fields!(ProjectedVolume<'de> { "sources" => List sources });

/// `VolumeProjection`: only the sources that can hold a token.
#[derive(Debug, Default)]
pub struct VolumeProjection<'a> {
    /// `serviceAccountToken`.
    pub service_account_token: Option<ServiceAccountTokenProjection<'a>>,
    /// `secret`.
    pub secret: Option<SecretProjection<'a>>,
    /// `podCertificate`.
    pub pod_certificate: Option<PodCertificateProjection<'a>>,
}
fields!(VolumeProjection<'de> {
    "podCertificate" => Optional pod_certificate,
    "secret" => Optional secret,
    "serviceAccountToken" => Optional service_account_token,
});

/// `ServiceAccountTokenProjection`.
#[derive(Debug, Default)]
pub struct ServiceAccountTokenProjection<'a> {
    /// `audience`; empty means the API server's.
    pub audience: Option<Text<'a>>,
    /// `expirationSeconds`.
    pub expiration_seconds: Option<i64>,
    /// `path` of the token in the volume.
    pub path: Option<Text<'a>>,
}
fields!(ServiceAccountTokenProjection<'de> {
    "audience" => Text audience,
    "expirationSeconds" => Integer expiration_seconds,
    "path" => Text path,
});

/// `PodCertificateProjection` (KEP-4317): only the files that hold the private key.
#[derive(Debug, Default)]
pub struct PodCertificateProjection<'a> {
    /// `signerName`.
    pub signer_name: Option<Text<'a>>,
    /// `maxExpirationSeconds`.
    pub max_expiration_seconds: Option<i64>,
    /// `credentialBundlePath`: the private key and the certificate chain, in the volume.
    pub credential_bundle_path: Option<Text<'a>>,
    /// `keyPath`: the private key alone.
    pub key_path: Option<Text<'a>>,
}
fields!(PodCertificateProjection<'de> {
    "credentialBundlePath" => Text credential_bundle_path,
    "keyPath" => Text key_path,
    "maxExpirationSeconds" => Integer max_expiration_seconds,
    "signerName" => Text signer_name,
});

/// `SecretProjection`.
#[derive(Debug, Default)]
pub struct SecretProjection<'a> {
    /// `name` of the Secret.
    pub name: Option<Text<'a>>,
    /// `items`; empty means every key under its own name.
    pub items: Vec<KeyToPath<'a>>,
}
fields!(SecretProjection<'de> { "items" => List items, "name" => Text name });

/// `SecretVolumeSource`.
#[derive(Debug, Default)]
pub struct SecretVolume<'a> {
    /// `secretName`.
    pub secret_name: Option<Text<'a>>,
    /// `items`; empty means every key under its own name.
    pub items: Vec<KeyToPath<'a>>,
}
fields!(SecretVolume<'de> { "items" => List items, "secretName" => Text secret_name });

/// `KeyToPath`.
#[derive(Debug, Default)]
pub struct KeyToPath<'a> {
    /// `key` of the Secret.
    pub key: Option<Text<'a>>,
    /// `path` in the volume.
    pub path: Option<Text<'a>>,
}
fields!(KeyToPath<'de> { "key" => Text key, "path" => Text path });
