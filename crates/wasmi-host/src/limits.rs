//! Limits the time and memory that an instance may use.

use wasmi::errors::{ErrorKind, InstantiationError};
use wasmi::{Error, StoreLimits, StoreLimitsBuilder, TrapCode};

/// What an instance may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory.
    pub memory: usize,
    /// Units of fuel for starting an instance, and again for each call. A WebAssembly operator costs
    /// about one.
    pub fuel: u64,
    /// Additional units for each byte of a call's payload.
    pub fuel_per_byte: u64,
}

/// Units of fuel that a guest pays for each operation of the host, and for each byte that is copied,
/// so that nothing that is cheap for the guest is expensive for the host.
pub(crate) const FUEL_OF_HOST: u64 = 10_000;

impl Default for Limits {
    /// As much memory as policy servers allow since Kubewarden 1.38, and more than ten times the fuel
    /// that the policy needs for any object. A policy server limits time instead, to one or two seconds;
    /// with fuel, the verdict is the same on a busy machine and on an idle one.
    fn default() -> Self {
        Self { memory: 256 << 20, fuel: 3_000_000_000, fuel_per_byte: 30_000 }
    }
}

impl Limits {
    /// The fuel for a call with a payload of this many bytes.
    pub(crate) fn of_call(&self, payload: u64) -> u64 {
        self.fuel.saturating_add(self.fuel_per_byte.saturating_mul(payload))
    }

    /// The limits of a store.
    pub(crate) fn of_store(&self) -> StoreLimits {
        StoreLimitsBuilder::new()
            .memory_size(self.memory)
            .memories(1)
            .table_elements(10_000)
            .tables(1)
            .instances(1)
            .trap_on_grow_failure(true)
            .build()
    }

    /// Why an instance stopped, in words for someone judging an object.
    pub(crate) fn why_stopped(&self, error: &Error) -> String {
        let is_too_large = matches!(
            error.kind(),
            ErrorKind::Instantiation(InstantiationError::FailedToInstantiateMemory(_))
        );
        match error.as_trap_code().or(is_too_large.then_some(TrapCode::GrowthOperationLimited)) {
            Some(TrapCode::OutOfFuel) => {
                "the policy was stopped: it computed for longer than any request of this size takes"
                    .into()
            }
            Some(TrapCode::GrowthOperationLimited) => format!(
                "the policy was stopped: it asked for more than {} MiB of memory",
                self.memory >> 20
            ),
            Some(trap) => format!("the policy trapped: {trap}"),
            None => format!("the policy failed: {error}"),
        }
    }
}
