//! Counts events: each request once.

use std::sync::Arc;

use crate::account::Account;
use crate::bounded::Bounded;
use crate::event::{Event, Stage};
use crate::evidence::Evidence;
use crate::right;
use crate::seen::{Known, Seen};
use crate::time::{self, Span};
use crate::usage::Usage;

/// A line said that the authorizer allowed the request.
const ALLOWED: u32 = 1;
/// A line said that the authorizer refused it.
const REFUSED: u32 = 2;
/// A line said that it was made in the name of someone else.
const AS_OTHER: u32 = 4;

/// The longest reason that is kept, in bytes.
const LONGEST_REASON: usize = 512;

/// Counts events. Several counters, one for each thread, may share what was [`Seen`]; their sum
/// is what one counter would have counted.
#[derive(Debug)]
pub struct Counter {
    seen: Arc<Seen>,
    evidence: Evidence,
    /// Texts that are built for each event.
    name: String,
}

/// Counters do not share what was seen: their sum would count requests twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotShared;

impl std::fmt::Display for NotShared {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.write_str("counters must share what was seen, or requests would count twice")
    }
}

impl std::error::Error for NotShared {}

impl Counter {
    /// A counter that has counted nothing.
    #[must_use]
    pub fn new(seen: &Arc<Seen>) -> Counter {
        Counter { seen: Arc::clone(seen), evidence: Evidence::default(), name: String::new() }
    }

    /// Adds what another counter counted, which shares what was seen.
    ///
    /// # Errors
    ///
    /// If it does not share it.
    pub fn merge(&mut self, other: Counter) -> Result<(), NotShared> {
        if !Arc::ptr_eq(&self.seen, &other.seen) {
            return Err(NotShared);
        }
        self.evidence.add(other.evidence);
        Ok(())
    }

    /// What was counted so far. Of several counters only the sum is right.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// What was counted.
    #[must_use]
    pub fn finish(self) -> Evidence {
        self.evidence
    }

    pub(crate) fn evidence_mut(&mut self) -> &mut Evidence {
        &mut self.evidence
    }

    /// Counts one event.
    pub(crate) fn event(&mut self, event: &Event) {
        let nanos = time::nanos(event.received);
        self.evidence.sight.note(event, nanos);
        if event.code == Some(401) {
            return self.nobody(event, nanos);
        }
        self.side_effects(event, nanos);
        let Some(account) = account_of(event.user) else { return };
        if !event.token {
            let key = [event.id, event.user, event.verb, event.uri, "name"];
            if self.seen.note(self.seen.key(&key), Known::NEVER, 0).0.is_none() {
                self.account(account).named += 1;
            }
            return;
        }
        self.request(event, account, nanos);
    }

    /// A request whose token was refused: it names nobody. All of them have the same empty user,
    /// so that the time must tell two requests with the same ID apart.
    fn nobody(&mut self, event: &Event, nanos: Option<i64>) {
        let key = [event.id, event.received, event.verb, event.uri, "401"];
        if self.seen.note(self.seen.key(&key), Known::NEVER, 0).0.is_none() {
            self.evidence.unauthenticated += 1;
        }
        note(&mut self.evidence.unauthenticated_span, event, nanos);
    }

    /// What matters of a request, whoever made it.
    fn side_effects(&mut self, event: &Event, nanos: Option<i64>) {
        if let Some(target) = account_of(event.impersonated) {
            let key = [event.id, event.user, event.verb, event.uri, event.impersonated, "as"];
            if self.seen.note(self.seen.key(&key), Known::NEVER, 0).0.is_none() {
                self.account(target).impersonated += 1;
            }
        }
        let done = event.outcome() == Some(true);
        let create = done && event.verb == "create";
        if create && !event.issued.is_empty() && event.resource == "serviceaccounts" {
            let token = self.seen.short(event.issued);
            let usage = self.usage((event.namespace, event.name), event.issued_for);
            if event.user.starts_with("system:node:") {
                usage.issued.insert(token);
            } else {
                usage.requested.insert(token);
            }
            note(&mut usage.issued_span, event, nanos);
        } else if create
            && event.resource == "jobs"
            && event.user == "system:serviceaccount:kube-system:cronjob-controller"
        {
            self.named(event, nanos, |evidence| &mut evidence.jobs);
        } else if done
            && event.verb == "patch"
            && event.resource == "secrets"
            && event.user == "system:apiserver"
        {
            self.named(event, nanos, |evidence| &mut evidence.marked_secrets);
        }
    }

    fn named<const MOST: usize>(
        &mut self,
        event: &Event,
        nanos: Option<i64>,
        of: impl Fn(&mut Evidence) -> &mut Bounded<Span, MOST>,
    ) {
        if event.namespace.is_empty() || event.name.is_empty() {
            return;
        }
        set(&mut self.name, event.namespace, '/', event.name);
        note(of(&mut self.evidence).entry(&self.name), event, nanos);
    }

    /// A request with the token of an account.
    fn request(&mut self, event: &Event, account: (&str, &str), nanos: Option<i64>) {
        let outcome = event.outcome();
        let flags = match outcome {
            None => 0,
            Some(true) => ALLOWED,
            Some(false) => REFUSED,
        } | if event.impersonated.is_empty() { 0 } else { AS_OTHER };
        // The Pod and the token: a client that uses an ID again is not hidden by another one of
        // the same account.
        let (pod, uid) = (event.pod_name, event.pod_uid);
        let key = [event.id, event.user, event.verb, event.uri, pod, uid, event.credential];
        let minute = nanos.map_or(Known::NEVER, minute);
        let (old, now) = self.seen.note(self.seen.key(&key), minute, flags);
        let token = (!event.credential.is_empty()).then(|| self.seen.short(event.credential));
        if !event.uid.is_empty() {
            let uids = &mut self.account(account).uids;
            note(uids.entry(event.uid), event, nanos);
        }
        let mut name = std::mem::take(&mut self.name);
        name.clear();
        use_key(event, &mut name);
        let usage = self.usage(account, (!pod.is_empty()).then_some((pod, uid)));
        if minute != Known::NEVER {
            usage.activity.cover(minute);
        }
        count(usage, &name, old, now);
        note(&mut usage.span, event, nanos);
        usage.used.extend(token);
        tokens(usage, event, nanos);
        if outcome == Some(true) {
            // In someone else's name, the reason is why that one may: not a right of this one,
            // which has the right to take the name.
            let reason = match event.impersonated {
                "" => head(event.reason),
                _ => right::IMPERSONATION,
            };
            note(usage.rights.entry(reason), event, nanos);
        }
        self.name = name;
    }

    fn account(&mut self, (namespace, name): (&str, &str)) -> &mut Account {
        set(&mut self.name, namespace, '/', name);
        self.evidence.accounts.entry(&self.name)
    }

    fn usage(&mut self, account: (&str, &str), pod: Option<(&str, &str)>) -> &mut Usage {
        let mut key = String::new();
        if let Some((name, uid)) = pod {
            set(&mut key, name, '\n', uid);
        }
        let account = self.account(account);
        if pod.is_some() { account.pods.entry(&key) } else { &mut account.direct }
    }
}

/// Adds what became known with this line: nothing that an earlier line said already.
fn count(usage: &mut Usage, name: &str, old: Option<Known>, now: Known) {
    let flag = |known: Known, flag: u32| known.flags & flag != 0;
    // Refused is what no line said to be allowed.
    let refused = |known: Known| i64::from(flag(known, REFUSED) && !flag(known, ALLOWED));
    let undecided = |known: Known| i64::from(!flag(known, REFUSED) && !flag(known, ALLOWED));
    let as_other = |known: Known| i64::from(flag(known, AS_OTHER));
    let difference = |of: &dyn Fn(Known) -> i64| of(now) - old.map_or(0, of);
    let new = i64::from(old.is_none());
    let newly_refused = difference(&refused);
    usage.requests += new;
    usage.refused += newly_refused;
    usage.undecided += difference(&undecided);
    usage.as_others += difference(&as_other);
    let entry = usage.uses.entry(name);
    entry.requests += new;
    entry.refused += newly_refused;
    let before = old.map_or(Known::NEVER, |old| old.minute);
    if before != now.minute {
        for (minute, count) in [(before, -1), (now.minute, 1)] {
            if minute != Known::NEVER {
                usage.activity.note(minute, count);
            }
        }
    }
}

fn tokens(usage: &mut Usage, event: &Event, nanos: Option<i64>) {
    let tokens = &mut usage.tokens;
    if event.legacy {
        tokens.legacy = true;
    } else if !event.pod_name.is_empty() {
        tokens.bound = true;
    } else if !event.node_name.is_empty() {
        tokens.node = true;
    } else if !event.credential.is_empty() {
        tokens.unbound = true;
    } else {
        tokens.unknown |= event.stage != Stage::Received;
    }
    if event.stale {
        note(&mut usage.stale, event, nanos);
    }
    if !event.legacy_secret.is_empty() {
        note(usage.secrets.entry(event.legacy_secret), event, nanos);
    }
}

/// Verb, group, resource, subresource, path; each on its line.
fn use_key(event: &Event, into: &mut String) {
    for part in [event.verb, event.group, event.resource, event.subresource] {
        if part.len() <= 253 && !part.bytes().any(|byte| byte < b' ') {
            into.push_str(part);
        } else {
            into.extend(part.chars().filter(|char| !char.is_control()).take(253));
        }
        into.push('\n');
    }
    if event.resource.is_empty() {
        crate::path::normal(event.uri, into);
    }
}

/// The namespace and the name of the account that a user name is.
fn account_of(user: &str) -> Option<(&str, &str)> {
    let (namespace, name) = user.strip_prefix("system:serviceaccount:")?.split_once(':')?;
    let good =
        |part: &str| !part.is_empty() && part.len() <= 253 && !part.contains([':', '/', '\n']);
    (good(namespace) && good(name)).then_some((namespace, name))
}

fn note(span: &mut Span, event: &Event, nanos: Option<i64>) {
    if let Some(nanos) = nanos {
        span.note(nanos, event.received);
    }
}

fn set(into: &mut String, first: &str, between: char, second: &str) {
    into.clear();
    into.push_str(first);
    into.push(between);
    into.push_str(second);
}

fn head(text: &str) -> &str {
    let end = (0..=LONGEST_REASON.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The minute since 1970.
pub(crate) fn minute(nanos: i64) -> u32 {
    u32::try_from(nanos / 60_000_000_000).map_or(0, |minute| minute.min(Known::NEVER - 1))
}
