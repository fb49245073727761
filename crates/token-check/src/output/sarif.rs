//! `--output sarif`: prints SARIF 2.1.0 with a result per rejected object.

use std::io::Write;

use analysis::edit::Edit;
use analysis::exposure::{AskedBy, How};
use analysis::judge::Judged;
use anyhow::Result;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix, Location, Message,
    MultiformatMessageString, PhysicalLocation, Region, Replacement, ReportingDescriptor,
    Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use super::json;
use super::positions::Positions;

/// A rejected object, and the changes to its text that make it pass.
pub struct Finding<'f> {
    /// The verdict.
    pub judged: &'f Judged,
    /// The changes, and the text to change.
    pub fix: Option<(&'f [Edit], &'f str)>,
}

/// The rules: their ids, which never change, and their descriptions.
const RULES: [(&str, &str); 10] = [
    ("token-nobody-asked-for", "Kubernetes mounts a service account token that nobody asked for."),
    (
        "token-by-service-account",
        "A token is mounted because the service account sets automountServiceAccountToken: true.",
    ),
    ("token-by-pod", "A token is mounted because the Pod sets automountServiceAccountToken: true."),
    ("projected-token", "A projected volume holds a token that is not allowed."),
    (
        "pod-certificate",
        "A projected volume holds a certificate for the Kubernetes API that is not allowed.",
    ),
    ("token-secret", "A container reads a service account token Secret."),
    ("token-secret-created", "A service account token Secret is created."),
    (
        "service-account-opts-not-out",
        "A ServiceAccount does not set automountServiceAccountToken: false.",
    ),
    ("bad-request", "The API server would not accept the object."),
    ("not-looked-up", "A cluster lookup that the verdict depends on failed."),
];

/// Characters to escape in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

/// Prints the log.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(findings: &[Finding<'_>], out: &mut dyn Write) -> Result<()> {
    let rejected = findings.iter().filter(|finding| finding.judged.accepted == Some(false));
    let rules = RULES.iter().map(|(id, says)| {
        let says = MultiformatMessageString::builder().text(*says).build();
        ReportingDescriptor::builder().id(*id).short_description(says).build()
    });
    let driver = ToolComponent::builder()
        .name("token-check")
        .version(env!("CARGO_PKG_VERSION"))
        .rules(rules.collect::<Vec<_>>())
        .build();
    let mut text = Positions::default();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind("unicodeCodePoints")
        .results(rejected.map(|finding| result(finding, &mut text)).collect::<Vec<_>>())
        .build();
    let log = Sarif::builder()
        .schema("https://json.schemastore.org/sarif-2.1.0.json")
        .version("2.1.0")
        .runs(vec![run])
        .build();
    json::pretty(&log, out)
}

fn result<'f>(finding: &Finding<'f>, positions: &mut Positions<'f>) -> SarifResult {
    let judged = finding.judged;
    let region = Region::builder().start_line(line(judged.line)).build();
    let place = PhysicalLocation::builder().artifact_location(file(judged)).region(region).build();
    let message = judged.message.clone().unwrap_or_default();
    let result = SarifResult::builder()
        .rule_id(rule(judged))
        .level(ResultLevel::Error)
        .message(Message::builder().text(message).build())
        .locations(vec![Location::builder().physical_location(place).build()]);
    match finding.fix {
        Some((edits, text)) => {
            positions.set_text(text);
            result.fixes(vec![fix(judged, edits, positions)]).build()
        }
        None => result.build(),
    }
}

fn fix(judged: &Judged, edits: &[Edit], positions: &Positions<'_>) -> Fix {
    let replacement = |edit: &Edit| {
        let (start, end) = (positions.of(edit.at.start), positions.of(edit.at.end));
        let region = Region::builder()
            .start_line(line(start.0))
            .start_column(line(start.1))
            .end_line(line(end.0))
            .end_column(line(end.1))
            .build();
        let insert = ArtifactContent::builder().text(edit.insert.clone()).build();
        Replacement::builder().deleted_region(region).inserted_content(insert).build()
    };
    let change = ArtifactChange::builder()
        .artifact_location(file(judged))
        .replacements(edits.iter().map(replacement).collect::<Vec<_>>())
        .build();
    let description = Message::builder().text("Opt out of the token.").build();
    Fix::builder().description(description).artifact_changes(vec![change]).build()
}

fn line(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn file(judged: &Judged) -> ArtifactLocation {
    let path = if judged.file == "-" { "stdin" } else { &judged.file };
    let path = path.strip_prefix("./").unwrap_or(path);
    let root = if path.starts_with('/') { "file://" } else { "" };
    let uri = format!("{root}{}", utf8_percent_encode(path, PATH));
    ArtifactLocation::builder().uri(uri).build()
}

/// The rule that a rejected object breaks; the first if there are several.
fn rule(judged: &Judged) -> &'static str {
    let violation = judged.exposures.iter().find(|exposure| exposure.allowed_by.is_none());
    match (judged.code, violation.map(|exposure| (exposure.how, exposure.asked_by))) {
        (Some(400), _) => "bad-request",
        (Some(500), _) => "not-looked-up",
        (_, Some((How::Automount, Some(AskedBy::ServiceAccount)))) => "token-by-service-account",
        (_, Some((How::Automount, Some(AskedBy::Pod)))) => "token-by-pod",
        (_, Some((How::Automount, _))) => "token-nobody-asked-for",
        (_, Some((How::Projected, _))) => "projected-token",
        (_, Some((How::Certificate, _))) => "pod-certificate",
        (_, Some((How::Secret, _))) => "token-secret",
        (_, None) if judged.kind.as_deref() == Some("Secret") => "token-secret-created",
        (_, None) => "service-account-opts-not-out",
    }
}
