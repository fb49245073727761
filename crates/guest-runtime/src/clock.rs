//! The host's clock (WASI preview 1, `clock_time_get`), which policy servers link.

/// The clock of the time of day.
const REALTIME: u32 = 0;

#[link(wasm_import_module = "wasi_snapshot_preview1")]
unsafe extern "C" {
    fn clock_time_get(id: u32, precision: u64, time: *mut u64) -> u16;
}

/// Seconds since 1970-01-01T00:00:00Z; `None` if the host has no clock.
pub fn unix_seconds() -> Option<i64> {
    const NANOS: u64 = 1_000_000_000;
    let mut time = 0;
    // SAFETY: the host writes eight bytes to this live variable.
    let error = unsafe { clock_time_get(REALTIME, NANOS, &raw mut time) };
    if error == 0 { i64::try_from(time / NANOS).ok() } else { None }
}
