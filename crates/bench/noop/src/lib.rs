//! The least a Kubewarden policy can do: `validate` accepts, and reads nothing.

/// Called by the waPC host before anything else.
#[cfg(target_os = "wasi")]
// SAFETY: no other symbol of that name is linked.
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    wapc_guest::register_function("validate", |_| Ok(br#"{"accepted":true}"#.to_vec()));
}
