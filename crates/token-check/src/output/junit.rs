//! `--output junit`: prints JUnit XML with a test case per object
//! (<https://github.com/testmoapp/junitxml>).

use std::io::Write;

use anyhow::Result;
use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::page::clean;
use super::rules::rule;
use super::table::what;
use super::{Report, notes_below};
use crate::found::{Found, What, title};

/// Prints a test suite per file. What is not judged, or is known, counts as skipped.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, out: &mut dyn Write) -> Result<()> {
    let mut junit = Junit::new("token-check");
    let mut suite: Option<TestSuite> = None;
    for found in &report.found {
        let (file, _) = found.place.to_point_at();
        if suite.as_ref().is_none_or(|suite| suite.name.as_str() != file) {
            junit.add_test_suites(suite.take());
        }
        suite.get_or_insert_with(|| TestSuite::new(file)).add_test_case(case(found));
    }
    junit.add_test_suites(suite);
    // The library leaves these in, and XML has no way to write them.
    let text = junit.to_string()?.replace(['\u{fffe}', '\u{ffff}'], "?");
    writeln!(out, "{}", text.trim_end())?;
    Ok(())
}

fn case(found: &Found) -> TestCase {
    let place = found.place.shown();
    let (name, status) = match &found.what {
        What::Unread(fault) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            let text = clean(&what(fault));
            status
                .set_type("not-read")
                .set_message(&*text)
                .set_description(format!("{place}: {text}"));
            ("not read".to_owned(), status)
        }
        What::Judged(judged) => {
            let message = judged.message.as_deref().unwrap_or_default();
            let mut status = match judged.accepted {
                Some(false) if !found.is_known => {
                    TestCaseStatus::non_success(NonSuccessKind::Failure)
                }
                Some(true) => TestCaseStatus::success(),
                Some(false) | None => TestCaseStatus::skipped(),
            };
            match (judged.accepted, found.is_known) {
                (Some(false), true) => {
                    status.set_message("known from the baseline");
                }
                (Some(false), false) => {
                    let notes = notes_below::of_object(found);
                    let notes: String = notes.iter().map(|note| format!("\n{note}")).collect();
                    let description = format!("{place}: {message}{notes}");
                    status.set_type(rule(judged).id).set_message(message);
                    status.set_description(description);
                }
                (Some(true), _) => {}
                (None, _) => {
                    status.set_message(judged.reason.as_deref().unwrap_or_default());
                }
            }
            (clean(&title(judged)), status)
        }
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(found.place.to_point_at().0);
    if let Some(judged) = found.judged()
        && !judged.warnings.is_empty()
    {
        case.set_system_out(judged.warnings.join("\n"));
    }
    case
}
