//! What is rejected, by what would have to be allowed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::exposure::{Exposure, How};
use crate::kinds::JudgedKind;
use crate::owners::Owner;
use crate::survey::examine::Examined;
use crate::survey::listing::Listing;

/// Rejected objects. Of those that the same settings let pass one is kept.
#[derive(Debug, Default)]
pub struct Cases {
    pub(super) all: BTreeMap<Shape, Case>,
    /// Who uses the token of an account, and tokens of unknown accounts; not yet who owns these.
    pub(super) users: BTreeMap<Option<String>, BTreeSet<Owner>>,
    /// What no setting lets pass.
    pub left: Listing,
}

/// What is alike about objects that the same settings let pass.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    kind: &'static str,
    namespace: String,
    lifts: BTreeSet<Lift>,
}

/// A violation, as far as what would allow it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lift {
    /// The account whose token it is, `namespace/name`, if that is known.
    pub account: Option<String>,
    /// It is a token Secret, which `allow.tokenSecrets` allows too.
    pub is_secret: bool,
}

/// An object that stands for all of its shape.
#[derive(Debug)]
pub struct Case {
    /// The request that creates it.
    pub request: Box<str>,
    /// Its kind, namespace and name.
    pub title: String,
    /// How many there are.
    pub count: usize,
    /// Its violations.
    pub lifts: BTreeSet<Lift>,
}

impl Cases {
    /// Adds an object that is rejected for what it exposes; `owner` is who is known to own it.
    pub fn add(
        &mut self,
        kind: &JudgedKind,
        owner: &Owner,
        request: &Value,
        examined: &Examined,
    ) {
        let text = |key| request[key].as_str().unwrap_or_default();
        let namespace = text("namespace").to_owned();
        let mut lifts = violations(&examined.shown);
        lifts.extend(violations(&examined.exposures));
        if lifts.is_empty() {
            // A ServiceAccount.
            let account = format!("{namespace}/{}", text("name"));
            lifts.insert(Lift { account: Some(account), is_secret: false });
        }
        for lift in &lifts {
            let users = self.users.entry(lift.account.clone()).or_default();
            if !users.contains(owner) {
                users.insert(owner.clone());
            }
        }
        let title = format!("{} {namespace}/{}", kind.kind, text("name"));
        let shape = Shape { kind: kind.kind, namespace, lifts: lifts.clone() };
        let case = self.all.entry(shape).or_insert_with(|| {
            let request = request.to_string().into_boxed_str();
            Case { request, title, count: 0, lifts }
        });
        case.count += 1;
    }
}

/// The violations among exposures.
pub fn violations(exposures: &[Exposure]) -> BTreeSet<Lift> {
    let violations = exposures.iter().filter(|exposure| exposure.allowed_by.is_none());
    violations
        .map(|exposure| Lift {
            account: exposure.account.clone(),
            is_secret: exposure.how == How::Secret,
        })
        .collect()
}
