//! `--all`: a row for every object.

use std::io;

use analysis::exposure::{AskedBy, Exposure, How};
use analysis::judge::Judged;
use anstyle::Style;

use super::page::{BOLD, Cell, DIM, GREEN, Page, RED, YELLOW};
use super::table::place;
use super::{Report, containers};
use crate::found::{Found, title};

/// Prints a row for each object that is judged, and then for each that is not.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let judged = |found: &&Found| found.judged().is_some_and(|judged| judged.accepted.is_some());
    let header = ["VERDICT", "WHERE", "OBJECT", "ACCOUNT", "TOKEN IN", "WHO ASKED"];
    let mut rows = vec![header.map(|title| Cell::new(title).styled(BOLD)).to_vec()];
    for found in report.found.iter().filter(judged) {
        rows.extend(rows_of(found));
    }
    if rows.len() > 1 {
        page.rows(0, &rows, |_, _| Ok(()))?;
        page.gap()?;
    }
    let not_judged = report.found.iter().filter_map(|found| Some((found, found.judged()?)));
    let not_judged: Vec<(&Found, &Judged)> =
        not_judged.filter(|(_, judged)| judged.accepted.is_none()).collect();
    if not_judged.is_empty() {
        return Ok(());
    }
    page.line(format_args!("{BOLD}not judged{BOLD:#}"))?;
    let row = |(found, judged): &(&Found, &Judged)| {
        let reason = Cell::new(judged.reason.as_deref().unwrap_or_default());
        vec![place(&found.place), Cell::new(&title(judged)), reason]
    };
    let rows: Vec<Vec<Cell>> = not_judged.iter().map(row).collect();
    page.rows(2, &rows, |_, _| Ok(()))?;
    page.gap()
}

fn rows_of(found: &Found) -> Vec<Vec<Cell>> {
    let Some(judged) = found.judged() else { return Vec::new() };
    let (verdict, style) = verdict(judged, found.is_known);
    let accounts = match judged.accounts.join(", ") {
        none if none.is_empty() => "-".to_owned(),
        accounts => accounts,
    };
    let groups = groups(judged);
    let (containers, who) =
        groups.first().map_or(("none", "-"), |(containers, who)| (containers, who));
    let mut rows = vec![vec![
        Cell::new(verdict).styled(style),
        place(&found.place),
        Cell::new(&title(judged)),
        Cell::new(&accounts),
        Cell::new(containers),
        Cell::new(who),
    ]];
    rows.extend(groups.iter().skip(1).map(|(containers, who)| {
        let empty = || Cell::new("");
        vec![empty(), empty(), empty(), empty(), Cell::new(containers), Cell::new(who)]
    }));
    rows
}

fn verdict(judged: &Judged, is_known: bool) -> (&'static str, Style) {
    match judged {
        Judged { accepted: Some(false), .. } if is_known => ("known", YELLOW),
        Judged { accepted: Some(false), .. } => ("rejected", RED),
        Judged { patch: Some(_), .. } => ("changed", YELLOW),
        Judged { warnings, .. } if !warnings.is_empty() => ("warned", YELLOW),
        Judged { accepted: None, .. } => ("not judged", DIM),
        _ => ("accepted", GREEN),
    }
}

/// Containers and who asked for their tokens: a pair per cause.
fn groups(judged: &Judged) -> Vec<(String, String)> {
    let mut groups: Vec<(Vec<&Exposure>, String)> = Vec::new();
    for exposure in &judged.exposures {
        let who = who(exposure);
        match groups.iter_mut().find(|(_, known)| *known == who) {
            Some((exposures, _)) => exposures.push(exposure),
            None => groups.push((vec![exposure], who)),
        }
    }
    let listed = |(exposures, who): (Vec<&Exposure>, String)| {
        (containers::listed(exposures.into_iter()), who)
    };
    groups.into_iter().map(listed).collect()
}

fn who(exposure: &Exposure) -> String {
    match (exposure.how, exposure.asked_by) {
        (How::Secret, _) => {
            format!("Pod, Secret {}", exposure.secret.as_deref().unwrap_or_default())
        }
        (How::Projected, _) => "Pod, projected".into(),
        (How::Certificate, _) => "Pod, certificate".into(),
        (How::TokenRequest, _) => "TokenRequest".into(),
        (_, Some(AskedBy::Nobody)) => "nobody (default)".into(),
        (_, Some(AskedBy::ServiceAccount)) => "account says true".into(),
        (_, Some(AskedBy::Pod)) => "Pod says true".into(),
        (_, None) => "not looked up".into(),
    }
}
