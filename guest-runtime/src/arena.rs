//! Memory that is given out from one end to the other, and never taken back before the call is
//! over: a call is short, and what it leaves costs nothing to forget.
//!
//! Freeing does nothing, so that the module has none of the code that would find out what to free.

#[cfg(target_family = "wasm")]
pub use global::{Arena, reset};

/// The part of an arena that is not given out yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The first address.
    pub start: usize,
    /// The address after the last.
    pub end: usize,
}

impl Rest {
    /// Where a block of that size goes, at a multiple of `align`, a power of two: its address, and
    /// the address after it, which may lie beyond the arena. `None` where no address is left.
    pub fn place(&self, size: usize, align: usize) -> Option<(usize, usize)> {
        let start = self.start.checked_add(align - 1)? & !(align - 1);
        Some((start, start.checked_add(size)?))
    }

    /// Whether a block is the last that was given out, and can grow or shrink where it stands.
    pub fn is_last(&self, block: usize, size: usize) -> bool {
        block.checked_add(size) == Some(self.start)
    }
}

#[cfg(target_family = "wasm")]
mod global {
    use core::alloc::{GlobalAlloc, Layout};
    use core::arch::wasm32::{memory_grow, memory_size};
    use core::ptr;

    use super::Rest;

    /// What WebAssembly counts memory in.
    const WASM_PAGE: usize = 65_536;
    /// What the machine below counts memory in: each page that is touched for the first time costs
    /// as much as some thousand instructions.
    const MACHINE_PAGE: usize = 4_096;

    unsafe extern "C" {
        /// Where the linker says that the module's data ends.
        static __heap_base: u8;
    }

    /// The allocator of a guest.
    pub struct Arena;

    /// The record of what is left of the arena. The arena begins with it, on a page of its own: so
    /// the pages that hold the module's data are never written to, and stay the host's.
    fn record() -> *mut Rest {
        (&raw const __heap_base as usize).next_multiple_of(MACHINE_PAGE) as *mut Rest
    }

    /// Where memory ends.
    fn memory_end() -> usize {
        // The last address of all can be the end of four gigabytes too.
        memory_size::<0>().saturating_mul(WASM_PAGE)
    }

    /// Makes memory reach `end`: adds half of what there is, so that a large request does not ask
    /// again and again, or as little as possible if that is too much.
    #[cold]
    #[inline(never)]
    fn grow_to(end: usize) -> bool {
        let missing = end.saturating_sub(memory_end()).div_ceil(WASM_PAGE);
        let added = |pages| memory_grow::<0>(pages) != usize::MAX;
        added(missing.max(memory_size::<0>() / 2)) || added(missing)
    }

    /// Forgets all that was given out.
    ///
    /// # Safety
    ///
    /// Nothing that was given out may be used any more.
    pub unsafe fn reset() {
        let start = record() as usize + size_of::<Rest>();
        if start > memory_end() && !grow_to(start) {
            core::arch::wasm32::unreachable()
        }
        // SAFETY: the record is aligned and lies within memory that nobody else uses.
        unsafe { record().write(Rest { start, end: memory_end() }) };
    }

    /// Gives out memory up to `end`. Where there is none left it traps: nothing could be answered
    /// any more, and without that way out no caller needs code for it.
    fn give(rest: &mut Rest, end: Option<usize>) {
        match end {
            Some(end) if end <= rest.end => rest.start = end,
            Some(end) if grow_to(end) => *rest = Rest { start: end, end: memory_end() },
            _ => core::arch::wasm32::unreachable(),
        }
    }

    impl Arena {
        #[inline(never)]
        fn take(size: usize, align: usize) -> *mut u8 {
            // SAFETY: `reset` wrote the record before anything is allocated.
            let rest = unsafe { &mut *record() };
            let place = rest.place(size, align);
            give(rest, place.map(|(_, end)| end));
            place.map_or(ptr::null_mut(), |(start, _)| start as *mut u8)
        }

        /// As [`GlobalAlloc::realloc`].
        #[inline(never)]
        unsafe fn resize(block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            // SAFETY: as in `take`.
            let rest = unsafe { &mut *record() };
            if rest.is_last(block as usize, layout.size()) {
                give(rest, (block as usize).checked_add(size));
                return block;
            }
            let moved = Self::take(size, layout.align());
            // SAFETY: both are blocks of at least that size, and a new one overlaps no other.
            unsafe { moved.copy_from_nonoverlapping(block, layout.size().min(size)) };
            moved
        }
    }

    // SAFETY: no two blocks overlap, for each begins where those before it end, until `reset`
    // promises that none of them is used any more. There are no threads.
    unsafe impl GlobalAlloc for Arena {
        #[inline(always)]
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            let block = Self::take(layout.size(), layout.align());
            // SAFETY: no block is at the address 0, where the stack ends.
            unsafe { core::hint::assert_unchecked(!block.is_null()) };
            block
        }

        #[inline(always)]
        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

        #[inline(always)]
        unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            // SAFETY: as the caller vouches; and as in `alloc`.
            unsafe {
                let block = Self::resize(block, layout, size);
                core::hint::assert_unchecked(!block.is_null());
                block
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_follow_one_another_at_their_alignment() {
        let mut rest = Rest { start: 9, end: 64 };
        for (size, align, expected) in [
            (3, 1, (9, 12)),
            (1, 4, (12, 13)),
            (8, 8, (16, 24)),
            (0, 1, (24, 24)),
            (0, 16, (32, 32)),
            (33, 1, (32, 65)),
            (1, 4_096, (4_096, 4_097)),
        ] {
            assert_eq!(rest.place(size, align), Some(expected), "{size} bytes at {align}");
            rest.start = expected.1;
        }
    }

    #[test]
    fn no_block_goes_beyond_all_addresses() {
        let rest = Rest { start: usize::MAX - 7, end: usize::MAX };
        for (size, align, expected) in [
            (7, 1, Some((usize::MAX - 7, usize::MAX))),
            (8, 1, None),
            (usize::MAX, 1, None),
            (usize::MAX / 2 + 1, 8, None),
            (1, usize::MAX / 2 + 1, None),
        ] {
            assert_eq!(rest.place(size, align), expected, "{size} bytes at {align}");
        }
    }

    #[test]
    fn only_the_last_block_changes_its_size_where_it_stands() {
        let rest = Rest { start: 24, end: 64 };
        for (block, size, expected) in
            [(16, 8, true), (24, 0, true), (8, 8, false), (16, 7, false), (16, usize::MAX, false)]
        {
            assert_eq!(rest.is_last(block, size), expected, "{size} bytes at {block}");
        }
    }
}
