//! How long an instance may compute, and how much memory it may have.

use wasmi::{Error, StoreLimits, StoreLimitsBuilder, TrapCode};

/// Bytes of memory that an instance may have: what policy servers allow since Kubewarden 1.38.
pub const MEMORY_LIMIT: usize = 256 << 20;

/// Units of fuel for an instance to start, and for each call whatever its size. An operator of
/// WebAssembly costs about one.
const FUEL: u64 = 1_000_000_000;

/// Units of fuel for each byte of what the host hands over.
const FUEL_PER_BYTE: u64 = 1_000;

/// Bytes of answers of the cluster that bring fuel, at most: else a guest that asks for ever would
/// never be stopped.
pub(crate) const MOST_ANSWERED: u64 = 64 << 20;

/// How much fuel a call gets whose payload has that many bytes. A policy server gives time instead, one
/// or two seconds; fuel gives the same verdict on a busy machine as on an idle one.
pub fn fuel(payload: u64) -> u64 {
    FUEL.saturating_add(FUEL_PER_BYTE.saturating_mul(payload))
}

/// How much more fuel an answer of the cluster brings.
pub(crate) fn fuel_of_answer(bytes: u64) -> u64 {
    FUEL_PER_BYTE.saturating_mul(bytes)
}

/// The limits of a store.
pub(crate) fn store_limits() -> StoreLimits {
    StoreLimitsBuilder::new()
        .memory_size(MEMORY_LIMIT)
        .memories(1)
        .table_elements(10_000)
        .tables(1)
        .instances(1)
        .trap_on_grow_failure(true)
        .build()
}

/// Why an instance stopped, in words for a person who judges an object.
pub(crate) fn why_stopped(error: &Error) -> String {
    match error.as_trap_code() {
        Some(TrapCode::OutOfFuel) => {
            "the policy was stopped: it computed for longer than any request of this size takes"
                .into()
        }
        Some(TrapCode::GrowthOperationLimited) => {
            format!("the policy was stopped: it asked for more than {} MiB of memory", MEMORY_LIMIT >> 20)
        }
        Some(trap) => format!("the policy trapped: {trap}"),
        None => format!("the policy failed: {error}"),
    }
}
