//! Entries of `allow.serviceAccounts`: which accounts are exempt, in which containers, and until when.

use super::account_pattern::AccountPattern;
use crate::json::{Fault, Slot, Struct, Text, fields, must_be, read, text};
use crate::prelude::*;
use crate::text::{Day, characters, count, pattern, worded};

/// On how many days before its last one an exemption is warned of.
pub const DAYS_OF_WARNING: i64 = 14;

/// The most characters in `reason` and `owner`.
const MOST_CHARACTERS: usize = 200;

/// An entry of `allow.serviceAccounts`. A pattern alone exempts all containers, without an end.
#[derive(Clone, Debug)]
pub struct Exemption<'a> {
    /// `account`.
    pub account: AccountPattern<'a>,
    /// `containers`: names, where `*` matches any run of characters; `None` for all.
    containers: Option<Vec<Text<'a>>>,
    /// `until`: its last day.
    pub until: Option<Day>,
    /// `reason`; empty if there is none.
    pub reason: Text<'a>,
    /// `owner`; empty if there is none.
    pub owner: Text<'a>,
}

impl<'a> Exemption<'a> {
    /// Whether it is for some containers only.
    pub fn is_for_some(&self) -> bool {
        self.containers.is_some()
    }

    /// The names and patterns of its containers; `None` for all.
    pub fn containers(&self) -> Option<impl Iterator<Item = &str>> {
        self.containers.as_ref().map(|containers| containers.iter().map(|one| &**one))
    }

    /// Whether it is for this container; `None` is a token outside of any, such as that of a new Secret.
    pub fn is_for(&self, container: Option<&str>) -> bool {
        match (&self.containers, container) {
            (None, _) => true,
            (Some(patterns), Some(name)) => {
                patterns.iter().any(|pattern| pattern::matches(pattern, name))
            }
            (Some(_), None) => false,
        }
    }

    /// The same entry, with texts of its own.
    pub fn into_owned(self) -> Exemption<'static> {
        let owned = |text: Text<'a>| Text::Owned(text.into_owned());
        Exemption {
            account: self.account.into_owned(),
            containers: self.containers.map(|all| all.into_iter().map(owned).collect()),
            until: self.until,
            reason: owned(self.reason),
            owner: owned(self.owner),
        }
    }

    /// Reads the entries of `allow.serviceAccounts`.
    ///
    /// # Errors
    ///
    /// Names the entry that is not valid, and says what it takes.
    pub(super) fn read_all(json: Option<&'a str>) -> Result<Vec<Self>, Fault> {
        const NAME: &str = "settings.allow.serviceAccounts";
        let list = text::list_of(json).map_err(|fault| fault.of(NAME))?;
        let mut all = Vec::new();
        for (index, entry) in list.into_iter().flatten().enumerate() {
            all.push(Self::read(entry, &worded("{}[{}]", &[NAME, &count(index)]))?);
        }
        Ok(all)
    }

    fn read(json: &'a str, name: &str) -> Result<Self, Fault> {
        let mut written = Written::default();
        let account = match json.as_bytes().first() {
            Some(b'"') => {
                read(json, name, Slot::Text(&mut written.account))?;
                name.into()
            }
            Some(b'{') => {
                read(json, name, Slot::Object(written.object()))?;
                [name, ".account"].concat()
            }
            _ => {
                return Err(worded(
                    "{} must be \"<namespace>/<name>\", or an object with account, containers, \
                     until, reason and owner",
                    &[name],
                )
                .into());
            }
        };
        let Some(pattern) = written.account else {
            let what = " is missing; it must be \"<namespace>/<name>\"";
            return Err([&*account, what].concat().into());
        };
        let pattern = AccountPattern::parse(pattern, &account)?;
        check_containers(&written.containers, name)?;
        let until = match &written.until {
            None => None,
            Some(until) => Some(Day::parse(until).ok_or_else(|| {
                must_be(&[name, ".until"], "a day such as \"2027-03-31\"", until)
            })?),
        };
        for (key, value) in [("reason", &written.reason), ("owner", &written.owner)] {
            let value = value.as_deref().unwrap_or_default();
            if characters(value) > MOST_CHARACTERS || value.chars().any(char::is_control) {
                let what = "{}.{} must be one line of at most 200 characters";
                return Err(worded(what, &[name, key]).into());
            }
        }
        Ok(Self {
            account: pattern,
            containers: written.containers,
            until,
            reason: written.reason.unwrap_or_default(),
            owner: written.owner.unwrap_or_default(),
        })
    }
}

/// An entry as it is written.
#[derive(Default)]
struct Written<'a> {
    account: Option<Text<'a>>,
    containers: Option<Vec<Text<'a>>>,
    until: Option<Text<'a>>,
    reason: Option<Text<'a>>,
    owner: Option<Text<'a>>,
}
fields!(Written<'de> [strict] {
    "account" => Text account,
    "containers" => Texts containers,
    "until" => Text until,
    "reason" => Text reason,
    "owner" => Text owner,
});

fn check_containers(containers: &Option<Vec<Text<'_>>>, name: &str) -> Result<(), Fault> {
    let Some(containers) = containers else {
        return Ok(());
    };
    if containers.is_empty() {
        return Err(worded(
            "{}.containers must not be empty; leave it out to allow all containers",
            &[name],
        )
        .into());
    }
    match containers.iter().enumerate().find(|(_, pattern)| !can_name_container(pattern)) {
        Some((index, pattern)) => Err(must_be(
            &[name, ".containers[", &count(index), "]"],
            "the name of a container, where `*` matches any run of characters",
            pattern,
        )),
        None => Ok(()),
    }
}

/// Whether a pattern can match the name of a container, which is a DNS label.
fn can_name_container(pattern: &str) -> bool {
    let is_known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'*');
    !pattern.is_empty()
        && pattern.bytes().all(is_known)
        && !pattern.starts_with('-')
        && !pattern.ends_with('-')
        && pattern.bytes().filter(|byte| *byte != b'*').count() <= 63
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn read(entry: &str) -> Result<String, String> {
        let settings = format!(r#"{{"allow": {{"serviceAccounts": {entry}}}}}"#);
        let settings = Settings::read(settings.as_bytes()).map_err(|fault| fault.to_string())?;
        let shown = settings.allow.exemptions().iter().map(|one| {
            let containers = one.containers().map(|all| all.collect::<Vec<_>>().join(","));
            let until = one.until.map(|day| day.to_string());
            let account = one.account.written();
            format!("{account} {containers:?} {until:?} {} {}", one.reason, one.owner)
        });
        Ok(shown.collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn an_entry_is_a_pattern_or_an_object() {
        for (entry, expected) in [
            ("null", ""),
            ("[]", ""),
            (r#"["a/b"]"#, "a/b None None  "),
            (r#"[ "a/\u0062", {"account": "c/*"}]"#, "a/b None None  ; c/* None None  "),
            (
                r#"[{"account": "a/b", "containers": ["x", "y-*", "*"], "until": "2027-03-31", "reason": "why", "owner": "who"}]"#,
                "a/b Some(\"x,y-*,*\") Some(\"2027-03-31\") why who",
            ),
            (
                r#"[{"account": "a/b", "containers": null, "until": null, "reason": null}]"#,
                "a/b None None  ",
            ),
            // A day that is over is no fault: settings that were valid stay valid.
            (r#"[{"account": "a/b", "until": "2020-01-01"}]"#, "a/b None Some(\"2020-01-01\")  "),
        ] {
            assert_eq!(read(entry), Ok(expected.to_owned()), "{entry}");
        }
    }

    #[test]
    fn an_entry_that_is_not_valid_is_named() {
        let long = format!(r#"[{{"account": "a/b", "reason": "{}"}}]"#, "x".repeat(201));
        let either = "must be \"<namespace>/<name>\", or an object with account, containers, until, \
                      reason and owner";
        for (entry, expected) in [
            ("{}", " must be a list".to_owned()),
            ("7", " must be a list".into()),
            (r#""a/b""#, " must be a list".into()),
            ("[7]", format!("[0] {either}")),
            (r#"["a/b", null]"#, format!("[1] {either}")),
            (r#"[["a/b"]]"#, format!("[0] {either}")),
            ("[{}]", "[0].account is missing; it must be \"<namespace>/<name>\"".into()),
            (
                r#"[{"account": null}]"#,
                "[0].account is missing; it must be \"<namespace>/<name>\"".into(),
            ),
            (
                r#"[{"account": "a"}]"#,
                "[0].account must be \"<namespace>/<name>\" in lower case, where `*` matches any \
                 run of characters within a part, not \"a\""
                    .into(),
            ),
            (
                r#"[{"account": "a/b", "Until": "2027-03-31"}]"#,
                "[0].Until is unknown; known are account, containers, until, reason, owner".into(),
            ),
            (
                r#"[{"account": "a/b", "until": "2027-02-29"}]"#,
                "[0].until must be a day such as \"2027-03-31\", not \"2027-02-29\"".into(),
            ),
            (
                r#"[{"account": "a/b", "until": "2027-03-31T00:00:00Z"}]"#,
                "[0].until must be a day such as \"2027-03-31\", not \"2027-03-31T00:00:00Z\""
                    .into(),
            ),
            (
                r#"[{"account": "a/b", "until": 20270331}]"#,
                "[0].until must be a string, not a number".into(),
            ),
            (
                r#"[{"account": "a/b", "containers": []}]"#,
                "[0].containers must not be empty; leave it out to allow all containers".into(),
            ),
            (
                r#"[{"account": "a/b", "containers": "x"}]"#,
                "[0].containers must be a list of strings, not a string".into(),
            ),
            (
                r#"[{"account": "a/b", "containers": ["x", "Y"]}]"#,
                "[0].containers[1] must be the name of a container, where `*` matches any run of \
                 characters, not \"Y\""
                    .into(),
            ),
            (
                r#"[{"account": "a/b", "containers": [null]}]"#,
                "[0].containers[0] must be the name of a container, where `*` matches any run of \
                 characters, not \"\""
                    .into(),
            ),
            (
                r#"[{"account": "a/b", "owner": "a\nb"}]"#,
                "[0].owner must be one line of at most 200 characters".into(),
            ),
            (long.as_str(), "[0].reason must be one line of at most 200 characters".into()),
            (r#"[{"account": "a/b", "account": "a/c"}]"#, "[0].account is given twice".into()),
        ] {
            assert_eq!(read(entry), Err(format!("settings.allow.serviceAccounts{expected}")));
        }
    }

    #[test]
    fn as_long_as_it_may_be_is_valid() {
        let (reason, name) = ("x".repeat(200), "y".repeat(63));
        for (containers, is_valid) in
            [(name.clone(), true), (format!("{name}*"), true), (format!("{name}y"), false)]
        {
            let entry = format!(
                r#"[{{"account": "a/b", "containers": ["{containers}"], "reason": "{reason}"}}]"#
            );
            assert_eq!(read(&entry).is_ok(), is_valid, "{containers}");
        }
    }

    #[test]
    fn an_entry_may_be_for_some_containers() {
        let all: Vec<Exemption<'_>> =
            [r#""a/b""#, r#"{"account": "a/b", "containers": ["web", "job-*"]}"#]
                .into_iter()
                .filter_map(|entry| Exemption::read(entry, "entry").ok())
                .collect();
        for (container, expected) in [
            (Some("web"), [true, true]),
            (Some("web2"), [true, false]),
            (Some("job-1"), [true, true]),
            (None, [true, false]),
        ] {
            let found: Vec<bool> = all.iter().map(|one| one.is_for(container)).collect();
            assert_eq!(found, expected, "{container:?}");
        }
        let some: Vec<bool> = all.iter().map(Exemption::is_for_some).collect();
        assert_eq!(some, [false, true]);
    }
}
