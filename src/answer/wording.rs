//! What all sentences share: the grouping of exposures, and the words that fill a sentence in.

use super::cause::Cause;
use crate::cluster::facts::Facts;
use crate::decide::case::{Case, Judgement};
use crate::decide::exposure::Exposure;
use crate::prelude::*;
use crate::settings::Settings;
use crate::text::{cut, quotable};

/// How many causes are explained; the rest are counted.
pub(super) const MOST_CAUSES: usize = 20;

/// The context needed to write sentences about exposures.
pub struct Wording<'w> {
    /// What was judged.
    pub case: &'w Case<'w>,
    /// The settings it was judged with.
    pub settings: &'w Settings<'w>,
    /// Whether the service account does not exist.
    pub account_missing: bool,
    /// Every exposure, allowed or not.
    pub exposures: &'w [Exposure<'w>],
    /// What is known about role bindings.
    pub facts: &'w Facts<'w>,
}

/// Exposures that share a cause.
pub(super) struct Group<'g, 'p> {
    /// Why they are not allowed.
    pub cause: Cause,
    /// The first of them; the others differ only in the container.
    pub first: &'g Exposure<'p>,
    /// All of them.
    pub members: Vec<&'g Exposure<'p>>,
}

impl<'w> Wording<'w> {
    /// The context of a judgement.
    pub fn of(
        case: &'w Case<'w>,
        judgement: &'w Judgement<'w>,
        settings: &'w Settings<'w>,
        facts: &'w Facts<'w>,
    ) -> Self {
        Self {
            case,
            settings,
            account_missing: judgement.account_missing,
            exposures: &judgement.exposures,
            facts,
        }
    }
}

impl Wording<'_> {
    /// Groups exposures by cause; also returns how many are left out.
    pub(super) fn groups<'g, 'p>(
        &self,
        exposures: &'g [Exposure<'p>],
    ) -> (Vec<Group<'g, 'p>>, usize) {
        let mut groups: Vec<Group<'g, 'p>> = Vec::new();
        let mut left_out = 0;
        for exposure in exposures {
            if let Some(group) = groups.iter_mut().find(|group| group.first.same_cause(exposure)) {
                group.members.push(exposure);
            } else if groups.len() < MOST_CAUSES {
                let cause = Cause::of(exposure, self.settings, self.account_missing);
                groups.push(Group { cause, first: exposure, members: vec![exposure] });
            } else {
                left_out += 1;
            }
        }
        (groups, left_out)
    }

    /// The Pod's account.
    pub(super) fn account(&self) -> String {
        account_name(self.case.namespace, self.case.account)
    }

    /// The account that an exposure's token belongs to.
    pub(super) fn token_account(&self, exposure: &Exposure<'_>) -> Cow<'static, str> {
        match exposure.token_account.name(self.case.account, self.facts) {
            Some(name) => account_name(self.case.namespace, name).into(),
            None => "an unknown service account".into(),
        }
    }
}

/// `namespace/name`, made safe to show.
pub fn account_name(namespace: &str, name: &str) -> String {
    [&*quotable(namespace), "/", &*quotable(name)].concat()
}

/// Appends a sentence after replacing its `{names}` with words.
///
/// One function with plain texts takes less space in the module than code that writes each sentence.
pub(super) fn fill(text: &mut String, sentence: &str, words: &[(&str, &str)]) {
    let mut rest = sentence;
    while let Some((before, after)) = cut(rest, b'{') {
        let (name, after) = cut(after, b'}').unwrap_or_default();
        let word = words.iter().find(|(known, _)| *known == name);
        text.push_str(before);
        text.push_str(word.map_or(name, |(_, word)| word));
        rest = after;
    }
    text.push_str(rest);
}
