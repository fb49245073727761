//! The sentences for the person at kubectl, and for whoever reads them in Events.

use crate::candidate::ContainerKind;
use crate::exposure::{AskedBy, Exposure, How};
use crate::judge::Case;
use crate::settings::{PodAuthor, SHORTEST_TOKEN_SECONDS, Settings};
use crate::slots::quotable;

/// Containers that are named; the rest is counted.
const MOST_NAMED: usize = 5;
/// Causes that are told; the rest is counted.
const MOST_CAUSES: usize = 20;
/// What the API server's conventions ask of a warning.
const MOST_WARNING_CHARACTERS: usize = 120;

/// What exposures are told with.
pub struct Teller<'t> {
    /// What was judged.
    pub case: &'t Case<'t>,
    /// The settings it was judged with.
    pub settings: &'t Settings<'t>,
    /// The service account does not exist.
    pub account_missing: bool,
}

/// Exposures with one cause.
struct Group<'g, 'p> {
    cause: &'g Exposure<'p>,
    members: Vec<&'g Exposure<'p>>,
}

fn groups<'g, 'p>(exposures: &'g [Exposure<'p>]) -> (Vec<Group<'g, 'p>>, usize) {
    let mut groups: Vec<Group<'g, 'p>> = Vec::new();
    let mut untold = 0;
    for exposure in exposures {
        if let Some(group) = groups
            .iter_mut()
            .find(|group| group.cause.same_cause(exposure))
        {
            group.members.push(exposure);
        } else if groups.len() < MOST_CAUSES {
            groups.push(Group {
                cause: exposure,
                members: vec![exposure],
            });
        } else {
            untold += 1;
        }
    }
    (groups, untold)
}

impl Teller<'_> {
    /// The message of a rejection for these exposures, without `help`.
    pub fn rejection(&self, violations: &[Exposure<'_>]) -> String {
        let (groups, untold) = groups(violations);
        let mut message = String::new();
        for group in &groups {
            if !message.is_empty() {
                message.push(' ');
            }
            message.push_str(&self.sentences(group));
        }
        if untold > 0 {
            message.push_str(&format!(" There are {untold} more of other causes."));
        }
        message
    }

    /// A warning for each cause; `prefix` says what follows from it.
    pub fn warnings(&self, exposures: &[Exposure<'_>], prefix: &str) -> Vec<String> {
        let (groups, untold) = groups(exposures);
        let mut warnings: Vec<String> = groups
            .iter()
            .map(|group| self.short(group, prefix))
            .collect();
        if untold > 0 {
            warnings.push(format!("{untold} more containers can read API tokens"));
        }
        warnings
    }

    /// The warning where a template has to wait for its account.
    pub fn waits_for_account(&self) -> String {
        shortened(format!(
            "service account {} does not exist yet; its Pods are judged once it does",
            self.account()
        ))
    }

    fn account(&self) -> String {
        format!(
            "{}/{}",
            quotable(self.case.namespace),
            quotable(self.case.account)
        )
    }

    fn pod(&self) -> &'static str {
        if self.case.is_pod {
            "the Pod"
        } else {
            "the Pod template"
        }
    }

    fn field(&self) -> String {
        format!("{}.automountServiceAccountToken", self.case.spec_path)
    }

    fn sentences(&self, group: &Group<'_, '_>) -> String {
        let containers = containers(&group.members);
        let account = self.account();
        let (pod, field) = (self.pod(), self.field());
        let volumes = volumes(&group.members);
        let false_and_removal = |set: &str| {
            let removal = self.removal(group);
            format!("{set}{removal}")
        };
        let gets = format!("{containers} would get the API token of service account {account}");
        let cause = group.cause;
        match (cause.how, cause.asked_by) {
            (How::Automount, _) if cause.authors_mount => format!(
                "{gets} through a mount, written by hand, of {volumes}, which Kubernetes injects. \
                 Remove that mount, or ask an administrator to allow it (allow.podAuthor: any, or \
                 {account} in allow.serviceAccounts)."
            ),
            (How::Automount, Some(AskedBy::Nobody)) => {
                let why = if self.settings.pod_opts_out() {
                    format!(
                        "{pod} does not set automountServiceAccountToken, and here the Pod itself \
                         must opt out"
                    )
                } else if self.account_missing {
                    format!(
                        "{pod} does not set automountServiceAccountToken, the service account \
                         does not exist, and Kubernetes mounts the token by default"
                    )
                } else {
                    format!(
                        "neither {pod} nor the service account sets automountServiceAccountToken, \
                         and Kubernetes mounts it by default"
                    )
                };
                format!(
                    "{gets}: {why}. {}.",
                    false_and_removal(&format!("Set {field}: false"))
                )
            }
            (How::Automount, Some(AskedBy::ServiceAccount)) => format!(
                "{gets}: the service account sets automountServiceAccountToken: true, and {pod} \
                 does not overrule it. If the program does not call the Kubernetes API, {}; if it \
                 does, ask an administrator to allow it (allow.serviceAccountOwner, or {account} \
                 in allow.serviceAccounts).",
                false_and_removal(&format!("set {field}: false"))
            ),
            (How::Automount, Some(AskedBy::Pod)) => {
                let narrower = match self.settings.pod_author() {
                    PodAuthor::Projected => {
                        "also declare a projected token for the container that needs it, or "
                    }
                    _ => "",
                };
                format!(
                    "{gets}: {field} is true. If the program does not call the Kubernetes API, \
                     {}; if it does, {narrower}ask an administrator to allow it (allow.podAuthor: \
                     any, or {account} in allow.serviceAccounts).",
                    false_and_removal("set it to false")
                )
            }
            (How::Automount, None) => format!(
                "{gets} through {volumes}: {pod} does not set automountServiceAccountToken, and \
                 whatever the service account says, it is not allowed. {}.",
                false_and_removal(&format!("Set {field}: false"))
            ),
            (How::Projected, _) => self.projected(group, &gets, &volumes, &account),
            (How::Secret, _) => {
                let instead = match self.settings.pod_author() {
                    PodAuthor::None => "",
                    _ => {
                        "; if the program calls the Kubernetes API, declare a projected token instead"
                    }
                };
                let through = if volumes.is_empty() {
                    "env"
                } else {
                    volumes.as_str()
                };
                format!(
                    "{containers} could read the API token of service account {account} that \
                     Secret {} holds (through {through}): such a token never expires, and only an \
                     administrator may allow it (allow.tokenSecrets). Remove what refers to the \
                     Secret{instead}.",
                    quotable(cause.secret.unwrap_or_default())
                )
            }
        }
    }

    fn projected(&self, group: &Group<'_, '_>, gets: &str, volumes: &str, account: &str) -> String {
        let audience = match group.cause.audience {
            "" => String::new(),
            audience => format!(" (audience {})", quotable(audience)),
        };
        let max = self.settings.projected_token_max_seconds();
        match max {
            Some(max) if self.settings.pod_author() != PodAuthor::None => {
                let seconds = group.members.iter().map(|member| member.seconds).max();
                let seconds = seconds.unwrap_or_default();
                // 3607 would be issued for a year.
                let advised = if max == 3607 { 3606 } else { max };
                let advised = advised.max(SHORTEST_TOKEN_SECONDS);
                format!(
                    "{gets} through the serviceAccountToken source of {volumes}{audience}: that \
                     token lives {seconds} seconds (expirationSeconds: 3607 counts as 31536000, \
                     for so long the API server issues it), and at most {max} are allowed \
                     (projectedTokenMaxSeconds). Set its expirationSeconds to {advised}."
                )
            }
            _ => format!(
                "{gets} through the serviceAccountToken source of {volumes}{audience}: only an \
                 administrator may allow it here (allow.podAuthor: none). Remove that source, or \
                 ask for {account} to be added to allow.serviceAccounts."
            ),
        }
    }

    /// What to do beyond setting the field to false, where a volume written by hand would then
    /// count as a projected token that is not allowed.
    fn removal(&self, group: &Group<'_, '_>) -> String {
        let too_long = |member: &&Exposure<'_>| {
            let max = self.settings.projected_token_max_seconds();
            max.is_some_and(|max| member.seconds > max)
        };
        let volumes = volumes(&group.members);
        let stays =
            self.settings.pod_author() == PodAuthor::None || group.members.iter().any(too_long);
        if stays && !volumes.is_empty() {
            format!(", and remove {volumes} and what mounts it where your manifest declares it")
        } else {
            String::new()
        }
    }

    fn short(&self, group: &Group<'_, '_>, prefix: &str) -> String {
        let cause = group.cause;
        let first = quotable(cause.container);
        let kind = kind_name(cause.container_kind);
        let more = match group.members.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let account = self.account();
        let why = match (cause.how, cause.asked_by) {
            (How::Automount, _) if cause.authors_mount => "by a mount written by hand".into(),
            (How::Automount, Some(AskedBy::ServiceAccount)) => "the account says true".into(),
            (How::Automount, Some(AskedBy::Pod)) => "the Pod says true".into(),
            (How::Automount, _) => "nobody asked".into(),
            (How::Projected, _) => "by a projected volume".into(),
            (How::Secret, _) => format!("in Secret {}", quotable(cause.secret.unwrap_or_default())),
        };
        let fact = format!("{prefix}{kind} {first}{more} gets the API token of {account} ({why})");
        let whole = match cause.how {
            How::Automount if !cause.authors_mount => {
                format!("{fact}; set {}: false", self.field())
            }
            _ => fact.clone(),
        };
        if whole.chars().count() <= MOST_WARNING_CHARACTERS {
            whole
        } else {
            shortened(fact)
        }
    }
}

/// Cuts a warning at what the API server's conventions ask for.
pub fn shortened(warning: String) -> String {
    match warning.char_indices().nth(MOST_WARNING_CHARACTERS) {
        None => warning,
        Some(_) => {
            let kept = warning.chars().take(MOST_WARNING_CHARACTERS - 1);
            kept.chain(['…']).collect()
        }
    }
}

fn kind_name(kind: ContainerKind) -> &'static str {
    match kind {
        ContainerKind::Init => "init container",
        ContainerKind::Regular => "container",
        ContainerKind::Ephemeral => "ephemeral container",
    }
}

/// "init container a, containers b and c": at most five by name.
fn containers(members: &[&Exposure<'_>]) -> String {
    let mut distinct: Vec<&Exposure<'_>> = Vec::new();
    let mut more = 0;
    let mut last = None;
    for member in members {
        // Exposures of one container stand together.
        if last == Some(member.container) {
            continue;
        }
        last = Some(member.container);
        if distinct.len() < MOST_NAMED {
            distinct.push(member);
        } else {
            more += 1;
        }
    }
    let mut text = String::new();
    for (index, member) in distinct.iter().enumerate() {
        let kind = member.container_kind;
        let same_before = index > 0 && distinct[index - 1].container_kind == kind;
        let same_after = distinct
            .get(index + 1)
            .is_some_and(|next| next.container_kind == kind);
        let is_last = index + 1 == distinct.len() && more == 0;
        if index > 0 {
            text.push_str(if is_last { " and " } else { ", " });
        }
        if !same_before {
            text.push_str(kind_name(kind));
            text.push_str(if same_after { "s " } else { " " });
        }
        text.push_str(&quotable(member.container));
    }
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// "volume a", "volumes a and b": at most five by name, nothing where no volume is known.
fn volumes(members: &[&Exposure<'_>]) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut last = None;
    let mut more = false;
    for volume in members.iter().filter_map(|member| member.volume) {
        if last == Some(volume) || names.contains(&volume) {
            continue;
        }
        last = Some(volume);
        if names.len() < MOST_NAMED {
            names.push(volume);
        } else {
            more = true;
        }
    }
    let mut text = match names.len() {
        0 => return String::new(),
        1 => String::from("volume "),
        _ => String::from("volumes "),
    };
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            let is_last = index + 1 == names.len() && !more;
            text.push_str(if is_last { " and " } else { ", " });
        }
        text.push_str(&quotable(name));
    }
    if more {
        text.push_str(" and more");
    }
    text
}
