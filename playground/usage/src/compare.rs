//! Compares two settings, and the verdicts on the objects of a dump under both.

use std::sync::Arc;

use analysis::compare::compare;
use analysis::compare::given::{self, Given, Remark};
use analysis::compare::objects::{Comparing, Objects};
use analysis::compare::report::ComparisonReport;
use analysis::core::Core;
use analysis::day::last_second;
use analysis::text::Text;
use tsify::{Ts, Tsify as _};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::compared::{Compared, SettingsAnswer, SettingsProblem, Usable, Which};

/// The objects of a dump.
#[wasm_bindgen]
pub struct ClusterObjects(Arc<Objects>);

#[wasm_bindgen]
impl ClusterObjects {
    /// Reads a dump, the output of `kubectl get … -o json`, with that file name; `today` is a day such as
    /// `2027-03-31`.
    ///
    /// # Errors
    ///
    /// It has another format.
    #[wasm_bindgen(constructor)]
    pub fn new(file: &str, dump: Vec<u8>, today: &str) -> Result<Self, JsError> {
        Self::read(file, dump, today).map_err(|error| JsError::new(&error))
    }
}

impl ClusterObjects {
    /// As [`ClusterObjects::new`], outside of a browser.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn read(file: &str, dump: Vec<u8>, today: &str) -> Result<Self, String> {
        Ok(Self(Arc::new(Objects::read(file, dump, last_second(today))?)))
    }
}

/// Two settings that are compared.
#[wasm_bindgen]
pub struct SettingsComparison {
    problems: Vec<SettingsProblem>,
    /// OLD and NEW, if both can be used.
    pair: Option<[Given; 2]>,
    comparing: Option<Comparing<'static>>,
}

#[wasm_bindgen]
impl SettingsComparison {
    /// Reads two settings, YAML or JSON; `today` is a day such as `2027-03-31`.
    #[wasm_bindgen(constructor)]
    pub fn new(old: &str, new: &str, today: &str) -> Self {
        let mut problems = Vec::new();
        let mut read = |which, text| {
            let problem = |severity, Remark { at, what }| {
                let (from, to) = Text::new(text).range(&at);
                SettingsProblem { which, from, to, severity, message: what }
            };
            match given::read(&Core, text, last_second(today)) {
                Ok(written) => {
                    problems.extend(written.remark.map(|remark| problem(Usable::Warning, remark)));
                    Some(written.given)
                }
                Err(remark) => {
                    problems.push(problem(Usable::Error, remark));
                    None
                }
            }
        };
        let (old, new) = (read(Which::Old, old), read(Which::New, new));
        Self { problems, pair: old.zip(new).map(<[Given; 2]>::from), comparing: None }
    }

    /// Prepares to judge objects with both settings; returns how many there are, or 0 if settings cannot
    /// be used.
    pub fn judge(&mut self, objects: &ClusterObjects) -> usize {
        let Some([old, new]) = &self.pair else { return 0 };
        let settings = [old.value.clone(), new.value.clone()];
        self.comparing = Some(Comparing::new(&Core, Arc::clone(&objects.0), settings));
        objects.0.total()
    }

    /// Judges up to `count` more objects; returns the number judged so far.
    pub fn step(&mut self, count: usize) -> usize {
        self.comparing.as_mut().map_or(0, |comparing| comparing.step(count))
    }

    /// What there is to say so far.
    ///
    /// # Errors
    ///
    /// Never, because every answer can be serialized.
    pub fn answer(&self) -> Result<Ts<SettingsAnswer>, JsError> {
        Ok(self.said().into_ts()?)
    }
}

impl SettingsComparison {
    /// As [`SettingsComparison::answer`], outside of a browser.
    pub fn said(&self) -> SettingsAnswer {
        let compared = self.pair.as_ref().map(|[old, new]| {
            let comparison = compare(&old.settings, &new.settings);
            let mut report = ComparisonReport::new(&comparison);
            if let Some(verdicts) = self.comparing.as_ref().map(Comparing::verdicts) {
                report.verdicts = Some(verdicts.changed.to_vec());
                report.unchanged = Some(verdicts.unchanged);
                report.unreadable = verdicts.unread;
            }
            Compared::new(report, comparison)
        });
        SettingsAnswer { problems: self.problems.clone(), compared }
    }
}

#[cfg(test)]
mod tests {
    use analysis::compare::{Claim, ClaimLimit};

    use super::*;

    const TODAY: &str = "2026-11-30";
    const DUMP: &str = r#"{"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "web-", "namespace": "shop"},
            "spec": {"containers": [{"name": "app"}], "automountServiceAccountToken": true}}
    ]}"#;

    fn problem(
        which: Which,
        from: usize,
        to: usize,
        severity: Usable,
        message: &str,
    ) -> SettingsProblem {
        SettingsProblem { which, from, to, severity, message: message.to_owned() }
    }

    #[test]
    fn problems_are_in_their_own_settings() {
        let mapping = "expected settings, a mapping such as `action: warn`";
        let ended = "allow: {serviceAccounts: [{account: a/b, until: \"2026-11-29\"}]}";
        let cases = [
            ("", "", vec![], true),
            ("- 😀", "", vec![problem(Which::Old, 0, 4, Usable::Error, mapping)], false),
            (
                "help: 😀\naction: forbid",
                "7",
                vec![
                    problem(
                        Which::Old,
                        9,
                        15,
                        Usable::Error,
                        r#"settings.action must be one of reject, warn, mutate, not "forbid""#,
                    ),
                    problem(Which::New, 0, 1, Usable::Error, mapping),
                ],
                false,
            ),
            (
                "",
                ended,
                vec![problem(
                    Which::New,
                    0,
                    ended.len(),
                    Usable::Warning,
                    "The exemption of a/b (allow.serviceAccounts[0]) ended on 2026-11-29.",
                )],
                true,
            ),
        ];
        for (old, new, problems, is_compared) in cases {
            let said = SettingsComparison::new(old, new, TODAY).said();
            assert_eq!(said.problems, problems, "{old} {new}");
            assert_eq!(said.compared.is_some(), is_compared, "{old} {new}");
        }
    }

    #[test]
    fn verdicts_are_compared_once_there_are_objects() {
        let objects = ClusterObjects::read("cluster.json", DUMP.into(), TODAY);
        let objects = objects.unwrap_or_else(|what| panic!("{what}"));
        let mut comparison = SettingsComparison::new("action: warn", "", TODAY);
        let compared =
            comparison.said().compared.map(|it| (it.report.verdicts, it.report.unchanged));
        assert_eq!(compared, Some((None, None)));
        assert_eq!((comparison.judge(&objects), comparison.step(9)), (1, 1));
        let compared = comparison.said().compared;
        let compared = compared.unwrap_or_else(|| panic!("nothing is compared"));
        assert_eq!(compared.claim, Claim::AtLeastAsStrict);
        assert_eq!(compared.limits, [ClaimLimit::Kept, ClaimLimit::Warns]);
        let titles: Vec<&str> = compared.objects.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["Pod shop/web-*"]);
        assert_eq!(compared.report.unchanged, Some(0));
        let differs = compared.settings.iter().filter(|setting| setting.differs);
        let differs: Vec<_> = differs.map(|one| (one.old.as_str(), one.new.as_str())).collect();
        assert_eq!(differs, [("warn", "reject")]);
        // Settings that cannot be used judge nothing.
        let mut refused = SettingsComparison::new("", "action: forbid", TODAY);
        assert_eq!((refused.judge(&objects), refused.step(9)), (0, 0));
    }
}
