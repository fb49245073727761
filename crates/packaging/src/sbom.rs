//! Lists what is built into the module or the command, as SPDX 2.3 in JSON.
//!
//! The list comes from `cargo tree`, which knows the features and targets of a real build. A scan of `Cargo.lock`
//! would also list what only tests use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::VERSION;
use crate::metadata::Metadata;

/// What a list can be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Product {
    /// `policy.wasm`
    Policy,
    /// `token-check`, which contains `policy.wasm`
    TokenCheck,
}

const GUEST: (&str, &str) = ("guest", "wasm32-wasip1");

/// A package: name and version.
type Crate = (String, String);

/// What `cargo tree` shows.
#[derive(Default)]
struct Tree {
    licenses: BTreeMap<Crate, String>,
    roots: BTreeSet<Crate>,
    uses: BTreeSet<(Crate, Crate)>,
}

impl Tree {
    /// Adds the packages that are linked into `package` for `target`.
    fn add(&mut self, root: &Path, package: &str, target: &str) -> Result<()> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // Procedural macros and build scripts run while the product is built, and are no part of it.
        cargo.args(["tree", "--locked", "--prefix", "depth", "--edges", "normal,no-proc-macro"]);
        cargo.args(["--package", package, "--target", target, "--format", "{p}\t{l}"]);
        let output = cargo.current_dir(root).output().context("cargo tree")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "cargo tree: {errors}");
        self.read(&String::from_utf8(output.stdout)?)
    }

    /// Reads lines such as `2serde v1.0.0 (/a/folder)`, a tab, `MIT OR Apache-2.0 (*)`: the depth is before the name.
    fn read(&mut self, lines: &str) -> Result<()> {
        let mut above: Vec<Crate> = Vec::new();
        for line in lines.lines() {
            let read = || {
                let digits = line.find(|symbol: char| !symbol.is_ascii_digit())?;
                let depth: usize = line[..digits].parse().ok()?;
                let (package, license) = line[digits..].split_once('\t')?;
                let mut words = package.split(' ');
                let name = words.next()?.to_owned();
                let version = words.next()?.strip_prefix('v')?.to_owned();
                // Cargo's old way to write OR.
                let license = license.trim_end_matches(" (*)").replace('/', " OR ");
                Some((depth, (name, version), license))
            };
            let (depth, package, license) =
                read().with_context(|| format!("cargo tree: {line}"))?;
            ensure!(depth <= above.len(), "cargo tree: {line}");
            above.truncate(depth);
            match above.last() {
                Some(user) => drop(self.uses.insert((user.clone(), package.clone()))),
                None => drop(self.roots.insert(package.clone())),
            }
            self.licenses.insert(package.clone(), license);
            above.push(package);
        }
        Ok(())
    }
}

/// The list of a product, for these targets of Rust. `created` is a time in the format of RFC 3339.
///
/// # Errors
///
/// cargo cannot say what is built in.
pub fn sbom(
    root: &Path,
    product: Product,
    targets: &[String],
    metadata: &Metadata,
    created: &str,
) -> Result<Value> {
    let mut tree = Tree::default();
    tree.add(root, GUEST.0, GUEST.1)?;
    let (name, file, purpose) = match product {
        Product::Policy => ("policy.wasm", crate::release::MODULE_SBOM, "LIBRARY"),
        Product::TokenCheck => ("token-check", crate::release::COMMAND_SBOM, "APPLICATION"),
    };
    if product == Product::TokenCheck {
        for target in targets {
            tree.add(root, "token-check", target)?;
        }
    }
    let source = metadata.annotation("io.kubewarden.policy.source")?;
    let license = metadata.annotation("io.kubewarden.policy.license")?;
    let checkout = format!("git+{source}@v{VERSION}");
    let sums = checksums(&std::fs::read_to_string(root.join("Cargo.lock")).context("Cargo.lock")?);
    let mut packages = vec![json!({
        "SPDXID": "SPDXRef-product",
        "name": name,
        "versionInfo": VERSION,
        "supplier": format!("Organization: {}", author(metadata)?),
        "downloadLocation": checkout,
        "filesAnalyzed": false,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": license,
        "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": purpose,
    })];
    for (package, license) in &tree.licenses {
        packages.push(described(package, license, sums.get(package), &checkout));
    }
    let mut relationships = vec![relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-product")];
    for package in &tree.roots {
        relationships.push(relationship("SPDXRef-product", "CONTAINS", &id(package)));
    }
    for (user, used) in &tree.uses {
        relationships.push(relationship(&id(user), "DEPENDS_ON", &id(used)));
    }
    Ok(json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": format!("{name} {VERSION}"),
        "documentNamespace": metadata.release_file(file)?,
        "creationInfo": {
            "created": created,
            "creators": [format!("Tool: packaging-{VERSION}"), format!("Organization: {}", author(metadata)?)],
        },
        "packages": packages,
        "relationships": relationships,
    }))
}

fn author(metadata: &Metadata) -> Result<&str> {
    let author = metadata.annotation("io.kubewarden.policy.author")?;
    Ok(author.split(" <").next().unwrap_or(author))
}

fn described(package: &Crate, license: &str, sum: Option<&String>, checkout: &str) -> Value {
    let (name, version) = package;
    let mut described = json!({
        "SPDXID": id(package),
        "name": name,
        "versionInfo": version,
        "filesAnalyzed": false,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": if license.is_empty() { "NOASSERTION" } else { license },
        "copyrightText": "NOASSERTION",
        "downloadLocation": checkout,
    });
    // A package without a checksum is one of this repository.
    if let Some(sum) = sum {
        let address = format!("https://static.crates.io/crates/{name}/{name}-{version}.crate");
        described["downloadLocation"] = address.into();
        described["checksums"] = json!([{"algorithm": "SHA256", "checksumValue": sum}]);
        // `+` may not be in a purl as it is.
        let locator = format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"));
        described["externalRefs"] = json!([{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": locator,
        }]);
    }
    described
}

fn relationship(from: &str, kind: &str, to: &str) -> Value {
    json!({"spdxElementId": from, "relationshipType": kind, "relatedSpdxElement": to})
}

/// An identifier: letters, digits, `.` and `-`.
fn id((name, version): &Crate) -> String {
    format!("SPDXRef-{name}-{version}").replace(['_', '+'], "-")
}

/// The checksums in `Cargo.lock`, which cargo writes one field a line.
fn checksums(lock: &str) -> BTreeMap<Crate, String> {
    let block = |block: &str| {
        let field = |key: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")))?;
            Some(line.trim_end_matches('"').to_owned())
        };
        Some(((field("name")?, field("version")?), field("checksum")?))
    };
    lock.split("[[package]]").filter_map(block).collect()
}
