//! The runtime of a small waPC guest, with all the unsafe code of the policy's module.
//!
//! A policy server creates a new instance for every request, so each request pays for the runtime's
//! startup work and for every page of memory that is touched. This runtime has no startup work and
//! touches few pages:
//!
//! - [`arena`]: an allocator that hands out memory in order and frees it all before the next call.
//! - `wasm_memory`: the memory of the WebAssembly module that it uses.
//! - [`wapc`]: the calls between guest and host.
//! - `clock`: the host's clock, the only thing that is imported from WASI.
//!
//! A guest consists of one function and [`guest!`].

#![no_std]

extern crate alloc;

// `cargo bolero` instruments every test of a package, which then needs the fuzzer's runtime.
#[cfg(test)]
use bolero as _;

pub mod arena;
#[cfg(target_os = "wasi")]
pub mod clock;
pub mod wapc;
#[cfg(target_family = "wasm")]
pub mod wasm_memory;

/// The host answers a trap with `internal server error`, so a message would not reach anyone.
#[cfg(target_os = "wasi")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Makes a waPC guest from a function. The function receives the name and the payload of the host's
/// call, and returns the answer or an error.
#[macro_export]
macro_rules! guest {
    ($answer:path) => {
        #[global_allocator]
        static ARENA: $crate::arena::Arena<$crate::wasm_memory::WasmMemory> =
            $crate::arena::Arena($crate::wasm_memory::WasmMemory);

        /// The host calls this for each of the guest's functions.
        // SAFETY: no other symbol with this name is linked.
        #[unsafe(no_mangle)]
        extern "C" fn __guest_call(operation_length: usize, payload_length: usize) -> i32 {
            // SAFETY: nothing from the previous call is in use any more. It returned no reference,
            // and a guest has no statics or threads that could keep one.
            unsafe { ARENA.reset() };
            $crate::wapc::call(operation_length, payload_length, $answer)
        }
    };
}
