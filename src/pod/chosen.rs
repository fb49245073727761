//! The containers that a Pod's author chooses to get tokens, by an annotation.

use crate::json::{Fault, must_be};
use crate::text::{ByName, cut, is_dns_label};

/// The annotation of a Pod, or of a Pod template's metadata, that narrows which containers get tokens.
pub const CONTAINERS_ANNOTATION: &str = "service-account-token-policy/containers";

/// The containers that the annotation names. Some may not exist yet: another webhook can add them.
#[derive(Debug, Default)]
pub struct ChosenContainers<'a>(ByName<'a>);

/// What the annotation says about a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// There is no such annotation.
    #[default]
    Unsaid,
    /// The container is named.
    Named,
    /// Only others are named.
    LeftOut,
}

impl<'a> ChosenContainers<'a> {
    /// Reads the value of the annotation in the metadata at the field path `path`: names of containers,
    /// separated by commas.
    ///
    /// # Errors
    ///
    /// It names no container, or one twice, or has something else in it.
    pub fn parse(value: &'a str, path: &str) -> Result<Self, Fault> {
        let mut names = ByName::default();
        let place = [path, ".annotations[", CONTAINERS_ANNOTATION, "]"].concat();
        let mut rest = Some(value);
        while let Some(one) = rest {
            let (mut name, others) = match cut(one, b',') {
                Some((name, others)) => (name, Some(others)),
                None => (one, None),
            };
            rest = others;
            while let Some(rest) = name.strip_prefix(' ').or_else(|| name.strip_suffix(' ')) {
                name = rest;
            }
            if !is_dns_label(name) {
                return Err(must_be(&[&place], "names of containers, separated by commas", value));
            }
            if names.has(name) {
                return Err([&*place, " names container ", name, " twice"].concat().into());
            }
            names.add_name(name, 0);
        }
        Ok(Self(names))
    }

    /// Reads the annotation if there is one.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn read(value: Option<&'a str>, path: &str) -> Result<Option<Self>, Fault> {
        value.map(|value| Self::parse(value, path)).transpose()
    }

    /// Whether it names that container.
    pub fn has(&self, container: &str) -> bool {
        self.0.has(container)
    }
}

impl Choice {
    /// What the annotation, if there is one, says about a container.
    pub fn of(container: &str, chosen: Option<&ChosenContainers<'_>>) -> Self {
        match chosen {
            None => Self::Unsaid,
            Some(chosen) if chosen.has(container) => Self::Named,
            Some(_) => Self::LeftOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::quotable;
    use alloc::format;
    use alloc::string::ToString;

    #[test]
    fn names_are_separated_by_commas() {
        let long = "a".repeat(63);
        let longer = "a".repeat(64);
        for value in ["web", "web,worker", " web , worker ", "0", &long] {
            let chosen = ChosenContainers::parse(value, "metadata");
            let chosen = chosen.unwrap_or_else(|fault| panic!("{fault}"));
            for (name, expected) in
                [("web", value.contains("web")), ("worker", value.contains("worker")), ("", false)]
            {
                assert_eq!(chosen.has(name), expected, "{name} in {value:?}");
            }
        }
        for value in
            ["", " ", "*", "web,", ",web", "web worker", "Web", "a.b", "-a", "a\tb", &longer]
        {
            let expected = format!(
                "metadata.annotations[service-account-token-policy/containers] must be names of \
                 containers, separated by commas, not \"{}\"",
                quotable(value)
            );
            let fault = ChosenContainers::parse(value, "metadata").err();
            assert_eq!(fault.map(|fault| fault.to_string()), Some(expected), "{value:?}");
        }
        let fault = ChosenContainers::parse("web, a,web", "metadata").err();
        assert_eq!(
            fault.map(|fault| fault.to_string()).as_deref(),
            Some(
                "metadata.annotations[service-account-token-policy/containers] names container web \
                 twice"
            )
        );
    }
}
