//! The policy as a waPC module.
//!
//! Small, because every request pays for it: no operating system, no registry of functions. All
//! the unsafe code of the project is in `wapc`; the policy itself forbids it.

#![cfg_attr(target_os = "wasi", no_std)]

#[cfg(target_os = "wasi")]
extern crate alloc;

#[cfg(target_os = "wasi")]
mod wapc;
