//! The limit on the size of `policy.wasm` (design §7).

use token_check::POLICY_WASM;

const LIMIT: usize = 200_000;

#[test]
fn policy_wasm_stays_below_its_limit() {
    let size = POLICY_WASM.len();
    println!("policy.wasm has {size} bytes; the limit is {LIMIT}");
    assert!(size <= LIMIT, "policy.wasm has {size} bytes, more than {LIMIT}");
}
