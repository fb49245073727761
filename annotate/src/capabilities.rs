//! Which host capabilities a module uses.

use std::collections::BTreeSet;

use wasmparser::{Parser, Payload};

/// The operations that a Kubewarden host offers, by namespace (`CAPABILITY_TREE` in Kubewarden's
/// `policy-evaluator`).
const OPERATIONS: [(&str, &[&str]); 4] = [
    ("crypto", &["v1/is_certificate_trusted"]),
    ("kubernetes", &["can_i", "get_resource", "list_resources_all", "list_resources_by_namespace"]),
    ("net", &["v1/dns_lookup_host"]),
    (
        "oci",
        &[
            "v1/manifest_digest",
            "v1/oci_manifest",
            "v1/oci_manifest_config",
            "v1/verify",
            "v2/verify",
        ],
    ),
];

/// The host capabilities whose names are in the module's data, such as `kubernetes/get_resource`:
/// what `kwctl annotate` finds.
///
/// # Errors
///
/// It is no WebAssembly module.
pub fn used_by(wasm: &[u8]) -> Result<BTreeSet<String>, String> {
    let mut segments = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::DataSection(section) = payload.map_err(|error| error.to_string())? {
            for segment in section {
                segments.push(segment.map_err(|error| error.to_string())?.data);
            }
        }
    }
    let holds = |text: &str, longer: &[&str]| {
        segments.iter().any(|data| {
            (0..data.len()).any(|start| {
                let rest = &data[start..];
                // What begins like this one may be another.
                rest.starts_with(text.as_bytes())
                    && !longer.iter().any(|longer| rest.starts_with(longer.as_bytes()))
            })
        })
    };
    let mut used = BTreeSet::new();
    for (namespace, operations) in OPERATIONS {
        for operation in operations.iter().filter(|_| holds(namespace, &[])) {
            let longer: Vec<&str> = operations
                .iter()
                .filter(|other| *other != operation && other.starts_with(operation))
                .copied()
                .collect();
            if holds(operation, &longer) {
                used.insert(format!("{namespace}/{operation}"));
            }
        }
    }
    Ok(used)
}
