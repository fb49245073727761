//! Tests that the policy's small structs read every recorded object as the full `k8s-openapi` types
//! do.

use k8s_openapi::api::core::v1 as full;
use k8s_openapi::api::{apps, batch};
use scenarios::recorded;
use serde_json::{Value, json};
use service_account_token_policy::json;
use service_account_token_policy::pod::kinds::{Holds, Kind};
use service_account_token_policy::pod::spec as small;
use service_account_token_policy::pod::templates::{Place, Templates};
use service_account_token_policy::pod::workload::Template;

/// The fields that both must agree on, in one form.
fn from_small(spec: &small::PodSpec<'_>) -> Value {
    let items = |items: &[small::KeyToPath<'_>]| -> Value {
        items.iter().map(|item| json!([item.key, item.path])).collect()
    };
    let containers = |list: &[small::Container<'_>]| -> Value {
        list.iter()
            .map(|one| {
                let mounts: Value = one
                    .volume_mounts
                    .iter()
                    .map(|m| json!([m.name, m.mount_path, m.sub_path, m.sub_path_expr]))
                    .collect();
                let env: Value = one
                    .env
                    .iter()
                    .filter_map(|variable| variable.value_from.secret_key_ref.as_ref())
                    .map(|reference| json!([reference.name, reference.key]))
                    .collect();
                let env_from: Value = one
                    .env_from
                    .iter()
                    .filter_map(|source| source.secret_ref.as_ref())
                    .map(|reference| json!(reference.name))
                    .collect();
                json!([one.name, mounts, env, env_from])
            })
            .collect()
    };
    let volumes: Value = spec
        .volumes
        .iter()
        .map(|volume| {
            let secret = volume
                .secret
                .as_ref()
                .map(|secret| json!([secret.secret_name, items(&secret.items)]));
            let sources: Option<Value> = volume.projected.as_ref().map(|projected| {
                projected
                    .sources
                    .iter()
                    .map(|source| {
                        let token = source.service_account_token.as_ref().map(|token| {
                            json!([token.audience, token.expiration_seconds, token.path])
                        });
                        let secret = source.secret.as_ref();
                        let secret =
                            secret.map(|secret| json!([secret.name, items(&secret.items)]));
                        json!([token, secret])
                    })
                    .collect()
            });
            json!([volume.name, secret, sources])
        })
        .collect();
    json!({
        "automount": spec.automount,
        "account": [spec.service_account_name, spec.service_account],
        "volumes": volumes,
        "containers": [
            containers(&spec.init_containers),
            containers(&spec.containers),
            containers(&spec.ephemeral_containers),
        ],
    })
}

fn from_full(spec: &full::PodSpec) -> Value {
    let items = |items: &Option<Vec<full::KeyToPath>>| -> Value {
        items.iter().flatten().map(|item| json!([item.key, item.path])).collect()
    };
    type Parts<'p> = (
        &'p str,
        &'p Option<Vec<full::VolumeMount>>,
        &'p Option<Vec<full::EnvVar>>,
        &'p Option<Vec<full::EnvFromSource>>,
    );
    let container = |(name, mounts, env, env_from): Parts<'_>| -> Value {
        let mounts: Value = mounts
            .iter()
            .flatten()
            .map(|m| json!([m.name, m.mount_path, m.sub_path, m.sub_path_expr]))
            .collect();
        let env: Value = env
            .iter()
            .flatten()
            .filter_map(|variable| variable.value_from.as_ref()?.secret_key_ref.as_ref())
            .map(|reference| json!([reference.name, reference.key]))
            .collect();
        let env_from: Value = env_from
            .iter()
            .flatten()
            .filter_map(|source| source.secret_ref.as_ref())
            .map(|reference| json!(reference.name))
            .collect();
        json!([name, mounts, env, env_from])
    };
    let regular = |list: &[full::Container]| -> Value {
        list.iter().map(|c| container((&c.name, &c.volume_mounts, &c.env, &c.env_from))).collect()
    };
    let ephemeral: Value = spec
        .ephemeral_containers
        .iter()
        .flatten()
        .map(|c| container((&c.name, &c.volume_mounts, &c.env, &c.env_from)))
        .collect();
    let volumes: Value = spec
        .volumes
        .iter()
        .flatten()
        .map(|volume| {
            let secret = volume
                .secret
                .as_ref()
                .map(|secret| json!([secret.secret_name, items(&secret.items)]));
            let sources: Option<Value> = volume.projected.as_ref().map(|projected| {
                projected
                    .sources
                    .iter()
                    .flatten()
                    .map(|source| {
                        let token = source.service_account_token.as_ref().map(|token| {
                            json!([token.audience, token.expiration_seconds, token.path])
                        });
                        let secret = source.secret.as_ref();
                        let secret =
                            secret.map(|secret| json!([secret.name, items(&secret.items)]));
                        json!([token, secret])
                    })
                    .collect()
            });
            json!([volume.name, secret, sources])
        })
        .collect();
    json!({
        "automount": spec.automount_service_account_token,
        "account": [spec.service_account_name, spec.service_account],
        "volumes": volumes,
        "containers": [
            regular(spec.init_containers.as_deref().unwrap_or_default()),
            regular(&spec.containers),
            ephemeral,
        ],
    })
}

/// The PodSpec of an object as the full types read it; `batch/v1beta1` is read as `batch/v1`.
fn full_pod_spec(kind: &str, object: &Value) -> Option<full::PodSpec> {
    fn read<T: serde::de::DeserializeOwned>(object: &Value) -> T {
        let mut object = object.clone();
        if object["apiVersion"] == "batch/v1beta1" {
            object["apiVersion"] = "batch/v1".into();
        }
        serde_json::from_value(object).unwrap_or_else(|error| panic!("{error}"))
    }
    let template = |template: full::PodTemplateSpec| template.spec;
    match kind {
        "Pod" => read::<full::Pod>(object).spec,
        "PodTemplate" => read::<full::PodTemplate>(object).template.and_then(template),
        "ReplicationController" => read::<full::ReplicationController>(object)
            .spec
            .and_then(|spec| spec.template)
            .and_then(template),
        "Deployment" => read::<apps::v1::Deployment>(object).spec?.template.spec,
        "ReplicaSet" => read::<apps::v1::ReplicaSet>(object).spec?.template.and_then(template),
        "StatefulSet" => read::<apps::v1::StatefulSet>(object).spec?.template.spec,
        "DaemonSet" => read::<apps::v1::DaemonSet>(object).spec?.template.spec,
        "Job" => read::<batch::v1::Job>(object).spec?.template.spec,
        "CronJob" => read::<batch::v1::CronJob>(object).spec?.job_template.spec?.template.spec,
        _ => None,
    }
}

#[test]
fn small_structs_and_full_types_read_every_recorded_object_alike() {
    let mut compared = 0;
    for recorded in recorded::all() {
        let kind = recorded.request["kind"]["kind"].as_str().unwrap_or_default();
        let group = recorded.request["kind"]["group"].as_str().unwrap_or_default();
        for which in ["object", "oldObject"] {
            let object = &recorded.request[which];
            if !object.is_object() {
                continue;
            }
            let Some(spec) = full_pod_spec(kind, object) else {
                continue;
            };
            let text = object.to_string();
            let kind = Kind::of(group, kind).unwrap_or_else(|| panic!("{kind}"));
            let read = match kind.holds {
                Holds::PodTemplate(spec) => {
                    let path = spec.strip_suffix(".spec").unwrap_or(spec);
                    let mut templates = Templates::default();
                    let found = templates.find(Place { path, is_pod_spec: false }, &text, None);
                    found.unwrap_or_else(|fault| panic!("{}: {fault}", recorded.name));
                    let found = &templates.found[0];
                    Template::read(found.new, false, which).and_then(|mut template| {
                        if kind.has_volume_claims() {
                            template.replace_claimed(&text)?;
                        }
                        Ok(template.spec)
                    })
                }
                _ => json::parse::<small::Pod<'_>>(&text, which).map(|pod| pod.spec),
            };
            let read = read.unwrap_or_else(|fault| panic!("{}: {fault}", recorded.name));
            assert_eq!(from_small(&read), from_full(&spec), "{} {which}", recorded.name);
            compared += 1;
        }
    }
    assert!(compared > 290, "only {compared} objects were compared");
}
