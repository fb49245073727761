//! `--output gitlab`: prints GitLab's code quality report
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use super::page::clean;
use super::rules::rule;
use super::table::what;
use super::{Report, json, notes_below};
use crate::findings::Finding;
use crate::found::{Found, What, title};

#[derive(Serialize)]
struct Violation {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    /// Relative to the repository, without `./`.
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Prints a violation per rejected object, warning, and document that could not be read.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, out: &mut dyn Write) -> Result<()> {
    let found = report.found.iter().filter(|found| !found.is_known);
    let violations: Vec<Violation> = found.flat_map(violations).collect();
    json::pretty(&violations, out)
}

fn violations(found: &Found) -> Vec<Violation> {
    let place = found.at();
    let (path, line) = place.to_point_at();
    let path = path.strip_prefix("./").unwrap_or(path);
    let violation = |check_name, severity, about: &str, text: &str| {
        // Without the line, so that it stays the same when lines move.
        let fingerprint = Finding::of(found, Path::new(""));
        let fingerprint = match fingerprint.as_slice() {
            [] => Finding::digest(&(check_name, path, about, text)),
            findings => Finding::fingerprint(findings),
        };
        Violation {
            description: clean(&format!("{about}: {text}")),
            check_name,
            fingerprint,
            severity,
            location: Location { path: path.to_owned(), lines: Lines { begin: line } },
        }
    };
    let judged = match &found.what {
        What::Unread(fault) => {
            return vec![violation("not-read", "critical", "not read", &what(fault))];
        }
        What::Judged(judged) => judged,
    };
    let about = title(judged);
    let mut all = Vec::new();
    if found.is_rejected() {
        let message = judged.message.iter().cloned().chain(notes_below::of_object(found));
        let message = message.collect::<Vec<_>>().join(" ");
        all.push(violation(rule(judged).id, "major", &about, &message));
    }
    for warning in judged.warnings.iter().filter(|_| !found.is_rejected()) {
        all.push(violation("warning", "minor", &about, warning));
    }
    all
}
