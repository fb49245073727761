//! Tests the lists of what is built into the module and the command.

use std::collections::BTreeSet;

use e2e_tests::path;
use packaging::VERSION;

use super::{json, text};

#[test]
fn sboms_list_what_is_built_in() {
    let cases: [(&str, &str, &[&str], &[&str]); 2] = [
        (
            "policy-sbom.spdx.json",
            "policy.wasm",
            &["guest", "guest-runtime", "hifijson", "service-account-token-policy"],
            &["analysis", "serde_json", "wasmi", "wasmtime"],
        ),
        (
            "token-check-sbom.spdx.json",
            "token-check",
            &[
                "analysis",
                "clap",
                "guest",
                "guest-runtime",
                "kube",
                "rustls",
                "serde_json",
                "wasmi",
            ],
            &["clap_derive", "e2e-tests", "jsonschema", "serde_derive", "wasmtime"],
        ),
    ];
    for (name, product, within, without) in cases {
        let list = json(name);
        assert_eq!(list["spdxVersion"], "SPDX-2.3");
        assert_eq!(list["name"], format!("{product} {VERSION}"));
        assert_eq!(list["creationInfo"]["created"], "2023-11-14T22:13:20Z");
        let namespace = list["documentNamespace"].as_str().unwrap();
        assert!(
            namespace.ends_with(&format!("/releases/download/v{VERSION}/{name}")),
            "{namespace}"
        );
        let packages = list["packages"].as_array().unwrap();
        let names: BTreeSet<_> = packages.iter().map(|one| one["name"].as_str().unwrap()).collect();
        for one in within {
            assert!(names.contains(one), "{name} lacks {one}");
        }
        for one in without {
            assert!(!names.contains(one), "{name} has {one}");
        }
        let mut ids = BTreeSet::from(["SPDXRef-DOCUMENT"]);
        for package in packages {
            let id = package["SPDXID"].as_str().unwrap();
            let valid = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
            assert!(id.bytes().all(valid), "{id}");
            assert!(ids.insert(id), "{name} has {id} twice");
            assert_ne!(package["licenseDeclared"], "NOASSERTION", "{id}");
            let license = package["licenseDeclared"].as_str().unwrap();
            assert!(!license.contains('/'), "{id}: {license}");
            let place = package["downloadLocation"].as_str().unwrap();
            let ours =
                place.ends_with(&format!("@v{VERSION}")) && place.starts_with("git+https://");
            let sum = package["checksums"][0]["checksumValue"].as_str().unwrap_or_default();
            assert!(
                ours || (place.starts_with("https://static.crates.io/") && sum.len() == 64),
                "{id}"
            );
        }
        for relationship in list["relationships"].as_array().unwrap() {
            for end in ["spdxElementId", "relatedSpdxElement"] {
                assert!(ids.contains(relationship[end].as_str().unwrap()), "{relationship}");
            }
        }
        // No folder of the machine that made it.
        assert!(!text(name).contains(&path("..").canonicalize().unwrap().display().to_string()));
    }
}
