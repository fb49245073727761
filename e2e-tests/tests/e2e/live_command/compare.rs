//! Tests `compare` on a live cluster.

use serde_json::Value;

use super::{cluster, run_on};
use crate::common::run;

/// What is said of each object with another verdict.
fn said(verdicts: &Value) -> Vec<String> {
    let verdicts = verdicts["verdicts"].as_array().into_iter().flatten();
    let keys = ["kind", "namespace", "name", "change", "containers"];
    let mut said: Vec<String> = verdicts
        .map(|one| keys.map(|key| one[key].to_string()).join(" ") + &one["new"].to_string())
        .collect();
    said.sort();
    said
}

/// Without files, every workload of the cluster is judged, as if it were in a dump.
#[test]
fn the_cluster_is_judged_as_its_dump() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        path.display().to_string()
    };
    let old = write("old.yaml", "allow: {podAuthor: any, serviceAccountsWithRoleBindings: true}");
    let new = write("new.yaml", "allow: {podAuthor: none}");
    let arguments = ["--output", "json", "compare", &old, &new];
    let dump = e2e_tests::path(super::DUMP).display().to_string();
    let of_dump = run(&[&arguments[..], &[&dump]].concat(), b"");
    let server = cluster(vec![]);
    let live = run_on(&server, &[&arguments[..], &["--cluster"]].concat(), "");
    let read = |output: &std::process::Output| {
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap_or_else(|error| panic!("{error}"))
    };
    let (of_dump, live) = (read(&of_dump), read(&live));
    assert!(!said(&of_dump).is_empty(), "{of_dump}");
    assert_eq!(said(&live), said(&of_dump));
    assert_eq!(live["unchanged"], of_dump["unchanged"]);
    let first = &live["verdicts"][0];
    assert_eq!((&first["file"], &first["line"]), (&Value::from(server.url.as_str()), &Value::Null));
}
