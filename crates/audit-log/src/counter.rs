//! Counts events: each request once.

use std::sync::Arc;

use crate::account::Account;
use crate::bounded::Bounded;
use crate::event::Event;
use crate::evidence::Evidence;
use crate::few::Names;
use crate::outcome::{ALLOWED, AS_OTHER, REFUSED};
use crate::right;
use crate::seen::{Known, Seen};
use crate::time::{Span, Stamp};
use crate::usage::Usage;

/// The longest reason that is kept, in bytes.
const LONGEST_REASON: usize = 512;

/// Counts events. Several counters, one for each thread, may share what was [`Seen`]; their sum
/// is what one counter would have counted.
#[derive(Debug)]
pub struct Counter {
    seen: Arc<Seen>,
    evidence: Evidence,
    names: Names,
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
        Counter {
            seen: Arc::clone(seen),
            evidence: Evidence::default(),
            names: Names::default(),
            name: String::new(),
        }
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
        let time = Stamp::new(event.received);
        self.evidence.sight.note(event, time);
        if event.code == Some(401) {
            return self.nobody(event, time);
        }
        self.side_effects(event, time);
        let Some(account) = account_of(event.user) else { return };
        if !event.token {
            let key = [event.id, event.user, event.verb, event.uri, "name"];
            if self.seen.note(self.seen.key(&key), Known::NEVER, 0).0.is_none() {
                self.account(account).named += 1;
            }
            return;
        }
        self.request(event, account, time);
    }

    /// A request whose token was refused: it names nobody. All of them have the same empty user,
    /// so that the time must tell two requests with the same ID apart.
    fn nobody(&mut self, event: &Event, time: Option<Stamp>) {
        let key = [event.id, event.received, event.verb, event.uri, "401"];
        if self.seen.note(self.seen.key(&key), Known::NEVER, 0).0.is_none() {
            self.evidence.unauthenticated += 1;
        }
        self.evidence.unauthenticated_span.note(time);
    }

    /// What matters of a request, whoever made it.
    fn side_effects(&mut self, event: &Event, time: Option<Stamp>) {
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
            let account = self.account((event.namespace, event.name));
            let rare = usage_of(account, event.issued_for).rare.get_or_insert_default();
            if event.user.starts_with("system:node:") {
                rare.issued.insert(token);
            } else {
                rare.requested.insert(token);
            }
            rare.issued_span.note(time);
        } else if create
            && event.resource == "jobs"
            && event.user == "system:serviceaccount:kube-system:cronjob-controller"
        {
            self.named(event, time, |evidence| &mut evidence.jobs);
        } else if done
            && event.verb == "patch"
            && event.resource == "secrets"
            && event.user == "system:apiserver"
        {
            self.named(event, time, |evidence| &mut evidence.marked_secrets);
        }
    }

    fn named<const MOST: usize>(
        &mut self,
        event: &Event,
        time: Option<Stamp>,
        of: impl Fn(&mut Evidence) -> &mut Bounded<Span, MOST>,
    ) {
        if event.namespace.is_empty() || event.name.is_empty() {
            return;
        }
        set(&mut self.name, event.namespace, '/', event.name);
        of(&mut self.evidence).entry(&self.name).note(time);
    }

    /// A request with the token of an account.
    fn request(&mut self, event: &Event, account: (&str, &str), time: Option<Stamp>) {
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
        let minute = time.map_or(Known::NEVER, Stamp::minute);
        let (old, now) = self.seen.note(self.seen.key(&key), minute, flags);
        let token = (!event.credential.is_empty()).then(|| self.seen.short(event.credential));
        set(&mut self.name, account.0, '/', account.1);
        let account = self.evidence.accounts.entry(&self.name);
        if !event.uid.is_empty() {
            account.uids.entry(event.uid).note(time);
        }
        use_key(event, &mut self.name);
        let usage = usage_of(account, (!pod.is_empty()).then_some((pod, uid)));
        if minute != Known::NEVER {
            usage.activity.cover(minute);
        }
        usage.count(old, now);
        usage.uses.entry(&self.name, &mut self.names).count(old, now);
        usage.span.note(time);
        if let Some(token) = token {
            usage.used.insert(token);
        }
        usage.tokens.note(event);
        if event.stale {
            usage.rare.get_or_insert_default().stale.note(time);
        }
        if !event.legacy_secret.is_empty() {
            let secrets = &mut usage.rare.get_or_insert_default().secrets;
            secrets.entry(event.legacy_secret, &mut self.names).note(time);
        }
        if outcome == Some(true) {
            // In someone else's name, the reason is why that one may: not a right of this one,
            // which has the right to take the name.
            let reason = match event.impersonated {
                "" => head(event.reason),
                _ => right::IMPERSONATION,
            };
            usage.rights.entry(reason, &mut self.names).note(time);
        }
    }

    fn account(&mut self, (namespace, name): (&str, &str)) -> &mut Account {
        set(&mut self.name, namespace, '/', name);
        self.evidence.accounts.entry(&self.name)
    }
}

fn usage_of<'a>(account: &'a mut Account, pod: Option<(&str, &str)>) -> &'a mut Usage {
    let Some((name, uid)) = pod else { return &mut account.direct };
    let mut key = String::new();
    set(&mut key, name, '\n', uid);
    account.pods.entry(&key)
}

/// Verb, group, resource, subresource, path; each on its line.
fn use_key(event: &Event, into: &mut String) {
    into.clear();
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
