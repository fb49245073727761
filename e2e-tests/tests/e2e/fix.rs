//! Tests `token-check --fix` on every scenario's manifest in each format: a fixed manifest passes,
//! and differs only in one line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::{judged, manifests, run};

/// The new or changed line without the field.
fn without_the_field(line: &str) -> String {
    // Null means unset, and is overwritten.
    ["\"automountServiceAccountToken\":", "automountServiceAccountToken:", "false", "null"]
        .iter()
        .fold(line.to_owned(), |line, field| line.replace(field, ""))
        .replace([' ', ','], "")
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}"));
    let paths = entries.map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).path());
    paths
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
            (path.display().to_string(), text)
        })
        .collect()
}

#[test]
fn fixed_manifests_pass_and_differ_in_one_line() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().display().to_string();
    let count = manifests(folder.path());
    let before = texts(folder.path());
    let rejected_before = rejected(&["--output", "json", &path]);
    let output = run(&["--fix", "--yes", "--output", "json", &path], b"");
    assert!(String::from_utf8_lossy(&output.stderr).contains(" files changed"));
    let after = texts(folder.path());
    let rejected_after = rejected(&["--output", "json", &path]);
    let mut changed = 0;
    for (name, old) in &before {
        let new = &after[name];
        if old == new {
            continue;
        }
        changed += 1;
        assert!(rejected_before.contains(name), "{name} was accepted before");
        assert!(!rejected_after.contains(name), "{name} is rejected still:\n{new}");
        let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
        let same_start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let rest = old.len().min(new.len()) - same_start;
        let pairs = old.iter().rev().zip(new.iter().rev()).take(rest);
        let same_end = pairs.take_while(|(old, new)| old == new).count();
        let gone = old[same_start..old.len() - same_end].concat();
        let came = &new[same_start..new.len() - same_end];
        assert!(
            came.len() == 1 && came[0].contains("automountServiceAccountToken"),
            "{name}: {came:?}"
        );
        assert_eq!(without_the_field(came[0]), without_the_field(&gone), "{name}");
    }
    println!("{changed} of {count} files changed");
    assert!(changed > 100, "only {changed} of {count} files changed");
}

fn rejected(arguments: &[&str]) -> Vec<String> {
    let all = judged(&run(arguments, b""));
    let rejected = all.iter().filter(|one| one["accepted"] == false);
    rejected.map(|one| one["file"].as_str().unwrap_or_default().to_owned()).collect()
}
