//! The memory of a WebAssembly module behind its data, for the arena.

use core::arch::wasm32::{memory_grow, memory_size, unreachable};

use crate::arena::Memory;

/// What WebAssembly counts memory in.
const WASM_PAGE: usize = 65_536;
/// What the machine below counts memory in: each page that is touched for the first time costs as
/// much as some thousand instructions.
const MACHINE_PAGE: usize = 4_096;

unsafe extern "C" {
    /// Where the linker says that the module's data ends.
    static __heap_base: u8;
}

/// All memory behind the module's data.
pub struct WasmMemory;

// SAFETY: the linker leaves all memory behind `__heap_base` to an allocator, of which there is one;
// there are no threads, and memory never shrinks.
unsafe impl Memory for WasmMemory {
    /// A page that holds none of the module's data: so those pages are never written to, and stay
    /// the host's.
    fn base(&self) -> *mut u8 {
        (&raw const __heap_base).cast_mut().map_addr(|end| end.next_multiple_of(MACHINE_PAGE))
    }

    fn end(&self) -> usize {
        // The last address of all can be the end of four gigabytes too.
        memory_size::<0>().saturating_mul(WASM_PAGE)
    }

    /// Adds half of what there is, so that a large request does not ask again and again, or as
    /// little as possible if that is too much.
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
