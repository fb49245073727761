//! What was read, and why that may not show that nothing uses an entry.

use std::collections::BTreeSet;

/// The kinds of workloads of which almost every cluster has some.
const KINDS: [&str; 5] = ["CronJob", "DaemonSet", "Deployment", "Pod", "StatefulSet"];

/// What is known to have been read whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reach {
    /// Every kind of workload, so that one without an object has none.
    pub all_kinds: bool,
    /// Every namespace.
    pub all_namespaces: bool,
}

/// The namespaces and kinds of what was read.
#[derive(Debug, Default)]
pub struct Read {
    /// What was read whole, whatever was found.
    pub reach: Reach,
    namespaces: BTreeSet<String>,
    kinds: BTreeSet<&'static str>,
}

impl Read {
    /// Records an object.
    pub fn add(&mut self, kind: &str, namespace: &str) {
        if !self.namespaces.contains(namespace) {
            self.namespaces.insert(namespace.to_owned());
        }
        self.kinds.extend(KINDS.iter().find(|known| **known == kind));
    }

    /// Which kinds were perhaps not read.
    pub fn missing_kinds(&self) -> Option<String> {
        let missing: Vec<&str> =
            KINDS.iter().copied().filter(|kind| !self.kinds.contains(kind)).collect();
        let (last, others) = missing.split_last()?;
        let names = match others {
            [] => (*last).to_owned(),
            others => format!("{} or {last}", others.join(", ")),
        };
        (!self.reach.all_kinds).then(|| format!("no {names} was read"))
    }
}

/// Why the namespaces that were read may not be all that a pattern for accounts is about.
pub fn of_namespaces(pattern: &str, read: &Read) -> Option<String> {
    let namespace = pattern.split('/').next().unwrap_or_default();
    let mut seen = read.namespaces.iter();
    let (first, second) = (seen.next(), seen.next());
    // Of a dump with several namespaces, all are taken to be there.
    if read.reach.all_namespaces || second.is_some() || first.is_some_and(|one| one == namespace) {
        return None;
    }
    Some(match first {
        Some(only) => format!("only namespace {only} was read"),
        None => "nothing was read".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_read_cannot_be_missed() {
        let all = ["CronJob", "DaemonSet", "Deployment", "Pod", "StatefulSet"];
        let files = Reach::default();
        let kinds = Reach { all_kinds: true, ..files };
        let namespaces = Reach { all_namespaces: true, ..files };
        let (one, two) = (&["shop"][..], &["shop", "ci"][..]);
        let only_shop = Some("only namespace shop was read");
        let most = "no CronJob, DaemonSet, Deployment or StatefulSet was read";
        for (reach, kinds, seen, pattern, namespace, kind) in [
            (files, &all[..], one, "shop/*", None, None),
            (files, &all, one, "sho*/*", only_shop, None),
            (files, &all, one, "ci/x", only_shop, None),
            (namespaces, &all, one, "ci/x", None, None),
            (files, &all, two, "other/x", None, None),
            (files, &all, &[], "shop/x", Some("nothing was read"), None),
            (files, &["Pod", "Secret"], two, "shop/x", None, Some(most)),
            (files, &all[1..], two, "shop/x", None, Some("no CronJob was read")),
            (kinds, &[], two, "shop/x", None, None),
        ] {
            let mut read = Read { reach, ..Read::default() };
            seen.iter().for_each(|namespace| read.add("ServiceAccount", namespace));
            if let Some(namespace) = seen.first() {
                kinds.iter().for_each(|kind| read.add(kind, namespace));
            }
            if seen.is_empty() {
                assert_eq!(of_namespaces(pattern, &read).as_deref(), namespace);
                continue;
            }
            assert_eq!(of_namespaces(pattern, &read).as_deref(), namespace, "{pattern} {seen:?}");
            assert_eq!(read.missing_kinds().as_deref(), kind, "{pattern} {kinds:?}");
        }
    }
}
