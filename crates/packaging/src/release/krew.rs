//! The manifest of the kubectl plugin. krew-release-bot makes the same one from `.krew.yaml` for krew's index;
//! the release has it for those who install without that index.

use anyhow::{Context as _, Result};

use super::Sum;
use crate::VERSION;

/// The template, which krew-release-bot reads as well.
pub const TEMPLATE: &str = ".krew.yaml";

/// Fills in the template: `{{ .TagName }}`, and `{{addURIAndSha "…" .TagName }}` as address and checksum.
///
/// # Errors
///
/// The template has another call, or an archive is missing.
pub fn manifest(template: &str, sum: Sum<'_>) -> Result<String> {
    let tag = format!("v{VERSION}");
    let mut text = String::new();
    for line in template.lines() {
        if let Some((before, call)) = line.split_once("{{addURIAndSha \"") {
            let uri = call.strip_suffix("\" .TagName }}").context(line.to_owned())?;
            let uri = uri.replace("{{ .TagName }}", &tag);
            let name = uri.rsplit('/').next().unwrap_or_default();
            // The bot indents the checksum by four spaces, whatever is before the call.
            text += &format!("{before}uri: {uri}\n    sha256: {}\n", sum(name)?);
        } else if line.starts_with('#') {
            // What a comment says is about the template.
        } else {
            text += &line.replace("{{ .TagName }}", &tag);
            text.push('\n');
        }
    }
    anyhow::ensure!(!text.contains("{{"), "{TEMPLATE} calls something unknown");
    Ok(text)
}
