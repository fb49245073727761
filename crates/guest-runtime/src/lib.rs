//! What a small waPC guest needs of a runtime, and all the unsafe code of the policy's module.
//!
//! A policy server makes a fresh instance for every request, so that whatever a runtime does when
//! it starts, and every page of memory that it touches, is paid with each of them. This one starts
//! nothing, and keeps to few pages:
//!
//! - [`arena`]: memory is given out from one end to the other, and is free again with the next call.
//! - `wasm_memory`: the memory that it is in, of a WebAssembly module.
//! - [`wapc`]: the calls between guest and host.
//!
//! A guest is one function and [`guest!`].

#![no_std]

extern crate alloc;

// `cargo bolero` instruments each test of a package, which then needs the fuzzer's runtime.
#[cfg(test)]
use bolero as _;

pub mod arena;
pub mod wapc;
#[cfg(target_family = "wasm")]
pub mod wasm_memory;

/// The host answers a trap with `internal server error`: no more can be reported.
#[cfg(target_os = "wasi")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Makes a waPC guest of a function, which is given the name of what the host calls and its
/// payload, and returns the answer or an error.
#[macro_export]
macro_rules! guest {
    ($answer:path) => {
        #[global_allocator]
        static ARENA: $crate::arena::Arena<$crate::wasm_memory::WasmMemory> =
            $crate::arena::Arena($crate::wasm_memory::WasmMemory);

        /// Called by the host for each of the guest's functions.
        // SAFETY: no other symbol of that name is linked.
        #[unsafe(no_mangle)]
        extern "C" fn __guest_call(operation_length: usize, payload_length: usize) -> i32 {
            // SAFETY: what the call before left in the arena is over: it returned no reference,
            // and a guest has no statics or threads that could keep one.
            unsafe { ARENA.reset() };
            $crate::wapc::call(operation_length, payload_length, $answer)
        }
    };
}
