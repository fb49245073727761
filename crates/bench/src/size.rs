//! Measures how much each part of the policy adds to the module: the code size of its functions, by
//! source file. Inlined functions count where they are inlined.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use rustc_demangle::demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload};

const CRATE: &str = "service_account_token_policy::";

/// Prints the table for a module with function names.
pub fn print(path: &str) -> Result<()> {
    let wasm = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
    let mut names = BTreeMap::new();
    let (mut imported, mut bodies, mut data) = (0_u32, Vec::new(), 0);
    for payload in Parser::new(0).parse_all(&wasm) {
        match payload.with_context(|| path.to_owned())? {
            Payload::ImportSection(imports) => {
                for import in imports {
                    imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::DataSection(section) => data += section.range().len(),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        if let Name::Function(functions) = subsection? {
                            for function in functions {
                                let function = function?;
                                names.insert(
                                    function.index,
                                    format!("{:#}", demangle(function.name)),
                                );
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut parts: BTreeMap<String, usize> = BTreeMap::from([("texts and tables".into(), data)]);
    for (index, size) in (imported..).zip(bodies) {
        let name = names.get(&index).map_or("", String::as_str);
        *parts.entry(part(name)).or_default() += size;
    }
    let mut parts: Vec<(String, usize)> = parts.into_iter().collect();
    parts.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let whole: usize = parts.iter().map(|(_, size)| size).sum();
    let rows = parts.iter().map(|(part, size)| {
        vec![
            part.clone(),
            size.to_string(),
            format!("{:.1} %", 100.0 * *size as f64 / whole as f64),
        ]
    });
    println!();
    crate::print(&["part of the module", "bytes", "share"], rows);
    Ok(())
}

/// The file or library that a function belongs to.
fn part(name: &str) -> String {
    if let Some(at) = name.find(CRATE) {
        let room = name[at + CRATE.len()..].split("::").next().unwrap_or_default();
        return format!("src/{room}/");
    }
    let library = ["guest_runtime", "serde_json", "alloc", "core"];
    let found = library.iter().find(|library| name.contains(&format!("{library}::")));
    found.map_or_else(|| "other".into(), |library| (*library).into())
}
