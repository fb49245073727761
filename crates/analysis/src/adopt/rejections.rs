//! Groups rejected objects by what would have to be allowed.

use serde_json::Value;

use crate::exposure::{Exposure, How};
use crate::survey::examine::Examined;
use crate::survey::listing::Listing;
use crate::table::Table;

/// Rejected objects. Only one is kept of those that the same settings let pass.
#[derive(Debug, Default)]
pub struct Rejections {
    /// By kind, namespace and what would have to be allowed.
    pub(super) all: Table<Rejection>,
    /// By account, the objects that use its token; the empty text is for unknown accounts. Their
    /// owners are found later.
    pub(super) users: Table<Vec<usize>>,
    /// Objects that no setting lets pass.
    pub left: Listing,
}

/// What would have to be allowed to lift a violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lift {
    /// The account whose token it is, as `namespace/name`; empty if unknown.
    pub account: String,
    /// Whether it is a token Secret, which `allow.tokenSecrets` also allows.
    pub is_secret: bool,
}

/// An object that represents all objects of its kind and namespace that the same settings let pass.
#[derive(Debug, Default)]
pub struct Rejection {
    /// The request that creates it.
    pub request: Box<str>,
    /// Its kind, namespace and name.
    pub title: String,
    /// How many there are.
    pub count: usize,
    /// Its violations.
    pub lifts: Vec<Lift>,
}

impl Rejections {
    /// Adds an object that is rejected because of its exposures; `owner` is its known owner.
    pub fn add(&mut self, kind: &str, owner: usize, request: &Value, examined: &Examined) {
        let text = |key| request[key].as_str().unwrap_or_default();
        let namespace = text("namespace");
        let mut lifts = Vec::new();
        add_violations(&mut lifts, &examined.shown);
        add_violations(&mut lifts, &examined.exposures);
        if lifts.is_empty() {
            // A ServiceAccount.
            lifts.push(Lift { account: format!("{namespace}/{}", text("name")), is_secret: false });
        }
        let mut key = format!("{} {namespace}", kind);
        let mut parts: Vec<String> = Vec::new();
        for Lift { account, is_secret } in &lifts {
            parts.push(format!("\0{account} {is_secret}"));
            self.users.entry(account.clone()).push(owner);
        }
        parts.sort_unstable();
        key.push_str(&parts.concat());
        let rejection = self.all.entry(key);
        if rejection.count == 0 {
            rejection.request = request.to_string().into_boxed_str();
            rejection.title = format!("{} {namespace}/{}", kind, text("name"));
            rejection.lifts = lifts;
        }
        rejection.count += 1;
    }
}

/// Adds each violation among the exposures once.
pub fn add_violations(lifts: &mut Vec<Lift>, exposures: &[Exposure]) {
    for exposure in exposures.iter().filter(|exposure| exposure.allowed_by.is_none()) {
        let account = exposure.account.clone().unwrap_or_default();
        let lift = Lift { account, is_secret: exposure.how == How::Secret };
        if !lifts.contains(&lift) {
            lifts.push(lift);
        }
    }
}
