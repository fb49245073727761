//! The core alone, on what the module was asked and answered (`e2e-tests/src/bin/core-cases.rs`): the
//! same answers to the same questions, after the same calls of the host. It needs no WebAssembly, so
//! that cargo-mutants can run it a thousand times.

use std::cell::Cell;
use std::path::Path;

use serde_json::Value;
use service_account_token_policy::kubewarden::Host;
use service_account_token_policy::{protocol_version, validate, validate_settings};

#[test]
fn the_core_answers_as_the_module_did() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/core-cases.jsonl");
    let path = std::env::var("CORE_CASES").map_or(path, Into::into);
    let cases = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `make core` writes it", path.display()));
    let mut count = 0;
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let (name, payload) = (text(&case["name"]), text(&case["payload"]));
        let calls = case["calls"].as_array().expect("a list");
        let asked = Cell::new(0);
        let call = |operation: &str, payload: &[u8]| {
            let call = calls.get(asked.get()).unwrap_or_else(|| panic!("{name}: one call more"));
            asked.set(asked.get() + 1);
            assert_eq!(call["operation"], operation, "{name}");
            assert_eq!(text(&call["payload"]).as_bytes(), payload, "{name}");
            match call["error"].as_str() {
                Some(error) => Err(error.to_owned()),
                None => Ok(text(&call["answer"]).into_bytes()),
            }
        };
        let answer = match case["function"].as_str() {
            Some("protocol_version") => protocol_version(),
            Some("validate_settings") => validate_settings(payload.as_bytes()),
            _ => validate(payload.as_bytes(), &mut Host(call)),
        };
        assert_eq!(String::from_utf8_lossy(&answer), text(&case["answer"]), "{name}");
        assert_eq!(asked.get(), calls.len(), "{name}: calls");
        count += 1;
    }
    assert!(count > 1_000, "only {count} cases");
}
