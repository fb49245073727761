//! Measures what a request costs before the policy does any work of its own, with handwritten guests:
//! each does one more thing that every policy has to do. The difference between the last of them and
//! the policy is the policy's work.

use anyhow::{Context as _, Result, ensure};
use wasmparser::{DataKind, Parser, Payload};
use wasmtime_host::PolicyServerEngine;

use crate::guest::Guest;
use crate::request::Request;
use crate::{CALLS, alternate, ratio};

/// Where the policy's stack ends and its data starts.
const DATA: usize = 1 << 20;
/// The unit in which memory is touched.
const PAGE: usize = 4_096;

/// What each guest does in addition to the previous one.
const STEPS: [&str; 5] = [
    "an instance, and no answer",
    "+ as much data as the policy",
    "+ the request is taken",
    "+ a page of stack, all data",
    "+ the host is asked once",
];

/// Prints the table: the no-op, the guests of the steps, the policy.
pub fn print(engine: &PolicyServerEngine, noop: &Guest, policy: &Guest) -> Result<()> {
    let request = Request::recorded()?;
    let data = data_of(&policy.wasm)?;
    let steps = (0..STEPS.len())
        .map(|last| Guest::new(engine, STEPS[last], wat::parse_str(module(last, data))?));
    let steps = steps.collect::<Result<Vec<_>>>()?;
    let guests: Vec<&Guest> = [noop].into_iter().chain(&steps).chain([policy]).collect();
    for guest in &steps {
        ensure!(guest.serve(&request)?.is_empty(), "{} answers", guest.path);
    }
    let times = alternate(CALLS, 0, &guests, |guest| guest.serve(&request).map(drop))?;
    let names = ["the no-op"].into_iter().chain(STEPS).chain(["the policy"]);
    let rows = names.enumerate().map(|(index, name)| vec![name.into(), ratio(&times, index)]);
    crate::print(&["what a request costs at least", "rehydrate+call"], rows);
    println!();
    Ok(())
}

/// The size of a module's data in bytes.
fn data_of(wasm: &[u8]) -> Result<usize> {
    let mut bytes = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::DataSection(segments) = payload? {
            for segment in segments {
                let segment = segment?;
                ensure!(matches!(segment.kind, DataKind::Active { .. }), "data that is not active");
                bytes += segment.data.len();
            }
        }
    }
    (bytes > 0).then_some(bytes).context("the policy has no data")
}

/// The text of the guest that does all steps up to `last`.
fn module(last: usize, data: usize) -> String {
    let has = |step| last >= step;
    let arena = (DATA + data).next_multiple_of(PAGE);
    let mut work = Vec::new();
    if has(2) {
        let (operation, payload) = (arena + 32, arena + 64);
        work.push(format!("(call $guest_request (i32.const {operation}) (i32.const {payload}))"));
    }
    if has(3) {
        work.push(format!("(i32.store (i32.const {}) (i32.const 1))", DATA - 64));
        let pages = (DATA..DATA + data).step_by(PAGE);
        work.extend(pages.map(|page| format!("(drop (i32.load (i32.const {page})))")));
    }
    if has(4) {
        // The texts are at the start of the data; the request to the host has the size of the
        // policy's.
        let texts = [("kubewarden", 0), ("kubernetes", 10), ("get_resource", 20)];
        let texts =
            texts.map(|(text, at)| format!("(i32.const {}) (i32.const {})", DATA + at, text.len()));
        let asked = format!("{} (i32.const {}) (i32.const 170)", texts.join(" "), DATA + 64);
        work.push(format!("(drop (call $host_call {asked}))"));
        work.push(format!("(call $host_response (i32.const {}))", arena + PAGE));
    }
    let work = work.join("\n    ");
    let pages = (arena + 2 * PAGE).div_ceil(1 << 16);
    let bytes = "kubewardenkubernetesget_resource".to_owned() + &"x".repeat(data);
    let segment = match has(1) {
        true => format!("(data (i32.const {DATA}) \"{}\")", &bytes[..data]),
        false => String::new(),
    };
    format!(
        r#"(module
  (import "wapc" "__guest_request" (func $guest_request (param i32 i32)))
  (import "wapc" "__guest_response" (func $guest_response (param i32 i32)))
  (import "wapc" "__host_call" (func $host_call (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wapc" "__host_response" (func $host_response (param i32)))
  (memory (export "memory") {pages})
  (func (export "__guest_call") (param i32 i32) (result i32)
    {work}
    (call $guest_response (i32.const 0) (i32.const 0))
    (i32.const 1))
  {segment})"#
    )
}
