//! Tests that `policy.wasm` is small, and that a stack overflow is safe.

use anyhow::{Result, bail};
use token_check::POLICY_WASM;
use wasmparser::{ConstExpr, DataKind, Operator, Parser, Payload};

/// The limit of the design.
const LIMIT: usize = 150_000;

#[test]
fn policy_wasm_stays_below_its_limit() {
    let size = POLICY_WASM.len();
    println!("policy.wasm has {size} bytes; the limit is {LIMIT}");
    assert!(size <= LIMIT, "policy.wasm has {size} bytes, more than {LIMIT}");
}

/// A stack overflow goes below address 0, which is a trap, instead of into other data.
#[test]
fn the_stack_has_a_megabyte_and_all_data_is_above_it() -> Result<()> {
    let (mut stack_pointer, mut data) = (None, Vec::new());
    for payload in Parser::new(0).parse_all(POLICY_WASM) {
        match payload? {
            Payload::GlobalSection(globals) => {
                for global in globals {
                    stack_pointer = stack_pointer.or(Some(address(&global?.init_expr)?));
                }
            }
            Payload::DataSection(segments) => {
                for segment in segments {
                    match segment?.kind {
                        DataKind::Active { offset_expr, .. } => data.push(address(&offset_expr)?),
                        DataKind::Passive => bail!("a segment that the guest would have to copy"),
                    }
                }
            }
            Payload::StartSection { .. } => bail!("it would run before its deadline is set"),
            _ => {}
        }
    }
    assert_eq!(stack_pointer, Some(1_048_576));
    assert!(!data.is_empty() && data.iter().all(|start| *start >= 1_048_576), "{data:?}");
    Ok(())
}

fn address(constant: &ConstExpr<'_>) -> Result<i32> {
    match constant.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value),
        other => bail!("no address: {other:?}"),
    }
}
