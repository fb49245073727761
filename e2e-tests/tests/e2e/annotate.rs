//! Tests that the metadata describes the module correctly, and that annotating changes nothing
//! else.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::Arc;

use analysis::context::CONTEXT_KINDS;
use analysis::{HostCalls, Policy};
use e2e_tests::{judged, path, scenario};
use packaging::metadata::{Metadata, USAGE};
use packaging::{VERSION, module};
use serde_json::{Value, json};
use token_check::POLICY_WASM;
use wasm_encoder::{CustomSection, Section as _};
use wasmi_host::{Host, PolicyModule};
use wasmparser::{Parser, Payload, Validator};

fn yaml() -> String {
    fs::read_to_string(path("../policy-metadata.yml")).unwrap()
}

fn metadata() -> Metadata {
    Metadata::read(&yaml()).unwrap()
}

/// The metadata with this text as usage.
fn with_usage(usage: &str) -> Metadata {
    let mut metadata = metadata();
    metadata.annotations.insert(USAGE.into(), usage.into());
    metadata
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
            all.push((id, name, wasm[range].to_vec()));
        }
    }
    all
}

#[test]
fn rules_match_what_the_policy_judges() {
    let mut judged = judged::by_the_policy();
    // Requests of nodes for tokens must not reach the webhook: see deploy/token-requests.yaml.
    let tokens = ("".to_owned(), "serviceaccounts/token".to_owned(), "CREATE".to_owned());
    assert!(judged.remove(&tokens));
    assert_eq!(judged::by_rules(&metadata().rules), judged);
    assert_eq!(judged.len(), 22, "{judged:?}");
}

#[test]
fn lookups_are_declared() {
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
    // `kwctl annotate` looks for these names in the module, which show what it can ask for at all.
    let known = [
        "kubernetes/can_i",
        "kubernetes/get_resource",
        "kubernetes/list_resources_all",
        "kubernetes/list_resources_by_namespace",
        "crypto/v1/is_certificate_trusted",
        "net/v1/dns_lookup_host",
        "oci/v1/manifest_digest",
        "oci/v1/oci_manifest",
        "oci/v1/verify",
        "oci/v2/verify",
    ];
    let has = |text: &str| POLICY_WASM.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    let used = known.iter().filter(|name| has(name.split_once('/').unwrap().1));
    assert_eq!(metadata.host_capabilities, used.map(|name| (*name).to_owned()).collect());
}

#[test]
fn audit_scanner_reports_contain_the_severity() {
    let severity = metadata().annotation("io.kubewarden.policy.severity").unwrap().to_owned();
    assert!(["info", "low", "medium", "high", "critical"].contains(&severity.as_str()));
    assert_eq!(metadata().annotation("io.kubewarden.policy.category").unwrap(), "Pod Security");
}

#[test]
fn the_section_matches_that_of_kwctl() {
    let annotated = module::annotate(POLICY_WASM, &with_usage("# How\n")).unwrap();
    let (_, _, section) = sections(&annotated).pop().unwrap();
    let name = [&[module::SECTION.len() as u8], module::SECTION.as_bytes()].concat();
    let written = section.strip_prefix(name.as_slice()).unwrap();
    // The fields are in the order of `Metadata` in Kubewarden's policy-evaluator.
    let text = String::from_utf8(written.to_vec()).unwrap();
    let start = r#"{"protocolVersion":"v1","rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"]},{"apiGroups":[""],"#;
    assert!(text.starts_with(start), "{text}");
    let end = r##""io.kubewarden.policy.usage":"# How\n","io.kubewarden.policy.version":"VERSION"},"mutating":false,"backgroundAudit":true,"executionMode":"kubewarden-wapc","policyType":"kubernetes","contextAwareResources":[{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding"},{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding"},{"apiVersion":"v1","kind":"Secret"},{"apiVersion":"v1","kind":"ServiceAccount"}],"hostCapabilities":["kubernetes/get_resource","kubernetes/list_resources_all"],"minimumKubewardenVersion":"1.11.0"}"##;
    assert!(text.ends_with(&end.replace("VERSION", VERSION)), "{text}");

    // Nothing from the file is lost, and only the usage is added.
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
    let annotated = module::annotate(POLICY_WASM, &metadata).unwrap();
    assert!(annotated.starts_with(POLICY_WASM));
    Validator::new().validate_all(&annotated).unwrap();
    assert_eq!(module::annotate(POLICY_WASM, &metadata).unwrap(), annotated);

    // A module with sections from other tools: before and after the code, one whose length is not
    // in the shortest encoding, and two with metadata.
    let mut other = POLICY_WASM[..8].to_vec();
    other.extend([0, 0x85, 0x80, 0x00, 3, b'o', b'l', b'd', 1]);
    let custom = |name: &str, data: &[u8]| {
        let mut section = Vec::new();
        CustomSection { name: name.into(), data: data.into() }.append_to(&mut section);
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
    let once = module::annotate(&other, &metadata).unwrap();
    assert_eq!(sections(&once), expected);
    Validator::new().validate_all(&once).unwrap();
    assert_eq!(module::annotate(&once, &metadata).unwrap(), once);
}

#[test]
fn the_annotated_module_gives_the_same_verdicts() {
    let readme = fs::read_to_string(path("../README.md")).unwrap();
    let annotated = module::annotate(POLICY_WASM, &with_usage(&readme)).unwrap();
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
fn errors_name_the_invalid_field() {
    let version = format!("version: {VERSION}");
    let cases: [(&str, &str, &str); 11] = [
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
        (
            "minimumKubewardenVersion: 1.11.0",
            "minimumKubewardenVersion: v1.11",
            "minimumKubewardenVersion: unexpected character 'v' while parsing major version number \
             at line 56 column 27",
        ),
        (
            "ociUrl: ghcr.io",
            "ociUrl: registry://ghcr.io",
            "annotations.io.kubewarden.policy.ociUrl: `registry://ghcr.io/service-account-token-\
             policy/policies/service-account-token-policy` is no registry and repository without \
             scheme and tag",
        ),
        (
            "policies/service-account-token-policy",
            "policies/service-account-token-policy:latest",
            "annotations.io.kubewarden.policy.ociUrl: `ghcr.io/service-account-token-policy/\
             policies/service-account-token-policy:latest` is no registry and repository without \
             scheme and tag",
        ),
        (
            "source: https://",
            "source: http://",
            "annotations.io.kubewarden.policy.source: `http://github.com/service-account-token-\
             policy/service-account-token-policy` is no https:// address without / at its end",
        ),
        ("policy.url:", "policy.uri:", "annotations.io.kubewarden.policy.url: must be given"),
        (
            &version,
            "version: 9.9.9",
            &format!(
                "annotations.io.kubewarden.policy.version: `9.9.9` is not the version in Cargo.toml, {VERSION}"
            ),
        ),
    ];
    for (good, bad, message) in cases {
        let yaml = yaml();
        assert!(yaml.contains(good), "{good}");
        let fault = Metadata::read(&yaml.replacen(good, bad, 1)).unwrap_err();
        assert_eq!(fault.to_string(), message, "{bad}");
    }
}

#[test]
fn the_command_writes_the_module_or_names_the_file_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let good = file("good.yml", yaml().as_bytes());
    let bad = file("bad.yml", yaml().replace("mutating: false", "mutating: 1").as_bytes());
    let usage = file("usage.md", b"# How\n");
    let wasm = file("policy.wasm", POLICY_WASM);
    let other = file("other.wasm", b"no module");
    let output = folder.path().join("annotated.wasm");
    let run = |wasm: &str, metadata: &str, usage: &str| {
        let run = Command::new(crate::common::built("packaging"))
            .args(["annotate", wasm, "--metadata", metadata, "--usage", usage, "--output"])
            .arg(&output)
            .output()
            .unwrap();
        assert_eq!(run.status.success(), run.stderr.is_empty());
        String::from_utf8(run.stderr).unwrap().replace(folder.path().to_str().unwrap(), "")
    };
    let cases = [
        (
            (&wasm, &bad, &usage),
            "/bad.yml: mutating: invalid type: integer `1`, expected a boolean at line 37 \
             column 11\n",
        ),
        (
            (&wasm, &good, &bad.replace("bad", "no")),
            "/no.yml: No such file or directory (os error 2)\n",
        ),
        (
            (&other, &good, &usage),
            "/other.wasm: magic header not detected: bad magic number - expected=[\n    \
             0x0,\n    0x61,\n    0x73,\n    0x6d,\n] actual=[\n    0x6e,\n    0x6f,\n    0x20,\n    \
             0x6d,\n] (at offset 0x0)\n",
        ),
    ];
    for ((wasm, metadata, usage), message) in cases {
        assert_eq!(run(wasm, metadata, usage), message);
        assert!(!output.exists());
    }
    assert_eq!(run(&wasm, &good, &usage), "");
    let annotated = module::annotate(POLICY_WASM, &with_usage("# How\n")).unwrap();
    assert_eq!(fs::read(&output).unwrap(), annotated);
}
