//! The policy as a waPC module.
//!
//! It is small because every request pays for its size: it has no operating system and no registry
//! of functions. All the unsafe code is in `guest-runtime`; the policy itself forbids it.

#![cfg_attr(target_os = "wasi", no_std)]

#[cfg(target_os = "wasi")]
extern crate alloc;

#[cfg(target_os = "wasi")]
mod policy {
    use alloc::string::String;
    use alloc::vec::Vec;

    use service_account_token_policy::cluster::kubewarden::Host;
    use service_account_token_policy::{Clock, protocol_version, validate, validate_settings};

    guest_runtime::guest!(answer);

    fn answer(function: &[u8], payload: &[u8]) -> Result<Vec<u8>, &'static str> {
        match function {
            b"validate" => Ok(validate(payload, &mut Host(host_call), &HostClock)),
            b"validate_settings" => Ok(validate_settings(payload, &HostClock)),
            b"protocol_version" => Ok(protocol_version()),
            _ => Err("no such function"),
        }
    }

    struct HostClock;

    impl Clock for HostClock {
        fn unix_seconds(&self) -> Option<i64> {
            guest_runtime::clock::unix_seconds()
        }
    }

    fn host_call(operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        guest_runtime::wapc::host_call("kubewarden", "kubernetes", operation, payload)
    }
}
