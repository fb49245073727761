//! Tests that nothing gets worse by an UPDATE (`existingViolations: allow`), and that an UPDATE which
//! makes nothing worse is never rejected.

use std::collections::BTreeSet;

use analysis::plugin::Version;
use fuzz::cluster::{
    Answer, NAMESPACE, Objects, choose, create, identity, judge, request, workload,
};
use fuzz::exposures::{readable, strictest};
use fuzz::oracle::Token;
use fuzz::pods::spec;
use fuzz::surroundings::{WORKLOADS, chosen, cluster, settings};
use fuzz::{account_name, admitted, secrets};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::config;

/// A change that an author makes to a template.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// The field.
    Automount(Value),
    /// A container is left out.
    Remove(usize),
    /// A container gets another name.
    Rename(usize),
    /// A container is added that looks like another one.
    Add(usize),
    /// A container loses its mounts.
    Unmount(usize),
    /// A container gets the mounts of another one.
    CopyMounts(usize, usize),
    /// Every declared token and certificate gets another life.
    Life(Value),
    /// Another account.
    Account(&'static str),
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    let flag = select(vec![Value::Null, true.into(), false.into()]);
    let life = select(vec![json!(null), json!(600), json!(3600), json!(3607), json!(86400)]);
    prop_oneof![
        1 => flag.prop_map(Change::Automount),
        3 => (0..4_usize).prop_map(Change::Remove),
        1 => (0..4_usize).prop_map(Change::Rename),
        1 => (0..4_usize).prop_map(Change::Add),
        1 => (0..4_usize).prop_map(Change::Unmount),
        1 => (0..4_usize, 0..4_usize).prop_map(|(from, to)| Change::CopyMounts(from, to)),
        3 => life.prop_map(Change::Life),
        1 => select(vec!["app", "default"]).prop_map(Change::Account),
    ]
}

impl Change {
    fn apply(&self, spec: &mut Value) {
        let containers = spec["containers"].as_array_mut();
        match (self, containers) {
            (Self::Automount(flag), _) => spec["automountServiceAccountToken"] = flag.clone(),
            (Self::Account(name), _) => {
                spec["serviceAccountName"] = (*name).into();
                spec["serviceAccount"] = (*name).into();
            }
            (Self::Life(life), _) => {
                let volumes = spec["volumes"].as_array_mut().into_iter().flatten();
                let sources = volumes
                    .filter_map(|volume| volume.get_mut("projected")?.get_mut("sources"))
                    .filter_map(Value::as_array_mut)
                    .flatten();
                for source in sources {
                    for (key, field) in [
                        ("serviceAccountToken", "expirationSeconds"),
                        ("podCertificate", "maxExpirationSeconds"),
                    ] {
                        if let Some(declared) = source.get_mut(key) {
                            declared[field] = life.clone();
                        }
                    }
                }
            }
            (_, None) => {}
            (Self::Remove(at), Some(list)) if list.len() > 1 => {
                list.remove(at % list.len());
            }
            (Self::Rename(at), Some(list)) => {
                let at = at % list.len();
                list[at]["name"] = "renamed".into();
            }
            (Self::Add(at), Some(list)) => {
                let mut added = list[at % list.len()].clone();
                added["name"] = "added".into();
                list.push(added);
            }
            (Self::Unmount(at), Some(list)) => {
                let at = at % list.len();
                list[at]["volumeMounts"] = Value::Null;
            }
            (Self::CopyMounts(from, to), Some(list)) => {
                let (from, to) = (from % list.len(), to % list.len());
                list[to]["volumeMounts"] = list[from]["volumeMounts"].clone();
            }
            (Self::Remove(_), Some(_)) => {}
        }
    }
}

pub(super) fn changed(spec: &Value, changes: &[Change]) -> Value {
    let mut spec = spec.clone();
    changes.iter().for_each(|change| change.apply(&mut spec));
    spec
}

/// A Pod template, and which containers its author chose.
#[derive(Clone, Copy)]
struct Template<'t> {
    spec: &'t Value,
    chosen: Option<&'t str>,
}

impl Template<'_> {
    /// An object that holds it.
    fn workload(&self, kind: &str) -> Value {
        let mut template = json!({"spec": self.spec});
        choose(&mut template, self.chosen);
        workload(kind, &template)
    }
}

fn is_chosen(chosen: Option<&str>, container: &Value) -> bool {
    chosen.is_some_and(|names| names.split(',').any(|name| container == name.trim()))
}

/// Whether an entry of `allow.serviceAccounts` is for some containers of this account only.
fn has_entry_for_some(settings: &Value, account: &str) -> bool {
    let mut entries = settings["allow"]["serviceAccounts"].as_array().into_iter().flatten();
    entries.any(|entry| {
        let name = entry["account"].as_str().and_then(|name| name.split_once('/'));
        entry["containers"].is_array()
            && name.is_some_and(|(namespace, name)| {
                ["*", NAMESPACE].contains(&namespace) && ["*", account].contains(&name)
            })
    })
}

/// The settings with exemptions that never end.
fn renewed(settings: &Value) -> Value {
    let mut settings = settings.clone();
    let entries = settings["allow"].get_mut("serviceAccounts").and_then(Value::as_array_mut);
    for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
        entry.remove("until");
    }
    settings
}

/// What the policy shows for a template, and what its containers can read.
struct Seen {
    entries: Vec<Value>,
    readable: BTreeSet<(String, Token)>,
    extended: i64,
}

impl Seen {
    /// Shows all exposures under the strictest form of these settings, or the violations under the
    /// settings themselves.
    fn of(template: &Template<'_>, kind: &str, settings: &Value, cluster: &Objects) -> Self {
        let Template { spec, chosen } = *template;
        let mut entries = create(kind, &template.workload(kind), settings, cluster).exposures();
        let says = |object: &Value| object["automountServiceAccountToken"].as_bool();
        let account = cluster.account(account_name(spec)).and_then(says);
        // What a Pod says counts as unset where its author chose the container.
        let is_off = |container: &Value| match says(spec) {
            Some(false) if is_chosen(chosen, container) => account == Some(false),
            pod => pod.or(account) == Some(false),
        };
        // Where the policy did not look the account up, the volume that Kubernetes would inject counts
        // as automounted.
        if settings["optOutAt"] != "pod" {
            for entry in entries.iter_mut().filter(|entry| entry["how"] == "automount") {
                if is_off(&entry["container"]) {
                    entry["how"] = "projected".into();
                    entry["askedBy"] = "pod".into();
                }
            }
        }
        // With the author's volumes that the plugin would mount, but without its own. Where accounts are
        // never read, none of them says that nothing is mounted.
        let mut read = cluster.clone();
        if settings["optOutAt"] == "pod" {
            for account in read.accounts.iter_mut().filter_map(Value::as_object_mut) {
                account.remove("automountServiceAccountToken");
            }
        }
        let mut pod = admitted(spec, &read, Version::Bound);
        if let Some(volumes) = pod["spec"].get_mut("volumes").and_then(Value::as_array_mut) {
            volumes.retain(|volume| volume["name"] != "kube-api-access-x7k2p");
        }
        let readable = readable(&pod, settings, &secrets(spec, settings, cluster));
        let extended = settings["extendedTokenSeconds"].as_i64().unwrap_or(31_536_000);
        Self { entries, readable, extended }
    }

    /// The longest life of a declared credential in a container, or in any; 0 for others.
    fn life(&self, entry: &Value, of_container: bool) -> i64 {
        self.life_of(entry, of_container, false)
    }

    /// The longest life that is surely that of a declared credential in this container: the volume that
    /// Kubernetes injects is shown in an entry of its own.
    fn sure_life(&self, entry: &Value) -> i64 {
        self.life_of(entry, true, true)
    }

    fn life_of(&self, entry: &Value, of_container: bool, surely: bool) -> i64 {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        let own = self
            .readable
            .iter()
            .filter(|(container, _)| !of_container || container.as_str() == text("container"));
        let lives = own.filter_map(|(_, token)| match token {
            Token::Projected { audience, seconds: Some(3607) }
                if surely && audience.is_empty() && self.is_automounted(text("container")) =>
            {
                None
            }
            Token::Projected { audience, seconds }
                if text("how") == "projected" && audience == text("audience") =>
            {
                let extended = (*seconds == Some(3607)).then_some(self.extended);
                Some(extended.or(*seconds).unwrap_or(3600))
            }
            Token::Certificate { signer, seconds }
                if text("how") == "certificate" && signer == text("signer") =>
            {
                Some(seconds.unwrap_or(86_400))
            }
            _ => None,
        });
        lives.max().unwrap_or(0)
    }

    fn is_automounted(&self, container: &str) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|entry| entry["how"] == "automount" && entry["container"] == container)
    }

    fn violations(&self) -> impl Iterator<Item = &Value> {
        self.entries.iter().filter(|entry| entry["allowedBy"].is_null())
    }
}

/// How strong the voice is that asked.
fn voice(entry: &Value) -> u8 {
    match entry["askedBy"].as_str() {
        Some("nobody") => 1,
        Some("serviceAccount") => 2,
        Some("pod") => 3,
        _ => 0,
    }
}

/// Whether two entries are the same credential in the same way.
fn same_way(one: &Value, other: &Value) -> bool {
    ["how", "account", "secret", "audience", "signer"].iter().all(|key| one[key] == other[key])
}

fn update(
    kind: &str,
    old: &Template<'_>,
    new: &Template<'_>,
    settings: &Value,
    cluster: &Objects,
) -> Answer {
    let mut request = request(kind, &new.workload(kind));
    request["operation"] = "UPDATE".into();
    request["oldObject"] = old.workload(kind);
    judge(&request, settings, cluster)
}

/// The settings with an action and a rule for UPDATE.
fn with(settings: &Value, action: &str) -> Value {
    let mut settings = settings.clone();
    settings["action"] = action.into();
    settings["existingViolations"] = "allow".into();
    settings
}

/// Which containers an author chooses, if any.
fn rarely_chosen() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![2 => Just(None), 1 => chosen().prop_map(Some)]
}

/// A value without what is not set.
fn set(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (key.clone(), set(value)));
            fields.filter(|(_, value)| !value.is_null() && *value != json!({})).collect()
        }
        Value::Array(items) => items.iter().map(set).collect(),
        other => other.clone(),
    }
}

fn account_exists(spec: &Value, cluster: &Objects) -> bool {
    account_name(spec) == "default" || cluster.account(account_name(spec)).is_some()
}

proptest! {
    #![proptest_config(config())]

    /// The annotation, where there was none, lets no UPDATE through that is rejected without it. (In a template that says false, a mount
    /// written by hand counts as if the field were unset where the annotation names its container.)
    #[test]
    fn the_annotation_lets_no_update_through(
        old in spec(0), other in spec(0), changes in vec(change(), 0..4), replaced in 0..4,
        cluster in cluster(), settings in settings("reject"), kind in select(&WORKLOADS[..]),
        chosen in chosen(),
    ) {
        let new = if replaced == 0 { other } else { changed(&old, &changes) };
        prop_assume!(new["automountServiceAccountToken"] != false);
        let settings = with(&settings, "reject");
        let old = Template { spec: &old, chosen: None };
        let plain = Template { spec: &new, chosen: None };
        let narrowed = Template { spec: &new, chosen: Some(chosen) };
        // An unchanged template is accepted unread.
        prop_assume!(set(&old.workload(kind)) != set(&narrowed.workload(kind)));
        let without = update(kind, &old, &plain, &settings, &cluster);
        prop_assume!(without.response["code"] == 403);
        let answer = update(kind, &old, &narrowed, &settings, &cluster);
        prop_assert!(!answer.accepted(), "{}", without.message());
    }

    /// (8) An accepted UPDATE has no violation that is worse than the old template's worst of its
    /// kind, nor one that an exemption allowed which has ended.
    #[test]
    fn an_accepted_update_makes_nothing_worse(
        old in spec(0), other in spec(0), changes in vec(change(), 0..4), replaced in 0..4,
        cluster in cluster(), settings in settings("reject"), kind in select(&WORKLOADS[..]),
        (chosen_before, chosen) in (rarely_chosen(), rarely_chosen()),
    ) {
        let new = if replaced == 0 { other } else { changed(&old, &changes) };
        prop_assume!(account_exists(&new, &cluster) && account_exists(&old, &cluster));
        let (old, new) = (
            Template { spec: &old, chosen: chosen_before },
            Template { spec: &new, chosen },
        );
        if set(&old.workload(kind)) == set(&new.workload(kind))
            || !update(kind, &old, &new, &with(&settings, "reject"), &cluster).accepted()
        {
            return Ok(());
        }
        let settings = with(&settings, "warn");
        let (was, is) = (
            Seen::of(&old, kind, &settings, &cluster),
            Seen::of(&new, kind, &settings, &cluster),
        );
        let by_container = chosen_before.is_some()
            || chosen.is_some()
            || has_entry_for_some(&settings, account_name(new.spec));
        for entry in is.violations() {
            let excused = was.violations().any(|worst| {
                same_way(worst, entry)
                    && voice(worst) >= voice(entry)
                    && was.life(worst, false) >= is.life(entry, false)
                    && (entry["how"] == "automount" && !by_container
                        || worst["container"] == entry["container"])
            });
            prop_assert!(excused, "{entry} is not excused by {:?}", was.entries);
        }
        let renewed = create(kind, &new.workload(kind), &renewed(&settings), &cluster);
        let allowed: Vec<String> = renewed.exposures_that_are(true).iter().map(identity).collect();
        for entry in is.violations() {
            prop_assert!(!allowed.contains(&identity(entry)), "{entry} was allowed until a day");
        }
    }

    /// (9) An UPDATE whose exposures are some of the old template's, each asked by the same voice and
    /// with a life not longer, is never rejected; unless an exemption has ended.
    #[test]
    fn an_update_that_makes_nothing_worse_is_accepted(
        old in spec(0), changes in vec(change(), 1..3),
        cluster in cluster(), settings in settings("reject"), kind in select(&WORKLOADS[..]),
        chosen in rarely_chosen(),
    ) {
        let new = changed(&old, &changes);
        prop_assume!(account_exists(&new, &cluster) && account_exists(&old, &cluster));
        let settings = renewed(&settings);
        let (old, new) = (Template { spec: &old, chosen }, Template { spec: &new, chosen });
        let mut shown = strictest(&settings);
        shown["optOutAt"] = settings["optOutAt"].clone();
        shown["extendedTokenSeconds"] = settings["extendedTokenSeconds"].clone();
        let (was, is) =
            (Seen::of(&old, kind, &shown, &cluster), Seen::of(&new, kind, &shown, &cluster));
        let is_old = |entry: &Value| {
            was.entries.iter().any(|known| {
                same_way(known, entry)
                    && known["container"] == entry["container"]
                    && known["askedBy"] == entry["askedBy"]
                    && was.sure_life(known) >= is.life(entry, true)
            })
        };
        // Where the account is never read, it may say that nothing is mounted, and the life is not seen.
        let is_seen = |entry: &Value| {
            !["projected", "certificate"].iter().any(|how| entry["how"] == **how)
                || is.life(entry, true) > 0
        };
        // Nor does the annotation say that an automounted token is one in a Secret, which never expires.
        let mut volumes = new.spec["volumes"].as_array().into_iter().flatten();
        prop_assume!(volumes.all(|volume| volume["secret"]["secretName"] != volume["name"]));
        // A stronger voice counts also for containers that are left out, for which nobody asked.
        let says = |spec: &Value| spec["automountServiceAccountToken"] == true;
        prop_assume!(chosen.is_none() || !says(new.spec) || says(old.spec));
        // A mount by hand and the plugin's own are one entry, which hides who asked for the latter.
        let hides_another = |entry: &Value| {
            entry["how"] == "automount" && entry["askedBy"] == "pod"
                && new.spec["automountServiceAccountToken"] != true
        };
        prop_assume!(
            is.entries.iter().all(|entry| is_old(entry) && is_seen(entry) && !hides_another(entry))
        );
        let answer = update(kind, &old, &new, &with(&settings, "reject"), &cluster);
        prop_assert!(answer.accepted(), "{}\nold {:?}", answer.message(), was.entries);
    }
}
