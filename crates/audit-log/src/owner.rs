//! Whose a Pod was, by its name: for Pods that are gone.

/// Kinds of workloads that name their Pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `<name>-<hash of the template>-<random>`
    Deployment,
    /// `<name>-<random>`
    ReplicaSet,
    /// `<name>-<random>`, as of a ReplicaSet.
    ReplicationController,
    /// `<name>-<random>`
    DaemonSet,
    /// `<name>-<number>`
    StatefulSet,
    /// `<name>-<random>`, or `<name>-<index>-<random>` of an indexed Job.
    Job,
    /// `<name>-<minutes since 1970>-<random>`
    CronJob,
    /// A Pod that nothing made: its own name.
    Pod,
}

/// Which of some workloads of one namespace made a Pod, by their naming: if exactly one fits.
/// Give it no ReplicaSets of Deployments and no Jobs of CronJobs, whose owners are given.
#[must_use]
pub fn owner_by_name<'w>(
    pod: &str,
    workloads: impl IntoIterator<Item = (Kind, &'w str)>,
) -> Option<(Kind, &'w str)> {
    let mut fitting = workloads.into_iter().filter(|(kind, name)| fits(pod, *kind, name));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

fn fits(pod: &str, kind: Kind, name: &str) -> bool {
    match kind {
        Kind::Pod => pod == name,
        Kind::StatefulSet => suffix(pod, name).is_some_and(|number| digits(number, 1, 10)),
        Kind::ReplicaSet | Kind::ReplicationController | Kind::DaemonSet => generated(pod, name),
        Kind::Job => {
            generated(pod, name) || middle(pod, name).is_some_and(|index| digits(index, 1, 6))
        }
        Kind::CronJob => middle(pod, name).is_some_and(|minutes| digits(minutes, 7, 10)),
        // The hash is a number of 32 bits whose digits are written as such letters.
        Kind::Deployment => middle(pod, name)
            .is_some_and(|hash| (6..=10).contains(&hash.len()) && hash.bytes().all(safe)),
    }
}

/// `<name>-<random>`. Of a long name only the first letters are kept, so that the whole has no
/// more than 63 (kubernetes `apiserver/pkg/storage/names`).
fn generated(pod: &str, name: &str) -> bool {
    let Some((begin, random)) = random(pod) else { return false };
    let mut base = name.to_owned();
    base.push('-');
    base.get(..58).unwrap_or(&base) == begin && random
}

/// What is between the name and the random letters.
fn middle<'p>(pod: &'p str, name: &str) -> Option<&'p str> {
    let (begin, random) = random(pod)?;
    if !random {
        return None;
    }
    suffix(begin.strip_suffix('-')?, name)
}

fn suffix<'p>(pod: &'p str, name: &str) -> Option<&'p str> {
    pod.strip_prefix(name)?.strip_prefix('-')
}

/// The name up to its last five letters, and whether these may be random ones.
fn random(pod: &str) -> Option<(&str, bool)> {
    let (begin, last) = pod.split_at_checked(pod.len().checked_sub(5)?)?;
    Some((begin, last.bytes().all(safe)))
}

/// The letters of random names: none that make words or look like another one.
fn safe(byte: u8) -> bool {
    b"bcdfghjklmnpqrstvwxz2456789".contains(&byte)
}

fn digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners() {
        let workloads = [
            (Kind::Deployment, "web"),
            (Kind::Deployment, "web-api"),
            (Kind::DaemonSet, "agent"),
            (Kind::StatefulSet, "cache"),
            (Kind::CronJob, "report"),
            (Kind::Job, "migrate"),
            (Kind::ReplicaSet, "bare"),
            (Kind::Pod, "tool"),
            (Kind::StatefulSet, "twice"),
            (Kind::Pod, "twice-0"),
            (Kind::DaemonSet, "a-name-that-is-so-very-long-that-not-all-of-it-can-be-kept-here"),
        ];
        let all = [
            ("web-74c9fb65cf-r56vx", Some("web")),
            ("web-api-74c9fb65cf-r56vx", Some("web-api")),
            ("web-74c9fb65cf-r56v", None),
            ("web-r56vx", None),
            ("web-aaaaaaaaaa-r56vx", None),
            ("agent-jkpjd", Some("agent")),
            ("agent-jkpj1", None),
            ("cache-0", Some("cache")),
            ("cache-x", None),
            ("report-29931645-px9br", Some("report")),
            ("report-px9br", None),
            ("migrate-nw5z7", Some("migrate")),
            ("migrate-3-nw5z7", Some("migrate")),
            ("bare-nw5z7", Some("bare")),
            ("tool", Some("tool")),
            ("twice-0", None),
            (
                "a-name-that-is-so-very-long-that-not-all-of-it-can-be-keptnw5z7",
                Some("a-name-that-is-so-very-long-that-not-all-of-it-can-be-kept-here"),
            ),
            ("", None),
            ("é-ééééé", None),
        ];
        for (pod, expected) in all {
            let owner = owner_by_name(pod, workloads).map(|(_, name)| name);
            assert_eq!(owner, expected, "{pod}");
        }
    }
}
