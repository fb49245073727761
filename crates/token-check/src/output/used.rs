//! How a token was used, in words for the table, the page and `explain`.

use analysis::adopt::OptOut;
use analysis::survey::report::Report;
use analysis::usage::report::{AccountUse, UsageReport, Used, WorkloadUse};
use analysis::usage::{Certainty, Group};

/// How many uses of a workload are shown.
pub const USES: usize = 3;

/// The groups, and what to do about the workloads in each.
pub const GROUPS: [(Group, &str, &str); 4] = [
    (Group::Unused, "Nobody used the token", "it can go at once"),
    (
        Group::Everyone,
        "Used only for what every account may do",
        "ask the owner of the program: without a token it loses no rights, but these requests fail",
    ),
    (Group::Own, "Used with rights of its own", "keep the token"),
    (Group::Unknown, "The logs cannot tell", "decide as without logs"),
];

/// What to do about a group; for tokens that nobody used, with how sure that is.
pub fn what_to_do(group: Group, says: &str, usage: &UsageReport) -> String {
    if group != Group::Unused {
        return says.to_owned();
    }
    let length = usage.length().unwrap_or_default();
    let condition = match usage.provided() {
        provided if provided.is_empty() => String::new(),
        provided => format!(", if {provided}"),
    };
    match usage.certainty {
        Certainty::High => {
            format!("it can go at once: {length} of logs without a gap have no request{condition}")
        }
        Certainty::Medium => format!("it can go{condition}"),
        Certainty::Low => format!("it can go{condition}; so far that is only a hint"),
    }
}

/// From when to when the logs are, and how many events they have.
pub fn period(usage: &UsageReport) -> String {
    match (&usage.from, &usage.to) {
        (Some(from), Some(to)) => format!("{} events from {from} to {to}", usage.events),
        _ => format!("{} events", usage.events),
    }
}

/// What to say of requests that name nobody.
pub fn unauthenticated(count: u64) -> String {
    let requests = if count == 1 { "request" } else { "requests" };
    format!("The token of {count} {requests} was refused (401), so nobody knows whose it was.")
}

/// How often and when last.
pub fn amount(used: &Used) -> String {
    let Some(last) = &used.last else {
        return String::new();
    };
    let refused = match used.refused {
        0 => String::new(),
        count => format!(" ({count} refused)"),
    };
    format!("{}{refused}, last {last}", times(used.requests))
}

/// A number of requests.
pub fn times(count: u64) -> String {
    match count {
        1 => "1 request".into(),
        count => format!("{count} requests"),
    }
}

/// What was asked most often.
pub fn asked(used: &Used) -> String {
    let mut uses: Vec<String> = used.uses.iter().take(USES).map(|one| one.shown()).collect();
    let more = used.uses.len().saturating_sub(USES);
    if more > 0 {
        let least = if used.other_uses > 0 { "at least " } else { "" };
        uses.push(format!("and {least}{more} more"));
    }
    uses.join(", ")
}

/// The kinds of tokens that were used, in words.
pub fn through(used: &Used) -> String {
    let kind = |kind: &&str| match *kind {
        "bound" => "tokens bound to its Pods".to_owned(),
        "node" => "tokens bound to nodes".into(),
        "unbound" => "tokens bound to nothing".into(),
        "legacy" => match used.secrets.as_slice() {
            [] => "tokens of Secrets, which never expire".into(),
            [one] => format!("the token of Secret {one}, which never expires"),
            all => format!("the tokens of Secrets {}, which never expire", all.join(", ")),
        },
        _ => "tokens whose kind the log does not tell".into(),
    };
    let kinds: Vec<String> = used.tokens.iter().map(kind).collect();
    kinds.join("; ")
}

/// What is remarkable about how a token was used, a sentence each without a full stop.
pub fn remarks(used: &Used) -> Vec<String> {
    let mut remarks = Vec::new();
    if used.tokens.iter().any(|kind| *kind != "bound") {
        remarks.push(format!("with {}", through(used)));
    }
    if let Some(last) = &used.stale {
        remarks.push(format!(
            "its program does not read the token file again after an hour, as newer client libraries do; \
             last seen {last}"
        ));
    }
    if used.as_others > 0 {
        remarks.push(format!("in the name of someone else: {}", times(used.as_others)));
    }
    if used.other_uses > 0 {
        remarks.push(format!(
            "asked for too many different things to name all: {} for others",
            times(used.other_uses)
        ));
    }
    if used.more_rights {
        remarks.push("more bindings were used than are named".into());
    }
    remarks
}

/// The role bindings of a workload's account: those that were used, or the others.
pub fn bindings(workload: &WorkloadUse, used: bool) -> Vec<String> {
    let bindings = workload.bindings.iter().filter(|binding| binding.used == used);
    bindings.map(|binding| binding.shown()).collect()
}

/// What is left to do about a workload that used no token and is not in the plan of opting out.
pub fn left_to_do(workload: &WorkloadUse, report: &Report) -> Option<&'static str> {
    let WorkloadUse { namespace, kind, name, is_known, group, .. } = workload;
    if !is_known || *group != Group::Unused || opts_out(workload, &report.adopt.plan) {
        return None;
    }
    let has_token = report.rows.iter().any(|row| {
        row.namespace == *namespace
            && row.owners.iter().any(|owner| owner.kind == *kind && owner.name == *name)
    });
    Some(match has_token {
        true => "its author asked for a token, with a volume or a Secret: take that out by hand",
        false => "nothing to do: no Pod of it can read a token",
    })
}

/// Whether a workload can opt out.
pub fn opts_out(workload: &WorkloadUse, plan: &[OptOut]) -> bool {
    plan.iter().any(|one| {
        one.kind == workload.kind
            && one.namespace == workload.namespace
            && one.name == workload.name
    })
}

/// The accounts of the data that were used without a Pod that the logs name.
pub fn elsewhere(usage: &UsageReport) -> Vec<&AccountUse> {
    usage.accounts.iter().filter(|one| one.unattributed > 0 && one.is_known).collect()
}

/// The accounts of the data to whose Pods tokens were issued of which nobody used any.
pub fn never_used(usage: &UsageReport) -> Vec<(&AccountUse, String)> {
    let accounts = usage.accounts.iter().filter(|one| one.is_known && one.used.requests == 0);
    let never = |one: &AccountUse| {
        let issued = one.issued.filter(|issued| issued.tokens > 0)?;
        let all =
            if issued.tokens == 1 { "1 token".into() } else { format!("{} tokens", issued.tokens) };
        (issued.unused == issued.tokens).then_some(all)
    };
    accounts.filter_map(|one| Some((one, never(one)?))).collect()
}
