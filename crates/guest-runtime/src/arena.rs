//! An allocator that hands out memory from one end to the other and frees all of it between calls.
//! Calls are short, so reclaiming memory earlier would gain nothing.
//!
//! Freeing does nothing, which keeps the code that would track free blocks out of the module.

use core::alloc::{GlobalAlloc, Layout};
use core::ptr;

/// Memory for an arena.
///
/// # Safety
///
/// `base` always returns the same pointer, aligned for a [`Rest`] and valid for all memory from
/// there to `end`. Nothing else uses that memory, and it never shrinks.
pub unsafe trait Memory {
    /// The start of the memory.
    fn base(&self) -> *mut u8;
    /// The address after the last byte.
    fn end(&self) -> usize;
    /// Extends the memory to reach `end`; returns whether that succeeded.
    fn grow_to(&self, end: usize) -> bool;
    /// Called when memory runs out. It does not return: no answer is possible any more, and callers
    /// need no code to handle the failure.
    fn exhausted(&self) -> !;
}

/// An allocator in this memory, usable once it has been [reset](Arena::reset). The memory starts with the
/// record of what is still free.
pub struct Arena<M>(pub M);

impl<M: Memory> Arena<M> {
    fn record(&self) -> *mut Rest {
        self.0.base().cast()
    }

    /// Frees everything and makes the arena ready for use.
    ///
    /// # Safety
    ///
    /// Memory that was handed out before must not be used any more.
    pub unsafe fn reset(&self) {
        let start = self.0.base().addr() + size_of::<Rest>();
        if start > self.0.end() && !self.0.grow_to(start) {
            self.0.exhausted()
        }
        // SAFETY: the record is aligned and lies in memory that nothing else uses.
        unsafe { self.record().write(Rest { start, end: self.0.end() }) };
    }

    /// Hands out memory up to `end`.
    fn give(&self, rest: &mut Rest, end: Option<usize>) {
        match end {
            Some(end) if end <= rest.end => rest.start = end,
            Some(end) if self.0.grow_to(end) => *rest = Rest { start: end, end: self.0.end() },
            _ => self.0.exhausted(),
        }
    }

    #[inline(never)]
    fn take(&self, size: usize, align: usize) -> *mut u8 {
        // SAFETY: `reset` writes the record before anything is allocated.
        let rest = unsafe { &mut *self.record() };
        let place = rest.place(size, align);
        self.give(rest, place.map(|(_, end)| end));
        place.map_or(ptr::null_mut(), |(start, _)| self.0.base().with_addr(start))
    }

    /// See [`GlobalAlloc::realloc`].
    #[inline(never)]
    unsafe fn resize(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `take`.
        let rest = unsafe { &mut *self.record() };
        if rest.is_last(block.addr(), layout.size()) {
            self.give(rest, block.addr().checked_add(size));
            return block;
        }
        let moved = self.take(size, layout.align());
        // SAFETY: both blocks have at least this size, and a new block does not overlap any other.
        unsafe { moved.copy_from_nonoverlapping(block, layout.size().min(size)) };
        moved
    }
}

// SAFETY: each block starts after the previous one ends, so no two overlap until `reset`, whose
// caller guarantees that none of them is still in use.
unsafe impl<M: Memory> GlobalAlloc for Arena<M> {
    #[inline(always)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let block = self.take(layout.size(), layout.align());
        // SAFETY: no block is at address 0, because the record precedes all of them.
        unsafe { core::hint::assert_unchecked(!block.is_null()) };
        block
    }

    #[inline(always)]
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    #[inline(always)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: guaranteed by the caller, and as in `alloc`.
        unsafe {
            let block = self.resize(block, layout, size);
            core::hint::assert_unchecked(!block.is_null());
            block
        }
    }
}

/// The part of an arena that is still free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The first address.
    pub start: usize,
    /// The address after the last one.
    pub end: usize,
}

impl Rest {
    /// Where a block of this size goes, at a multiple of `align`, which is a power of two. Returns
    /// its address and the address after it, which may lie beyond the arena; `None` if that address
    /// overflows.
    pub fn place(&self, size: usize, align: usize) -> Option<(usize, usize)> {
        let start = self.start.checked_add(align - 1)? & !(align - 1);
        Some((start, start.checked_add(size)?))
    }

    /// Whether a block is the last one handed out, and so can grow or shrink in place.
    pub fn is_last(&self, block: usize, size: usize) -> bool {
        block.checked_add(size) == Some(self.start)
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
    fn blocks_never_overflow_the_address_space() {
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
    fn only_the_last_block_is_resized_in_place() {
        let rest = Rest { start: 24, end: 64 };
        for (block, size, expected) in
            [(16, 8, true), (24, 0, true), (8, 8, false), (16, 7, false), (16, usize::MAX, false)]
        {
            assert_eq!(rest.is_last(block, size), expected, "{size} bytes at {block}");
        }
    }
}
