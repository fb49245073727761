//! Writes the custom section with the metadata, which a policy server requires in a module.

use anyhow::Result;
use wasm_encoder::{CustomSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::metadata::Metadata;

/// The section's name.
pub const SECTION: &str = "io.kubewarden.metadata";

/// Writes metadata into a module as its last section, replacing any existing one. The other sections are
/// not changed.
///
/// `kwctl annotate` writes the same section with the additional annotation `io.kubewarden.kwctl`, and
/// leaves an existing section in place.
///
/// # Errors
///
/// The bytes are not a WebAssembly module.
pub fn annotate(wasm: &[u8], metadata: &Metadata) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let is_metadata =
            matches!(&payload, Payload::CustomSection(section) if section.name() == SECTION);
        if let Some((id, range)) = payload.as_section().filter(|_| !is_metadata) {
            module.section(&RawSection { id, data: &wasm[range] });
        }
    }
    let json = serde_json::to_vec(metadata)?;
    module.section(&CustomSection { name: SECTION.into(), data: json.into() });
    Ok(module.finish())
}
