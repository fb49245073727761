//! Removes a token that nothing asked for.
//!
//! The host computes a JSON patch from the returned object, so every field that the policy does not
//! know must come back unchanged. The object's text is therefore cut and joined rather than parsed
//! and serialized again, which also preserves number formats.

use crate::prelude::*;

use crate::decide::kept::Kept;
use crate::json::JsonError;
use crate::json::text::{TextObject, join, list_of};
use crate::json::{self, Slot, quoted};
use crate::pod::chosen::CONTAINERS_ANNOTATION;
use crate::pod::injected::PLUGIN_TOKEN_SECONDS;
use crate::pod::mount::DEFAULT_TOKEN_PATH;
use crate::text::{ByName, decimal};

/// The annotation that explains a missing token file to anyone debugging it.
pub const REMOVED_ANNOTATION: &str = "service-account-token-policy/removed";

/// What is removed from a Pod, and what stays.
pub struct Strip<'k, 'p> {
    /// The injected volumes whose mounts at the default path go. (There is only one, unless an author adds
    /// the Secret volume of Kubernetes ≤ 1.20 next to the current one.)
    pub volumes: ByName<'p>,
    /// The containers that keep theirs.
    pub kept: &'k Kept<'p>,
    /// Why.
    pub reason: &'k str,
}

/// Removes injected volumes and their mounts at the default path from a Pod, and adds
/// `automountServiceAccountToken: false` and the annotations.
///
/// # Errors
///
/// A part of the object that no verdict depends on is not valid JSON.
pub fn strip_pod(pod: &str, strip: &Strip<'_, '_>) -> Result<String, Box<JsonError>> {
    let mut pod = whole(pod)?;
    let mut metadata = TextObject::read_or_empty(pod.get("metadata"))?;
    let mut annotations = TextObject::read_or_empty(metadata.get("annotations"))?;
    if strip.kept.is_some() {
        annotations.set(CONTAINERS_ANNOTATION, quoted(&strip.kept.names.join(",")));
    }
    annotations.set(REMOVED_ANNOTATION, quoted(strip.reason));
    metadata.set("annotations", annotations.to_json());
    pod.set("metadata", metadata.to_json());

    let mut spec = TextObject::read_or_empty(pod.get("spec"))?;
    spec.set("automountServiceAccountToken", "false".into());
    strip_spec(&mut spec, strip)?;
    pod.set("spec", spec.to_json());
    Ok(pod.to_json())
}

fn strip_spec(spec: &mut TextObject<'_>, strip: &Strip<'_, '_>) -> Result<(), Box<JsonError>> {
    let Strip { volumes, kept, .. } = strip;
    let volume = kept.volume_name();
    let mut still_mounted = ByName::default();
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        let Some(containers) = list_of(spec.get(list))? else {
            continue;
        };
        let mut stripped = Vec::new();
        for container in containers {
            if container == "null" {
                stripped.push(container.to_owned());
                continue;
            }
            let mut container = TextObject::read(container)?;
            let name = container.text("name")?.unwrap_or_default();
            let keeps = list == "ephemeralContainers" || kept.mounts.has(&name);
            let mounts = list_of(container.get("volumeMounts"))?.unwrap_or_default();
            let before = mounts.len();
            let mut left = Vec::new();
            for mount in mounts {
                let object = TextObject::read_or_empty(Some(mount))?;
                let name = object.text("name")?.unwrap_or_default();
                let path = object.text("mountPath")?;
                if volumes.has(&name) {
                    if path.as_deref() == Some(DEFAULT_TOKEN_PATH) && !keeps {
                        continue;
                    }
                    still_mounted.add_name(name, 0);
                }
                left.push(mount);
            }
            let new;
            if kept.to_mount.has(&name) {
                // As the plugin would (`plugin/pkg/admission/serviceaccount/admission.go`).
                new = [
                    r#"{"name":"#,
                    &*quoted(&volume),
                    r#","readOnly":true,"mountPath":""#,
                    DEFAULT_TOKEN_PATH,
                    r#""}"#,
                ]
                .concat();
                left.push(&new);
                still_mounted.add_name(volume.clone(), 0);
            }
            put_back(&mut container, "volumeMounts", before, &left);
            stripped.push(container.to_json());
        }
        spec.set(list, join(stripped.iter().map(String::as_str)));
    }
    let all = list_of(spec.get("volumes"))?.unwrap_or_default();
    let before = all.len();
    let mut left = Vec::new();
    for one in all {
        let one_object = TextObject::read_or_empty(Some(one))?;
        let name = one_object.text("name")?.unwrap_or_default();
        // The volume must stay if something else mounts it elsewhere.
        if !volumes.has(&name) || still_mounted.has(&name) {
            left.push(one);
        }
    }
    let new;
    if kept.is_some() && kept.volume.is_none() {
        new = plugins_volume(&volume);
        left.push(&new);
    }
    put_back(spec, "volumes", before, &left);
    Ok(())
}

/// The volume that the plugin adds where it is not in the Pod yet (`TokenVolumeSource`).
fn plugins_volume(name: &str) -> String {
    const REST: &str = concat!(
        r#","path":"token"}},"#,
        r#"{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},"#,
        r#"{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"fieldPath":"metadata.namespace"}}]}}"#,
        r#"]}}"#
    );
    [
        r#"{"name":"#,
        &*quoted(name),
        r#","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":"#,
        &*decimal(PLUGIN_TOKEN_SECONDS),
        REST,
    ]
    .concat()
}

/// Replaces a list with what is left of it, or has come to it; removes the key if nothing is left. (Nothing
/// is both added and removed.)
fn put_back(object: &mut TextObject<'_>, key: &'static str, before: usize, left: &[&str]) {
    match left {
        _ if left.len() == before => {}
        [] => object.remove(key),
        _ => object.set(key, join(left.iter().copied())),
    }
}

/// Sets `automountServiceAccountToken: false` on a ServiceAccount.
///
/// # Errors
///
/// As [`strip_pod`].
pub fn opt_out_account(account: &str) -> Result<String, Box<JsonError>> {
    let mut account = whole(account)?;
    account.set("automountServiceAccountToken", "false".into());
    Ok(account.to_json())
}

/// The object to return. Parts that the policy does not use are validated here: with half a
/// surrogate pair or an out-of-range number in them, the host could not read the answer.
fn whole(object: &str) -> Result<TextObject<'_>, Box<JsonError>> {
    json::read(object, "request.object", Slot::Whole)?;
    TextObject::read(object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn strip(pod: &str, volume: Option<&str>) -> String {
        let mut volumes = ByName::default();
        if let Some(volume) = volume {
            volumes.add_name(volume, 0);
        }
        let strip = Strip { volumes, kept: &Kept::default(), reason: "ns/app: why" };
        let stripped = strip_pod(pod, &strip);
        stripped.unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn everything_else_stays_as_written() {
        let volume = Some("v");
        let default = DEFAULT_TOKEN_PATH;
        let removed = r#""annotations":{"service-account-token-policy/removed":"ns/app: why"}"#;
        let off = r#""automountServiceAccountToken":false"#;
        for (pod, volume, expected) in [
            (
                r#"{"metadata":null,"spec":null}"#.into(),
                None,
                format!(r#"{{"metadata":{{{removed}}},"spec":{{{off}}}}}"#),
            ),
            (
                r#"{ "a\"b" : 1e3 , "spec":{"volumes":null, "x":[ 1.50 ,10000000000000000000000] }}"#.into(),
                volume,
                format!(
                    r#"{{"a\"b":1e3,"spec":{{"volumes":null,"x":[ 1.50 ,10000000000000000000000],{off}}},"metadata":{{{removed}}}}}"#
                ),
            ),
            (
                r#"{"metadata":{"annotations":{"b":"c","service-account-token-policy/removed":"forged"}},"spec":{"automountServiceAccountToken":null}}"#.into(),
                volume,
                format!(
                    r#"{{"metadata":{{"annotations":{{"b":"c","service-account-token-policy/removed":"ns/app: why"}}}},"spec":{{{off}}}}}"#
                ),
            ),
            (
                format!(
                    r#"{{"spec":{{"volumes":[{{"name":"w"}},{{"name":"v"}}],"containers":[{{"volumeMounts":[{{"name":"v","mountPath":"{default}"}},{{"name":"w","mountPath":"/w"}}]}},{{"volumeMounts":[]}}]}}}}"#
                ),
                volume,
                format!(
                    r#"{{"spec":{{"volumes":[{{"name":"w"}}],"containers":[{{"volumeMounts":[{{"name":"w","mountPath":"/w"}}]}},{{"volumeMounts":[]}}],{off}}},"metadata":{{{removed}}}}}"#
                ),
            ),
        ] {
            assert_eq!(strip(&pod, volume), expected, "{pod}");
        }
    }

    #[test]
    fn json_that_no_host_can_read_is_rejected() {
        for (unread, expected) in [
            (r#"["\ud800"]"#, Some("unexpected end of hex escape at line 1 column 15")),
            (r#"{"\udc00": 1}"#, Some("lone leading surrogate in hex escape at line 1 column 14")),
            (r#"[{"b": 1e400}]"#, Some("number out of range at line 1 column 18")),
            (r#"[{"b": ["\ud83d\ude00", null, true, -1.5]}, []]"#, None),
        ] {
            let object = format!(r#"{{"a": {unread}}}"#);
            let volumes = ByName::default();
            let strip = Strip { volumes, kept: &Kept::default(), reason: "why" };
            let of_pod = strip_pod(&object, &strip);
            for answer in [of_pod, opt_out_account(&object)] {
                let fault = answer.err().map(|fault| fault.to_string());
                let whole = expected
                    .map(|expected| format!("request.object is not valid JSON: {expected}"));
                assert_eq!(fault, whole, "{unread}");
            }
        }
    }

    #[test]
    fn a_volume_that_is_also_mounted_elsewhere_stays() {
        for elsewhere in [
            r#""containers":[{"volumeMounts":[{"name":"v","mountPath":"/v"}]}]"#,
            r#""ephemeralContainers":[{"volumeMounts":[{"name":"v","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]}]"#,
        ] {
            let pod = format!(r#"{{"spec":{{"volumes":[{{"name":"v"}}],{elsewhere}}}}}"#);
            let stripped = strip(&pod, Some("v"));
            assert!(stripped.contains(r#""volumes":[{"name":"v"}]"#), "{stripped}");
            assert!(stripped.contains(elsewhere), "{stripped}");
        }
    }
}
