//! Writes what `policy.wasm` answers to every scenario and every recorded request, with all that it
//! asked the host, a JSON object a line: `tests/core.rs` plays them to the core alone.

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use e2e_tests::{POLICY, RecordingCluster, recorded, scenario};
use serde_json::{Value, json};
use workbench::HostCalls;
use workbench::kinds::JUDGED_KINDS;
use workbench::request::create_request;

/// A host that writes down what it is asked and what it answers.
struct Tape {
    cluster: RecordingCluster,
    calls: Mutex<Vec<Value>>,
}

impl HostCalls for Tape {
    fn call(&self, namespace: &str, operation: &str, payload: &[u8]) -> Result<Vec<u8>, String> {
        let answer = self.cluster.call(namespace, operation, payload);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let call = json!({
            "operation": operation,
            "payload": text(payload),
            "answer": answer.as_deref().map(text).ok(),
            "error": answer.as_ref().err(),
        });
        if let Ok(mut calls) = self.calls.lock() {
            calls.push(call);
        }
        answer
    }
}

/// Too many mounts of too many sources, for a scenario to be read.
fn beyond_bounds() -> Value {
    let source = json!({"serviceAccountToken": {"path": "t"}});
    let volume = json!({"name": "v", "projected": {"sources": vec![source; 300]}});
    let mount = json!({"name": "v", "mountPath": "/v"});
    let container = json!({"name": "c", "volumeMounts": vec![mount; 300]});
    let pod = json!({"spec": {"volumes": [volume], "containers": [container]}});
    create_request(&pod, "default", ("", "v1"), &JUDGED_KINDS[0])
}

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut write = |name: &str, function: &str, payload: String, cluster: RecordingCluster| {
        let tape = Arc::new(Tape { cluster, calls: Mutex::default() });
        let calls: Arc<dyn HostCalls> = Arc::clone(&tape) as _;
        let answer = POLICY.call(function, payload.as_bytes(), &calls)?;
        let calls = tape.calls.lock().map(|calls| calls.clone()).unwrap_or_default();
        let answer = String::from_utf8_lossy(&answer);
        let case = json!({"name": name, "function": function, "payload": payload, "calls": calls,
            "answer": answer});
        writeln!(out, "{case}")?;
        anyhow::Ok(())
    };
    write("protocol", "protocol_version", String::new(), RecordingCluster::new(&[]))?;
    let payload = json!({"request": beyond_bounds(), "settings": {}}).to_string();
    write("beyond the bounds", "validate", payload, RecordingCluster::new(&[]))?;
    for (name, scenario) in scenario::all() {
        let nobody = RecordingCluster::new(&[]);
        write(&name, "validate_settings", scenario.settings.to_string(), nobody)?;
        // Under the other actions too: the more answers, the more a change of the core shows.
        for action in [None, Some("reject"), Some("warn"), Some("mutate")] {
            let mut settings = scenario.settings.clone();
            if let (Some(action), Some(settings)) = (action, settings.as_object_mut()) {
                settings.insert("action".into(), action.into());
            }
            let payload = json!({"request": scenario.request(), "settings": settings});
            write(&name, "validate", payload.to_string(), scenario.cluster())?;
        }
    }
    for recorded in recorded::all() {
        for action in ["reject", "mutate"] {
            let payload = json!({"request": recorded.request, "settings": {"action": action}});
            let cluster = RecordingCluster::new(&recorded.accounts);
            write(&recorded.name, "validate", payload.to_string(), cluster)?;
        }
    }
    Ok(())
}
