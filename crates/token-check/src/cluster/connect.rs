//! Finds the address of the cluster and the credentials for it.

use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use kube::Config;
use kube::config::{KubeConfigOptions, Kubeconfig};

/// The configuration of `kubectl`, or of the Pod in which this process runs.
pub(super) async fn find_config(kube_context: Option<&str>) -> anyhow::Result<Config> {
    let kubeconfig = match Kubeconfig::read() {
        Ok(kubeconfig) => kubeconfig,
        Err(error) => {
            let in_cluster = Config::incluster();
            return match (in_cluster, kube_context) {
                (Ok(config), None) => Ok(config),
                _ => Err(anyhow!(
                    "no kubeconfig can be read ({}), and token-check does not run in a Pod; set \
                     KUBECONFIG",
                    one_line(&error)
                )),
            };
        }
    };
    if kube_context.is_none()
        && kubeconfig.current_context.as_deref().is_none_or(str::is_empty)
        && let Ok(config) = Config::incluster()
    {
        return Ok(config);
    }
    of_kubeconfig(kubeconfig, kube_context).await
}

/// The configuration in a kubeconfig file for a context, or for the current context.
pub(super) async fn config_of_file(
    file: &Path,
    kube_context: Option<&str>,
) -> anyhow::Result<Config> {
    let kubeconfig = Kubeconfig::read_from(file)
        .with_context(|| format!("kubeconfig {} cannot be read", file.display()))?;
    of_kubeconfig(kubeconfig, kube_context).await
}

async fn of_kubeconfig(
    kubeconfig: Kubeconfig,
    kube_context: Option<&str>,
) -> anyhow::Result<Config> {
    let known: Vec<_> = kubeconfig.contexts.iter().map(|context| context.name.as_str()).collect();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let current = kubeconfig.current_context.as_deref().filter(|name| !name.is_empty());
    let Some(name) = kube_context.or(current).map(str::to_owned) else {
        bail!(
            "the kubeconfig has no current context; name one with --kube-context (available: \
             {known})"
        );
    };
    if !kubeconfig.contexts.iter().any(|context| context.name == name) {
        bail!("the kubeconfig has no context {name:?} (available: {known})");
    }
    let options = KubeConfigOptions { context: Some(name.clone()), ..KubeConfigOptions::default() };
    Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|error| anyhow!("kube context {name:?} cannot be used: {}", one_line(&error)))
}

fn one_line(error: &dyn std::error::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
