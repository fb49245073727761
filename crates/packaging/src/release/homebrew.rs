//! The Homebrew formula, which installs the archives of the release.

use anyhow::{Context as _, Result};

use super::{PLATFORMS, Sum};
use crate::VERSION;
use crate::metadata::Metadata;

/// Systems and architectures in the order of the formula: Homebrew's words, and ours.
const PLACES: [(&str, [(&str, &str); 2]); 2] = [
    ("on_macos", [("on_arm", "darwin-arm64"), ("on_intel", "darwin-amd64")]),
    ("on_linux", [("on_arm", "linux-arm64"), ("on_intel", "linux-amd64")]),
];

/// The formula.
///
/// # Errors
///
/// An archive is missing, or the metadata lacks something.
pub fn formula(metadata: &Metadata, sum: Sum<'_>) -> Result<String> {
    let mut systems = String::new();
    for (system, architectures) in PLACES {
        systems += &format!("\n  {system} do\n");
        for (architecture, name) in architectures {
            let platform = PLATFORMS.iter().find(|platform| platform.name == name).context(name)?;
            let archive = platform.archive();
            let (url, sum) = (metadata.release_file(&archive)?, sum(&archive)?);
            systems += &format!(
                "    {architecture} do\n      url \"{url}\"\n      sha256 \"{sum}\"\n    end\n"
            );
        }
        systems += "  end\n";
    }
    let homepage = metadata.annotation("io.kubewarden.policy.url")?;
    let license = metadata.annotation("io.kubewarden.policy.license")?;
    Ok(format!(
        r##"class TokenCheck < Formula
  desc "Shows which Kubernetes containers get a service account token, and why"
  homepage "{homepage}"
  version "{VERSION}"
  license "{license}"
{systems}
  def install
    bin.install "token-check"
    generate_completions_from_executable(bin/"token-check", "completions")
    (man1/"token-check.1").write Utils.safe_popen_read(bin/"token-check", "man")
  end

  test do
    (testpath/"pod.yaml").write <<~YAML
      apiVersion: v1
      kind: Pod
      metadata: {{name: web}}
      spec: {{containers: [{{name: web, image: web}}]}}
    YAML
    assert_match "container web would get the API token", shell_output("#{{bin}}/token-check pod.yaml", 1)
  end
end
"##
    ))
}
