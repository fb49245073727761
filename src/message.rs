//! The sentences for the person at kubectl, and for whoever reads them in Events.

use crate::exposure::{AskedBy, Exposure, How, Owner};
use crate::judge::Case;
use crate::listing::{containers, kind_name, volumes};
use crate::lookups::Facts;
use crate::prelude::*;
use crate::settings::{PodAuthor, Settings};
use crate::trouble::quotable;

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
    /// What is known of role bindings.
    pub facts: &'t Facts,
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
        if let Some(group) = groups.iter_mut().find(|group| group.cause.same_cause(exposure)) {
            group.members.push(exposure);
        } else if groups.len() < MOST_CAUSES {
            groups.push(Group { cause: exposure, members: vec![exposure] });
        } else {
            untold += 1;
        }
    }
    (groups, untold)
}

impl Teller<'_> {
    /// The message of a rejection for these exposures, without `help`. `also_unset`: the Pod leaves
    /// the field unset, and nobody asked the account what that comes to.
    pub fn rejection(&self, violations: &[Exposure<'_>], also_unset: bool) -> String {
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
        let is_unbound = |name: &str| self.facts.bound(name) == Some(false);
        let mut told: Vec<String> = Vec::new();
        for group in groups.iter().filter(|_| self.settings.allows_bound_accounts()) {
            let name = match &group.cause.owner {
                Owner::PodsAccount => self.case.account,
                Owner::Account(name) => name,
                Owner::Unknown => continue,
            };
            let account = self.named(name);
            if is_unbound(name) && !told.contains(&account) {
                message.push_str(&unbound(&account));
                told.push(account);
            }
        }
        if also_unset {
            let path = self.case.spec_path;
            message.push_str(&format!(
                " Unless service account {} says so, also set {path}.automountServiceAccountToken: \
                 false.",
                self.account()
            ));
        }
        message
    }

    /// A warning for each cause; `prefix` says what follows from it.
    pub fn warnings(&self, exposures: &[Exposure<'_>], prefix: &str) -> Vec<String> {
        let (groups, untold) = groups(exposures);
        let mut warnings: Vec<String> =
            groups.iter().map(|group| self.short(group, prefix)).collect();
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
        self.named(self.case.account)
    }

    fn named(&self, account: &str) -> String {
        account_name(self.case.namespace, account)
    }

    /// Whose token it is.
    fn owner(&self, cause: &Exposure<'_>) -> Cow<'static, str> {
        match &cause.owner {
            Owner::PodsAccount => self.account().into(),
            Owner::Account(name) => self.named(name).into(),
            Owner::Unknown => "an unknown service account".into(),
        }
    }

    fn sentences(&self, group: &Group<'_, '_>) -> String {
        let cause = group.cause;
        let volumes = volumes(&group.members);
        let audience = match cause.audience {
            "" => String::new(),
            // In quotes, for it may hold whole sentences.
            audience => format!(" (audience \"{}\")", quotable(audience).replace('"', "'")),
        };
        let max = self.settings.projected_token_max_seconds().unwrap_or_default();
        let seconds = group.members.iter().map(|member| member.seconds).max();
        // 3607 would be issued for a year.
        let advised = if max == 3607 { 3606 } else { max };
        let removal = self.removal(group, &volumes);
        let path = self.case.spec_path;
        let through = match volumes.as_str() {
            "" => format!("the environment in {path}.containers"),
            volumes => format!("{volumes} in {path}.volumes"),
        };
        // Where a Secret goes from the default path, the plugin mounts its own volume.
        let uncovers = group.members.iter().any(|member| member.at_default_path);
        let also = match self.case.automount {
            Some(false) => String::new(),
            _ if !uncovers => String::new(),
            _ => format!(" and set {path}.automountServiceAccountToken: false"),
        };
        fill(
            self.template(cause),
            &[
                ("containers", &containers(&group.members)),
                ("account", &self.owner(cause)),
                ("pod", if self.case.is_pod { "the Pod" } else { "the Pod template" }),
                ("field", &format!("{path}.automountServiceAccountToken")),
                ("through", &through),
                ("removal", &removal),
                ("also", &also),
                ("audience", &audience),
                ("secret", &quotable(cause.secret.unwrap_or_default())),
                ("seconds", &seconds.unwrap_or_default().to_string()),
                ("max", &max.to_string()),
                ("advised", &advised.to_string()),
            ],
        )
    }

    /// What is said of a cause; see [`fill`].
    fn template(&self, cause: &Exposure<'_>) -> &'static str {
        let author = self.settings.pod_author();
        match (cause.how, cause.asked_by) {
            (How::Automount, _) if cause.authors_mount => {
                "{containers} would get the API token of service account {account} through a \
                 mount, written by hand, of {through}, which Kubernetes injects unless {field} is \
                 false. Remove that mount, or ask an administrator to allow it (allow.podAuthor: \
                 any, or {account} in allow.serviceAccounts)."
            }
            (How::Automount, Some(AskedBy::Nobody)) if self.settings.pod_opts_out() => {
                "{containers} would get the API token of service account {account}: {pod} does \
                 not set automountServiceAccountToken, and here the Pod itself must opt out. Set \
                 {field}: false{removal}."
            }
            (How::Automount, Some(AskedBy::Nobody)) if self.account_missing => {
                "{containers} would get the API token of service account {account}: {pod} does \
                 not set automountServiceAccountToken, the service account does not exist, and \
                 Kubernetes mounts the token by default. Set {field}: false{removal}."
            }
            (How::Automount, Some(AskedBy::Nobody)) => {
                "{containers} would get the API token of service account {account}: neither {pod} \
                 nor the service account sets automountServiceAccountToken, and Kubernetes mounts \
                 it by default. Set {field}: false{removal}."
            }
            (How::Automount, Some(AskedBy::ServiceAccount)) => {
                "{containers} would get the API token of service account {account}: the service \
                 account sets automountServiceAccountToken: true, and {pod} does not overrule it. \
                 If the program does not call the Kubernetes API, set {field}: false{removal}; if \
                 it does, ask an administrator to allow it (allow.serviceAccountOwner, or \
                 {account} in allow.serviceAccounts)."
            }
            (How::Automount, Some(AskedBy::Pod)) if author == PodAuthor::Projected => {
                "{containers} would get the API token of service account {account}: {field} is \
                 true. If the program does not call the Kubernetes API, set it to \
                 false{removal}; if it does, also declare a projected token for the container \
                 that needs it, or ask an administrator to allow it (allow.podAuthor: any, or \
                 {account} in allow.serviceAccounts)."
            }
            (How::Automount, Some(AskedBy::Pod)) => {
                "{containers} would get the API token of service account {account}: {field} is \
                 true. If the program does not call the Kubernetes API, set it to \
                 false{removal}; if it does, ask an administrator to allow it (allow.podAuthor: \
                 any, or {account} in allow.serviceAccounts)."
            }
            (How::Automount, None) => {
                "{containers} would get the API token of service account {account}: {pod} does \
                 not set automountServiceAccountToken, and whatever the service account says, it \
                 is not allowed. Set {field}: false{removal}."
            }
            (How::Projected, _) if cause.is_ephemeral() => {
                "{containers} would get the API token of service account {account} through the \
                 serviceAccountToken source of {through}{audience}, and that is not allowed here \
                 (allow.podAuthor, projectedTokenMaxSeconds). Remove the mount, or ask an \
                 administrator to add {account} to allow.serviceAccounts."
            }
            (How::Projected, _) if author == PodAuthor::None => {
                "{containers} would get the API token of service account {account} through the \
                 serviceAccountToken source of {through}{audience}: only an administrator may \
                 allow it here (allow.podAuthor: none). Remove that source, or ask for {account} \
                 to be added to allow.serviceAccounts."
            }
            (How::Projected, _) => {
                "{containers} would get the API token of service account {account} through the \
                 serviceAccountToken source of {through}{audience}: that token lives {seconds} \
                 seconds (expirationSeconds: 3607 counts as 31536000, for so long the API server \
                 issues it), and at most {max} are allowed (projectedTokenMaxSeconds). Set \
                 expirationSeconds to {advised} there."
            }
            (How::Secret, _) if cause.owner == Owner::Unknown => {
                "{containers} could read what Secret {secret} holds, through {through}: there is \
                 no such Secret yet, or it names no service account, so it may come to hold a \
                 token of any, and only an administrator may allow that (allow.tokenSecrets). \
                 Create the Secret first if it is an ordinary one, or remove what refers to \
                 it{also}."
            }
            (How::Secret, _) if author == PodAuthor::None || cause.is_ephemeral() => {
                "{containers} could read the API token of service account {account} that Secret \
                 {secret} holds, through {through}: such a token never expires, and only an \
                 administrator may allow it (allow.tokenSecrets). Remove what refers to the \
                 Secret{also}."
            }
            (How::Secret, _) => {
                "{containers} could read the API token of service account {account} that Secret \
                 {secret} holds, through {through}: such a token never expires, and only an \
                 administrator may allow it (allow.tokenSecrets). Remove what refers to the \
                 Secret{also}; if the program calls the Kubernetes API, declare a projected token \
                 instead."
            }
        }
    }

    /// What to do beyond setting the field to false, where a volume written by hand would then
    /// count as a projected token that is not allowed.
    fn removal(&self, group: &Group<'_, '_>, volumes: &str) -> String {
        let max = self.settings.projected_token_max_seconds();
        let too_long = |member: &&Exposure<'_>| max.is_some_and(|max| member.seconds > max);
        let no_secret = !self.settings.allows_token_secrets();
        let forbidden = group.members.iter().any(|member| match member.injected_secret {
            true => no_secret,
            false => self.settings.pod_author() == PodAuthor::None,
        });
        if volumes.is_empty() || !forbidden && !group.members.iter().any(too_long) {
            return String::new();
        }
        format!(", and remove {volumes} and what mounts it where your manifest declares it")
    }

    fn short(&self, group: &Group<'_, '_>, prefix: &str) -> String {
        let cause = group.cause;
        let first = quotable(cause.container);
        let kind = kind_name(cause.container_kind);
        let subject = match group.members.len() - 1 {
            0 => format!("{kind} {first} gets"),
            more => format!("{kind} {first} and {more} more get"),
        };
        let account = self.owner(cause);
        let why = match (cause.how, cause.asked_by) {
            (How::Automount, _) if cause.authors_mount => "by a mount written by hand",
            (How::Automount, Some(AskedBy::ServiceAccount)) => "the account says true",
            (How::Automount, Some(AskedBy::Pod)) => "the Pod says true",
            (How::Automount, _) => "nobody asked",
            (How::Projected, _) => "by a projected volume",
            (How::Secret, _) => "in a token Secret",
        };
        let fact = format!("{prefix}{subject} the API token of {account} ({why})");
        let mut whole = fact.clone();
        if cause.how == How::Automount && !cause.authors_mount {
            let path = self.case.spec_path;
            whole.push_str(&format!("; set {path}.automountServiceAccountToken: false"));
        }
        if whole.chars().count() <= MOST_WARNING_CHARACTERS { whole } else { shortened(fact) }
    }
}

/// `namespace/name`, fit to be shown.
pub fn account_name(namespace: &str, name: &str) -> String {
    format!("{}/{}", quotable(namespace), quotable(name))
}

/// What a rejection says of an account that a role binding would have allowed.
pub fn unbound(account: &str) -> String {
    format!(
        " No role binding gives service account {account} anything to do with its token; where the \
         program shows it to another system (Vault, a cloud), declare a projected token for that \
         audience."
    )
}

/// Puts words in for the `{names}` of a template.
///
/// One function and plain texts take less of the module than a `format!` for each.
fn fill(template: &str, words: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or_default();
        let word = words.iter().find(|(known, _)| *known == name);
        text.push_str(before);
        text.push_str(word.map_or(name, |(_, word)| word));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Cuts a warning at what the API server's conventions ask for.
pub fn shortened(mut warning: String) -> String {
    let mut last = warning.char_indices().skip(MOST_WARNING_CHARACTERS - 1);
    if let (Some((end, _)), Some(_)) = (last.next(), last.next()) {
        warning.truncate(end);
        warning.push('…');
    }
    warning
}
