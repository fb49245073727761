//! `token-check adopt`: prints the smallest settings with which the current cluster passes, and
//! what can opt out at once.

use std::io::Write;
use std::path::Path;

use analysis::adopt::OptOut;
use analysis::adopt::observed::{Evidence, Observed};
use analysis::survey::legacy::TokenSecret;
use analysis::survey::report::Report;
use analysis::usage::{Certainty, Group};
use anyhow::{Context as _, Result, bail};

use crate::facts::ClusterFacts;
use crate::output::page::{BOLD, Page, clean};
use crate::output::survey::audience;
use crate::output::token_secrets::{self, can_go};
use crate::output::used::what_to_do;

/// Prints the settings to `out`, and notes for people to `errors`.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(
    report: &Report,
    facts: Option<&ClusterFacts>,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<()> {
    let adoption = &report.adopt;
    write!(out, "{}", adoption.settings)?;
    out.flush()?;
    let page = &mut Page::stderr(errors);
    if let Some(facts) = facts {
        print_facts(facts, page)?;
    }
    if !adoption.left.is_empty() {
        heading(page, "Cannot pass with any settings")?;
        for line in &adoption.left {
            page.paragraph(2, line)?;
        }
    }
    print_secrets(&report.token_secrets, page)?;
    let (by_logs, by_bindings): (Vec<&OptOut>, Vec<&OptOut>) =
        adoption.plan.iter().partition(|opt_out| opt_out.reason.is_some());
    let (by_logs_title, condition) = match &report.usage {
        Some(usage) if usage.certainty != Certainty::High => {
            let condition = what_to_do(Group::Unused, "", usage);
            ("Can opt out, if the logs are right: they have no request from it", Some(condition))
        }
        _ => ("Can opt out at once: it never used its token", None),
    };
    let groups = [
        (by_logs_title, by_logs, condition),
        ("Can opt out at once: the account has no role binding", by_bindings, None),
    ];
    for (title, members, condition) in groups.into_iter().filter(|(_, one, _)| !one.is_empty()) {
        heading(page, title)?;
        if let Some(condition) = condition {
            page.paragraph(2, &format!("How sure that is: {condition}."))?;
        }
        for opt_out in members {
            let OptOut { kind, namespace, name, account, advice, reason, .. } = opt_out;
            let advice = advice.as_ref().map(|advice| format!(": {advice}")).unwrap_or_default();
            let reason = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            let text =
                format!("{kind} {namespace}/{name}, which runs as {account}{reason}{advice}");
            page.paragraph(2, &text)?;
        }
    }
    Ok(())
}

/// Prints how to delete the token Secrets that nobody has used for a year.
fn print_secrets(secrets: &[TokenSecret], page: &mut Page<'_>) -> Result<()> {
    let today = token_secrets::today();
    let mut old = secrets.iter().filter(|secret| can_go(secret, today)).peekable();
    if old.peek().is_some() {
        heading(page, "Secrets whose token nobody has used for a year")?;
    }
    for secret in old {
        let TokenSecret { namespace, name, account, .. } = secret;
        let used = token_secrets::used(secret);
        // No cluster has such a name, but a file may.
        let is_plain = |text: &str| part(text) == text;
        let text = match is_plain(namespace) && is_plain(name) {
            true => {
                format!("kubectl delete secret -n {namespace} {name}  # account {account}, {used}")
            }
            false => format!("Secret {namespace}/{name}, account {account}, {used}"),
        };
        page.paragraph(2, &text)?;
    }
    Ok(())
}

fn heading(page: &mut Page<'_>, title: &str) -> std::io::Result<()> {
    page.gap()?;
    page.titled(0, title, BOLD, "")
}

/// Prints which settings rest on what was seen of the API server, and what could not be seen.
fn print_facts(facts: &ClusterFacts, page: &mut Page<'_>) -> Result<()> {
    let Observed { api_audiences, extended_token_seconds } = &facts.observed;
    if facts.api_audiences.is_none() && facts.issuer.is_none() {
        heading(page, "Audience of the API")?;
        page.paragraph(2, &audience(facts))?;
    }
    if !api_audiences.is_empty() {
        heading(page, "Audience of the API")?;
        for Evidence { value, shown_by } in api_audiences {
            let added =
                format!("{value} ({shown_by}) was not covered, and is added to apiAudiences.");
            page.paragraph(2, &added)?;
        }
    }
    if let Some(Evidence { value, shown_by }) = extended_token_seconds {
        heading(page, "Tokens with expirationSeconds: 3607")?;
        let added = format!("{shown_by}, so extendedTokenSeconds is {value}, and not a year.");
        page.paragraph(2, &added)?;
    }
    Ok(())
}

/// Writes each patch of the plan to its own file in an empty or new folder.
///
/// # Errors
///
/// The folder is not empty, or cannot be written.
pub fn write_patches(plan: &[OptOut], folder: &Path, errors: &mut dyn Write) -> Result<()> {
    let place = || folder.display().to_string();
    std::fs::create_dir_all(folder).with_context(place)?;
    if std::fs::read_dir(folder).with_context(place)?.next().is_some() {
        bail!("{}: expected an empty folder for the patches", folder.display());
    }
    let mut written = 0;
    for OptOut { kind, namespace, name, patch, reason, .. } in plan {
        let Some(patch) = patch else {
            continue;
        };
        let reason = reason.as_ref().map(|reason| format!("# {}\n", clean(reason)));
        let patch = format!("{}{patch}", reason.unwrap_or_default());
        // These names are untrusted.
        let file = [part(namespace), part(&kind.to_lowercase()), part(name)].join("_");
        write_new(folder, &file, &patch).with_context(|| format!("{}/{file}.yaml", place()))?;
        written += 1;
    }
    let patches = if written == 1 { "patch" } else { "patches" };
    writeln!(errors, "\n{written} {patches} in {}", clean(&folder.display().to_string()))?;
    Ok(())
}

/// Writes a file with that name. Adds a number if the file name is already taken.
fn write_new(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let mut path = folder.join(format!("{name}.yaml"));
    for number in 2_usize.. {
        match std::fs::File::create_new(&path) {
            Ok(mut file) => return file.write_all(text.as_bytes()),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                path = folder.join(format!("{name}-{number}.yaml"));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A part of a file name: only characters of Kubernetes names, and no path separators.
fn part(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let part: String = text.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    // A leading dot would hide the file.
    part.trim_start_matches('.').to_owned()
}
