//! Whether entries of `allow.serviceAccounts` allow a token today.

use crate::cluster::facts::Facts;
use crate::settings::{DAYS_OF_WARNING, Exemption};
use crate::text::Day;

/// Whether exemptions allow a token. The numbers are those of entries in `allow.serviceAccounts`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exempt {
    /// No entry is for it.
    #[default]
    No,
    /// An entry allows it.
    Yes,
    /// Only an entry that ends in the next two weeks allows it.
    EndsSoon(usize),
    /// This entry allowed it, but has ended.
    Ended(usize),
    /// An entry allows it until some day, and the host has no clock.
    Undated,
}

impl Exempt {
    /// Whether an entry without an end allows the token; `None` as a container means that it is in none.
    pub fn for_good<'e>(
        mut entries: impl Iterator<Item = &'e Exemption<'e>>,
        container: Option<&str>,
    ) -> bool {
        entries.any(|entry| entry.until.is_none() && entry.is_for(container))
    }

    /// The entry with the last end, by its number.
    pub fn last<'e>(
        entries: impl Iterator<Item = (usize, &'e Exemption<'e>)>,
        container: Option<&str>,
    ) -> Option<(Day, usize)> {
        let mut last: Option<(Day, usize)> = None;
        for (number, entry) in entries {
            if let Some(until) = entry.until
                && entry.is_for(container)
                && last.is_none_or(|(known, _)| until > known)
            {
                last = Some((until, number));
            }
        }
        last
    }

    /// What the entry with the last end says today.
    pub fn today(last: Option<(Day, usize)>, facts: &Facts<'_>) -> Self {
        match (last, last.and_then(|_| facts.today())) {
            (None, _) => Self::No,
            (Some(_), None) => Self::Undated,
            (Some((until, number)), Some(today)) if today > until => Self::Ended(number),
            (Some((until, number)), Some(today)) if today.plus(DAYS_OF_WARNING) >= until => {
                Self::EndsSoon(number)
            }
            _ => Self::Yes,
        }
    }

    /// Whether it allows the token.
    pub fn allows(self) -> bool {
        matches!(self, Self::Yes | Self::EndsSoon(_))
    }
}
