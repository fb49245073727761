//! Tests the calls between guest and host with a host that checks each pointer it is given. `make
//! miri` runs this under Miri.

// `cargo bolero` instruments every test of a package, which then needs the fuzzer's runtime.
use bolero as _;

use std::cell::RefCell;
use std::slice;

use guest_runtime::wapc::{call, host_call};

/// What the host asks the guest, how it answers the guest's calls, and what the guest sent it.
#[derive(Default)]
struct TestHost {
    operation: &'static [u8],
    payload: &'static [u8],
    answer: Vec<u8>,
    fails: bool,
    heard: Vec<(&'static str, Vec<u8>)>,
}

thread_local! {
    static HOST: RefCell<TestHost> = RefCell::default();
}

/// A pointer and a length, as the host reads them.
///
/// # Safety
///
/// `length` bytes are readable there.
unsafe fn read(data: *const u8, length: usize) -> Vec<u8> {
    // SAFETY: guaranteed by the caller.
    unsafe { slice::from_raw_parts(data, length) }.to_vec()
}

/// # Safety
///
/// There is room for the bytes.
unsafe fn write(bytes: &[u8], place: *mut u8) {
    // SAFETY: guaranteed by the caller; the bytes are the host's, and do not overlap the guest's.
    unsafe { place.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
}

fn hear(what: &'static str, bytes: Vec<u8>) {
    HOST.with_borrow_mut(|host| host.heard.push((what, bytes)));
}

// SAFETY (for everything below): these are waPC's names, which nothing else in this test defines.
#[unsafe(no_mangle)]
unsafe extern "C" fn __guest_request(operation: *mut u8, payload: *mut u8) {
    HOST.with_borrow(|host| unsafe {
        write(host.operation, operation);
        write(host.payload, payload);
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __guest_response(data: *const u8, length: usize) {
    hear("answer", unsafe { read(data, length) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __guest_error(data: *const u8, length: usize) {
    hear("error", unsafe { read(data, length) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __host_call(
    binding: *const u8,
    binding_length: usize,
    namespace: *const u8,
    namespace_length: usize,
    operation: *const u8,
    operation_length: usize,
    payload: *const u8,
    payload_length: usize,
) -> usize {
    hear("binding", unsafe { read(binding, binding_length) });
    hear("namespace", unsafe { read(namespace, namespace_length) });
    hear("operation", unsafe { read(operation, operation_length) });
    hear("payload", unsafe { read(payload, payload_length) });
    HOST.with_borrow(|host| usize::from(!host.fails))
}

#[unsafe(no_mangle)]
extern "C" fn __host_response_len() -> usize {
    HOST.with_borrow(|host| host.answer.len())
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __host_response(data: *mut u8) {
    HOST.with_borrow(|host| unsafe { write(&host.answer, data) });
}

#[unsafe(no_mangle)]
extern "C" fn __host_error_len() -> usize {
    HOST.with_borrow(|host| host.answer.len())
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __host_error(data: *mut u8) {
    HOST.with_borrow(|host| unsafe { write(&host.answer, data) });
}

fn heard() -> Vec<(&'static str, Vec<u8>)> {
    HOST.with_borrow_mut(|host| std::mem::take(&mut host.heard))
}

static LONG: [u8; 100_000] = [7; 100_000];

/// The guest in this test: returns its input, or the error.
fn echo(operation: &[u8], payload: &[u8]) -> Result<Vec<u8>, &'static str> {
    match operation {
        b"fail" => Err("no such function"),
        _ => Ok([operation, payload].concat()),
    }
}

#[test]
fn the_host_receives_the_guests_answers() {
    for (operation, payload, code, expected) in [
        (&b"validate"[..], &b"{}"[..], 1, ("answer", b"validate{}".to_vec())),
        (b"", b"", 1, ("answer", Vec::new())),
        (b"", &LONG, 1, ("answer", LONG.to_vec())),
        (b"fail", b"x", 0, ("error", b"no such function".to_vec())),
    ] {
        HOST.set(TestHost { operation, payload, ..TestHost::default() });
        assert_eq!(call(operation.len(), payload.len(), echo), code);
        assert_eq!(heard(), [expected]);
    }
}

#[test]
fn the_guest_receives_the_hosts_answers() {
    for (answer, fails, expected) in [
        (&b"[1]"[..], false, Ok(b"[1]".to_vec())),
        (b"", false, Ok(Vec::new())),
        (b"not found", true, Err("not found".to_owned())),
        (b"", true, Err(String::new())),
        (b"\xff", true, Err("an error that is no text".to_owned())),
    ] {
        HOST.set(TestHost { answer: answer.to_vec(), fails, ..TestHost::default() });
        assert_eq!(host_call("kubewarden", "kubernetes", "get_resource", b"{}"), expected);
        let asked = [
            ("binding", &b"kubewarden"[..]),
            ("namespace", b"kubernetes"),
            ("operation", b"get_resource"),
            ("payload", b"{}"),
        ];
        assert_eq!(heard(), asked.map(|(what, bytes)| (what, bytes.to_vec())));
    }
}
