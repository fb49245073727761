//! The smallest possible Kubewarden policy: `validate` accepts every request without reading it.

/// The waPC host calls this first.
#[cfg(target_os = "wasi")]
// SAFETY: no other symbol with this name is linked.
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    wapc_guest::register_function("validate", |_| Ok(br#"{"accepted":true}"#.to_vec()));
}
