//! What audit logs add to `explain`.

use std::io;

use analysis::judge::Judged;
use analysis::usage::Group;
use analysis::usage::report::{AccountUse, UsageReport, Used, WorkloadUse};

use super::page::{BOLD, Page};
use super::used::{GROUPS, amount, asked, bindings, period, remarks, times, what_to_do};
use crate::known_use::Use;

/// How the token of an object was used, as sentences.
pub fn explain(judged: &Judged, found: Option<Use<'_>>) -> String {
    match found {
        None => "The audit logs have nothing about it.".into(),
        Some(Use::Workload(workload)) => {
            let WorkloadUse { kind, namespace, name, .. } = workload;
            let is_itself =
                judged.kind.as_ref() == Some(kind) && judged.name.as_ref() == Some(name);
            let whole =
                if is_itself { String::new() } else { format!("{kind} {namespace}/{name}: ") };
            whole + &of_workload(workload)
        }
        Some(Use::Account(account)) => of_account(account),
    }
}

fn of_workload(workload: &WorkloadUse) -> String {
    let known = GROUPS.iter().find(|(group, ..)| *group == workload.group);
    let (title, says) = known.map(|(_, title, says)| (*title, *says)).unwrap_or_default();
    // How sure that is, is said once for all.
    let mut sentences = vec![match workload.group {
        Group::Unused => title.to_owned(),
        _ => format!("{title}: {says}"),
    }];
    sentences.extend(workload.why.as_ref().map(ToString::to_string));
    sentences.extend(requests(&workload.used));
    let used = bindings(workload, true);
    if !used.is_empty() {
        sentences.push(format!("allowed by {}", used.join(", ")));
    }
    let unused = bindings(workload, false);
    if !unused.is_empty() && workload.group != Group::Unused {
        sentences.push(format!("not used: {}", unused.join(", ")));
    }
    sentences.extend(remarks(&workload.used));
    text(&sentences)
}

fn of_account(account: &AccountUse) -> String {
    let AccountUse { used, unattributed, issued, .. } = account;
    let mut sentences = match requests(used) {
        Some(requests) => vec![requests],
        None => vec!["nobody used a token of it".into()],
    };
    if *unattributed > 0 {
        sentences.push(format!("without a Pod that the logs name: {}", times(*unattributed)));
    }
    if let Some(issued) = issued.filter(|issued| issued.unused > 0) {
        sentences.push(match (issued.unused, issued.tokens) {
            (1, 1) => "a token was issued to a Pod of it and never used".into(),
            (unused, tokens) if unused == tokens => {
                format!("{tokens} tokens were issued to its Pods, and none was used")
            }
            (unused, tokens) => {
                format!("of {tokens} tokens that were issued to its Pods, {unused} were not used")
            }
        });
    }
    sentences.extend(remarks(used));
    text(&sentences)
}

fn requests(used: &Used) -> Option<String> {
    (used.requests > 0).then(|| format!("{}: {}", amount(used), asked(used)))
}

fn text(sentences: &[String]) -> String {
    let sentences: Vec<String> = sentences.iter().map(|one| sentence(one)).collect();
    sentences.join(" ")
}

/// A text as a sentence.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}

/// Prints from when the logs are, what they cannot show, and how sure they make it that nobody
/// used a token.
///
/// # Errors
///
/// The output cannot be written.
pub fn print_logs(usage: &UsageReport, page: &mut Page<'_>) -> io::Result<()> {
    page.gap()?;
    page.titled(0, "Audit logs", BOLD, &format!(": {}", period(usage)))?;
    for limit in &usage.limits {
        page.paragraph(2, &limit.to_string())?;
    }
    let unused = what_to_do(Group::Unused, "", usage);
    page.paragraph(2, &format!("Where nobody used the token, {unused}."))
}
