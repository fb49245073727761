//! A pattern for service accounts, as used in `allow.serviceAccounts`.

use crate::json::{Fault, Text, must_be};
use crate::text::cut;
use crate::text::pattern::matches;

/// A pattern `<namespace>/<name>`, where `*` matches any run of characters within a part.
#[derive(Clone, Debug)]
pub struct AccountPattern<'a> {
    written: Text<'a>,
    /// The position of `/`.
    slash: usize,
}

impl<'a> AccountPattern<'a> {
    /// Reads a pattern; errors call it `place`.
    ///
    /// # Errors
    ///
    /// It can never match a service account; the error says what a pattern must look like.
    pub fn parse(written: Text<'a>, place: &str) -> Result<Self, Fault> {
        let is_part = |part: &str, dots: bool| {
            !part.is_empty()
                && part.bytes().all(|byte| {
                    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'*') || dots && byte == b'.'
                })
        };
        match cut(&written, b'/') {
            Some((namespace, name)) if is_part(namespace, false) && is_part(name, true) => {
                Ok(Self { slash: namespace.len(), written })
            }
            _ => Err(must_be(
                &[place],
                "\"<namespace>/<name>\" in lower case, where `*` matches any run of characters within \
                 a part",
                &written,
            )),
        }
    }

    /// The pattern as it is written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The same pattern, with a text of its own.
    pub fn into_owned(self) -> AccountPattern<'static> {
        AccountPattern { written: Text::Owned(self.written.into_owned()), slash: self.slash }
    }

    /// Whether it matches this service account.
    pub fn matches(&self, namespace: &str, name: &str) -> bool {
        self.matches_some_in(namespace)
            && matches(self.written.get(self.slash + 1..).unwrap_or_default(), name)
    }

    /// Whether it matches some service account in this namespace.
    pub fn matches_some_in(&self, namespace: &str) -> bool {
        matches(self.written.get(..self.slash).unwrap_or_default(), namespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::{String, ToString};

    fn parse(pattern: &str) -> Result<AccountPattern<'_>, String> {
        AccountPattern::parse(pattern.into(), "it").map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_star_in_an_account_pattern_does_not_match_a_slash() {
        for (pattern, namespace, name, expected) in [
            ("ns/app", "ns", "app", true),
            ("ns/app", "ns", "app2", false),
            ("ns-*/app", "ns-1", "app", true),
            ("*/app", "a", "app", true),
            ("ns/*", "ns", "a.b", true),
        ] {
            assert_eq!(
                parse(pattern).map(|pattern| pattern.matches(namespace, name)),
                Ok(expected),
                "{pattern}"
            );
        }
    }

    #[test]
    fn a_pattern_that_can_never_match_is_rejected() {
        for good in ["a/b", "*/*", "kube-*/a.b", "a-1/*x*"] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "a/", "/b", "a/b/c", "A/b", "a.b/c", "a/b c", "a/?", "system:x/y"] {
            assert_eq!(
                parse(bad).err(),
                Some(format!(
                    "it must be \"<namespace>/<name>\" in lower case, where `*` matches any run of \
                     characters within a part, not \"{bad}\""
                ))
            );
        }
    }
}
