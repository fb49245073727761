//! Memory that is given out from one end to the other, and never taken back before the call is
//! over: a call is short, and what it leaves costs nothing to forget.
//!
//! Freeing does nothing, so that the module has none of the code that would find out what to free.

use core::alloc::{GlobalAlloc, Layout};
use core::ptr;

/// Memory for an arena.
///
/// # Safety
///
/// `base` always returns the same pointer, aligned as a [`Rest`], with the right to all memory from
/// there to `end`, which is not used by anything else and never shrinks.
pub unsafe trait Memory {
    /// Where it begins.
    fn base(&self) -> *mut u8;
    /// The address after its last.
    fn end(&self) -> usize;
    /// Makes it reach `end`, or reports that it cannot.
    fn grow_to(&self, end: usize) -> bool;
    /// What is done where there is none left: nothing could be answered any more, and without that
    /// way out no caller needs code for it.
    fn exhausted(&self) -> !;
}

/// An allocator in that memory, once it was [reset](Arena::reset). The memory begins with the record of what
/// is not given out yet.
pub struct Arena<M>(pub M);

impl<M: Memory> Arena<M> {
    fn record(&self) -> *mut Rest {
        self.0.base().cast()
    }

    /// Forgets all that was given out, and makes the arena ready for use.
    ///
    /// # Safety
    ///
    /// Nothing that was given out may be used any more.
    pub unsafe fn reset(&self) {
        let start = self.0.base().addr() + size_of::<Rest>();
        if start > self.0.end() && !self.0.grow_to(start) {
            self.0.exhausted()
        }
        // SAFETY: the record is aligned and lies within memory that nothing else uses.
        unsafe { self.record().write(Rest { start, end: self.0.end() }) };
    }

    /// Gives out memory up to `end`.
    fn give(&self, rest: &mut Rest, end: Option<usize>) {
        match end {
            Some(end) if end <= rest.end => rest.start = end,
            Some(end) if self.0.grow_to(end) => *rest = Rest { start: end, end: self.0.end() },
            _ => self.0.exhausted(),
        }
    }

    #[inline(never)]
    fn take(&self, size: usize, align: usize) -> *mut u8 {
        // SAFETY: `reset` wrote the record before anything is allocated.
        let rest = unsafe { &mut *self.record() };
        let place = rest.place(size, align);
        self.give(rest, place.map(|(_, end)| end));
        place.map_or(ptr::null_mut(), |(start, _)| self.0.base().with_addr(start))
    }

    /// As [`GlobalAlloc::realloc`].
    #[inline(never)]
    unsafe fn resize(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `take`.
        let rest = unsafe { &mut *self.record() };
        if rest.is_last(block.addr(), layout.size()) {
            self.give(rest, block.addr().checked_add(size));
            return block;
        }
        let moved = self.take(size, layout.align());
        // SAFETY: both are blocks of at least that size, and a new one overlaps no other.
        unsafe { moved.copy_from_nonoverlapping(block, layout.size().min(size)) };
        moved
    }
}

// SAFETY: no two blocks overlap: each begins where those before it end, until `reset` promises
// that none of them is used any more.
unsafe impl<M: Memory> GlobalAlloc for Arena<M> {
    #[inline(always)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let block = self.take(layout.size(), layout.align());
        // SAFETY: no block is at the address 0, because the record is before all of them.
        unsafe { core::hint::assert_unchecked(!block.is_null()) };
        block
    }

    #[inline(always)]
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    #[inline(always)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller vouches; and as in `alloc`.
        unsafe {
            let block = self.resize(block, layout, size);
            core::hint::assert_unchecked(!block.is_null());
            block
        }
    }
}

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

    /// Whether a block is the last that was given out, and can grow or shrink in place.
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
