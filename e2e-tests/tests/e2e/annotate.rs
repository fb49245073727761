//! The metadata says of the module what is so, and gets into it without a change of anything else.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use analysis::context::CONTEXT_KINDS;
use analysis::{HostCalls, Policy};
use annotate::metadata::{Metadata, USAGE};
use annotate::{capabilities, module};
use e2e_tests::{judged, path, scenario};
use serde_json::{Value, json};
use token_check::POLICY_WASM;
use wasm_encoder::{CustomSection, Encode as _, Section as _};
use wasmi_host::{Host, PolicyModule};
use wasmparser::{Parser, Payload, Validator};

fn yaml() -> String {
    fs::read_to_string(path("../policy-metadata.yml")).unwrap()
}

fn metadata() -> Metadata {
    Metadata::read(&yaml()).unwrap()
}

/// A section: its id, its name if it has one, and its bytes.
type Section = (u8, Option<String>, Vec<u8>);

fn sections(wasm: &[u8]) -> Vec<Section> {
    let mut all = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.unwrap();
        let name = match &payload {
            Payload::CustomSection(section) => Some(section.name().to_owned()),
            _ => None,
        };
        if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
            all.push((id, name, wasm[range].to_vec()));
        }
    }
    all
}

#[test]
fn rules_let_through_what_the_policy_judges() {
    let judged = judged::by_the_policy();
    assert_eq!(judged::by_rules(&metadata().rules), judged);
    assert_eq!(judged.len(), 21, "{judged:?}");
}

#[test]
fn what_it_asks_the_cluster_is_declared() {
    let mut kinds = BTreeSet::new();
    let mut operations = BTreeSet::new();
    for (_, scenario) in scenario::all() {
        let cluster = Arc::new(scenario.cluster());
        let calls: Arc<dyn HostCalls> = Arc::clone(&cluster) as _;
        e2e_tests::POLICY.validate(&scenario.request(), &scenario.settings, &calls).unwrap();
        for call in cluster.payloads() {
            let text = |key: &str| call[key].as_str().unwrap().to_owned();
            kinds.insert((text("api_version"), text("kind")));
            operations.insert(format!("kubernetes/{}", text("operation")));
        }
    }
    let metadata = metadata();
    let resources = metadata.context_aware_resources.iter();
    let declared: BTreeSet<_> =
        resources.map(|resource| (resource.api_version.clone(), resource.kind.clone())).collect();
    assert_eq!(declared, kinds);
    let names = CONTEXT_KINDS.map(|(group, kind)| match group {
        "" => ("v1".to_owned(), kind.to_owned()),
        group => (format!("{group}/v1"), kind.to_owned()),
    });
    assert_eq!(declared, BTreeSet::from(names));
    assert_eq!(metadata.host_capabilities, operations);
    assert_eq!(metadata.host_capabilities, capabilities::used_by(POLICY_WASM).unwrap());
}

#[test]
fn the_section_is_what_kwctl_writes() {
    let annotated = module::annotate(POLICY_WASM, &metadata(), Some("# How\n")).unwrap();
    let written = module::metadata_of(&annotated).unwrap().unwrap();
    // Field by field in the order of `Metadata` in Kubewarden's policy-evaluator.
    let text = String::from_utf8(written.to_vec()).unwrap();
    let start = r#"{"protocolVersion":"v1","rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"]},{"apiGroups":[""],"#;
    assert!(text.starts_with(start), "{text}");
    let end = r##""io.kubewarden.policy.usage":"# How\n","io.kubewarden.policy.version":"VERSION"},"mutating":false,"backgroundAudit":true,"executionMode":"kubewarden-wapc","policyType":"kubernetes","contextAwareResources":[{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding"},{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding"},{"apiVersion":"v1","kind":"Secret"},{"apiVersion":"v1","kind":"ServiceAccount"}],"hostCapabilities":["kubernetes/get_resource","kubernetes/list_resources_all"],"minimumKubewardenVersion":"1.11.0"}"##;
    assert!(text.ends_with(&end.replace("VERSION", annotate::VERSION)), "{text}");

    // Nothing of the file is lost, and nothing is added but the usage.
    let mut value: Value = serde_json::from_str(&text).unwrap();
    let usage = value["annotations"].as_object_mut().unwrap().remove(USAGE);
    assert_eq!(usage, Some(json!("# How\n")));
    let mut file: Value = yaml_serde::from_str(&yaml()).unwrap();
    let sort = |value: &mut Value| {
        let list = value["contextAwareResources"].as_array_mut().unwrap();
        list.sort_by_key(Value::to_string);
    };
    sort(&mut value);
    sort(&mut file);
    assert_eq!(value, file);
}

#[test]
fn nothing_else_in_the_module_changes() {
    let metadata = metadata();
    let annotated = module::annotate(POLICY_WASM, &metadata, None).unwrap();
    assert!(annotated.starts_with(POLICY_WASM));
    Validator::new().validate_all(&annotated).unwrap();
    assert_eq!(module::annotate(POLICY_WASM, &metadata, None).unwrap(), annotated);

    // A module with sections that others wrote: before the code and after it, in a length that is
    // not written in the shortest way, and two with metadata.
    let mut other = POLICY_WASM[..8].to_vec();
    other.extend([0, 0x85, 0x80, 0x00, 3, b'o', b'l', b'd', 1]);
    let custom = |name: &str, data: &[u8]| {
        let mut section = Vec::new();
        let custom = CustomSection { name: name.into(), data: data.into() };
        section.push(custom.id());
        custom.encode(&mut section);
        section
    };
    let stale = custom(module::SECTION, br#"{"rules":[]}"#);
    other.extend(&stale);
    other.extend(&POLICY_WASM[8..]);
    other.extend(&stale);
    other.extend(custom("producers", b"\0"));
    let expected = {
        let mut kept = sections(&other);
        kept.retain(|(_, name, _)| name.as_deref() != Some(module::SECTION));
        kept.push(sections(&annotated).pop().unwrap());
        kept
    };
    let once = module::annotate(&other, &metadata, None).unwrap();
    assert_eq!(sections(&once), expected);
    assert!(once.starts_with(&other[..17]), "the length is written anew");
    assert_eq!(module::annotate(&once, &metadata, None).unwrap(), once);
}

#[test]
fn the_annotated_module_gives_the_same_verdicts() {
    let readme = fs::read_to_string(path("../README.md")).unwrap();
    let annotated = module::annotate(POLICY_WASM, &metadata(), Some(&readme)).unwrap();
    let annotated = Host::new(&PolicyModule::new(&annotated).unwrap());
    let version = annotated.call("protocol_version", b"", &no_cluster()).unwrap();
    let declared = serde_json::to_vec(&metadata().protocol_version).unwrap();
    assert_eq!(version, declared);
    let mut compared = 0;
    for (name, scenario) in scenario::all() {
        let verdict = |policy: &dyn Policy| {
            let cluster = Arc::new(scenario.cluster());
            let calls: Arc<dyn HostCalls> = Arc::clone(&cluster) as _;
            let verdict = policy.validate(&scenario.request(), &scenario.settings, &calls);
            (policy.refuses_settings(&scenario.settings), verdict, cluster.payloads())
        };
        assert_eq!(verdict(&annotated), verdict(&e2e_tests::POLICY), "{name}");
        compared += 1;
    }
    assert!(compared >= 200, "only {compared} scenarios");
}

fn no_cluster() -> Arc<dyn HostCalls> {
    Arc::new(e2e_tests::RecordingCluster::new(&[]))
}

#[test]
fn a_fault_is_told_with_its_field() {
    let cases = [
        (
            "resources: [pods]",
            "resources: ['*']",
            "rules[0].resources[0]: `*` is a wildcard; the audit scanner skips the rule",
        ),
        (
            "operations: [UPDATE]",
            "operations: [CREATE, UPDATE]",
            "rules[1].resources[0]: pods/ephemeralcontainers must stand in a rule of its own with \
             UPDATE only; the audit scanner skips the whole policy otherwise",
        ),
        (
            "resources: [pods]",
            "resources: [pods, pods/ephemeralcontainers]",
            "rules[0].resources[1]: pods/ephemeralcontainers must stand in a rule of its own with \
             UPDATE only; the audit scanner skips the whole policy otherwise",
        ),
        (
            "resources: [replicationcontrollers, podtemplates]",
            "resources: [podtemplates, pods]",
            "rules[2].resources[1]: pods must not stand with UPDATE; it can change nothing that \
             decides about tokens",
        ),
        (
            "apiVersions: [v1]",
            "apiVersions: [v1, v1beta1]",
            "rules[0].apiVersions[1]: must be v1; the audit scanner skips the whole policy where \
             the cluster lacks the version v1beta1",
        ),
        ("apiGroups: [apps]", "apiGroups: []", "rules[3].apiGroups: must not be empty"),
        ("[CREATE]", "[]", "rules[0].operations: must not be empty"),
        (
            "[CREATE]",
            "[create]",
            "rules[0].operations[0]: unknown variant `create`, expected `CREATE` or `UPDATE` at \
             line 10 column 18",
        ),
        (
            "mutating: false",
            "mutating: no",
            "mutating: invalid type: string \"no\", expected a boolean at line 37 column 11",
        ),
        (
            "policyType: kubernetes",
            "policyType: raw",
            "policyType: unknown variant `raw`, expected `kubernetes` at line 40 column 13",
        ),
        (
            "hostCapabilities:",
            "hostCapabilites:",
            "unknown field `hostCapabilites`, expected one of `protocolVersion`, `rules`, \
             `annotations`, `mutating`, `backgroundAudit`, `executionMode`, `policyType`, \
             `contextAwareResources`, `hostCapabilities`, `minimumKubewardenVersion` at line 52 \
             column 1",
        ),
        ("protocolVersion: v1\n", "", "missing field `protocolVersion` at line 6 column 1"),
        ("kind: Secret", "kind: ''", "contextAwareResources[2].kind: must not be empty"),
        (
            "minimumKubewardenVersion: 1.11.0",
            "minimumKubewardenVersion: v1.11",
            "minimumKubewardenVersion: `v1.11` is no version such as 1.2.3",
        ),
        (
            "severity: medium",
            "severity: grave",
            "annotations.io.kubewarden.policy.severity: `grave` is none of info, low, medium, high, \
             critical",
        ),
        (
            "title: service-account-token-policy",
            "title: Service account",
            "annotations.io.kubewarden.policy.title: `Service account` is no name of an object: at \
             most 63 of a-z, 0-9 and -, without - at its ends",
        ),
        (
            "license: Apache-2.0",
            "license: ''",
            "annotations.io.kubewarden.policy.license: must be given",
        ),
        (
            "ociUrl: ghcr.io",
            "ociUrl: registry://ghcr.io",
            "annotations.io.kubewarden.policy.ociUrl: `registry://ghcr.io/service-account-token-\
             policy/policies/service-account-token-policy` must be registry and repository, without \
             scheme and tag",
        ),
        (
            "source: https://",
            "source: http://",
            "annotations.io.kubewarden.policy.source: `http://github.com/service-account-token-\
             policy/service-account-token-policy` is no https:// address without / at its end",
        ),
    ];
    for (good, bad, message) in cases {
        let yaml = yaml();
        assert!(yaml.contains(good), "{good}");
        let fault = Metadata::read(&yaml.replacen(good, bad, 1)).unwrap_err();
        assert_eq!(fault, message, "{bad}");
    }
    let version = format!("version: {}", annotate::VERSION);
    let fault = Metadata::read(&yaml().replacen(&version, "version: 9.9.9", 1)).unwrap_err();
    let expected = format!(
        "annotations.io.kubewarden.policy.version: `9.9.9` is not the version in Cargo.toml, {}",
        annotate::VERSION
    );
    assert_eq!(fault, expected);
}

#[test]
fn a_module_that_is_not_of_the_metadata_is_refused() {
    let mut other = metadata();
    other.host_capabilities.remove("kubernetes/list_resources_all");
    other.host_capabilities.insert("kubernetes/can_i".into());
    let cases: [(&[u8], Metadata, &str); 3] = [
        (
            POLICY_WASM,
            other,
            "hostCapabilities: must be what the module uses; missing: \
             kubernetes/list_resources_all; too many: kubernetes/can_i",
        ),
        (
            &POLICY_WASM[..8],
            metadata(),
            "hostCapabilities: must be what the module uses; missing: none; too many: \
             kubernetes/get_resource, kubernetes/list_resources_all",
        ),
        (
            b"no module",
            metadata(),
            "no valid module: magic header not detected: bad magic number - expected=[\n    0x0,\n \
             \u{20}  0x61,\n    0x73,\n    0x6d,\n] actual=[\n    0x6e,\n    0x6f,\n    0x20,\n    \
             0x6d,\n] (at offset 0x0)",
        ),
    ];
    for (wasm, metadata, message) in cases {
        assert_eq!(module::annotate(wasm, &metadata, None).unwrap_err(), message);
    }
}
