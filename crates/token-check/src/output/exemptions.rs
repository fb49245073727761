//! Entries of `allow.serviceAccounts`, in words for all outputs, and as rows.

use std::io;

use analysis::survey::exemptions::report::{Effect, ExemptionReport, State, Workload};

use super::page::{BOLD, Cell, DIM, Page, YELLOW};

/// How many workloads a line of the whole summary names.
pub const SHOWN: usize = 5;
/// How many workloads a line of an annotation names.
const ANNOTATED: usize = 50;

/// Prints a row per entry, with what uses it and what its end affects below. Each line names at most
/// `most` workloads.
///
/// # Errors
///
/// The output cannot be written.
pub fn print(all: &[&ExemptionReport], most: Option<usize>, page: &mut Page<'_>) -> io::Result<()> {
    let rows: Vec<Vec<Cell>> = all.iter().map(|one| row(one)).collect();
    page.rows(2, &rows, |page, number| {
        let Some(one) = all.get(number) else { return Ok(()) };
        lines(one, most.unwrap_or(usize::MAX)).iter().try_for_each(|line| page.paragraph(4, line))
    })
}

fn row(one: &ExemptionReport) -> Vec<Cell> {
    let end = Cell::new(&end(one));
    vec![
        Cell::new(&name(one)).styled(BOLD),
        if one.state == State::NoEnd { end } else { end.styled(YELLOW) },
        Cell::new(&owner(one).unwrap_or_default()),
        Cell::new(&setting(one)).styled(DIM),
    ]
}

/// The accounts, and the containers if the entry names some.
pub fn name(one: &ExemptionReport) -> String {
    match &one.containers {
        None => one.account.clone(),
        Some(containers) => format!("{} ({})", one.account, containers.join(", ")),
    }
}

/// The entry's place in the settings.
pub fn setting(one: &ExemptionReport) -> String {
    format!("allow.serviceAccounts[{}]", one.number)
}

/// Who has to act, with a word that says so.
pub fn owner(one: &ExemptionReport) -> Option<String> {
    one.owner.as_ref().map(|owner| format!("owner: {owner}"))
}

/// When it ends.
pub fn end(one: &ExemptionReport) -> String {
    let Some(until) = &one.until else { return "has no end".into() };
    match one.days {
        None => format!("ends on {until}"),
        Some(0) => format!("ends today, on {until}"),
        Some(1) => format!("ends tomorrow, on {until}"),
        Some(-1) => format!("ended yesterday, on {until}"),
        Some(days) if days < 0 => format!("ended {} days ago, on {until}", -days),
        Some(days) => format!("ends in {days} days, on {until}"),
    }
}

/// What there is to say of an entry: its reason, what uses it, and what its end affects.
pub fn lines(one: &ExemptionReport, most: usize) -> Vec<String> {
    let reason = one.reason.as_ref().map(|reason| format!("reason: {reason}"));
    let uses = (!one.uses.is_empty()).then(|| {
        let uses: Vec<String> = one.uses.iter().map(with_containers).collect();
        format!("used by {}", joined(&uses, most))
    });
    let mut lines: Vec<String> = reason.into_iter().chain(uses).collect();
    lines.extend(unused(one));
    let has_ended = one.state == State::Ended;
    for (is_workload, effect, title) in effects(has_ended) {
        let affected = one.affected.iter().filter(|affected| {
            affected.effect == effect && (affected.workload.kind != "ServiceAccount") == is_workload
        });
        let names: Vec<String> = affected.map(|affected| named(&affected.workload)).collect();
        if !names.is_empty() {
            lines.push(format!("{title}: {}", joined(&names, most)));
        }
    }
    if one.state == State::Ends && !one.uses.is_empty() && one.affected.is_empty() {
        lines.push("its end changes nothing: what uses it has another right to the token, or is rejected anyway"
                .into());
    }
    lines
}

/// What happens, from worst to best; the bool is whether it happens to workloads, or to ServiceAccounts.
fn effects(has_ended: bool) -> [(bool, Effect, &'static str); 7] {
    let word = |later, now| if has_ended { now } else { later };
    [
        (true, Effect::Stops, word("will not start any more", "do not start any more")),
        (true, Effect::LosesToken, word("will lose the token", "lost the token")),
        (
            true,
            Effect::ControllerPods,
            word(
                "will start only because of controllerPods: accept",
                "start only because of controllerPods: accept",
            ),
        ),
        (true, Effect::Warned, word("will start with a warning", "start with a warning")),
        (false, Effect::Stops, word("will be rejected", "are rejected")),
        (false, Effect::LosesToken, word("will be changed", "are changed")),
        (false, Effect::Warned, word("will be warned of", "are warned of")),
    ]
}

/// What to do about an entry that nothing seems to use.
fn unused(one: &ExemptionReport) -> Option<String> {
    let verb = if one.state == State::Ended { "needs" } else { "uses" };
    match one.unused {
        Some(true) => Some(format!("nothing {verb} it: delete it")),
        Some(false) => None,
        None => Some(format!("nothing that was read {verb} it, but {}", one.doubts.join(", and "))),
    }
}

/// The text of an annotation.
pub fn message(one: &ExemptionReport) -> String {
    let first = match owner(one) {
        Some(owner) => format!("{}: {} {}; {owner}", setting(one), name(one), end(one)),
        None => format!("{}: {} {}", setting(one), name(one), end(one)),
    };
    [vec![first], lines(one, ANNOTATED)].concat().join("\n")
}

fn named(workload: &Workload) -> String {
    format!("{} {}/{}", workload.kind, workload.namespace, workload.name)
}

fn with_containers(workload: &Workload) -> String {
    match workload.containers.as_slice() {
        [] => named(workload),
        containers => format!("{} ({})", named(workload), containers.join(", ")),
    }
}

fn joined(names: &[String], most: usize) -> String {
    let shown = names.iter().take(most).cloned();
    let more = names.len().saturating_sub(most);
    let rest = (more > 0).then(|| format!("and {more} more"));
    shown.chain(rest).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_counted_in_days() {
        let one = |until: Option<&str>, days| ExemptionReport {
            number: 0,
            account: "a/b".into(),
            containers: None,
            until: until.map(str::to_owned),
            reason: None,
            owner: None,
            state: State::Ends,
            days,
            uses: Vec::new(),
            unused: None,
            doubts: Vec::new(),
            affected: Vec::new(),
        };
        let day = Some("2027-03-31");
        for (until, days, expected) in [
            (None, None, "has no end"),
            (day, None, "ends on 2027-03-31"),
            (day, Some(0), "ends today, on 2027-03-31"),
            (day, Some(1), "ends tomorrow, on 2027-03-31"),
            (day, Some(2), "ends in 2 days, on 2027-03-31"),
            (day, Some(-1), "ended yesterday, on 2027-03-31"),
            (day, Some(-2), "ended 2 days ago, on 2027-03-31"),
        ] {
            assert_eq!(end(&one(until, days)), expected);
        }
    }

    #[test]
    fn a_long_list_is_cut() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(joined(&names, 3), "a, b, c");
        assert_eq!(joined(&names, 1), "a, and 2 more");
    }
}
