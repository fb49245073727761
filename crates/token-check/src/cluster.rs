//! Reads a live cluster over its API, and never writes to it.
//!
//! `connect` finds the cluster. [`kinds`] defines which kinds are listed. `pages` lists one kind
//! page by page, and recovers from errors on the way. `prune` drops parts of objects that are not
//! needed. [`exchange`] sends one request and reads its answer. `audience` finds the audience of
//! the cluster's tokens, and `issuer` their issuer. `discovery` asks which kinds there are, and
//! `served` which known custom kinds are among them.

mod audience;
mod connect;
mod discovery;
pub mod exchange;
mod issuer;
pub mod kinds;
mod pages;
mod prune;
mod served;

use std::fmt;
use std::path::Path;

use analysis::adopt::custom_kinds::CustomKinds;
use analysis::context::Context;
use analysis::input::Unreadable;
use analysis::kinds::Kinds;
use analysis::survey::NAMESPACE;
use serde_json::Value;
use tokio::runtime::Runtime;

use discovery::Served;
use exchange::{Exchange, Patience};
use kinds::{BINDINGS, ListedKind, SECRETS, SERVICE_ACCOUNTS, workloads};
use pages::Listed;

/// A Kubernetes cluster that is read over its API.
pub struct LiveCluster {
    runtime: Runtime,
    exchange: Exchange,
}

/// Objects that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Their kind.
    pub kind: String,
    /// The reason, in one line.
    pub why: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.why)
    }
}

/// The workloads of a cluster.
#[derive(Debug, Default)]
pub struct Workloads {
    /// Their kinds.
    pub listed: Vec<ListedKind>,
    /// Why others are not listed.
    pub notes: Vec<Unreadable>,
    /// What is left out because it is unknown whether the cluster has it.
    pub left_out: Vec<Unreadable>,
}

/// Which objects of a cluster the policy may look up.
#[derive(Clone, Copy, Debug)]
pub struct LookedUp<'n> {
    /// The namespaces of accounts and Secrets; `None` means all.
    pub namespaces: Option<&'n [String]>,
    /// Also role bindings, from all namespaces, because each can name any account.
    pub bindings: bool,
    /// Also Secrets: their metadata and whether they hold tokens, but never their data.
    pub secrets: bool,
}

impl LeftOut {
    /// The same as an error with the cluster's URL.
    pub fn at(&self, cluster: &LiveCluster) -> Unreadable {
        Unreadable::of(cluster.server(), self.to_string())
    }
}

impl LiveCluster {
    /// Connects to the cluster of the kubeconfig (`KUBECONFIG`, or else `~/.kube/config`) and its
    /// `kube_context`, or to the cluster in which this process runs.
    ///
    /// # Errors
    ///
    /// There is no configuration, or it cannot be used.
    pub fn connect(kube_context: Option<&str>) -> anyhow::Result<Self> {
        let runtime = runtime()?;
        let config = runtime.block_on(connect::find_config(kube_context))?;
        Self::on(runtime, config, Patience::default())
    }

    /// Connects to the cluster that a kubeconfig file names for a context, or for the current
    /// context.
    ///
    /// # Errors
    ///
    /// The file cannot be read, does not define the context, or cannot be used.
    pub fn of_kubeconfig(file: &Path, kube_context: Option<&str>) -> anyhow::Result<Self> {
        let runtime = runtime()?;
        let config = runtime.block_on(connect::config_of_file(file, kube_context))?;
        Self::on(runtime, config, Patience::default())
    }

    /// Connects to the cluster of a configuration. It does not take a client, because a client
    /// belongs to the runtime in which it was created.
    ///
    /// # Errors
    ///
    /// The configuration cannot be used.
    pub fn new(config: kube::Config, patience: Patience) -> anyhow::Result<Self> {
        Self::on(runtime()?, config, patience)
    }

    fn on(runtime: Runtime, config: kube::Config, patience: Patience) -> anyhow::Result<Self> {
        let exchange = {
            let _inside = runtime.enter();
            Exchange::new(config, patience)?
        };
        Ok(Self { runtime, exchange })
    }

    /// The URL of its API server.
    pub fn server(&self) -> &str {
        self.exchange.server()
    }

    /// Passes every object of a kind to `each`, pruned, with its `apiVersion` and `kind`. At most
    /// one page is in memory at a time. Returns what was left out, if not all objects were read.
    ///
    /// # Errors
    ///
    /// The API server cannot be reached or rejects the credentials.
    pub fn list(
        &self,
        kind: &ListedKind,
        namespace: Option<&str>,
        each: &mut dyn FnMut(Value),
    ) -> anyhow::Result<Option<LeftOut>> {
        let namespace = namespace.filter(|_| !kind.of_all_namespaces);
        let list = pages::list(&self.exchange, kind, namespace, each);
        let (read, outcome) = self.runtime.block_on(list)?;
        Ok(match outcome {
            Listed::Read => None,
            Listed::Failed(why) if read == 0 => Some(LeftOut { kind: kind.kind.to_string(), why }),
            Listed::Failed(why) => {
                let why = format!("only {read} were read: {why}");
                Some(LeftOut { kind: kind.kind.to_string(), why })
            }
        })
    }

    /// The workloads to list, owners before the objects they own: those of Kubernetes, and those that the
    /// settings name, as far as the cluster serves them. Returns also why some are not listed, and what is
    /// left out because that is unknown.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub fn workloads(&self, kinds: &Kinds) -> anyhow::Result<Workloads> {
        let mut found = Workloads::default();
        if kinds.custom().is_empty() {
            found.listed = workloads();
            return Ok(found);
        }
        let groups = self.runtime.block_on(discovery::get(&self.exchange, "/apis"))?;
        for kind in kinds.custom() {
            match self.runtime.block_on(discovery::find(&self.exchange, &groups, kind))? {
                Served::As(listed) => found.listed.push(listed),
                Served::Not(why) => found.notes.push(Unreadable::of(self.server(), why)),
                Served::Unknown(why) => {
                    let kind = kind.kind.clone();
                    found.left_out.push(LeftOut { kind, why }.at(self));
                }
            }
        }
        found.listed.extend(workloads());
        Ok(found)
    }

    /// Adds to `context` the objects that the policy may look up. Lookups of objects that could not
    /// be read fail there.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub fn fill(
        &self,
        context: &mut Context,
        looked_up: LookedUp<'_>,
    ) -> anyhow::Result<Vec<LeftOut>> {
        let mut left_out: Vec<LeftOut> = Vec::new();
        let places: Vec<Option<&str>> = match looked_up.namespaces {
            None => vec![None],
            Some(namespaces) => namespaces.iter().map(|name| Some(name.as_str())).collect(),
        };
        let secrets = SECRETS.iter().filter(|_| looked_up.secrets);
        let named = [&SERVICE_ACCOUNTS].into_iter().chain(secrets);
        let named = named.flat_map(|kind| places.iter().map(move |place| (kind, *place)));
        let bindings = BINDINGS.iter().filter(|_| looked_up.bindings).map(|kind| (kind, None));
        for (kind, namespace) in named.chain(bindings) {
            let mut add = |object: Value| context.add(&object, NAMESPACE);
            if let Some(left) = self.list(kind, namespace, &mut add)? {
                context.refuse(&kind.kind, namespace, &left.why);
                if !left_out.contains(&left) {
                    left_out.push(left);
                }
            }
        }
        if !looked_up.bindings {
            BINDINGS.iter().for_each(|kind| {
                context.refuse(&kind.kind, None, "token-check did not request them")
            });
        }
        if !looked_up.secrets {
            context.refuse("Secret", None, "they are read only with --inspect-secrets");
        }
        Ok(left_out)
    }

    /// The known custom kinds that the cluster has. Also returns what is not known of them.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub fn custom_kinds(&self) -> anyhow::Result<(CustomKinds, Vec<LeftOut>)> {
        let mut custom = CustomKinds::default();
        let faults = self.runtime.block_on(served::add_served(&self.exchange, &mut custom))?;
        let left = |why| LeftOut { kind: "custom kinds".into(), why };
        Ok((custom, faults.into_iter().map(left).collect()))
    }

    /// The audiences of the cluster's own tokens: those of a token that is requested without an
    /// audience, for service account `default` of the namespace. Only the audiences are kept; the
    /// token is not.
    ///
    /// # Errors
    ///
    /// The reason why they are unknown, in one line.
    pub fn api_audiences(&self, namespace: &str) -> Result<Vec<String>, String> {
        self.runtime.block_on(audience::api_audiences(&self.exchange, namespace))
    }

    /// The issuer of the cluster's tokens.
    ///
    /// # Errors
    ///
    /// The reason why it is unknown, in one line.
    pub fn issuer(&self) -> Result<String, String> {
        self.runtime.block_on(issuer::issuer(&self.exchange))
    }
}

fn runtime() -> anyhow::Result<Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
