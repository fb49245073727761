//! The limit on the size of `policy.wasm`: a little more than it has, far less than the 200,000 of
//! design §7, so that whoever makes it larger does so on purpose.

use token_check::POLICY_WASM;

const LIMIT: usize = 125_000;

#[test]
fn policy_wasm_stays_below_its_limit() {
    let size = POLICY_WASM.len();
    println!("policy.wasm has {size} bytes; the limit is {LIMIT}");
    assert!(size <= LIMIT, "policy.wasm has {size} bytes, more than {LIMIT}");
}
