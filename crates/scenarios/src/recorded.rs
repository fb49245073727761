//! Reads the AdmissionReviews that real API servers sent, below `recorded/`; see its README.

pub mod expected;
pub mod more;
pub mod pairs;

use std::path::Path;

use serde_json::Value;
use walkdir::WalkDir;

use crate::path;

/// A recorded request.
pub struct Recorded {
    /// Its path below `recorded/`, without `.json`.
    pub name: String,
    /// The AdmissionRequest.
    pub request: Value,
    /// The accounts in the cluster.
    pub accounts: Vec<Value>,
}

/// Every recorded request whose name says what is right, sorted by name.
pub fn all() -> Vec<Recorded> {
    below(|name| !name.starts_with(more::FOLDER))
}

/// The recorded requests whose name, such as `v1.36/validate/CREATE-…`, passes the filter, sorted by name.
fn below(filter: impl Fn(&str) -> bool) -> Vec<Recorded> {
    let root = path("recorded");
    let files = WalkDir::new(&root).sort_by_file_name().into_iter();
    files
        .map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .filter_map(|path| {
            let below = path.strip_prefix(&root).unwrap_or(&path);
            let name = below.with_extension("").display().to_string();
            let file = name.rsplit('/').next().unwrap_or_default();
            let is_request = file.starts_with(|first: char| first.is_ascii_uppercase());
            if !is_request || !filter(&name) {
                return None; // service accounts, stored Pods
            }
            let mut review = read(&path);
            let request = match review.get_mut("request") {
                Some(request) => request.take(),
                None => review,
            };
            let server = match name.split('/').next().unwrap_or_default() {
                "audit-scanner" => "v1.36",
                server => server,
            };
            let accounts = match server {
                more::FOLDER => more::accounts(),
                server => accounts(server),
            };
            Some(Recorded { accounts, name, request })
        })
        .collect()
}

/// The recorded request with this name.
pub fn one(name: &str) -> Recorded {
    let found = all().into_iter().find(|recorded| recorded.name == name);
    found.unwrap_or_else(|| panic!("no recording {name}"))
}

/// The service accounts of a recorded cluster.
pub fn accounts(server: &str) -> Vec<Value> {
    let list = read(&path("recorded").join(server).join("service-accounts.json"));
    list["items"].as_array().cloned().unwrap_or_default()
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}
