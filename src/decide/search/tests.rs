//! Tests the bound on the work for a PodSpec, and that no source is listed twice.

use super::*;
use crate::json;

/// A JSON list with `count` copies of an item.
fn list(count: usize, item: &str) -> String {
    format!("[{}]", vec![item; count].join(","))
}

fn spec(volumes: &str, container: &str) -> String {
    format!(
        r#"{{"volumes": [{{"name": "v", {volumes}}}], "containers": [{{"name": "c", {container}}}]}}"#
    )
}

/// A name, how many are judged, and the spec for a given count.
type Case<'c> = (&'c str, usize, &'c dyn Fn(usize) -> String);

fn is_judged(spec: &str) -> bool {
    let spec: PodSpec<'_> = json::parse(spec, "spec").unwrap_or_else(|fault| panic!("{fault}"));
    of_pod(&spec, None, true, &Settings::read(b"{}").unwrap(), &mut 0).is_ok()
}

/// One step each: a mount of a source, a source found, 64 bytes of a path, an audience or a name, and
/// an item of a Secret.
#[test]
fn the_work_for_a_pod_spec_is_bounded() {
    let long = "x".repeat(640);
    let mount = r#"{"name": "v", "mountPath": "/v"}"#;
    let at =
        |sub_path: &str| format!(r#"{{"name": "v", "mountPath": "/v", "subPath": "{sub_path}"}}"#);
    let mounts = |count: usize, mount: &str| format!(r#""volumeMounts": {}"#, list(count, mount));
    let sources = |count: usize, token: &str| {
        let source = format!(r#"{{"serviceAccountToken": {{{token}}}}}"#);
        format!(r#""projected": {{"sources": {}}}"#, list(count, &source))
    };
    let items = |count: usize, key: &str| {
        let item = format!(r#"{{"key": "{key}", "path": "p"}}"#);
        format!(r#""secret": {{"secretName": "s", "items": {}}}"#, list(count, &item))
    };
    let by_env = |count: usize, name: &str| {
        let reference = format!(r#"{{"secretRef": {{"name": "{name}"}}}}"#);
        spec(r#""emptyDir": {}"#, &format!(r#""envFrom": {}"#, list(count, &reference)))
    };
    let api = r#""path": "t""#;
    let long_path = format!(r#""path": "{long}""#);
    let long_audience = format!(r#""path": "t", "audience": "{long}""#);
    let long_name = format!(r#""name": "{long}""#);
    let certificates = |count: usize| {
        let source = format!(r#"{{"podCertificate": {{"signerName": "{long}", "keyPath": "k"}}}}"#);
        format!(r#""projected": {{"sources": {}}}"#, list(count, &source))
    };
    let cases: [Case<'_>; 12] = [
        ("Secrets of the environment", 50_000, &|n| by_env(n, "s")),
        ("long names of Secrets", 4_545, &|n| by_env(n, &long)),
        ("long names of containers", 4_545, &|n| {
            by_env(n, "s").replace(r#""name": "c""#, &long_name)
        }),
        ("sources", 25_000, &|n| spec(&sources(n, api), &mounts(1, mount))),
        ("mounts", 25_000, &|n| spec(&sources(1, api), &mounts(n, mount))),
        ("mounts of something else", 50_000, &|n| spec(&sources(1, api), &mounts(n, &at("x")))),
        ("long paths", 4_166, &|n| spec(&sources(n, &long_path), &mounts(1, mount))),
        ("long subPaths", 4_545, &|n| spec(&sources(1, api), &mounts(n, &at(&long)))),
        ("long audiences", 4_545, &|n| spec(&sources(n, &long_audience), &mounts(1, mount))),
        ("long signers", 4_545, &|n| spec(&certificates(n), &mounts(1, mount))),
        ("other keys", 50_000, &|n| spec(&items(n, "other"), &mounts(1, mount))),
        ("renamed tokens", 25_000, &|n| spec(&items(n, "token"), &mounts(1, &at("x")))),
    ];
    for (name, most, spec) in cases {
        assert!(is_judged(&spec(most)), "{name}: fewer than {most} are refused");
        assert!(!is_judged(&spec(most + 1)), "{name}: more than {most} are judged");
    }
}

#[test]
fn duplicate_sources_are_listed_once() {
    let token = r#""projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}"#;
    for mounts in [
        r#"{"name": "v", "mountPath": "/a"}"#,
        r#"{"name": "v", "mountPath": "/a"}, {"name": "v", "mountPath": "/b"}"#,
        r#"{"name": "v", "mountPath": "/a"}, {"name": "w", "mountPath": "/b"}"#,
    ] {
        let json = spec(token, &format!(r#""volumeMounts": [{mounts}]"#));
        let spec: PodSpec<'_> =
            json::parse(&json, "spec").unwrap_or_else(|fault| panic!("{fault}"));
        let found =
            of_pod(&spec, None, true, &Settings::read(b"{}").unwrap(), &mut 0).unwrap_or_default();
        assert_eq!(found.len(), 1, "{mounts}");
    }
}
