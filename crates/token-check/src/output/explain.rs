//! `token-check explain`: prints who decides about each token, as text or JSON.

use std::io::Write;

use analysis::exposure::{AskedBy, Exposure, How};
use analysis::judge::Judged;
use analysis::trail::{ContainerKind, DecidedBy, Trail, TrailToken};
use anyhow::Result;
use serde::Serialize;

use super::json;
use super::table::{BOLD, DIM, GREEN, RED, clean, paragraph, title};

/// An object and who decides about its tokens.
#[derive(Serialize)]
pub struct Explained {
    /// The verdict.
    #[serde(flatten)]
    pub judged: Judged,
    /// Who decides; null if the object contains no Pod.
    pub trail: Option<Trail>,
}

/// Prints one JSON array, an element per object.
///
/// # Errors
///
/// The output cannot be written.
pub fn print_json(explained: &[Explained], out: &mut dyn Write) -> Result<()> {
    json::pretty(explained, out)
}

/// Prints a paragraph per object.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(explained: &[Explained], out: &mut dyn Write) -> Result<()> {
    if explained.is_empty() {
        writeln!(out, "No objects found.")?;
    }
    for (index, Explained { judged, trail }) in explained.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let place = clean(&format!("{}:{}", judged.file, judged.line));
        let (style, verdict) = match judged.accepted {
            Some(true) => (GREEN, "accepted"),
            Some(false) => (RED, "rejected"),
            None => (DIM, "not judged"),
        };
        let title = title(judged);
        writeln!(out, "{BOLD}{title}{BOLD:#}  {style}{verdict}{style:#}  {DIM}{place}{DIM:#}")?;
        match trail {
            Some(trail) => fields(trail, out)?,
            None => paragraph("It contains no Pod.", out)?,
        }
        for container in trail.iter().flat_map(|trail| &trail.containers) {
            let kind = match container.kind {
                ContainerKind::InitContainer => "init container",
                ContainerKind::Container => "container",
                ContainerKind::EphemeralContainer => "ephemeral container",
            };
            let name = &container.name;
            if container.reads.is_empty() {
                paragraph(&format!("{kind} {name} reads no API token."), out)?;
            }
            for token in &container.reads {
                paragraph(&format!("{kind} {name} reads {}.", read(token)), out)?;
            }
        }
        let lines = judged.message.iter().chain(&judged.warnings).chain(&judged.reason);
        for line in lines {
            paragraph(line, out)?;
        }
        for field in &judged.wrong_fields {
            paragraph(&field.to_string(), out)?;
        }
    }
    Ok(())
}

/// Prints the fields that Kubernetes checks, in order, up to the one that decides.
fn fields(trail: &Trail, out: &mut dyn Write) -> Result<()> {
    if trail.decided_by == DecidedBy::Mirror {
        return paragraph("It is a kubelet's mirror Pod, and no token is mounted in it.", out);
    }
    let value_of = |field: Option<bool>| field.map_or("not set".to_owned(), |set| set.to_string());
    let account = match trail.account_exists {
        true => value_of(trail.service_account),
        false => "not in the files, so not set".into(),
    };
    let steps = [
        (DecidedBy::Pod, trail.pod_field.clone(), value_of(trail.pod)),
        (DecidedBy::ServiceAccount, format!("service account {}", clean(&trail.account)), account),
        (DecidedBy::Default, "Kubernetes' default".into(), "true".into()),
    ];
    let width = steps.iter().map(|(_, what, _)| what.chars().count()).max().unwrap_or(0);
    for (step, what, says) in steps {
        let decides = step == trail.decided_by;
        let mark = if decides { "  <- decides" } else { "" };
        writeln!(out, "  {what:width$}  {says}{BOLD}{mark}{BOLD:#}")?;
        if decides {
            break;
        }
    }
    Ok(())
}

fn read(token: &TrailToken) -> String {
    let Exposure { how, account, asked_by, secret, audience, signer, allowed_by, .. } =
        &token.exposure;
    let whose = match (account, how) {
        (Some(account), How::Certificate) => format!("a certificate of {account}"),
        (Some(account), _) => format!("the token of {account}"),
        (None, _) => "a token of an unknown account".into(),
    };
    let how = match (how, secret) {
        (How::Automount, _) => "mounted by Kubernetes".to_owned(),
        (How::Projected, _) => match audience {
            Some(audience) => format!("from a projected volume, for audience {audience}"),
            None => "from a projected volume".into(),
        },
        (How::Certificate, _) => {
            let signer = signer.as_deref().unwrap_or_default();
            format!("from a projected volume, by signer {signer}")
        }
        (How::Secret, secret) => {
            format!("from Secret {}", secret.as_deref().unwrap_or_default())
        }
    };
    let places = match token.places.as_slice() {
        [] => String::new(),
        places => format!(" at {}", places.join(", ")),
    };
    let who = match asked_by {
        Some(AskedBy::Nobody) => "nobody asked for it",
        Some(AskedBy::ServiceAccount) => "the service account says true",
        Some(AskedBy::Pod) => "the Pod asks for it",
        None => "who asked was not looked up",
    };
    let allowed = match allowed_by {
        Some(setting) => format!("; allowed by {setting}"),
        None => String::new(),
    };
    format!("{whose}, {how}{places}: {who}{allowed}")
}
