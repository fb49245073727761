//! `--output sarif`: prints SARIF 2.1.0 with a result per rejected object, and a notification for each
//! document that could not be read.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use analysis::edit::Edit;
use analysis::input::Unreadable;
use analysis::judge::Judged;
use anyhow::Result;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix, Invocation, Location, Message,
    MultiformatMessageString, Notification, PhysicalLocation, Region, Replacement,
    ReportingDescriptor, Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use super::positions::Positions;
use super::rules::{RULES, Rule, rule};
use super::table::what;
use super::{Report, json, notes_below};
use crate::findings::Finding;
use crate::found::{Found, Place};

/// The key of our fingerprints; the number changes with what they are made of.
const FINGERPRINT: &str = "tokenCheck/v1";

/// Characters to escape in the path of a URI.
pub const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

/// Prints the log.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, out: &mut dyn Write) -> Result<()> {
    let results = report.found.iter().filter(|found| found.is_rejected());
    let mut positions = Positions::default();
    let has_baseline = report.gone.is_some();
    let results = results
        .filter_map(|found| Some(result(found, found.judged()?, &mut positions, has_baseline)));
    let results: Vec<SarifResult> = results.collect();
    let faults = report.found.iter().filter_map(|found| Some((found, found.fault()?)));
    let notifications: Vec<Notification> =
        faults.map(|(found, fault)| notification(&found.place, fault)).collect();
    let driver = ToolComponent::builder()
        .name("token-check")
        .version(env!("CARGO_PKG_VERSION"))
        .rules(RULES.iter().map(descriptor).collect::<Vec<_>>())
        .build();
    let invocation = Invocation::builder()
        .execution_successful(notifications.is_empty())
        .tool_execution_notifications(notifications)
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind("unicodeCodePoints")
        .invocations(vec![invocation])
        .results(results)
        .build();
    let log = Sarif::builder()
        .schema("https://json.schemastore.org/sarif-2.1.0.json")
        .version("2.1.0")
        .runs(vec![run])
        .build();
    json::pretty(&log, out)
}

/// A rule, with a text for the page of a finding.
fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let Rule { id, says, why, what_to_do } = rule;
    let plain = |text: &str| text.replace('`', "");
    let text = |text: &str| MultiformatMessageString::builder().text(plain(text)).build();
    let help = MultiformatMessageString::builder()
        .text(plain(&format!("{says} {why} {what_to_do}")))
        .markdown(format!("{says}\n\n## Why\n\n{why}\n\n## What to do\n\n{what_to_do}\n"))
        .build();
    ReportingDescriptor::builder()
        .id(*id)
        .short_description(text(says))
        .full_description(text(&format!("{says} {why}")))
        .help(help)
        .build()
}

fn result<'f>(
    found: &'f Found,
    judged: &Judged,
    positions: &mut Positions<'f>,
    has_baseline: bool,
) -> SarifResult {
    let message = judged.message.iter().cloned().chain(notes_below::of_object(found));
    let message = message.collect::<Vec<_>>().join("\n");
    let fingerprint = Finding::fingerprint(&Finding::of(found, Path::new("")));
    let result = SarifResult::builder()
        .rule_id(rule(judged).id)
        .level(ResultLevel::Error)
        .message(Message::builder().text(message).build())
        .locations(locations(found))
        .partial_fingerprints(BTreeMap::from([(FINGERPRINT.to_owned(), fingerprint)]));
    let fixes = found.fix.iter().map(|(edits, input)| {
        positions.set_text(&input.text.text);
        fix(&found.place, edits, positions)
    });
    let fixes: Vec<Fix> = fixes.collect();
    let mut result = result.build();
    result.related_locations = read_at(&found.place).map(|location| vec![location]);
    result.fixes = Some(fixes).filter(|fixes| !fixes.is_empty());
    result.baseline_state =
        has_baseline.then(|| if found.is_known { "unchanged" } else { "new" }.into());
    result
}

fn notification(place: &Place, fault: &Unreadable) -> Notification {
    Notification::builder()
        .level("error")
        .message(Message::builder().text(what(fault)).build())
        .locations(vec![location(place)])
        .build()
}

/// Where an object was read that was rendered from a template.
fn read_at(place: &Place) -> Option<Location> {
    place.source.as_ref().filter(|_| !place.is_rendered)?;
    let mut location = location_at(&place.file, place.line.unwrap_or(1));
    location.message = Some(Message::builder().text("The rendered object.").build());
    Some(location)
}

/// Each place where something has to change: of a kind that may have several Pod templates, each that is
/// rejected.
fn locations(found: &Found) -> Vec<Location> {
    if found.lines.is_empty() {
        return vec![location(&found.place)];
    }
    let places = found.lines.iter().map(|line| Place { line: Some(*line), ..found.place.clone() });
    let mut locations: Vec<Location> = places.map(|place| location(&place)).collect();
    locations.dedup();
    locations
}

fn location(place: &Place) -> Location {
    let (path, number) = place.to_point_at();
    location_at(path, number)
}

fn location_at(path: &str, number: usize) -> Location {
    let region = Region::builder().start_line(line(number)).build();
    let place =
        PhysicalLocation::builder().artifact_location(artifact(path)).region(region).build();
    Location::builder().physical_location(place).build()
}

fn fix(place: &Place, edits: &[Edit], positions: &Positions<'_>) -> Fix {
    let replacements = edits.iter().map(|edit| {
        let (start, end) = (positions.of(edit.at.start), positions.of(edit.at.end));
        let region = Region::builder()
            .start_line(line(start.0))
            .start_column(line(start.1))
            .end_line(line(end.0))
            .end_column(line(end.1))
            .build();
        let insert = ArtifactContent::builder().text(edit.insert.clone()).build();
        Replacement::builder().deleted_region(region).inserted_content(insert).build()
    });
    let change = ArtifactChange::builder()
        .artifact_location(artifact(&place.file))
        .replacements(replacements.collect::<Vec<_>>())
        .build();
    let description =
        Message::builder().text("Change the object so that the policy accepts it.").build();
    Fix::builder().description(description).artifact_changes(vec![change]).build()
}

fn line(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A file as a relative URI, as code-scanning pages expect it.
fn artifact(path: &str) -> ArtifactLocation {
    let path = if path == "-" { "stdin" } else { path };
    let path = path.strip_prefix("./").unwrap_or(path);
    let root = if path.starts_with('/') { "file://" } else { "" };
    let uri = format!("{root}{}", utf8_percent_encode(path, PATH));
    ArtifactLocation::builder().uri(uri).build()
}
