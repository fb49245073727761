//! The calls between guest and host (<https://wapc.io/docs/spec/>).

use alloc::string::String;
use alloc::vec::Vec;

// Provides `memcmp`, which `core` expects from the target's C library.
#[link(name = "c")]
unsafe extern "C" {}

#[link(wasm_import_module = "wapc")]
unsafe extern "C" {
    fn __guest_request(operation: *mut u8, payload: *mut u8);
    fn __guest_response(data: *const u8, length: usize);
    fn __guest_error(data: *const u8, length: usize);
    fn __host_call(
        binding: *const u8,
        binding_length: usize,
        namespace: *const u8,
        namespace_length: usize,
        operation: *const u8,
        operation_length: usize,
        payload: *const u8,
        payload_length: usize,
    ) -> usize;
    fn __host_response_len() -> usize;
    fn __host_response(data: *mut u8);
    fn __host_error_len() -> usize;
    fn __host_error(data: *mut u8);
}

/// Handles one call from the host: fetches its input and passes on the function's answer. Returns 1
/// for an answer and 0 for an error, as waPC specifies.
pub fn call(
    operation_length: usize,
    payload_length: usize,
    answer: impl FnOnce(&[u8], &[u8]) -> Result<Vec<u8>, &'static str>,
) -> i32 {
    let mut operation = buffer(operation_length);
    let mut payload = buffer(payload_length);
    // SAFETY: the host fills both buffers, which have the lengths that it gave.
    unsafe { __guest_request(operation.as_mut_ptr(), payload.as_mut_ptr()) };
    match answer(&operation, &payload) {
        Ok(answer) => {
            // SAFETY: the host reads this many bytes of a live vector before it returns.
            unsafe { __guest_response(answer.as_ptr(), answer.len()) };
            1
        }
        Err(error) => {
            // SAFETY: the host reads this many bytes of a live slice before it returns.
            unsafe { __guest_error(error.as_ptr(), error.len()) };
            0
        }
    }
}

/// Calls the host.
///
/// # Errors
///
/// The host's error.
pub fn host_call(
    binding: &str,
    namespace: &str,
    operation: &str,
    payload: &[u8],
) -> Result<Vec<u8>, String> {
    // SAFETY: the host reads this many bytes of each live slice before it returns.
    let succeeded = unsafe {
        __host_call(
            binding.as_ptr(),
            binding.len(),
            namespace.as_ptr(),
            namespace.len(),
            operation.as_ptr(),
            operation.len(),
            payload.as_ptr(),
            payload.len(),
        )
    };
    if succeeded != 0 {
        // SAFETY: the host reports the length of what it writes next.
        let mut answer = buffer(unsafe { __host_response_len() });
        // SAFETY: as above.
        unsafe { __host_response(answer.as_mut_ptr()) };
        Ok(answer)
    } else {
        // SAFETY: the host reports the length of what it writes next.
        let mut error = buffer(unsafe { __host_error_len() });
        // SAFETY: as above.
        unsafe { __host_error(error.as_mut_ptr()) };
        Err(String::from_utf8(error).unwrap_or_else(|_| "an error that is no text".into()))
    }
}

/// Zeroed, so that nothing is uninitialized if a host writes less than it announced.
fn buffer(length: usize) -> Vec<u8> {
    alloc::vec![0; length]
}
