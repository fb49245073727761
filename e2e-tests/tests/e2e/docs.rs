//! Checks every example in the documentation, and that every link leads somewhere.
//!
//! A comment above each block says how it is checked:
//!
//! - `<!-- scenario: PATH PART [VERDICT] -->`: the block is this part of a scenario, verbatim, or its
//!   message or warnings; `tests/scenarios.rs` runs it. Objects state their verdict.
//! - `<!-- settings: -->`: the policy accepts these settings.
//! - `<!-- golden: FILE -->`: the output of the command in `command/`.
//! - `<!-- action inputs: -->`, `<!-- hooks: -->`: for users of the action or the hooks.
//! - `<!-- cel: KIND… -->`: a ValidatingAdmissionPolicy for these kinds; it denies the recorded
//!   requests in which this policy finds an automounted token.
//! - `<!-- yaml: REASON -->`: the block is YAML, and nothing more is checked, for this reason.

mod cel;
mod examples;
mod links;
mod page;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use page::Page;

fn repository() -> PathBuf {
    e2e_tests::path("..")
}

/// The pages in `docs/`.
fn docs() -> Vec<Page> {
    let folder = repository().join("docs");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{error}"));
    let names = entries.map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).file_name());
    let mut paths: Vec<_> = names.map(|name| Path::new("docs").join(name)).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths.iter().map(|path| Page::open(&repository(), path)).collect()
}

/// What is wrong with the examples of a page.
fn wrong_examples(page: &Page) -> Vec<String> {
    let stray = page.stray.iter().map(|marker| format!("no block below `{marker}`"));
    let blocks = page.blocks.iter().filter_map(|block| {
        let wrong = examples::check(block).err()?;
        Some(format!("line {}: {wrong}", block.line))
    });
    stray.chain(blocks).collect()
}

/// What is wrong with the links of a page.
fn wrong_links(page: &Page) -> Vec<String> {
    let wrong = page.links.iter().filter_map(|(link, line)| {
        let wrong = links::check(&repository(), page, link).err()?;
        Some(format!("line {line}: {link}: {wrong}"))
    });
    wrong.collect()
}

fn assert_none(wrong: Vec<(PathBuf, Vec<String>)>) {
    let told: Vec<_> = wrong
        .iter()
        .flat_map(|(path, wrong)| {
            wrong.iter().map(move |wrong| format!("{}: {wrong}", path.display()))
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn every_example_matches_its_marker() {
    let pages = docs();
    assert!(pages.len() >= 6, "only {} pages were found", pages.len());
    assert_none(pages.iter().map(|page| (page.path.clone(), wrong_examples(page))).collect());
}

#[test]
fn every_link_leads_somewhere() {
    let mut pages = docs();
    for path in [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "deploy/README.md",
        "playground/README.md",
        "site/README.md",
        "e2e-tests/recorded/README.md",
    ] {
        pages.push(Page::open(&repository(), Path::new(path)));
    }
    let count: usize = pages.iter().map(|page| page.links.len()).sum();
    assert!(count >= 50, "only {count} links were found");
    assert_none(pages.iter().map(|page| (page.path.clone(), wrong_links(page))).collect());
}

#[test]
fn every_documentation_scenario_is_used() {
    let pages = docs();
    let shown = pages
        .iter()
        .flat_map(|page| &page.blocks)
        .filter_map(|block| examples::scenario_of(block.marker.as_deref()?).map(str::to_owned));
    let linked = pages
        .iter()
        .flat_map(|page| &page.links)
        .filter_map(|(link, _)| link.strip_prefix("../e2e-tests/scenarios/").map(str::to_owned));
    let there: BTreeSet<_> = shown.chain(linked).collect();
    let ours = examples::SCENARIOS.keys().filter(|name| name.starts_with("docs/"));
    let missing: Vec<_> = ours.filter(|name| !there.contains(*name)).collect();
    assert!(missing.is_empty(), "no page shows or links {missing:?}");
}

#[test]
fn cel_policies_and_this_policy_agree() {
    let mut policies = 0;
    for block in docs().iter().flat_map(|page| &page.blocks) {
        let Some(kinds) = block.marker.as_deref().and_then(|marker| marker.strip_prefix("cel:"))
        else {
            continue;
        };
        policies += 1;
        let policy = examples::cel(block).unwrap_or_else(|error| panic!("{error}"));
        let creations = cel::creations(&kinds.split_whitespace().collect::<Vec<_>>());
        let denied = creations.iter().filter(|recorded| policy.denies(recorded)).count();
        assert!(denied >= 10, "{kinds}: only {denied} of {} are denied", creations.len());
        assert!(
            creations.len() - denied >= 10,
            "{kinds}: {denied} of {} are denied",
            creations.len()
        );
        let differ = creations.iter().filter(|each| policy.denies(each) != cel::automounted(each));
        // The field is false and the volume is still there: this policy reports that as declared by
        // the author.
        let differ = differ.filter(|recorded| !recorded.name.ends_with("-mutated-setfalse"));
        let differ: Vec<_> = differ.map(|recorded| &recorded.name).collect();
        assert!(differ.is_empty(), "{kinds}: {differ:#?}");
    }
    assert_eq!(policies, 2);
}

#[test]
fn faults_in_examples_are_reported() {
    let cases = [
        ("```yaml\na: 1\n```\n", "line 1: no marker says what checks it"),
        ("```console\nmake\n```\n", ""),
        (
            "<!-- scenario: docs/gke.yaml object -->\n\nText.\n",
            "no block below `scenario: docs/gke.yaml object`",
        ),
        (
            "<!-- scenario: docs/gke.yaml object -->\n```yaml\na: 1\n```\n",
            "line 2: the marker of an object says accepted or rejected",
        ),
        (
            "<!-- scenario: docs/gke.yaml object rejected -->\n```yaml\na: 1\n```\n",
            "line 2: docs/gke.yaml expects accepted: Some(true)",
        ),
        (
            "<!-- scenario: docs/cert-manager.yaml settings -->\n```yaml\nallow: {}\n```\n",
            "line 2: docs/cert-manager.yaml has, as its settings:\nallow:\n  \
             serviceAccountsWithRoleBindings: true\n",
        ),
        (
            "<!-- scenario: docs/cert-manager.yaml settings -->\n```yaml\nallow:\n  \
             serviceAccountsWithRoleBindings: true\n```\n",
            "",
        ),
        (
            "<!-- scenario: docs/stage-warn.yaml expect.warnings -->\n```text\ncontainer web gets a token\n```\n",
            "line 2: docs/stage-warn.yaml has, as its expect.warnings:\n\
             container web gets the API token of shop/default (nobody asked)",
        ),
        (
            "<!-- scenario: docs/none.yaml settings -->\n```yaml\na: 1\n```\n",
            "line 2: there is no scenario docs/none.yaml",
        ),
        (
            "<!-- settings: -->\n```yaml\naction: allow\n```\n",
            "line 2: settings.action must be one of reject, warn, mutate, not \"allow\"",
        ),
        (
            "<!-- golden: none.stdout -->\n```text\n```\n",
            "line 2: none.stdout: No such file or directory (os error 2)",
        ),
        (
            "<!-- action inputs: -->\n```yaml\n- uses: OWNER/X@1\n  with: {folder: x}\n```\n",
            "line 2: the action has no input [\"folder\"]",
        ),
        (
            "<!-- hooks: -->\n```yaml\nrepos: [{hooks: [{id: other}]}]\n```\n",
            "line 2: there are no hooks [Object {\"id\": String(\"other\")}]",
        ),
        ("<!-- anything -->\n```yaml\na: 1\n```\n", "line 2: there is no marker `anything`"),
    ];
    for (text, told) in cases {
        let page = Page::read(Path::new("docs/page.md"), text);
        assert_eq!(wrong_examples(&page).join("\n"), told, "{text}");
    }
}

#[test]
fn broken_links_are_reported() {
    let cases = [
        ("[a](#some-heading-its-own)", ""),
        ("[a](#other)", "line 1: #other: docs/page.md has no heading #other"),
        ("[a](token-check.md#in-reviews)", ""),
        (
            "[a](token-check.md#in-review)",
            "line 1: token-check.md#in-review: docs/token-check.md has no heading #in-review",
        ),
        ("[a](../src)", ""),
        ("[a](../none.rs)", "line 1: ../none.rs: there is no none.rs"),
        ("[a](../../x)", "line 1: ../../x: it leads out of the repository"),
        ("[a](../Makefile#x)", "line 1: ../Makefile#x: only a page has headings"),
        ("[a](https://example.com/x)", ""),
    ];
    for (text, told) in cases {
        let page = Page::read(
            Path::new("docs/page.md"),
            &format!("{text}\n\n# Some heading: `its` own\n"),
        );
        assert_eq!(wrong_links(&page).join("\n"), told, "{text}");
    }
}
