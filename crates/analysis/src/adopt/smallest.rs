//! Finds the smallest settings with which all objects pass that can pass.

use serde_json::{Map, Value};

use super::rejections::{Lift, Rejection, Rejections, add_violations};
use crate::exposure::Exposure;
use crate::survey::examine::Examiner;
use crate::survey::listing::Listing;

/// What has to be allowed in addition to the given settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Entries of `allow.serviceAccounts`, sorted.
    pub accounts: Vec<String>,
    /// `allow.tokenSecrets`.
    pub token_secrets: bool,
}

/// A rejected object, and what is known about it.
struct Known<'c> {
    rejection: &'c Rejection,
    lifts: Vec<Lift>,
    /// Why it does not pass.
    fails: Option<String>,
}

impl Allowed {
    /// The given settings, extended by what has to be allowed.
    pub fn with(&self, given: &Map<String, Value>) -> Map<String, Value> {
        let mut settings = given.clone();
        let mut allow = given.get("allow").and_then(Value::as_object).cloned().unwrap_or_default();
        let listed = allow.get("serviceAccounts").and_then(Value::as_array);
        let mut accounts = listed.cloned().unwrap_or_default();
        accounts.extend(self.accounts.iter().map(|account| account.as_str().into()));
        allow.insert("serviceAccounts".into(), accounts.into());
        if self.token_secrets {
            allow.insert("tokenSecrets".into(), true.into());
        }
        settings.insert("allow".into(), allow.into());
        settings
    }

    /// Only the part that concerns a namespace, which is small even for a large cluster.
    fn near(&self, namespace: &str) -> Self {
        let start = format!("{namespace}/");
        let first = self.accounts.partition_point(|account| *account < start);
        let near = self.accounts.iter().skip(first);
        let near = near.take_while(|account| account.starts_with(&start));
        Self { accounts: near.cloned().collect(), token_secrets: self.token_secrets }
    }

    /// Allows the violations that can be allowed; returns whether any of them is new.
    fn extend(&mut self, lifts: &[Lift]) -> bool {
        let before = (self.accounts.len(), self.token_secrets);
        for Lift { account, is_secret } in lifts {
            if !can_be_named(account) {
                self.token_secrets |= is_secret;
            } else if let Err(place) = self.accounts.binary_search(account) {
                self.accounts.insert(place, account.clone());
            }
        }
        before != (self.accounts.len(), self.token_secrets)
    }
}

/// Finds what has to be allowed. Adds to `left` the objects that still do not pass.
pub fn smallest(examiner: &Examiner<'_>, rejections: &Rejections, left: &mut Listing) -> Allowed {
    let mut allowed = Allowed::default();
    let mut known: Vec<Known<'_>> = Vec::new();
    for rejection in rejections.all.sorted() {
        allowed.extend(&rejection.lifts);
        known.push(Known { rejection, lifts: rejection.lifts.clone(), fails: None });
    }
    // A rejection reports the violations that are certain, and others only once those are allowed.
    let mut grows = true;
    while grows {
        grows = false;
        for one in &mut known {
            one.fails = why_not(examiner, one.rejection, &allowed).map(|(why, shown)| {
                add_violations(&mut one.lifts, &shown);
                grows |= allowed.extend(&one.lifts);
                why
            });
        }
    }
    for one in &known {
        if let Some(why) = &one.fails {
            left.push(|| one.rejection.describe(why));
        }
    }
    known.retain(|one| one.fails.is_none());
    drop_needless(examiner, &mut allowed, &known);
    allowed
}

/// Drops each entry that no passing object needs.
fn drop_needless(examiner: &Examiner<'_>, allowed: &mut Allowed, passing: &[Known<'_>]) {
    let pass_with = |less: &Allowed, concerns: &dyn Fn(&Lift) -> bool| {
        let mut concerned = passing.iter().filter(|one| one.lifts.iter().any(concerns));
        concerned.all(|one| why_not(examiner, one.rejection, less).is_none())
    };
    if allowed.token_secrets {
        let less = Allowed { token_secrets: false, ..allowed.clone() };
        allowed.token_secrets = !pass_with(&less, &|lift| lift.is_secret);
    }
    for account in allowed.accounts.clone() {
        let mut less = allowed.near(account.split('/').next().unwrap_or_default());
        less.accounts.retain(|other| *other != account);
        if pass_with(&less, &|lift| lift.account == account) {
            allowed.accounts.retain(|other| *other != account);
        }
    }
}

/// Why an object does not pass with `allowed`, and what it exposes; `None` if it passes.
fn why_not(
    examiner: &Examiner<'_>,
    rejection: &Rejection,
    allowed: &Allowed,
) -> Option<(String, Vec<Exposure>)> {
    let request = serde_json::from_slice::<Value>(rejection.request.as_bytes())
        .map_err(|error| error.to_string());
    let verdict = request.and_then(|request| {
        let near = allowed.near(request["namespace"].as_str().unwrap_or_default());
        let mut settings = near.with(examiner.variants().given());
        settings.insert("action".into(), "reject".into());
        examiner.judge(&request, &Value::Object(settings))
    });
    match verdict {
        Ok(verdict) if verdict.accepted => None,
        Ok(verdict) => {
            let shown = verdict.exposures().unwrap_or_default();
            Some((verdict.message.unwrap_or_default(), shown))
        }
        Err(error) => Some((error, Vec::new())),
    }
}

impl Rejection {
    fn describe(&self, why: &str) -> String {
        match self.count {
            1 => format!("{}: {why}", self.title),
            count => format!("{} and {} similar: {why}", self.title, count - 1),
        }
    }
}

/// Whether an entry of `allow.serviceAccounts` can match this account and no other.
fn can_be_named(account: &str) -> bool {
    let fits = |part: &str, dots: bool| {
        let fits =
            |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-') || dots && byte == b'.';
        !part.is_empty() && part.bytes().all(fits)
    };
    account
        .split_once('/')
        .is_some_and(|(namespace, name)| fits(namespace, false) && fits(name, true))
}
