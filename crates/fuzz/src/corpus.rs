//! The fuzzer's initial inputs: requests of real API servers, and the scenarios.

use std::path::Path;

use serde_json::{Value, json};
use walkdir::WalkDir;

/// All files below a folder of the repository whose names end with `end`.
fn texts(folder: &str, end: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let files = WalkDir::new(root).sort_by_file_name().into_iter().flatten();
    let files = files.filter(|file| file.path().extension().is_some_and(|found| found == end));
    let texts: Vec<String> =
        files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect();
    assert!(texts.len() > 100, "only {} texts in {folder}", texts.len());
    texts
}

/// AdmissionRequests sent by real API servers.
pub fn requests() -> Vec<Value> {
    let texts = texts("e2e-tests/recorded", "json");
    let reviews = texts.iter().filter_map(|text| serde_json::from_str::<Value>(text).ok());
    reviews.filter_map(|mut review| Some(review.get_mut("request")?.take())).collect()
}

/// The texts of the scenarios.
pub fn scenarios() -> Vec<String> {
    texts("e2e-tests/scenarios", "yaml")
}

/// Writes the initial inputs for the targets in `tests/fuzzing.rs`, in one folder per target.
/// Targets without a folder read their bytes as edits of these inputs.
///
/// # Errors
///
/// A file cannot be written.
pub fn write(folder: &Path) -> std::io::Result<()> {
    let payload =
        |request| json!({"request": request, "settings": {"action": "mutate"}}).to_string();
    // The first byte means that the rest is the text.
    let manifest = |text| format!("\0{text}");
    let payloads: Vec<String> = requests().into_iter().map(payload).collect();
    let manifests: Vec<String> = scenarios().into_iter().map(manifest).collect();
    for (target, seeds) in [("payload", payloads), ("manifest", manifests)] {
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder)?;
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
