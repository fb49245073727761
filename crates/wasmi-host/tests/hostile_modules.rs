//! Tests modules that are not policies, or are malicious ones: each is rejected or stopped with an
//! error that gives the reason, and the next call still works.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use analysis::policy::NoCluster;
use analysis::{HostCalls, Policy as _};
use wasmi_host::{Host, Limits, PolicyModule};

/// A waPC guest that ends with `more` and a function `__guest_call` with this body.
fn guest(more: &str, body: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
  (import "wapc" "__guest_request" (func $guest_request (param i32 i32)))
  (import "wapc" "__guest_response" (func $guest_response (param i32 i32)))
  (import "wapc" "__guest_error" (func $guest_error (param i32 i32)))
  (import "wapc" "__console_log" (func $console_log (param i32 i32)))
  (import "wapc" "__host_call" (func $host_call (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wapc" "__host_response" (func $host_response (param i32)))
  (import "wapc" "__host_response_len" (func $host_response_len (result i32)))
  (import "wapc" "__host_error" (func $host_error (param i32)))
  (import "wapc" "__host_error_len" (func $host_error_len (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "kubewardenkubernetesget_resource\ff\fe")
  (func (export "__guest_call") (param $operation i32) (param $payload i32) (result i32) {body})
  {more})"#
    );
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

const ASK: &str = "(call $host_call (i32.const 0) (i32.const 10) (i32.const 10) (i32.const 10) \
                   (i32.const 20) (i32.const 12) (i32.const 100) (i32.const 0))";

fn call(host: &Host, calls: Arc<dyn HostCalls>) -> Result<String, String> {
    let answer = host.call("validate", b"{\"request\": {}}", &calls);
    answer.map(|answer| String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn a_module_that_is_not_a_policy_is_rejected() {
    let wat = |text: &str| wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"));
    let imports = |import: &str| {
        let text = format!(
            r#"(module (import {import}) (memory (export "memory") 1)
               (func (export "__guest_call") (param i32 i32) (result i32) (i32.const 1)))"#
        );
        wat(&text)
    };
    let cases = [
        ("nothing", vec![], "expected a policy module: this is not WebAssembly"),
        ("a text", b"kind: Pod".to_vec(), "expected a policy module: this is not WebAssembly"),
        ("half a module", guest("", "(i32.const 1)")[..60].to_vec(), "expected a policy module: "),
        (
            "a module of nothing",
            wat("(module)"),
            "expected a waPC guest: the module exports no function __guest_call",
        ),
        (
            "no memory",
            wat(
                r#"(module (func (export "__guest_call") (param i32 i32) (result i32) (i32.const 1)))"#,
            ),
            "expected a waPC guest: the module exports no memory",
        ),
        (
            "WASI",
            imports(
                r#""wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32))"#,
            ),
            "it imports wasi_snapshot_preview1.fd_write, which this host does not offer",
        ),
        (
            "unknown to waPC",
            imports(r#""wapc" "__host_secret" (func)"#),
            "it imports wapc.__host_secret, which this host does not offer",
        ),
        (
            "another type",
            imports(r#""wapc" "__guest_request" (func (param i64))"#),
            "it imports wapc.__guest_request with another type than waPC defines for it",
        ),
        (
            "no function",
            imports(r#""wapc" "__guest_request" (global i32)"#),
            "it imports wapc.__guest_request with another type than waPC defines for it",
        ),
        (
            "an imported memory",
            imports(r#""env" "memory" (memory 1)"#),
            "it imports env.memory, which this host does not offer",
        ),
        (
            "code that runs at once",
            guest("(func $start (loop $again (br $again))) (start $start)", "(i32.const 1)"),
            "expected a policy module: configuration disallows start functions but found one",
        ),
        (
            "memory beyond the limit",
            wat(r#"(module (memory (export "memory") 5000)
                (func (export "__guest_call") (param i32 i32) (result i32) (i32.const 1)))"#),
            "the policy was stopped: it asked for more than 256 MiB of memory",
        ),
    ];
    for (note, wasm, expected) in cases {
        let why = PolicyModule::new(&wasm).err().unwrap_or_default();
        assert!(why.starts_with(expected), "{note}: {why:?}");
    }
}

#[test]
fn a_module_that_does_not_answer_is_stopped() {
    const TOO_LONG: &str =
        "the policy was stopped: it computed for longer than any request of this size takes";
    const TOO_LARGE: &str = "the policy was stopped: it asked for more than 256 MiB of memory";
    let forever = "(loop $again (br $again))";
    let cases = [
        ("a loop", guest("", &format!("{forever} (i32.const 1)")), TOO_LONG),
        (
            "a loop in wapc_init",
            guest(&format!("(func (export \"wapc_init\") {forever})"), "(i32.const 1)"),
            TOO_LONG,
        ),
        (
            "a loop in _start",
            guest(&format!("(func (export \"_start\") {forever})"), "(i32.const 1)"),
            TOO_LONG,
        ),
        (
            "questions without end",
            guest("", &format!("(loop $again (drop {ASK}) (br $again)) (i32.const 1)")),
            TOO_LONG,
        ),
        (
            "large answers without end",
            guest(
                "",
                "(loop $again (call $guest_response (i32.const 0) (i32.const 65536)) (br $again)) (i32.const 1)",
            ),
            TOO_LONG,
        ),
        (
            "memory, bit by bit",
            guest(
                "",
                "(loop $again (drop (memory.grow (i32.const 16))) (br $again)) (i32.const 1)",
            ),
            TOO_LARGE,
        ),
        (
            "memory at once",
            guest("", "(drop (memory.grow (i32.const 60000))) (i32.const 1)"),
            TOO_LARGE,
        ),
        (
            "a stack without end",
            guest("(func $deeper (call $deeper))", "(call $deeper) (i32.const 1)"),
            "the policy trapped: call stack exhausted",
        ),
        (
            "a panic",
            guest("", "unreachable"),
            "the policy trapped: wasm `unreachable` instruction executed",
        ),
        (
            "an answer that is nowhere",
            guest("", "(call $guest_response (i32.const -1) (i32.const 9)) (i32.const 1)"),
            "the policy trapped: out of bounds memory access",
        ),
        (
            "an answer without end",
            guest("", "(call $guest_response (i32.const 0) (i32.const -1)) (i32.const 1)"),
            "the policy trapped: out of bounds memory access",
        ),
        (
            "a request that goes nowhere",
            guest("", "(call $guest_request (i32.const 65530) (i32.const 0)) (i32.const 1)"),
            "the policy trapped: out of bounds memory access",
        ),
        (
            "a question that is nowhere",
            guest(
                "",
                &format!(
                    "{} (i32.const 1)",
                    ASK.replace("const 100", "const 65537")
                        .replace("call $host_call", "drop (call $host_call")
                        + ")"
                ),
            ),
            "the policy trapped: out of bounds memory access",
        ),
        (
            "a log that is no text",
            guest("", "(call $console_log (i32.const 32) (i32.const 2)) (i32.const 1)"),
            "the policy failed: it handed over a text that is not UTF-8",
        ),
        (
            "an error",
            guest("", "(call $guest_error (i32.const 0) (i32.const 4)) (i32.const 0)"),
            "the policy answered: kube",
        ),
        ("no error", guest("", "(i32.const 0)"), "No error message set for call failure"),
        (
            "no answer",
            guest("", "(i32.const 1)"),
            "No error message OR response set for call success",
        ),
    ];
    for (note, wasm, expected) in cases {
        // A lower limit, because each loop would otherwise take seconds.
        let limits = Limits { fuel: 100_000_000, ..Limits::default() };
        let module = PolicyModule::with_limits(&wasm, limits);
        let host = Host::new(&module.unwrap_or_else(|why| panic!("{note}: {why}")));
        for round in 0..2 {
            let answer = call(&host, Arc::new(Long));
            assert_eq!(answer, Err(expected.into()), "{note}, round {round}");
        }
    }
}

/// With the normal fuel limit.
#[test]
fn a_loop_is_stopped_in_seconds() {
    let module = PolicyModule::new(&guest("", "(loop $again (br $again)) (i32.const 1)"));
    let host = Host::new(&module.unwrap_or_else(|why| panic!("{why}")));
    let start = Instant::now();
    let answer = call(&host, Arc::new(NoCluster::default()));
    assert!(answer.is_err_and(|why| why.contains("was stopped")));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

/// Returns long answers.
struct Long;

impl HostCalls for Long {
    fn call(&self, _: &str, _: &str, _: &[u8]) -> Result<Vec<u8>, String> {
        Ok(vec![b' '; 10_000])
    }
}

/// The first call leaves a mark in memory; the second finds it, or gets a new instance.
#[test]
fn an_instance_serves_until_a_call_fails() {
    let count = "(i32.store8 (i32.const 50) (i32.add (i32.load8_u (i32.const 50)) (i32.const 1)))";
    let answer = "(call $guest_response (i32.const 50) (i32.const 1)) (i32.const 1)";
    let fails = "(if (i32.eq (i32.load8_u (i32.const 50)) (i32.const 3)) (then unreachable))";
    let module = PolicyModule::new(&guest("", &format!("{count} {fails} {answer}")));
    let host = Host::new(&module.unwrap_or_else(|why| panic!("{why}")));
    let calls: Arc<dyn HostCalls> = Arc::new(NoCluster::default());
    let answers: Vec<_> = (0..5).map(|_| host.call("validate", b"", &calls)).collect();
    let trap = "the policy trapped: wasm `unreachable` instruction executed";
    assert_eq!(answers, [Ok(vec![1]), Ok(vec![2]), Err(trap.into()), Ok(vec![1]), Ok(vec![2])]);
}

/// Each call queries the cluster that it was made with.
#[test]
fn answers_and_errors_of_the_cluster_reach_the_guest() {
    struct Says(Result<Vec<u8>, String>, Mutex<Vec<String>>);
    impl HostCalls for Says {
        fn call(&self, namespace: &str, operation: &str, _: &[u8]) -> Result<Vec<u8>, String> {
            let asked = format!("{namespace}/{operation}");
            self.1.lock().map_err(|error| error.to_string())?.push(asked);
            self.0.clone()
        }
    }
    let body = format!(
        "(if {ASK}
           (then (call $host_response (i32.const 200))
                 (call $guest_response (i32.const 200) (call $host_response_len)))
           (else (call $host_error (i32.const 200))
                 (call $guest_response (i32.const 200) (call $host_error_len))))
         (i32.const 1)"
    );
    let module = PolicyModule::new(&guest("", &body)).unwrap_or_else(|why| panic!("{why}"));
    let host = Host::new(&module);
    for says in [Ok(b"one".to_vec()), Err("no such thing".to_owned()), Ok(b"two".to_vec())] {
        let cluster = Arc::new(Says(says.clone(), Mutex::default()));
        let expected = says.unwrap_or_else(String::into_bytes);
        let answer = call(&host, Arc::clone(&cluster) as _);
        assert_eq!(answer, Ok(String::from_utf8_lossy(&expected).into_owned()));
        let asked = cluster.1.lock().map(|asked| asked.clone()).unwrap_or_default();
        assert_eq!(asked, ["kubernetes/get_resource"]);
    }
}
