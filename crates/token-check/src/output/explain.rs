//! `token-check explain`: prints who decides about each token, as text.

use std::io::Write;

use analysis::exposure::{AskedBy, Exposure, How};
use analysis::judge::Judged;
use analysis::trail::{ContainerKind, DecidedBy, Trail, TrailToken};
use anyhow::Result;

use super::page::{BOLD, Cell, DIM, GREEN, Page, RED};
use super::table::place;
use super::{Report, explain_use, summary};
use crate::found::{Found, title};

/// Prints a paragraph per object that is judged.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, all: bool, out: &mut dyn Write) -> Result<()> {
    let page = &mut Page::stdout(out);
    let mut is_first = true;
    for found in &report.found {
        let Some(judged) = found.judged().filter(|judged| all || judged.accepted.is_some()) else {
            continue;
        };
        if !std::mem::take(&mut is_first) {
            page.gap()?;
        }
        explain(found, judged, page)?;
        if let Some(usage) = &report.usage
            && (!found.trails.is_empty() || judged.kind.as_deref() == Some("ServiceAccount"))
        {
            page.paragraph(2, &explain_use::explain(judged, usage.of(judged)))?;
        }
    }
    if is_first {
        page.line("No objects found that the policy judges.")?;
    }
    if let Some(usage) = &report.usage {
        explain_use::print_logs(&usage.report, page)?;
    }
    for (number, line) in summary::rest(report, all).iter().enumerate() {
        if number == 0 {
            page.gap()?;
        }
        page.paragraph(0, line)?;
    }
    Ok(())
}

fn explain(found: &Found, judged: &Judged, page: &mut Page<'_>) -> Result<()> {
    let (style, verdict) = match judged.accepted {
        Some(true) => (GREEN, "accepted"),
        Some(false) => (RED, "rejected"),
        None => (DIM, "not judged"),
    };
    let heading = [
        Cell::new(&title(judged)).styled(BOLD),
        Cell::new(verdict).styled(style),
        place(&found.place),
    ];
    page.rows(0, &[heading.to_vec()], |_, _| Ok(()))?;
    if found.trails.is_empty() && !judged.is_unknown() {
        page.paragraph(2, "It contains no Pod.")?;
    }
    for trail in &found.trails {
        print_trail(trail, page)?;
    }
    for line in judged.message.iter().chain(&judged.warnings).chain(&judged.reason) {
        page.paragraph(2, line)?;
    }
    for field in &judged.wrong_fields {
        page.paragraph(2, &field.to_string())?;
    }
    Ok(())
}

/// Prints who decides about the tokens of a Pod template, and what its containers read.
fn print_trail(trail: &Trail, page: &mut Page<'_>) -> Result<()> {
    if let Some(path) = &trail.path {
        page.paragraph(2, &format!("{path}:"))?;
    }
    fields(trail, page)?;
    for container in &trail.containers {
        let kind = match container.kind {
            ContainerKind::InitContainer => "init container",
            ContainerKind::Container => "container",
            ContainerKind::EphemeralContainer => "ephemeral container",
        };
        let name = &container.name;
        if container.reads.is_empty() && container.unseen.is_empty() {
            page.paragraph(2, &format!("{kind} {name} reads no API token."))?;
        }
        for token in &container.reads {
            // A Secret that does not exist yet may become a token Secret.
            let verb = if token.exposure.account.is_some() { "reads" } else { "may read" };
            page.paragraph(2, &format!("{kind} {name} {verb} {}.", read(token)))?;
        }
        for token in &container.unseen {
            page.paragraph(2, &format!("{kind} {name} {}.", unseen(token)))?;
        }
    }
    Ok(())
}

/// Prints the fields that Kubernetes checks, in order, up to the one that decides.
fn fields(trail: &Trail, page: &mut Page<'_>) -> Result<()> {
    if trail.decided_by == DecidedBy::Mirror {
        let text = "It is a kubelet's mirror Pod, and no token is mounted in it.";
        return Ok(page.paragraph(2, text)?);
    }
    let value_of = |field: Option<bool>| field.map_or("not set".to_owned(), |set| set.to_string());
    let account = match trail.account_exists {
        true => value_of(trail.service_account),
        false => "not in the files, so not set".into(),
    };
    let steps = [
        (DecidedBy::Pod, trail.pod_field.clone(), value_of(trail.pod)),
        (DecidedBy::ServiceAccount, format!("service account {}", trail.account), account),
        (DecidedBy::Default, "Kubernetes' default".into(), "true".into()),
    ];
    // The first that is set decides.
    let end = steps.iter().position(|(step, ..)| *step == trail.decided_by);
    let rows =
        steps.iter().take(end.map_or(steps.len(), |end| end + 1)).map(|(step, what, says)| {
            let mark = if *step == trail.decided_by { "<- decides" } else { "" };
            vec![Cell::new(what), Cell::new(says), Cell::new(mark).styled(BOLD)]
        });
    Ok(page.rows(2, &rows.collect::<Vec<_>>(), |_, _| Ok(()))?)
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
        (How::TokenRequest, _) => "asked for with a TokenRequest".into(),
    };
    let places = places(token);
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

/// What a container may read from a Secret at which the policy does not look.
fn unseen(token: &TrailToken) -> String {
    let secret = token.exposure.secret.as_deref().unwrap_or_default();
    let places = places(token);
    match &token.exposure.account {
        Some(account) => format!(
            "reads the token of {account}, from Secret {secret}{places}, which the policy sees only \
             with inspectSecrets: true"
        ),
        None => format!(
            "may read a token from Secret {secret}{places}: the policy looks at it only with \
             inspectSecrets: true"
        ),
    }
}

fn places(token: &TrailToken) -> String {
    match token.places.as_slice() {
        [] => String::new(),
        places => format!(" at {}", places.join(", ")),
    }
}
