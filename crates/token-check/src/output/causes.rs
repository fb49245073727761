//! Groups what is wrong by its cause, so that each is explained once.
//!
//! The words are the policy's. What differs between the objects of a group is taken out of them: the
//! containers, the account, and the path of the field.

use std::collections::HashMap;

use analysis::judge::Judged;
use analysis::kinds::POD as POD_KIND;

use crate::found::Found;

/// Ends the list of containers at the start of a message.
const AFTER_CONTAINERS: [&str; 4] =
    [" would get the API ", " could read ", " gets the API ", " get the API "];
const FIELD: &str = "automountServiceAccountToken";
/// Take the place of what differs. They are no characters of a message.
const ACCOUNT: char = '\u{1}';
const POD: char = '\u{2}';
/// What messages call a Pod.
const PODS: [&str; 2] = ["the Pod template", "the Pod"];

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The object is rejected.
    Rejected,
    /// It is accepted with a warning.
    Warned,
}

/// Something that is wrong, and all objects with it.
#[derive(Debug)]
pub struct Cause<'f> {
    /// How bad it is.
    pub severity: Severity,
    /// The policy's message, if all objects have the same; otherwise what they have in common.
    pub message: String,
    /// Whether a role binding names the account of each.
    pub is_bound: bool,
    /// What to do, and the objects for which to do that. The advice is empty if it is in the message.
    pub parts: Vec<(String, Vec<&'f Found>)>,
    /// Whether the objects have several accounts, none of which is in the message.
    pub has_several_accounts: bool,
}

impl Cause<'_> {
    /// How many objects have it.
    pub fn count(&self) -> usize {
        self.parts.iter().map(|(_, objects)| objects.len()).sum()
    }
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    severity: Severity,
    is_bound: bool,
    /// The message without what differs.
    general: String,
}

/// The causes, the most frequent first.
pub fn causes<'f>(found: impl Iterator<Item = &'f Found>) -> Vec<Cause<'f>> {
    let mut numbers: HashMap<Key, usize> = HashMap::new();
    let mut groups: Vec<(Severity, Vec<(Message<'f>, &'f Found)>)> = Vec::new();
    for one in found {
        let Some(judged) = one.judged() else { continue };
        let rejection = judged.message.as_ref().filter(|_| judged.accepted == Some(false));
        let messages = rejection.into_iter().map(|message| (Severity::Rejected, message));
        let warnings = judged.warnings.iter().map(|warning| (Severity::Warned, warning));
        for (severity, message) in messages.chain(warnings) {
            let message = Message::of(message, judged);
            let is_bound = severity == Severity::Rejected && one.bound_by.is_some();
            let general = message.general.as_ref().map(|general| general.cause.clone());
            let general = general.unwrap_or_else(|| message.whole.to_owned());
            let next = groups.len();
            let number = *numbers.entry(Key { severity, is_bound, general }).or_insert(next);
            if number == next {
                groups.push((severity, Vec::new()));
            }
            if let Some((_, group)) = groups.get_mut(number) {
                group.push((message, one));
            }
        }
    }
    let mut causes: Vec<Cause<'f>> =
        groups.into_iter().filter_map(|(severity, group)| cause(severity, &group)).collect();
    causes.sort_by_key(|cause| (cause.severity, std::cmp::Reverse(cause.count())));
    causes
}

fn cause<'f>(severity: Severity, group: &[(Message<'f>, &'f Found)]) -> Option<Cause<'f>> {
    let (first, one) = group.first()?;
    let is_bound = severity == Severity::Rejected && one.bound_by.is_some();
    let (Some(general), false) = (&first.general, group.len() == 1) else {
        let objects = group.iter().map(|(_, found)| *found).collect();
        return Some(Cause {
            severity,
            message: first.whole.to_owned(),
            is_bound,
            parts: vec![(String::new(), objects)],
            has_several_accounts: false,
        });
    };
    let generals = || group.iter().filter_map(|(message, _)| message.general.as_ref());
    let account = general.account.as_deref();
    let account = account.filter(|_| generals().all(|other| other.account == general.account));
    let is_template = generals().all(|other| other.pod == PODS[0]);
    let pod = if is_template { PODS[0] } else { PODS[1] };
    let mut parts: Vec<(String, Vec<&Found>)> = Vec::new();
    for (message, found) in group {
        let advice = message.general.as_ref().map_or("", |general| &general.advice);
        match parts.iter_mut().find(|(known, _)| *known == advice) {
            Some((_, objects)) => objects.push(found),
            None => parts.push((advice.to_owned(), vec![found])),
        }
    }
    parts.sort_by_key(|(_, objects)| std::cmp::Reverse(objects.len()));
    // A long warning leaves the advice out.
    if severity == Severity::Warned && parts.iter().any(|(advice, _)| advice.is_empty()) {
        let objects = group.iter().map(|(_, found)| *found).collect();
        parts = vec![(String::new(), objects)];
    }
    let put_back = |text: &str| {
        let text = text.replace(POD, pod);
        match account {
            Some(account) => text.replace(ACCOUNT, account),
            None => text
                .replace(&format!("service account {ACCOUNT}"), "their service accounts")
                .replace(&format!("of {ACCOUNT} "), "of their service accounts ")
                .replace(ACCOUNT, "the account"),
        }
    };
    let mut message = put_back(&general.cause);
    for (advice, _) in &mut parts {
        *advice = put_back(advice);
    }
    if let [(advice, _)] = parts.as_mut_slice()
        && !advice.is_empty()
    {
        message = format!("{message} {}", std::mem::take(advice));
    }
    let has_several_accounts = general.account.is_some() && account.is_none();
    Some(Cause { severity, message, is_bound, parts, has_several_accounts })
}

/// A message, and what is general in it.
struct Message<'m> {
    whole: &'m str,
    /// `None` if it has several causes, or one that is not known here.
    general: Option<General>,
}

struct General {
    cause: String,
    advice: String,
    account: Option<String>,
    pod: &'static str,
}

impl<'m> Message<'m> {
    fn of(whole: &'m str, judged: &Judged) -> Self {
        Self { whole, general: General::of(whole, judged) }
    }
}

impl General {
    fn of(message: &str, judged: &Judged) -> Option<Self> {
        // It says something about the one account.
        if message.contains(" Unless service account ") {
            return None;
        }
        let (start, after) = first_of(message)?;
        let rest = message.get(start..)?;
        let account = account(judged);
        let is_single = first_of(rest.get(after.len()..)?).is_none();
        let text = match is_single {
            true => format!("these containers{}", rest.replace(" gets the API ", " get the API ")),
            // With several causes, each names its containers.
            false => message.to_owned(),
        };
        let text = match &account {
            Some(account) => replaced(&text, account, ACCOUNT),
            None => text,
        };
        let (cause, advice) = match (text.split_once(". "), text.split_once("; set ")) {
            _ if !is_single => (text, String::new()),
            (Some((cause, advice)), _) => (format!("{cause}."), advice.to_owned()),
            (None, Some((cause, advice))) => (cause.to_owned(), format!("Set {advice}.")),
            (None, None) => (text, String::new()),
        };
        let is_pod = judged.kind.as_deref() == Some(POD_KIND.kind)
            && judged.api_version.as_deref().is_some_and(|version| !version.contains('/'));
        let pod = if is_pod { PODS[1] } else { PODS[0] };
        let mut cause = cause.replace(PODS[0], PODS[1]).replace(PODS[1], &POD.to_string());
        for path in &judged.automount_fields {
            cause = cause.replace(path, &format!("{POD}'s {FIELD}"));
        }
        Some(Self { cause, advice, account, pod })
    }
}

/// The one account whose tokens are meant.
fn account(judged: &Judged) -> Option<String> {
    let violations = judged.exposures.iter().filter(|exposure| exposure.allowed_by.is_none());
    let mut accounts: Vec<&str> =
        violations.filter_map(|exposure| exposure.account.as_deref()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    match accounts.as_slice() {
        [account] => Some((*account).to_owned()),
        _ => None,
    }
}

/// Where the list of containers ends, and what ends it.
fn first_of(text: &str) -> Option<(usize, &'static str)> {
    let found = AFTER_CONTAINERS.iter().filter_map(|after| Some((text.find(after)?, *after)));
    found.min_by_key(|(start, _)| *start)
}

/// Puts a character in the place of a name, but not in longer names.
fn replaced(text: &str, name: &str, by: char) -> String {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "-/".contains(c);
    let mut all = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(name) {
        all.push_str(before);
        let is_whole = !before.ends_with(is_of_name) && !after.starts_with(is_of_name);
        match is_whole {
            true => all.push(by),
            false => all.push_str(name),
        }
        rest = after;
    }
    all.push_str(rest);
    all
}
