//! Exports the policy's start function: the one thing that needs an unsafe attribute, so that the
//! policy itself forbids unsafe code.

/// Called by the waPC host before anything else.
#[cfg(target_os = "wasi")]
// SAFETY: no other symbol of that name is linked.
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    service_account_token_policy::guest::init();
}
