//! Provides the arena with the memory after the data of a WebAssembly module.

use core::arch::wasm32::{memory_grow, memory_size, unreachable};

use crate::arena::Memory;

/// WebAssembly's unit of memory.
const WASM_PAGE: usize = 65_536;
/// The machine's unit of memory: the first access to each page costs as much as about a thousand
/// instructions.
const MACHINE_PAGE: usize = 4_096;

unsafe extern "C" {
    /// The end of the module's data, as set by the linker.
    static __heap_base: u8;
}

/// All memory after the module's data.
pub struct WasmMemory;

// SAFETY: the linker leaves all memory after `__heap_base` to the allocator, of which there is only
// one; there are no threads, and memory never shrinks.
unsafe impl Memory for WasmMemory {
    /// Starts on a page without any of the module's data: the data pages are then never written to,
    /// and remain shared with the host.
    fn base(&self) -> *mut u8 {
        (&raw const __heap_base).cast_mut().map_addr(|end| end.next_multiple_of(MACHINE_PAGE))
    }

    fn end(&self) -> usize {
        // At four gigabytes the end would overflow, so the last address is used instead.
        memory_size::<0>().saturating_mul(WASM_PAGE)
    }

    /// Adds half of the current size, so that a large request does not grow the memory again and
    /// again; adds the minimum if that is too much.
    #[cold]
    #[inline(never)]
    fn grow_to(&self, end: usize) -> bool {
        let missing = end.saturating_sub(self.end()).div_ceil(WASM_PAGE);
        let added = |pages| memory_grow::<0>(pages) != usize::MAX;
        added(missing.max(memory_size::<0>() / 2)) || added(missing)
    }

    fn exhausted(&self) -> ! {
        unreachable()
    }
}
