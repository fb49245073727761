//! `--output table`: prints verdicts for people to read.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use comfy_table::{ContentArrangement, Table, presets};

use analysis::exposure::{AskedBy, How};
use analysis::judge::Judged;

use super::diff::{self, Change};

/// The default width of a terminal, in columns.
const WIDTH: u16 = 80;

/// Style of important text.
pub const BOLD: Style = Style::new().bold();
/// Style of accepted objects and added lines.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// Style of rejected objects and removed lines.
pub const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();
/// Style of less important text.
pub const DIM: Style = Style::new().dimmed();

/// Prints a row per object, then the advice, then the totals. `missing_accounts` were looked up,
/// but are not in any input.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(judged: &[Judged], missing_accounts: &[String], out: &mut dyn Write) -> Result<()> {
    if judged.is_empty() {
        writeln!(out, "No objects found.")?;
        return Ok(());
    }
    let shown: Vec<&Judged> = judged.iter().filter(|judged| judged.accepted.is_some()).collect();
    if !shown.is_empty() {
        write!(out, "{}", coloured(&rows(&shown)))?;
    }
    for judged in &shown {
        advice(judged, out)?;
    }
    let not_judged: Vec<&Judged> =
        judged.iter().filter(|judged| judged.accepted.is_none()).collect();
    if !not_judged.is_empty() {
        writeln!(out, "\n{BOLD}Not judged{BOLD:#}")?;
        for judged in &not_judged {
            let reason = judged.reason.as_deref().unwrap_or_default();
            paragraph(&format!("{}: {reason}", title(judged)), out)?;
            for field in &judged.wrong_fields {
                paragraph(&format!("{}:{}: {}", judged.file, field.line, field.what()), out)?;
            }
        }
    }
    if !missing_accounts.is_empty() {
        writeln!(out, "\n{BOLD}Not in the files{BOLD:#}")?;
        paragraph(
            &format!(
                "These service accounts were assumed not to set automountServiceAccountToken: {}. \
                 Provide them with --context, or look them up with --cluster.",
                clean(&missing_accounts.join(", "))
            ),
            out,
        )?;
    }
    sum(judged, out)
}

fn rows(shown: &[&Judged]) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH)
        .set_header(["VERDICT", "OBJECT", "ACCOUNT", "TOKEN IN", "WHO ASKED"]);
    for judged in shown {
        let groups = groups(judged);
        let account = clean(judged.account.as_deref().unwrap_or("-"));
        let first = groups.first().cloned().unwrap_or_else(|| ("none".into(), "-".into()));
        table.add_row([verdict(judged), &title(judged), &account, &first.0, &first.1]);
        for (containers, who) in groups.iter().skip(1) {
            table.add_row(["", "", "", containers, who]);
        }
    }
    let mut text = String::new();
    for line in table.lines() {
        // Cells are padded, but the first column needs no padding on its left.
        text.push_str(line.strip_prefix(' ').unwrap_or(&line).trim_end());
        text.push('\n');
    }
    text
}

fn verdict(judged: &Judged) -> &'static str {
    match judged {
        Judged { accepted: Some(false), .. } => "rejected",
        Judged { patch: Some(_), .. } => "changed",
        Judged { warnings, .. } if !warnings.is_empty() => "warned",
        _ => "accepted",
    }
}

/// Colours the first word of each line. The table is laid out before that, because colour codes
/// have no width.
fn coloured(table: &str) -> String {
    let mut text = String::new();
    for (number, line) in table.lines().enumerate() {
        let (word, rest) = line.split_at(line.find(' ').unwrap_or(line.len()));
        let style = match word {
            _ if number == 0 => BOLD,
            "accepted" => GREEN,
            "rejected" => RED,
            "changed" | "warned" => YELLOW,
            _ => Style::new(),
        };
        if number == 0 {
            text.push_str(&format!("{style}{line}{style:#}\n"));
        } else {
            text.push_str(&format!("{style}{word}{style:#}{rest}\n"));
        }
    }
    text
}

/// Containers and who asked for their tokens: a pair per cause.
fn groups(judged: &Judged) -> Vec<(String, String)> {
    let mut groups: Vec<(String, String)> = Vec::new();
    for exposure in &judged.exposures {
        let container = &clean(&exposure.container);
        let who = match (exposure.how, exposure.asked_by) {
            (How::Secret, _) => {
                format!("Pod, Secret {}", clean(exposure.secret.as_deref().unwrap_or_default()))
            }
            (How::Projected, _) => "Pod, projected".into(),
            (How::Certificate, _) => "Pod, certificate".into(),
            (_, Some(AskedBy::Nobody)) => "nobody (default)".into(),
            (_, Some(AskedBy::ServiceAccount)) => "account says true".into(),
            (_, Some(AskedBy::Pod)) => "Pod says true".into(),
            (_, None) => "not looked up".into(),
        };
        match groups.iter_mut().find(|(_, known)| *known == who) {
            Some((containers, _)) => {
                containers.push_str(", ");
                containers.push_str(container);
            }
            None => groups.push((container.clone(), who)),
        }
    }
    groups
}

/// Replaces characters that would control a terminal or reverse the text around them.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if analysis::steers(c) { '?' } else { c }).collect()
}

/// Kind, namespace (unless it is `default`) and name of an object.
pub fn title(judged: &Judged) -> String {
    let part = |text: &Option<String>| clean(text.as_deref().unwrap_or_default());
    let name = clean(judged.name.as_deref().unwrap_or("(no name yet)"));
    match judged.namespace.as_deref() {
        Some(namespace) if namespace != "default" => {
            format!("{} {}/{name}", part(&judged.kind), clean(namespace))
        }
        _ => format!("{} {name}", part(&judged.kind)),
    }
}

fn advice(judged: &Judged, out: &mut dyn Write) -> Result<()> {
    let message = judged.message.iter().map(String::as_str);
    let warnings = judged.warnings.iter().map(String::as_str);
    let wrong: Vec<String> = judged.wrong_fields.iter().map(ToString::to_string).collect();
    let hints = wrong.iter().map(String::as_str);
    let lines: Vec<&str> = message.chain(warnings).chain(hints).collect();
    if lines.is_empty() && judged.change.is_none() {
        return Ok(());
    }
    let place = clean(&format!("{}:{}", judged.file, judged.line));
    writeln!(out, "\n{BOLD}{}{BOLD:#}  {DIM}{place}{DIM:#}", title(judged))?;
    for line in lines {
        paragraph(line, out)?;
    }
    for line in judged.change.iter().flat_map(|(old, new)| diff::of(old, new)) {
        let style = match line.change {
            Change::Added => GREEN,
            Change::Removed => RED,
            Change::LeftOut => DIM,
            Change::Same => Style::new(),
        };
        writeln!(out, "  {style}{}{}{style:#}", line.change.mark(), line.text)?;
    }
    Ok(())
}

/// Prints a text, indented and wrapped at 80 columns.
///
/// # Errors
///
/// The output cannot be written.
pub fn paragraph(text: &str, out: &mut dyn Write) -> Result<()> {
    let text = &clean(text);
    let options = textwrap::Options::new(usize::from(WIDTH))
        .initial_indent("  ")
        .subsequent_indent("  ")
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn sum(judged: &[Judged], out: &mut dyn Write) -> Result<()> {
    let count = |accepted| judged.iter().filter(|judged| judged.accepted == accepted).count();
    let parts = [
        (count(Some(true)), "accepted"),
        (count(Some(false)), "rejected"),
        (count(None), "not judged"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let text: Vec<String> = parts.map(|(count, what)| format!("{count} {what}")).collect();
    writeln!(out, "\n{BOLD}{}{BOLD:#}", text.join(", "))?;
    Ok(())
}
