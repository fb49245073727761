//! The custom section with the metadata, which a policy server demands of a module.

use wasm_encoder::{CustomSection, Encode as _, Section as _};
use wasmparser::{Parser, Payload, Validator};

use crate::capabilities;
use crate::metadata::{Metadata, USAGE};

/// The section's name.
pub const SECTION: &str = "io.kubewarden.metadata";

/// Writes metadata into a module: as its last section, instead of one that it has already. Every other
/// byte of the module stays as it is.
///
/// This is what `kwctl annotate` writes, but for the annotation `io.kubewarden.kwctl`, for no kwctl
/// was used; and kwctl writes the whole module anew, adds a second section to one that has the first,
/// and only warns where the host capabilities are not those of the metadata.
///
/// # Errors
///
/// It is no valid module, or uses other host capabilities than the metadata says.
pub fn annotate(wasm: &[u8], metadata: &Metadata, usage: Option<&str>) -> Result<Vec<u8>, String> {
    Validator::new().validate_all(wasm).map_err(|error| format!("no valid module: {error}"))?;
    let used = capabilities::used_by(wasm)?;
    if used != metadata.host_capabilities {
        let list = |names: Vec<&String>| match names.as_slice() {
            [] => "none".to_owned(),
            names => names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "),
        };
        return Err(format!(
            "hostCapabilities: must be what the module uses; missing: {}; too many: {}",
            list(used.difference(&metadata.host_capabilities).collect()),
            list(metadata.host_capabilities.difference(&used).collect()),
        ));
    }
    let mut metadata = metadata.clone();
    if let Some(usage) = usage {
        metadata.annotations.insert(USAGE.into(), usage.into());
    }
    let json = serde_json::to_vec(&metadata).map_err(|error| error.to_string())?;

    let mut annotated = without_metadata(wasm)?;
    let section = CustomSection { name: SECTION.into(), data: json.into() };
    annotated.push(section.id());
    section.encode(&mut annotated);
    Ok(annotated)
}

/// The metadata in a module, as JSON: the first such section, as a policy server reads it.
///
/// # Errors
///
/// It is no WebAssembly module.
pub fn metadata_of(wasm: &[u8]) -> Result<Option<&[u8]>, String> {
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CustomSection(section) = payload.map_err(|error| error.to_string())?
            && section.name() == SECTION
        {
            return Ok(Some(section.data()));
        }
    }
    Ok(None)
}

fn without_metadata(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let mut kept = Vec::new();
    // A section's range leaves out its id and its length, which need not be written in the shortest
    // way: all that stands between two sections belongs to the second.
    let mut end = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(|error| error.to_string())?;
        let range = match &payload {
            Payload::Version { range, .. } => range.clone(),
            payload => match payload.as_section() {
                Some((_, range)) => range,
                None => continue,
            },
        };
        let is_metadata =
            matches!(&payload, Payload::CustomSection(section) if section.name() == SECTION);
        let start = end;
        end = usize::try_from(range.end).map_err(|error| error.to_string())?;
        if !is_metadata {
            kept.extend_from_slice(wasm.get(start..end).unwrap_or_default());
        }
    }
    Ok(kept)
}
