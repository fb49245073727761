//! Tests the guest's arena in memory owned by the test: a block keeps its contents, whatever else
//! is allocated, freed and resized. `make miri` runs this under Miri.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::{Cell, UnsafeCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

use bolero::check;
use guest_runtime::arena::{Arena, Memory, Rest};

const PAGE: usize = 256;
const PAGES: usize = 64;

/// Some pages, the first of which may exist from the start.
struct TestMemory {
    bytes: Box<UnsafeCell<[Rest; PAGES * PAGE / size_of::<Rest>()]>>,
    pages: Cell<usize>,
}

impl TestMemory {
    fn new(pages: usize) -> Self {
        let bytes = [Rest { start: 0, end: 0 }; PAGES * PAGE / size_of::<Rest>()];
        Self { bytes: Box::new(UnsafeCell::new(bytes)), pages: Cell::new(pages) }
    }
}

// SAFETY: the bytes are boxed, so they do not move; nothing else uses them, and `pages` only grows.
unsafe impl Memory for TestMemory {
    fn base(&self) -> *mut u8 {
        self.bytes.get().cast()
    }

    fn end(&self) -> usize {
        self.base().addr() + self.pages.get() * PAGE
    }

    fn grow_to(&self, end: usize) -> bool {
        let pages = end.saturating_sub(self.base().addr()).div_ceil(PAGE);
        let fits = pages <= PAGES;
        if fits {
            self.pages.set(self.pages.get().max(pages));
        }
        fits
    }

    fn exhausted(&self) -> ! {
        panic!("exhausted")
    }
}

struct Block {
    start: *mut u8,
    layout: Layout,
    /// The value of each of its bytes.
    mark: u8,
}

impl Block {
    fn fill(start: *mut u8, layout: Layout, mark: u8) -> Self {
        // SAFETY: the arena returned a block of this size.
        unsafe { start.write_bytes(mark, layout.size()) };
        Self { start, layout, mark }
    }

    fn end(&self) -> usize {
        self.start.addr() + self.layout.size()
    }

    fn holds(&self, size: usize) -> bool {
        // SAFETY: the whole block was written when it was filled.
        (0..size).all(|at| unsafe { self.start.add(at).read() } == self.mark)
    }
}

/// Follows the bytes: each step gives an action, a size and a variant.
fn follow(steps: &[u8]) {
    let arena = Arena(TestMemory::new(usize::from(steps.len().is_multiple_of(3))));
    let base = arena.0.base().addr();
    let (first, last) = (base + size_of::<Rest>(), base + PAGES * PAGE);
    // SAFETY: nothing has been handed out yet.
    unsafe { arena.reset() };
    let mut live: Vec<Block> = Vec::new();
    for (mark, step) in steps.chunks_exact(3).enumerate() {
        let (what, how) = (step[0], usize::from(step[2]));
        // Mostly small; occasionally more than a page.
        let size = usize::from(step[1]) % 40 * if how % 16 == 0 { 37 } else { 1 } + 1;
        let mark = mark as u8;
        match what % 8 {
            0..=3 => {
                let align = 1 << (how % 9);
                let layout = Layout::from_size_align(size, align).expect("a power of two");
                // SAFETY: the size is not 0.
                let start = unsafe { arena.alloc(layout) };
                assert_eq!(start.addr() % align, 0, "{layout:?}");
                live.push(Block::fill(start, layout, mark));
            }
            4 | 5 if !live.is_empty() => {
                // Picks the last block more often than by chance, because it need not move.
                let at = if what % 8 == 4 { live.len() - 1 } else { how % live.len() };
                let old = live.swap_remove(at);
                // SAFETY: the block is live and has this layout; the size is not 0.
                let start = unsafe { arena.realloc(old.start, old.layout, size) };
                assert_eq!(start.addr() % old.layout.align(), 0);
                let layout = Layout::from_size_align(size, old.layout.align()).expect("a layout");
                let moved = Block { start, layout, mark: old.mark };
                assert!(moved.holds(size.min(old.layout.size())), "moved with its bytes");
                live.push(Block::fill(start, layout, mark));
            }
            6 if !live.is_empty() => {
                let block = live.swap_remove(how % live.len());
                assert!(block.holds(block.layout.size()));
                // SAFETY: the block is live and has this layout.
                unsafe { arena.dealloc(block.start, block.layout) };
            }
            7 if how == 0 => {
                live.clear();
                // SAFETY: nothing is live.
                unsafe { arena.reset() };
            }
            _ => {}
        }
        for block in &live {
            assert!(block.start.addr() >= first && block.end() <= last, "within the memory");
            assert!(block.holds(block.layout.size()), "what was written stays");
        }
    }
}

#[test]
fn arena() {
    check!().for_each(|steps: &[u8]| {
        // When memory runs out, the arena must report it and do nothing else.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| follow(steps))) {
            assert_eq!(panic.downcast_ref::<&str>(), Some(&"exhausted"));
        }
    });
}
