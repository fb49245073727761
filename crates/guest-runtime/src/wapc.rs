//! The calls between guest and host (<https://wapc.io/docs/spec/>).

use alloc::string::String;
use alloc::vec::Vec;

// For `memcmp`, which `core` expects of the target's C library.
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

/// One call of the host: fetches what it asks, and hands over what the function answers. Returns 1
/// for an answer and 0 for an error, as waPC has it.
pub fn call(
    operation_length: usize,
    payload_length: usize,
    answer: impl FnOnce(&[u8], &[u8]) -> Result<Vec<u8>, &'static str>,
) -> i32 {
    let mut operation = buffer(operation_length);
    let mut payload = buffer(payload_length);
    // SAFETY: both buffers have the lengths that the host gave, and it fills them.
    unsafe { __guest_request(operation.as_mut_ptr(), payload.as_mut_ptr()) };
    match answer(&operation, &payload) {
        Ok(answer) => {
            // SAFETY: the host reads that many bytes of a live vector before it returns.
            unsafe { __guest_response(answer.as_ptr(), answer.len()) };
            1
        }
        Err(error) => {
            // SAFETY: the host reads that many bytes of a live slice before it returns.
            unsafe { __guest_error(error.as_ptr(), error.len()) };
            0
        }
    }
}

/// Calls the host.
///
/// # Errors
///
/// What the host says.
pub fn host_call(
    binding: &str,
    namespace: &str,
    operation: &str,
    payload: &[u8],
) -> Result<Vec<u8>, String> {
    // SAFETY: the host reads that many bytes of each live slice before it returns.
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
        // SAFETY: the host reports the length of what it then writes.
        let mut answer = buffer(unsafe { __host_response_len() });
        // SAFETY: as above.
        unsafe { __host_response(answer.as_mut_ptr()) };
        Ok(answer)
    } else {
        // SAFETY: the host reports the length of what it then writes.
        let mut error = buffer(unsafe { __host_error_len() });
        // SAFETY: as above.
        unsafe { __host_error(error.as_mut_ptr()) };
        Err(String::from_utf8(error).unwrap_or_else(|_| "an error that is no text".into()))
    }
}

/// Zeroed, so that a host that writes less than it said leaves nothing uninitialized.
fn buffer(length: usize) -> Vec<u8> {
    alloc::vec![0; length]
}
