//! `--output json`: prints one array with an element per document.

use std::io::{BufWriter, Write};

use analysis::exposure::{Exposure, as_annotated};
use analysis::trail::Trail;
use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use super::table::what;
use super::{Report, notes_below};
use crate::found::{Found, What};
use crate::known_use::{KnownUse, Use};

/// An object, or what could not be read. Every field is always there.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Element<'f> {
    /// The file's name; `-` is stdin.
    file: &'f str,
    /// The line of the object's first key, from 1; null if unknown.
    line: Option<usize>,
    /// The file that it was rendered from.
    source: Option<&'f str>,
    api_version: Option<&'f str>,
    kind: Option<&'f str>,
    /// The namespace it was judged in.
    namespace: Option<&'f str>,
    name: Option<&'f str>,
    generate_name: Option<&'f str>,
    /// Null for a kind that is not judged, and for what could not be read.
    accepted: Option<bool>,
    code: Option<u16>,
    message: Option<&'f str>,
    /// What to know besides the message of a rejection.
    notes: Vec<String>,
    warnings: &'f [String],
    patch: Option<&'f Value>,
    #[serde(serialize_with = "exposures")]
    exposures: &'f [Exposure],
    /// Why it is not judged.
    reason: Option<&'f str>,
    /// Why it could not be read.
    error: Option<String>,
    /// Only for `explain`; null if the object holds no Pod, or has several Pod templates.
    #[serde(skip_serializing_if = "Option::is_none")]
    trail: Option<Option<&'f Trail>>,
    /// Only for `explain`: one for each of several Pod templates.
    #[serde(skip_serializing_if = "Option::is_none")]
    trails: Option<&'f [Trail]>,
    /// Only with audit logs; null if they say nothing of the object.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Option<Use<'f>>>,
}

impl<'f> Element<'f> {
    fn of(found: &'f Found, explains: bool, usage: Option<&'f KnownUse>) -> Self {
        let place = &found.place;
        let (one, several) = match found.trails.as_slice() {
            [one] => (Some(one), &[][..]),
            trails => (None, trails),
        };
        let element = Self {
            file: &place.file,
            line: place.line,
            source: place.source.as_deref(),
            trail: explains.then_some(one),
            trails: explains.then_some(several),
            usage: usage.map(|usage| found.judged().and_then(|judged| usage.of(judged))),
            ..Self::default()
        };
        match &found.what {
            What::Unread(fault) => Self { error: Some(what(fault)), ..element },
            What::Judged(judged) => Self {
                api_version: judged.api_version.as_deref(),
                kind: judged.kind.as_deref(),
                namespace: judged.namespace.as_deref(),
                name: judged.name.as_deref(),
                generate_name: judged.generate_name.as_deref(),
                accepted: judged.accepted,
                code: judged.code,
                message: judged.message.as_deref(),
                notes: notes_below::of_object(found),
                warnings: &judged.warnings,
                patch: judged.patch.as_ref(),
                exposures: &judged.exposures,
                reason: judged.reason.as_deref(),
                ..element
            },
        }
    }
}

fn exposures<S: serde::Serializer>(
    exposures: &&[Exposure],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    as_annotated(exposures, serializer)
}

/// Prints the array.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, explains: bool, out: &mut dyn Write) -> Result<()> {
    // Elements are made one at a time.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let mut serializer = serde_json::Serializer::pretty(&mut out);
    let usage = report.usage.as_ref();
    let elements = report.found.iter().map(|found| Element::of(found, explains, usage));
    serde::Serializer::collect_seq(&mut serializer, elements).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Prints a value as indented JSON, followed by a line break.
///
/// # Errors
///
/// The output cannot be written.
pub fn pretty(value: &(impl Serialize + ?Sized), out: &mut dyn Write) -> Result<()> {
    // The output for a whole cluster has millions of lines.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    // Keep I/O errors as such: the reader may have closed the pipe.
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}
