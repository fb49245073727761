//! Values whose memory the guest never frees: its allocator takes everything back after each call. Code that drops
//! them would free nothing, and takes kilobytes of the module because LLVM does not see that.

use core::ops::{Deref, DerefMut};

#[cfg(target_os = "wasi")]
type Inner<T> = core::mem::ManuallyDrop<T>;

#[cfg(not(target_os = "wasi"))]
type Inner<T> = T;

/// A value that is not dropped in the guest, and is dropped as usual elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfreed<T>(Inner<T>);

impl<T> Deref for Unfreed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Unfreed<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
